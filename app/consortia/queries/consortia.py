"""Consortia, as far as their adviser body and their members can see them."""

from __future__ import annotations

import enum

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.consortia.models import Consortium, ConsortiumLot, Enquiry, Member, Promise, Proposal
from app.consortia.rules.states import ConsortiumState, MemberState
from app.enterprises.models import Enterprise
from app.foundation.actor import Actor
from app.foundation.errors import NotFound
from app.tenders.models import WorkPackage

NO_CONSORTIUM = "We cannot find that consortium, or you do not have access to it."


class Involvement(enum.Enum):
    """What an actor is to a consortium: it decides which names and prices they see."""

    adviser = "adviser"
    lead = "lead"
    member = "member"
    invited = "invited"  # has not accepted: sees only its own terms
    gone = "gone"  # declined or left


def consortium_for(
    session: Session, actor: Actor, consortium_id: int, to_change: bool = False
) -> tuple[Consortium, Involvement]:
    """A consortium and what the actor is to it. Raises NotFound for anyone not involved.

    `to_change` locks it first: one change of a consortium at a time, so that exactly one
    acceptance is the last.
    """
    query = sa.select(Consortium).where(Consortium.id == consortium_id).options(*_whole())
    if to_change:
        row = sa.select(Consortium.id).where(Consortium.id == consortium_id)
        session.execute(row.with_for_update(key_share=True))
        query = query.execution_options(populate_existing=True)
    consortium = session.scalar(query)
    involvement = _involvement(consortium, actor) if consortium else None
    if consortium is None or involvement is None:
        raise NotFound(NO_CONSORTIUM)
    return consortium, involvement


def consortia_for(session: Session, actor: Actor) -> list[tuple[Consortium, Involvement]]:
    """The adviser body's own consortia, or those that an enterprise was invited to; newest first."""
    query = sa.select(Consortium).options(*_whole()).order_by(Consortium.id.desc())
    if actor.is_adviser:
        query = query.where(Consortium.organisation_id == actor.organisation_id)
    else:
        mine = (
            sa.select(Member.consortium_id)
            .join(Enterprise, Enterprise.id == Member.enterprise_id)
            .where(Enterprise.organisation_id == actor.organisation_id)
        )
        query = query.where(Consortium.id.in_(mine))
    involved = [(consortium, _involvement(consortium, actor)) for consortium in session.scalars(query)]
    return [(consortium, involvement) for consortium, involvement in involved if involvement is not None]


def membership_of(consortium: Consortium, actor: Actor) -> Member | None:
    """The actor's own place in a consortium."""
    for member in consortium.members:
        if member.enterprise.organisation_id == actor.organisation_id:
            return member
    return None


def may_see_prices_of(consortium: Consortium, involvement: Involvement, actor: Actor, member: Member) -> bool:
    """Competition law: the adviser who brokered it, and the lead once all have accepted; a member sees only
    its own prices.

    People of the lead see them after a second factor, when their enterprise is approved and has accepted the
    terms. Before it has accepted, an enterprise may stop sharing its figures with that adviser.
    """
    own = member.enterprise.organisation_id == actor.organisation_id
    shared_with_lead = (
        involvement is Involvement.lead and consortium.agreed_at is not None and actor.sees_others_prices
    )
    shared_with_adviser = involvement is Involvement.adviser and not is_withheld(consortium, member)
    return own or shared_with_adviser or shared_with_lead


def is_withheld(consortium: Consortium, member: Member) -> bool:
    """Whether a member that has not accepted stopped sharing its figures with the adviser body."""
    return member.state is not MemberState.accepted and not member.enterprise.shares_with(
        consortium.organisation_id
    )


def _whole() -> list[sa.orm.interfaces.ORMOption]:
    member = selectinload(Consortium.members)
    package = selectinload(Member.promises).joinedload(Promise.work_package).joinedload(WorkPackage.lot)
    offer = selectinload(Member.promises).joinedload(Promise.offer)
    return [
        member.options(joinedload(Member.enterprise).joinedload(Enterprise.organisation), package, offer),
        member.joinedload(Member.answered_by),
        joinedload(Consortium.tender),
        joinedload(Consortium.organisation),
        joinedload(Consortium.proposal).joinedload(Proposal.enquiry).load_only(Enquiry.id, Enquiry.tender_id),
        selectinload(Consortium.lots).joinedload(ConsortiumLot.lot),
    ]


def _involvement(consortium: Consortium, actor: Actor) -> Involvement | None:
    if actor.is_adviser and consortium.organisation_id == actor.organisation_id:
        return Involvement.adviser
    member = membership_of(consortium, actor) if actor.is_enterprise else None
    if member is None:
        return None
    if member.state in (MemberState.declined, MemberState.left):
        return Involvement.gone
    if member.state is MemberState.invited or consortium.state is ConsortiumState.dissolved:
        return Involvement.invited
    return Involvement.lead if member.is_lead else Involvement.member
