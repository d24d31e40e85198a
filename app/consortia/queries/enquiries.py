"""Enquiries and proposals: they show prices, so only the adviser body that asked sees them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from app.consortia.models import Allocation, Consortium, Enquiry, Proposal, ProposalMember
from app.consortia.rules.question import USUAL, Question, relaxed
from app.consortia.rules.states import MemberState
from app.enterprises.models import Enterprise
from app.foundation.actor import Actor
from app.foundation.errors import NotFound
from app.tenders.models import Condition, Lot, Tender, WorkPackage
from app.tenders.queries.tenders import visible
from app.tenders.rules import ConditionKind
from solver import outcome as outcomes
from solver.problem import LeadRule, Members

NO_TENDER = "We cannot find that tender, or you do not have access to it."
NO_ENQUIRY = "We cannot find that enquiry, or you do not have access to it."


def askable_tender(session: Session, actor: Actor, tender_id: int) -> Tender:
    """A tender an adviser may ask about: any that they may read. Raises NotFound."""
    query = (
        sa.select(Tender)
        .where(Tender.id == tender_id, visible(actor))
        .options(selectinload(Tender.lots).selectinload(Lot.work_packages), selectinload(Tender.conditions))
    )
    tender = session.scalar(query) if actor.is_adviser else None
    if tender is None:
        raise NotFound(NO_TENDER)
    return tender


def enquiries_about(session: Session, actor: Actor, tender_id: int) -> list[Enquiry]:
    """What the actor's adviser body has asked about a tender, newest first."""
    query = (
        sa.select(Enquiry)
        .where(Enquiry.tender_id == tender_id, Enquiry.organisation_id == actor.organisation_id)
        .options(joinedload(Enquiry.asked_by), selectinload(Enquiry.proposals))
        .order_by(Enquiry.id.desc())
    )
    return list(session.scalars(query))


def enquiry_for(session: Session, actor: Actor, enquiry_id: int, files: bool = False) -> Enquiry:
    """One enquiry with its proposals; `files` loads problem and outcome too. Raises NotFound."""
    query = (
        sa.select(Enquiry)
        .where(Enquiry.id == enquiry_id, Enquiry.organisation_id == actor.organisation_id)
        .options(joinedload(Enquiry.tender).selectinload(Tender.lots), _proposals())
    )
    if files:
        query = query.options(undefer(Enquiry.problem), undefer(Enquiry.outcome))
    enquiry = session.scalar(query) if actor.is_adviser else None
    if enquiry is None:
        raise NotFound(NO_ENQUIRY)
    return enquiry


def proposed_in(enquiry: Enquiry) -> set[int]:
    """The enterprises in its proposals, whose prices the answer shows."""
    return {member.enterprise_id for one in enquiry.proposals for member in one.members}


def withheld_from(enquiry: Enquiry) -> list[str]:
    """Names of enterprises in its proposals that no longer share their figures with the body that asked."""
    members = {member.enterprise_id: member.enterprise for one in enquiry.proposals for member in one.members}
    gone = [one for one in members.values() if not one.shares_with(enquiry.organisation_id)]
    return sorted(enterprise.organisation.name for enterprise in gone)


def proposal_for(session: Session, actor: Actor, proposal_id: int) -> Proposal:
    """One proposal of the actor's own enquiries. Raises NotFound."""
    enquiry_id = session.scalar(sa.select(Proposal.enquiry_id).where(Proposal.id == proposal_id))
    if enquiry_id is None:
        raise NotFound(NO_ENQUIRY)
    enquiry = enquiry_for(session, actor, enquiry_id)
    return next(proposal for proposal in enquiry.proposals if proposal.id == proposal_id)


def _proposals() -> sa.orm.interfaces.ORMOption:
    proposals = selectinload(Enquiry.proposals)
    package = (
        selectinload(Proposal.allocations).joinedload(Allocation.work_package).joinedload(WorkPackage.lot)
    )
    member = (
        selectinload(Proposal.members)
        .joinedload(ProposalMember.enterprise)
        .joinedload(Enterprise.organisation)
    )
    lead = joinedload(Proposal.lead).joinedload(Enterprise.organisation)
    return proposals.options(package, member, lead)


