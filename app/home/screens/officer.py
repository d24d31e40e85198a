"""A procurement officer's start page: own tenders by state, drafts to finish, packages to confirm, closing
dates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.foundation.actor import Actor
from app.foundation.drawing.model import Drawing
from app.foundation.drawing.timeline import Moment, timeline
from app.foundation.templating import formats
from app.foundation.templating.pieces import NeedsYou, Stat
from app.foundation.types import LONDON
from app.home.screens.notices import NoticesPart, notices_part
from app.tenders.models import Tender
from app.tenders.queries.tenders import of_organisation, state_at
from app.tenders.rules import TenderSource, TenderState
from app.tenders.screens.listing import TenderLine, tender_line

Address = Callable[..., str]
ORDER = (
    TenderState.published,
    TenderState.draft,
    TenderState.closed,
    TenderState.awarded,
    TenderState.withdrawn,
)
HEADINGS = {
    TenderState.published: "Open",
    TenderState.draft: "Drafts",
    TenderState.closed: "Closed, not awarded yet",
    TenderState.awarded: "Awarded",
    TenderState.withdrawn: "Withdrawn",
}
MOST_IN_A_GROUP = 15
SOON = timedelta(days=7)


@dataclass(frozen=True)
class TenderGroup:
    """An authority's tenders in one state; `more` are not shown here."""

    heading: str
    lines: tuple[TenderLine, ...]
    more: int


@dataclass(frozen=True)
class OfficerScreen:
    """The page; `dates` is drawn where two or more tenders are open."""

    name: str
    needs: tuple[NeedsYou, ...]
    stats: tuple[Stat, ...]
    groups: tuple[TenderGroup, ...]
    dates: Drawing | None
    notices: NoticesPart


def officer_screen(
    session: Session, actor: Actor, at: datetime, today: date, address: Address
) -> OfficerScreen:
    """What a procurement officer's start page shows."""
    assert actor.organisation_id is not None
    own = of_organisation(session, actor.organisation_id)
    lines = {tender.id: tender_line(tender, at) for tender in own}
    by_state = _by_state(own, at)
    return OfficerScreen(
        name=actor.organisation_name or "",
        needs=tuple(_needs(by_state, lines, at, address)),
        stats=_stats(by_state, at) if own else (),
        groups=tuple(_group(state, tenders, lines) for state, tenders in by_state.items() if tenders),
        dates=_dates(by_state[TenderState.published], today),
        notices=notices_part(session, actor, at),
    )


def _by_state(tenders: Sequence[Tender], at: datetime) -> dict[TenderState, list[Tender]]:
    """Tenders by their state at this moment, the open ones by their deadline."""
    by_state: dict[TenderState, list[Tender]] = {state: [] for state in ORDER}
    for tender in tenders:
        state = state_at(tender, at)
        if state in by_state:
            by_state[state].append(tender)
    by_state[TenderState.published].sort(
        key=lambda tender: (tender.deadline is None, tender.deadline or at, tender.id)
    )
    return by_state


def _needs(
    by_state: dict[TenderState, list[Tender]], lines: dict[int, TenderLine], at: datetime, address: Address
) -> list[NeedsYou]:
    needs = []
    for tender in by_state[TenderState.published]:
        drafts = lines[tender.id].drafts
        if drafts:
            packages = formats.plural(drafts, "work package")
            words = f"Confirm {packages} of {tender.title}. We do not propose anyone for drafts"
            needs.append(
                NeedsYou(words, address("tenders.work_packages", tender_id=tender.id), _left(tender, at))
            )
        elif tender.deadline is not None and tender.deadline - at <= SOON:
            words = f"{tender.title} closes soon"
            needs.append(NeedsYou(words, address("tenders.tender", tender_id=tender.id), _left(tender, at)))
    for tender in by_state[TenderState.draft]:
        page = "tenders.tender" if tender.source is TenderSource.imported else "tenders.write"
        needs.append(NeedsYou(f"Finish and publish {tender.title}", address(page, tender_id=tender.id)))
    return needs


def _left(tender: Tender, at: datetime) -> str:
    return formats.days_left(tender.deadline, at) if tender.deadline else ""


def _stats(by_state: dict[TenderState, list[Tender]], at: datetime) -> tuple[Stat, ...]:
    open_now = by_state[TenderState.published]
    dated = [tender for tender in open_now if tender.deadline is not None]
    closing = _left(dated[0], at) if dated else "No open tenders"
    return (
        Stat("Open", formats.number(len(open_now)), f"Next closing: {closing}" if dated else closing),
        Stat("Drafts", formats.number(len(by_state[TenderState.draft]))),
        Stat("Closed, not awarded yet", formats.number(len(by_state[TenderState.closed]))),
    )


def _group(state: TenderState, tenders: Sequence[Tender], lines: dict[int, TenderLine]) -> TenderGroup:
    shown = tuple(lines[tender.id] for tender in tenders[:MOST_IN_A_GROUP])
    return TenderGroup(HEADINGS[state], shown, len(tenders) - len(shown))


def _dates(open_now: Sequence[Tender], today: date) -> Drawing | None:
    moments = [
        Moment(tender.deadline.astimezone(LONDON).date(), tender.title, "deadline")
        for tender in open_now
        if tender.deadline
    ]
    if len(moments) < 2:
        return None
    caption = "The dates when your open tenders close."
    return timeline(moments[:8], today, formats.date, title="Closing dates", caption=caption)
