"""An adviser's start page: tenders by time left and progress, the caseload, and who has not answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.consortia.models import Member
from app.consortia.rules.states import ConsortiumState, EnquiryState, MemberState
from app.foundation.actor import Actor
from app.foundation.templating import formats
from app.foundation.templating.pieces import NeedsYou
from app.home.queries import waiting as waiting_queries
from app.home.queries.waiting import Gap, Pipeline
from app.home.screens.notices import NoticesPart, notices_part
from app.tenders.queries.tenders import may_complete

Address = Callable[..., str]
GAPS = {
    "expired": ("A credential has expired", "They no longer match tenders that ask for it."),
    "expiring": ("A credential expires within 60 days", "They need to renew it in time."),
    "no_offer": ("No offers, or no areas for them", "They do not match any tenders."),
    "no_credential": ("No insurance or certificates", "Nearly every tender asks for some."),
    "no_turnover": ("Turnover not entered", "We cannot work out exposure or check financial conditions."),
    "no_workforce": ("Workforce not entered", "We cannot check contracts reserved for supported employment."),
    "no_home": ("Home area not entered", "Buyers and partners look for local enterprises."),
    "unverified": ("Not verified as a social enterprise", "Look them up in the register they name."),
}


@dataclass(frozen=True)
class Step:
    """How far a tender is from a consortium, and the next thing to do."""

    words: str
    href: str
    action: str
    consortium: ConsortiumState | None = None


@dataclass(frozen=True)
class PipelineLine:
    """One open tender."""

    title: str
    href: str
    buyer: str
    value: str
    days_left: str
    practice: bool
    step: Step


@dataclass(frozen=True)
class GapLine:
    """One thing that is missing, and who lacks it."""

    words: str
    why: str
    count: int
    some: tuple[tuple[str, str], ...]  # name and address
    more: int


@dataclass(frozen=True)
class WaitingLine:
    """One enterprise that has not answered."""

    enterprise: str
    href: str
    tender: str
    since: str
    days_left: str


@dataclass(frozen=True)
class AdviserScreen:
    """The page."""

    name: str
    needs: tuple[NeedsYou, ...]
    pipeline: tuple[PipelineLine, ...]
    open_in_all: int
    gaps: tuple[GapLine, ...]
    waiting: tuple[WaitingLine, ...]
    notices: NoticesPart


def adviser_screen(
    session: Session, actor: Actor, at: datetime, today: date, address: Address
) -> AdviserScreen:
    """What an adviser's start page shows."""
    rows = waiting_queries.pipeline(session, actor, at)
    return AdviserScreen(
        name=actor.organisation_name or "",
        needs=(
            *_refusals(session, actor, address),
            *_agreed(rows, at, address),
            *_to_confirm(rows, actor, at, address),
        ),
        pipeline=tuple(_line(row, actor, at, address) for row in rows),
        open_in_all=waiting_queries.open_count(session, actor, at),
        gaps=tuple(_gap(gap, address) for gap in waiting_queries.gaps(session, today)),
        waiting=tuple(
            _waiting(member, at, address) for member in waiting_queries.waiting_invitations(session, actor)
        ),
        notices=notices_part(session, actor, at),
    )


def _refusals(session: Session, actor: Actor, address: Address) -> list[NeedsYou]:
    return [
        NeedsYou(
            f"{member.enterprise.organisation.name}"
            f" {'left' if member.state is MemberState.left else 'declined'}:"
            f" {member.consortium.tender.title}",
            address("consortia.consortium", consortium_id=member.consortium_id),
            f"on {formats.date(member.answered_at)}" if member.answered_at else "",
        )
        for member in waiting_queries.refused(session, actor)
    ]


def _agreed(rows: list[Pipeline], at: datetime, address: Address) -> list[NeedsYou]:
    return [
        NeedsYou(
            f"Everyone has accepted. Prepare the bid pack for {row.tender.title}",
            address("consortia.consortium", consortium_id=row.consortium_id),
            formats.days_left(row.tender.deadline, at) if row.tender.deadline else "",
        )
        for row in rows
        if row.consortium_state is ConsortiumState.agreed
    ]


