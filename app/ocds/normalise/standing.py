"""How far a procurement is: by its content first, for tags lie."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import items, words
from app.ocds.notice import NoticeLot, Standing
from app.tenders.rules import LotState

_DEAD = ("cancelled", "withdrawn", "unsuccessful")
_EARLY = ("planning", "planned")


def standing(
    release: dict[str, Any], tender: dict[str, Any], released_at: datetime | None, deadline: datetime | None,
    lots: Sequence[NoticeLot], remarks: Remarks,
) -> Standing:  # fmt: skip
    """The standing that the content shows; remarks say where the tag says otherwise. One open lot keeps it open."""
    tags, status = words(release, "tag"), str(tender.get("status") or "")
    awarded = [award for award in items(release, "awards") if award.get("status") not in ("pending", *_DEAD)]
    awarded += [one for one in items(release, "contracts") if one.get("status") not in ("pending", *_DEAD)]
    early_tag = any(tag.startswith("planning") for tag in tags)
    ahead = deadline is not None and released_at is not None and deadline > released_at
    if awarded and ahead and any(lot.state is LotState.open for lot in lots):
        remarks.add("Some of its lots are awarded, and others are still open.")
        return Standing.open
    if awarded:
        if not any(tag.startswith(("award", "contract", "compiled", "implementation")) for tag in tags):
            remarks.add(f"Tagged “{', '.join(tags) or 'nothing'}”, but it holds an award: read as awarded.")
        return Standing.awarded
    if status in _DEAD or any(tag.endswith(("Cancellation", "Termination")) for tag in tags):
        return Standing.withdrawn
    if lots and all(lot.state in (LotState.cancelled, LotState.removed) for lot in lots):
        remarks.add("All its lots were cancelled.")
        return Standing.withdrawn
    if any(tag.startswith(("award", "contract")) for tag in tags):
        remarks.add("Tagged as an award, but it names no winner.")
        return Standing.awarded
    if status in _EARLY or (early_tag and deadline is None):
        if "tender" in tags:
            remarks.add(f"Tagged “tender”, but its status is “{status}”: read as an early notice.")
        return Standing.planned
    if early_tag:
        remarks.add("Tagged “planning”, but it has a closing date: read as a tender.")
    if status == "complete":
        remarks.add("Its status is complete, though no award is named.")
        return Standing.over
    if deadline and released_at and deadline < released_at:
        remarks.add("It was already past its deadline when it was published.")
    return Standing.open
