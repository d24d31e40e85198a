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
from app.tenders.models import Lot, Tender, WorkPackage
from app.tenders.queries.tenders import visible
from app.tenders.rules import ConditionKind
from solver import outcome as outcomes
from solver.problem import LeadRule, Members, Rules

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
    return {member.enterprise_id for proposal in enquiry.proposals for member in proposal.members}


def withheld_from(enquiry: Enquiry) -> list[str]:
    """Names of enterprises in its proposals that no longer share their figures with the body that asked."""
    members = {
        member.enterprise_id: member.enterprise
        for proposal in enquiry.proposals
        for member in proposal.members
    }
    return sorted(
        enterprise.organisation.name
        for enterprise in members.values()
        if not enterprise.shares_with(enquiry.organisation_id)
    )


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

    If a bidder can bid for only so many lots, the question has the first so many: a question that would be
    refused is no suggestion. How many lots a bidder can win does not limit how many it bids for.
    """
    ready = [lot for lot in tender.lots if lot.asked_for and (lots is None or lot.id in lots)]
    chosen = ready[: tender.max_lots_bid]
    return Question(lots=tuple(lot.id for lot in chosen), rules=_default_rules(tender, chosen))


def _default_rules(tender: Tender, lots: list[Lot]) -> Rules:
    conditions = _Conditions(tender, lots)
    most_members = conditions.strictest(ConditionKind.members_max, min) or USUAL.members.max
    return dataclasses.replace(
        USUAL,
        members=Members(min(USUAL.members.min, most_members), most_members),
        term_months=tender.term_months or USUAL.term_months,
        liability=tender.liability.name,
        lead=LeadRule(
            credentials=conditions.credentials(ConditionKind.lead_credential),
            min_turnover=conditions.strictest(ConditionKind.lead_turnover, max) or 0,
            min_value_share_bp=conditions.strictest(ConditionKind.lead_value_share, max) or 0,
        ),
        group_credentials=conditions.credentials(ConditionKind.group_credential),
        budget=_budget(tender, lots),
        exposure_bp=conditions.strictest(ConditionKind.exposure, min),
        combined_turnover_bp=conditions.strictest(ConditionKind.combined_turnover, max),
        supported_workforce_bp=conditions.strictest(ConditionKind.supported_workforce, max),
        lots_per_bidder=tender.max_lots_bid,
    )


class _Conditions:
    """The conditions of a tender that apply to some of its lots."""

    def __init__(self, tender: Tender, lots: list[Lot]) -> None:
        places = {None, *(lot.id for lot in lots)}
        self.applying = [condition for condition in tender.conditions if condition.lot_id in places]

    def strictest(self, kind: ConditionKind, choose: Callable[[list[int]], int]) -> int | None:
        amounts = [
            condition.amount
            for condition in self.applying
            if condition.kind is kind and condition.amount is not None
        ]
        return choose(amounts) if amounts else None

    def credentials(self, kind: ConditionKind) -> tuple[str, ...]:
        keys = {
            condition.credential
            for condition in self.applying
            if condition.kind is kind and condition.credential
        }
        return tuple(sorted(keys))


def _budget(tender: Tender, lots: list[Lot]) -> int | None:
    """The chosen lots' values together, or the tender's where all its lots are chosen. Notices often state 0
    or 1, which says nothing.
    """
    values = [lot.value for lot in lots if lot.value and lot.value > 100]
    if lots and len(values) == len(lots):
        return sum(values)
    complete = len(lots) == len(tender.lots)
    return tender.value if complete and tender.value and tender.value > 100 else None


def question_again(
    session: Session, actor: Actor, enquiry_id: int, without: int | None = None, change: int | None = None
) -> Question:
    """An earlier question, for asking again: without the enterprises that declined or left a consortium
    (`without` is its id), and with the relaxation of that number (`change`) which the solver offered."""
    enquiry = enquiry_for(session, actor, enquiry_id, files=change is not None)
    question = Question.from_json(enquiry.question)
    if change is not None and enquiry.outcome is not None:
        for relaxation in outcomes.read(enquiry.outcome).relaxations[change : change + 1]:
            question = relaxed(question, relaxation.changes) or question
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
        include=tuple(enterprise_id for enterprise_id in question.include if enterprise_id not in gone),
        lead=None if question.lead in gone else question.lead,
    )
