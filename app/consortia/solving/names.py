"""How rows are called in a problem: enterprise 17 is "e17", offer 31 "o31", work package 5 "w5"."""

from __future__ import annotations

ENTERPRISE, OFFER, WORK_PACKAGE = "e", "o", "w"


def enterprise_name(row_id: int) -> str:
    """Enterprise 17 -> "e17"."""
    return f"{ENTERPRISE}{row_id}"


def offer_name(row_id: int) -> str:
    """Offer 31 -> "o31"."""
    return f"{OFFER}{row_id}"


def work_package_name(row_id: int) -> str:
    """Work package 5 -> "w5"."""
    return f"{WORK_PACKAGE}{row_id}"


def lot_name(position: int) -> str:
    """Lots are called by their place in the tender: "1", "2" …, as people call them."""
    return str(position)


def number_of(name: str) -> int:
    """Back from "e17" to 17. ValueError for anything else."""
    return int(name[1:])
