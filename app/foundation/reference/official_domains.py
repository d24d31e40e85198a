"""E-mail domains that only public bodies can have: evidence of who somebody works for, never proof of their
post.

The table says for each domain who can have it, whose site uses it, and when the row was entered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from app.foundation.reference import datafiles


@dataclass(frozen=True, slots=True)
class OfficialDomain:
    """A domain, and everything under it, that a registry gives to public bodies alone."""

    domain: str
    who: str
    source: str
    entered_on: date


@cache
def all_domains() -> tuple[OfficialDomain, ...]:
    """The table, in the order of the file."""
    return tuple(
        OfficialDomain(domain, who, source, date.fromisoformat(entered_on))
        for domain, who, source, entered_on in datafiles.tuples("official_domains.csv")
    )


def official(email: str) -> OfficialDomain | None:
    """The entry that an address falls under: its host is the domain itself or lies under it; None where none
    fits.
    """
    host = email.rpartition("@")[2].strip().lower().rstrip(".")
    return next((entry for entry in all_domains() if f".{host}".endswith(f".{entry.domain}")), None)
