"""The state of each lot, by its own status and by what was awarded."""

from __future__ import annotations

from dataclasses import replace

from app.ocds.normalise.awards import NO_AWARD
from app.ocds.normalise.remarks import Remarks
from app.ocds.notice import NoticeAward, NoticeLot
from app.tenders.rules import LotState

TAKEN_OUT = "taken out"  # the status that merging gives a lot which a newer notice no longer lists
_BY_STATUS = {
    "cancelled": LotState.cancelled,
    "canceled": LotState.cancelled,
    "withdrawn": LotState.cancelled,
    "terminated": LotState.cancelled,
    "unsuccessful": LotState.unsuccessful,
    "awarded": LotState.awarded,
    "complete": LotState.over,
    "completed": LotState.over,
    "closed": LotState.over,
    TAKEN_OUT: LotState.removed,
}
_OPEN = ("", "planning", "planned", "active", "open", "pending")


def with_states(
    lots: tuple[NoticeLot, ...], awards: tuple[NoticeAward, ...], tender_status: str, remarks: Remarks
) -> tuple[NoticeLot, ...]:
    """The lots, each with its state. A pending award decides nothing."""
    won, failed = _decided(lots, awards)
    for lot in lots:
        if lot.status.lower() not in (*_OPEN, *_BY_STATUS):
            remarks.add(
                f"Lot {lot.key} has the status “{lot.status}”, which we do not know, so we treat it as open."
            )
    return tuple(replace(lot, state=_state(lot, won, failed, tender_status)) for lot in lots)


def _decided(lots: tuple[NoticeLot, ...], awards: tuple[NoticeAward, ...]) -> tuple[set[str], set[str]]:
    """The keys of the lots that were won, and of those that nobody won.

    An award without lots is about all of them, unless other awards name theirs: then we cannot tell. A lot
    that the notice does not list does not count, but a notice with only one lot must mean that one.
    """
    every = {lot.key for lot in lots}
    some_named = any(award.lot_keys for award in awards)
    won: set[str] = set()
    failed: set[str] = set()
    for award in awards:
        about = set(award.lot_keys) & every
        if len(every) == 1 or not (award.lot_keys or some_named):
            about = every
        if award.status in NO_AWARD:
            failed |= about
        elif award.status != "pending":
            won |= about
    return won, failed - won


def _state(lot: NoticeLot, won: set[str], failed: set[str], tender_status: str) -> LotState:
    stated = _BY_STATUS.get(lot.status.lower())
    if stated in (LotState.removed, LotState.cancelled):
        return stated
    if lot.key in won:
        return LotState.awarded
    if lot.key in failed:
        return LotState.unsuccessful
    return stated or _BY_STATUS.get(tender_status, LotState.open)