def _to_confirm(rows: list[Pipeline], actor: Actor, at: datetime, address: Address) -> list[NeedsYou]:
    return [
        NeedsYou(
            f"Confirm {formats.plural(row.drafts, 'work package')} for {row.tender.title}",
            address("tenders.work_packages", tender_id=row.tender.id),
            formats.days_left(row.tender.deadline, at) if row.tender.deadline else "",
        )
        for row in rows
        if row.drafts and row.consortium_id is None and may_complete(actor, row.tender)
    ]


def _line(row: Pipeline, actor: Actor, at: datetime, address: Address) -> PipelineLine:
    tender = row.tender
    return PipelineLine(
        title=tender.title,
        href=address("tenders.tender", tender_id=tender.id),
        buyer=tender.buyer_name,
        value=formats.money(tender.value) if tender.value is not None else "Not stated",
        days_left=formats.days_left(tender.deadline, at) if tender.deadline else "no closing date",
        practice=tender.practice,
        step=step(row, actor, address),
    )


def step(row: Pipeline, actor: Actor, address: Address) -> Step:
    """The furthest step that a tender has reached, from agreed members back to packages to confirm."""
    enquiries = address("consortia.enquiries", tender_id=row.tender.id)
    if row.consortium_id is not None and row.consortium_state is not None:
        there = address("consortia.consortium", consortium_id=row.consortium_id)
        return Step(_consortium_words(row), there, "See consortium", row.consortium_state)
    if row.proposals:
        return Step(
            f"{formats.plural(row.proposals, 'proposal')} to choose from", enquiries, "Compare proposals"
        )
    if row.enquiries.get(EnquiryState.queued) or row.enquiries.get(EnquiryState.running):
        return Step("Looking for consortia now", enquiries, "See progress")
    if row.enquiries.get(EnquiryState.answered):
        return Step("No consortium fits yet", enquiries, "See what would help")
    if row.enquiries.get(EnquiryState.failed):
        return Step("We could not answer the last enquiry", enquiries, "See why")
    if row.drafts:
        words = f"{formats.plural(row.drafts, 'work package')} to confirm"
        if may_complete(actor, row.tender):
            return Step(
                words, address("tenders.work_packages", tender_id=row.tender.id), "Confirm work packages"
            )
        return Step(words, address("tenders.tender", tender_id=row.tender.id), "See tender")
    return Step(
        "No enquiries yet", address("consortia.new_enquiry", tender_id=row.tender.id), "Ask for consortia"
    )


def _consortium_words(row: Pipeline) -> str:
    yes, invited = row.members.get(MemberState.accepted, 0), row.members.get(MemberState.invited, 0)
    gone = row.members.get(MemberState.declined, 0) + row.members.get(MemberState.left, 0)
    if row.consortium_state is not ConsortiumState.forming:
        return f"{formats.plural(yes, 'member')}, all have accepted"
    words = f"{yes} of {yes + invited + gone} have accepted"
    return f"{words}, {gone} declined or left" if gone else words


def _gap(gap: Gap, address: Address) -> GapLine:
    words, why = GAPS[gap.key]
    some = tuple(
        (name, address("enterprises.register_entry", enterprise_id=number)) for number, name in gap.some
    )
    return GapLine(words, why, gap.count, some, gap.count - len(some))


def _waiting(member: Member, at: datetime, address: Address) -> WaitingLine:
    tender = member.consortium.tender
    return WaitingLine(
        enterprise=member.enterprise.organisation.name,
        href=address("consortia.consortium", consortium_id=member.consortium_id),
        tender=tender.title,
        since=formats.date(member.invited_at),
        days_left=formats.days_left(tender.deadline, at) if tender.deadline else "no closing date",
    )