def default_question(tender: Tender, lots: list[int] | None = None) -> Question:
    """The question a tender itself suggests: its lots with confirmed work packages, its conditions, term and
    value.

    Where it lets a bidder bid for so many lots only, the first so many: a question that it refuses is no
    suggestion. How many a bidder may win says nothing of how many it may bid for.
    """
    ready = [lot for lot in tender.lots if lot.asked_for]
    chosen = [lot for lot in ready if lots is None or lot.id in lots][: tender.max_lots_bid]
    ids = {lot.id for lot in chosen}
    applying = [one for one in tender.conditions if one.lot_id is None or one.lot_id in ids]
    most_members = _strictest(applying, ConditionKind.members_max, min) or USUAL.members.max
    return Question(
        lots=tuple(lot.id for lot in chosen),
        rules=dataclasses.replace(
            USUAL,
            members=Members(min(USUAL.members.min, most_members), most_members),
            term_months=tender.term_months or USUAL.term_months,
            liability=tender.liability.name,
            lead=LeadRule(
                credentials=_credentials(applying, ConditionKind.lead_credential),
                min_turnover=_strictest(applying, ConditionKind.lead_turnover, max) or 0,
                min_value_share_bp=_strictest(applying, ConditionKind.lead_value_share, max) or 0,
            ),
            group_credentials=_credentials(applying, ConditionKind.group_credential),
            budget=_budget(tender, chosen),
            exposure_bp=_strictest(applying, ConditionKind.exposure, min),
            combined_turnover_bp=_strictest(applying, ConditionKind.combined_turnover, max),
            supported_workforce_bp=_strictest(applying, ConditionKind.supported_workforce, max),
            lots_per_bidder=tender.max_lots_bid,
        ),
    )


def _strictest(
    conditions: list[Condition], kind: ConditionKind, choose: Callable[[list[int]], int]
) -> int | None:
    amounts = [one.amount for one in conditions if one.kind is kind and one.amount is not None]
    return choose(amounts) if amounts else None


def _credentials(conditions: list[Condition], kind: ConditionKind) -> tuple[str, ...]:
    return tuple(sorted({one.credential for one in conditions if one.kind is kind and one.credential}))


def _budget(tender: Tender, lots: list[Lot]) -> int | None:
    """The chosen lots' values together, or the tender's where it is asked for whole; notices often state 0 or
    1.
    """
    values = [lot.value for lot in lots if lot.value and lot.value > 100]
    if lots and len(values) == len(lots):
        return sum(values)
    whole = len(lots) == len(tender.lots)
    return tender.value if whole and tender.value and tender.value > 100 else None


def question_again(
    session: Session, actor: Actor, enquiry_id: int, without: int | None = None, change: int | None = None
) -> Question:
    """An earlier question, for asking again: without whoever declined or left a consortium (`without` is its
    id), and with the relaxation of that number (`change`) which the solver offered."""
    enquiry = enquiry_for(session, actor, enquiry_id, files=change is not None)
    question = Question.from_json(enquiry.question)
    if change is not None and enquiry.outcome is not None:
        offered = outcomes.read(enquiry.outcome).relaxations[change : change + 1]
        question = next((q for q in (relaxed(question, one.changes) for one in offered) if q), question)
    return question if without is None else _without_gone(session, actor, question, without)


def _without_gone(session: Session, actor: Actor, question: Question, consortium_id: int) -> Question:
    query = sa.select(Consortium).where(
        Consortium.id == consortium_id, Consortium.organisation_id == actor.organisation_id
    )
    consortium = session.scalar(query)
    if consortium is None:
        return question
    gone = {
        member.enterprise_id
        for member in consortium.members
        if member.state in (MemberState.declined, MemberState.left)
    }
    return dataclasses.replace(
        question,
        exclude=tuple(sorted({*question.exclude, *gone})),
        include=tuple(one for one in question.include if one not in gone),
        lead=None if question.lead in gone else question.lead,
    )
