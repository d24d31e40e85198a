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
    release: dict[str, Any],
    tender: dict[str, Any],
    released_at: datetime | None,
    deadline: datetime | None,
    lots: Sequence[NoticeLot],
    remarks: Remarks,
) -> Standing:
    """The standing that the content shows; remarks say where the tag says otherwise. One open lot keeps it
    open.
    """
    signs = _Signs(release, tender, released_at, deadline, lots, remarks)
    return signs.of_awards() or signs.of_an_end() or signs.of_pending_awards() or signs.before_awards()


class _Signs:
    """What shows how far a procurement is. Each method gives the standing that its signs show, or None."""

    def __init__(
        self,
        release: dict[str, Any],
        tender: dict[str, Any],
        released_at: datetime | None,
        deadline: datetime | None,
        lots: Sequence[NoticeLot],
        remarks: Remarks,
    ) -> None:
        self._release, self._tender, self._lots, self._remarks = release, tender, lots, remarks
        self._released_at, self._deadline = released_at, deadline
        self._tags, self._status = words(release, "tag"), state_word(tender)
        self._pending = any(state_word(award) == "pending" for award in items(release, "awards"))

    def _is_tagged(self, *beginnings: str) -> bool:
        return any(tag.startswith(beginnings) for tag in self._tags)

    def of_awards(self) -> Standing | None:
        """Awarded, or still open where some lots are."""
        decided = [*items(self._release, "awards"), *items(self._release, "contracts")]
        if all(state_word(award) in ("pending", *_DEAD) for award in decided):
            return None
        if self._has_time_left() and any(lot.state is LotState.open for lot in self._lots):
            self._remarks.add("Some of the lots are awarded, and others are still open.")
            return Standing.open
        if not self._is_tagged("award", "contract", "compiled", "implementation"):
            self._remarks.add(
                f"The notice is tagged “{', '.join(self._tags) or 'nothing'}” but contains an award, so we"
                " treat it as awarded."
            )
        return Standing.awarded

    def _has_time_left(self) -> bool:
        return (
            self._deadline is not None
            and self._released_at is not None
            and self._deadline > self._released_at
        )

    def of_an_end(self) -> Standing | None:
        """Withdrawn, by its status, its tags or all of its lots."""
        ending = ("Cancellation", "Termination")
        if self._status in _DEAD or any(tag.endswith(ending) for tag in self._tags):
            return Standing.withdrawn
        if self._lots and all(lot.state in (LotState.cancelled, LotState.removed) for lot in self._lots):
            self._remarks.add("All the lots were cancelled.")
            return Standing.withdrawn
        return None

    def of_pending_awards(self) -> Standing | None:
        """Awarded or over where the award is only announced."""
        if self._is_tagged("award", "contract"):
            unnamed = "The notice is tagged as an award but does not name a winner."
            self._remarks.add(_PENDING if self._pending else unnamed)
            return Standing.awarded
        if self._pending and self._deadline is None and _is_direct(self._tender):
            self._remarks.add("The buyer intends to award this directly, so nobody else can bid.")
            return Standing.over
        return None

    def before_awards(self) -> Standing:
        """Planned, open or over: nothing is awarded or withdrawn."""
        is_early = self._is_tagged("planning")
        if self._status in _EARLY or (is_early and self._deadline is None):
            if "tender" in self._tags:
                self._remarks.add(
                    f"The notice is tagged “tender” but its status is “{self._status}”, so we treat it as an"
                    " early notice."
                )
            return Standing.planned
        if is_early:
            self._remarks.add(
                "The notice is tagged “planning” but has a closing date, so we treat it as a tender."
            )
        if self._status == "complete":
            self._remarks.add("The notice’s status is complete, but it does not name an award.")
            return Standing.over
        if self._deadline and self._released_at and self._deadline < self._released_at:
            self._remarks.add("The notice was published after its deadline had passed.")
        return Standing.open


def _is_direct(tender: dict[str, Any]) -> bool:
    """Whether a contract goes to somebody whom the buyer chose without asking others."""
    details = str(tender.get("procurementMethodDetails") or "")[:300].lower()
    return state_word(tender, "procurementMethod") == "direct" or any(phrase in details for phrase in _DIRECT)
