"""Where each lot stands: by its own status and by what was awarded."""

from __future__ import annotations

from dataclasses import replace

from app.ocds.normalise.awards import NO_AWARD
from app.ocds.notice import NoticeAward, NoticeLot
from app.tenders.rules import LotState

TAKEN_OUT = "taken out"  # the status that merging gives a lot which a newer notice no longer lists
_BY_STATUS = {
    "cancelled": LotState.cancelled,
    "withdrawn": LotState.cancelled,
    "unsuccessful": LotState.unsuccessful,
    "complete": LotState.over,
    TAKEN_OUT: LotState.removed,
}


def with_states(
    lots: tuple[NoticeLot, ...], awards: tuple[NoticeAward, ...], tender_status: str
) -> tuple[NoticeLot, ...]:
    """The lots, each with its state. An award without lots is about all of them; a pending one decides nothing."""
    won, failed = _decided(lots, awards)
    return tuple(replace(lot, state=_state(lot, won, failed, tender_status)) for lot in lots)


def _decided(lots: tuple[NoticeLot, ...], awards: tuple[NoticeAward, ...]) -> tuple[set[str], set[str]]:
    every = [lot.key for lot in lots]
    won: set[str] = set()
    failed: set[str] = set()
    for award in awards:
        if award.status in NO_AWARD:
            failed.update(award.lot_keys or every)
        elif award.status != "pending":
            won.update(award.lot_keys or every)
    return won, failed - won


def _state(lot: NoticeLot, won: set[str], failed: set[str], tender_status: str) -> LotState:
    stated = _BY_STATUS.get(lot.status)
    if stated in (LotState.removed, LotState.cancelled):
        return stated
    if lot.key in won:
        return LotState.awarded
    if lot.key in failed:
        return LotState.unsuccessful
    return stated or _BY_STATUS.get(tender_status, LotState.open)
