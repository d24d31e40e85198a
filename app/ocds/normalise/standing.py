"""How far a procurement is: by its content first, for tags lie."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import items, words
from app.ocds.notice import Standing

_DEAD = ("cancelled", "withdrawn", "unsuccessful")
_EARLY = ("planning", "planned")


def standing(
    release: dict[str, Any], tender: dict[str, Any], released_at: datetime | None, deadline: datetime | None,
    remarks: Remarks,
) -> Standing:  # fmt: skip
    """The standing that the content shows; remarks say where the tag says otherwise."""
    tags, status = words(release, "tag"), str(tender.get("status") or "")
    awarded = [award for award in items(release, "awards") if award.get("status") not in ("pending", *_DEAD)]
    awarded += [one for one in items(release, "contracts") if one.get("status") not in ("pending", *_DEAD)]
    early_tag = any(tag.startswith("planning") for tag in tags)
    if awarded:
        if not any(tag.startswith(("award", "contract", "compiled", "implementation")) for tag in tags):
            remarks.add(f"Tagged “{', '.join(tags) or 'nothing'}”, but it holds an award: read as awarded.")
        return Standing.awarded
    if status in _DEAD or any(tag.endswith(("Cancellation", "Termination")) for tag in tags):
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
