"""How far a procurement is: by its content first, for tags lie."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import items, state_word, words
from app.ocds.notice import NoticeLot, Standing
from app.tenders.rules import LotState

_DEAD = ("cancelled", "canceled", "withdrawn", "unsuccessful", "terminated")
_EARLY = ("planning", "planned")


_PENDING = "The award is not final yet. The buyer says who it intends to award to."
_DIRECT = ("direct award", "without prior publication", "without a call for competition")


def standing(
    release: dict[str, Any], tender: dict[str, Any], released_at: datetime | None, deadline: datetime | None,
    lots: Sequence[NoticeLot], remarks: Remarks,
) -> Standing:  # fmt: skip
    """The standing that the content shows; remarks say where the tag says otherwise. One open lot keeps it
    open.
    """
    tags, status = words(release, "tag"), state_word(tender)
    decided = [*items(release, "awards"), *items(release, "contracts")]
    awarded = [award for award in decided if state_word(award) not in ("pending", *_DEAD)]
    pending = [award for award in items(release, "awards") if state_word(award) == "pending"]
    early_tag = any(tag.startswith("planning") for tag in tags)
    ahead = deadline is not None and released_at is not None and deadline > released_at
    if awarded and ahead and any(lot.state is LotState.open for lot in lots):
        remarks.add("Some of the lots are awarded, and others are still open.")
        return Standing.open
    if awarded:
        if not any(tag.startswith(("award", "contract", "compiled", "implementation")) for tag in tags):
            remarks.add(
                f"The notice is tagged “{', '.join(tags) or 'nothing'}” but contains an award, so we treat it"
                " as awarded."
            )
        return Standing.awarded
    if status in _DEAD or any(tag.endswith(("Cancellation", "Termination")) for tag in tags):
        return Standing.withdrawn
    if lots and all(lot.state in (LotState.cancelled, LotState.removed) for lot in lots):
        remarks.add("All the lots were cancelled.")
        return Standing.withdrawn
    if any(tag.startswith(("award", "contract")) for tag in tags):
        remarks.add(_PENDING if pending else "The notice is tagged as an award but does not name a winner.")
        return Standing.awarded
    if pending and deadline is None and _is_direct(tender):
        remarks.add("The buyer intends to award this directly, so nobody else can bid.")
        return Standing.over
    if status in _EARLY or (early_tag and deadline is None):
        if "tender" in tags:
            remarks.add(
                f"The notice is tagged “tender” but its status is “{status}”, so we treat it as an early"
                " notice."
            )
        return Standing.planned
    if early_tag:
        remarks.add("The notice is tagged “planning” but has a closing date, so we treat it as a tender.")
    if status == "complete":
        remarks.add("The notice’s status is complete, but it does not name an award.")
        return Standing.over
    if deadline and released_at and deadline < released_at:
        remarks.add("The notice was published after its deadline had passed.")
    return Standing.open


def _is_direct(tender: dict[str, Any]) -> bool:
    """Whether a contract goes to somebody whom the buyer chose without asking others."""
    details = str(tender.get("procurementMethodDetails") or "")[:300].lower()
    return state_word(tender, "procurementMethod") == "direct" or any(phrase in details for phrase in _DIRECT)
