"""Short reads for the start pages, over all areas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from app.accounts.models import Organisation
from app.consortia.models import Consortium, Enquiry, Member, Proposal
from app.consortia.rules.states import ConsortiumState, EnquiryState, MemberState
from app.enterprises.models import Credential, Enterprise, Offer, OfferArea
from app.enterprises.rules import EXPIRING_WITHIN, OfferState
from app.foundation.actor import Actor
from app.tenders.models import Lot, Tender, WorkPackage
from app.tenders.queries.tenders import open_at, visible
from app.tenders.rules import WorkPackageState

MOST_TENDERS = 25
MOST_WAITING = 25
A_FEW = 5


@dataclass
class Pipeline:
    """One open tender, and how far this adviser body has got with it."""

    tender: Tender
    drafts: int = 0  # work packages that are not confirmed yet
    enquiries: dict[EnquiryState, int] = field(default_factory=dict)
    proposals: int = 0
    consortium_id: int | None = None
    consortium_state: ConsortiumState | None = None
    members: dict[MemberState, int] = field(default_factory=dict)


def pipeline(session: Session, actor: Actor, at: datetime, most: int = MOST_TENDERS) -> list[Pipeline]:
    """Open tenders, soonest deadline first, each with the adviser body's own work on it. Five statements in
    all.
    """
    tenders = session.scalars(
        sa.select(Tender)
        .where(visible(actor), open_at(at))
        .order_by(Tender.deadline.is_(None), Tender.deadline, Tender.id)
        .limit(most)
    )
    pipelines = {tender.id: Pipeline(tender) for tender in tenders}
    for tender_id, count in session.execute(_drafts(pipelines)):
        pipelines[tender_id].drafts = count
    for tender_id, state, count in session.execute(_enquiries(actor, pipelines)):
        pipelines[tender_id].enquiries[state] = count
    for tender_id, count in session.execute(_proposals(actor, pipelines)):
        pipelines[tender_id].proposals = count
    for consortium_id, tender_id, consortium_state, member_state, count in session.execute(
        _consortia(actor, pipelines)
    ):
        row = pipelines[tender_id]
        if row.consortium_id not in (None, consortium_id):
            continue  # only the newest consortium of a tender counts; rows come newest first
        row.consortium_id, row.consortium_state = consortium_id, consortium_state
        row.members[member_state] = count
    return list(pipelines.values())


def open_count(session: Session, actor: Actor | None, at: datetime) -> int:
    """How many open tenders the actor may see."""
    return session.scalar(sa.select(sa.func.count(Tender.id)).where(visible(actor), open_at(at))) or 0


def _drafts(tender_ids: Iterable[int]) -> sa.Select[int, int]:
    return (
        sa.select(Lot.tender_id, sa.func.count(WorkPackage.id))
        .join(WorkPackage, WorkPackage.lot_id == Lot.id)
        .where(Lot.tender_id.in_(list(tender_ids)), WorkPackage.state == WorkPackageState.draft)
        .group_by(Lot.tender_id)
    )


def _enquiries(actor: Actor, tender_ids: Iterable[int]) -> sa.Select[int, EnquiryState, int]:
    return (
        sa.select(Enquiry.tender_id, Enquiry.state, sa.func.count(Enquiry.id))
        .where(Enquiry.tender_id.in_(list(tender_ids)), Enquiry.organisation_id == actor.organisation_id)
        .group_by(Enquiry.tender_id, Enquiry.state)
    )


def _proposals(actor: Actor, tender_ids: Iterable[int]) -> sa.Select[int, int]:
    return (
        sa.select(Enquiry.tender_id, sa.func.count(Proposal.id))
        .join(Proposal, Proposal.enquiry_id == Enquiry.id)
        .where(Enquiry.tender_id.in_(list(tender_ids)), Enquiry.organisation_id == actor.organisation_id)
        .group_by(Enquiry.tender_id)
    )


def _consortia(
    actor: Actor, tender_ids: Iterable[int]
) -> sa.Select[int, int, ConsortiumState, MemberState, int]:
    return (
        sa.select(
            Consortium.id, Consortium.tender_id, Consortium.state, Member.state, sa.func.count(Member.id)
        )
        .join(Member, Member.consortium_id == Consortium.id)
        .where(
            Consortium.tender_id.in_(list(tender_ids)),
            Consortium.organisation_id == actor.organisation_id,
            Consortium.state != ConsortiumState.dissolved,
        )
        .group_by(Consortium.id, Consortium.tender_id, Consortium.state, Member.state)
        .order_by(Consortium.id.desc())
    )


def waiting_invitations(session: Session, actor: Actor, most: int = MOST_WAITING) -> Sequence[Member]:
    """Enterprises that have not answered one of the adviser body's invitations, the soonest deadline
    first.
    """
    return list(
        session.scalars(
            sa.select(Member)
            .join(Member.consortium)
            .join(Consortium.tender)
            .where(
                Consortium.organisation_id == actor.organisation_id,
                Consortium.state == ConsortiumState.forming,
                Member.state == MemberState.invited,
            )
            .options(
                joinedload(Member.enterprise).joinedload(Enterprise.organisation),
                joinedload(Member.consortium).joinedload(Consortium.tender),
            )
            .order_by(Tender.deadline.is_(None), Tender.deadline, Member.invited_at, Member.id)
            .limit(most)
        )
    )


def refused(session: Session, actor: Actor) -> Sequence[Member]:
    """Members who declined, or left, in consortia of the adviser body that are forming: each needs a new
    question.
    """
    return list(
        session.scalars(
            sa.select(Member)
            .join(Member.consortium)
            .where(
                Consortium.organisation_id == actor.organisation_id,
                Consortium.state == ConsortiumState.forming,
                Member.state.in_((MemberState.declined, MemberState.left)),
            )
            .options(
                joinedload(Member.enterprise).joinedload(Enterprise.organisation),
                joinedload(Member.consortium).joinedload(Consortium.tender),
            )
            .order_by(Member.answered_at.desc(), Member.id)
            .limit(MOST_WAITING)
        )
    )


@dataclass(frozen=True)
class Gap:
    """Something enterprises of the register lack: how many, and the first few as (id, name), by name."""

    key: str
    count: int
    some: tuple[tuple[int, str], ...]


def gaps(session: Session, on: date, few: int = A_FEW) -> list[Gap]:
    """What is missing in the register, one statement a gap. Leaves out gaps that no enterprise has."""
    missing = []
    for key, condition in _conditions(on).items():
        rows = session.execute(
            sa.select(Enterprise.id, Organisation.name, sa.func.count().over())
            .join(Enterprise.organisation)
            .where(condition)
            .order_by(sa.func.lower(Organisation.name), Enterprise.id)
            .limit(few)
        ).all()
        if rows:
            missing.append(Gap(key, rows[0][2], tuple((id, name) for id, name, _ in rows)))
    return missing


def _conditions(on: date) -> dict[str, sa.ColumnElement[bool]]:
    soon = on + EXPIRING_WITHIN
    findable = sa.exists().where(
        Offer.enterprise_id == Enterprise.id, Offer.state == OfferState.active, OfferArea.offer_id == Offer.id
    )
    holds = sa.exists().where(Credential.enterprise_id == Enterprise.id, Credential.withdrawn_at.is_(None))
    return {
        "expired": _lapsed(Credential.expires_on < on, on),
        "expiring": _lapsed(sa.and_(Credential.expires_on >= on, Credential.expires_on <= soon), soon),
        "no_offer": ~findable,
        "no_credential": ~holds,
        "no_turnover": Enterprise.turnover.is_(None),
        "no_workforce": Enterprise.workforce == 0,
        "no_home": Enterprise.home_area.is_(None),
        "unverified": Enterprise.verified_on.is_(None),
    }


def _lapsed(when: sa.ColumnElement[bool], renewed_after: date) -> sa.ColumnElement[bool]:
    # One that was renewed by a later paper of the same type is no gap.
    newer = aliased(Credential)
    renewed = sa.exists().where(
        newer.enterprise_id == Credential.enterprise_id,
        newer.type == Credential.type,
        newer.withdrawn_at.is_(None),
        sa.or_(newer.expires_on.is_(None), newer.expires_on > renewed_after),
    )
    return sa.exists().where(
        Credential.enterprise_id == Enterprise.id, Credential.withdrawn_at.is_(None), when, ~renewed
    )
