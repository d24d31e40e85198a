"""What the worker stores: the frozen problem, the checked answer, or why there is none. Each exactly once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.consortia.models import Allocation, Enquiry, Proposal, ProposalMember
from app.consortia.rules import states
from app.consortia.solving.freezing import Frozen
from app.consortia.solving.names import number_of
from app.consortia.solving.run import Checked
from app.foundation import audit
from app.foundation.actor import SYSTEM
from app.foundation.canonical import sha256_of
from app.foundation.types import now
from solver import outcome as outcomes
from solver import problem as problems


def take_up(session: Session, enquiry_id: int, frozen: Frozen) -> bytes:
    """Mark an enquiry running and freeze its problem; the first frozen problem stays. Returns the one to
    solve.
    """
    enquiry = session.get_one(Enquiry, enquiry_id, with_for_update=True, populate_existing=True)
    enquiry.state = states.start_enquiry(enquiry.state)
    if enquiry.problem is None:
        enquiry.problem, enquiry.left_out = frozen
        enquiry.problem_sha256 = sha256_of(frozen.problem)
        audit.record(
            session,
            SYSTEM,
            "enquiry.started",
            enquiry,
            problem_sha256=enquiry.problem_sha256,
            left_out=frozen.left_out,
        )
    return enquiry.problem


@dataclass(frozen=True)
class Answer:
    """An outcome that passed the check, as bytes and read, and how long the solver took."""

    outcome: bytes
    checked: Checked
    milliseconds: int


def store_answer(session: Session, enquiry_id: int, answer: Answer) -> None:
    """Store the outcome and its proposals as rows. The caller's transaction is fenced by the job's
    attempt.
    """
    enquiry = session.get_one(Enquiry, enquiry_id, with_for_update=True, populate_existing=True)
    enquiry.state = states.answer_enquiry(enquiry.state)
    outcome = answer.checked.outcome
    enquiry.outcome, enquiry.status, enquiry.ended = answer.outcome, outcome.status, outcome.ended
    enquiry.solved_in_ms, enquiry.answered_at = answer.milliseconds, now()
    session.add_all(proposals_of(enquiry.id, answer.checked.problem, outcome))
    session.flush()
    audit.record(
        session,
        SYSTEM,
        "enquiry.answered",
        enquiry,
        status=outcome.status,
        proposals=len(outcome.proposals),
        outcome_sha256=sha256_of(answer.outcome),
    )


def proposals_of(enquiry_id: int, problem: problems.Problem, outcome: outcomes.Outcome) -> list[Proposal]:
    """The rows that an answer makes, best first, in no session yet."""
    lookup = _Lookup(problem)
    return [
        _proposal(enquiry_id, rank, proposal, lookup) for rank, proposal in enumerate(outcome.proposals, 1)
    ]


def store_failure(session: Session, enquiry_id: int, reason: str) -> None:
    """Store why there is no answer, in words for a person."""
    enquiry = session.get_one(Enquiry, enquiry_id, with_for_update=True, populate_existing=True)
    enquiry.state = states.fail_enquiry(enquiry.state)
    enquiry.reason, enquiry.answered_at = reason, now()
    audit.record(session, SYSTEM, "enquiry.failed", enquiry)


class _Lookup:
    """Prices, periods, costs and trust of a problem by name."""

    def __init__(self, problem: problems.Problem) -> None:
        self.periods = {package.id: package.periods for package in problem.work_packages}
        self.joining_cost = {enterprise.id: enterprise.joining_cost for enterprise in problem.enterprises}
        self.price = {
            (offer.id, serve.work_package): serve.unit_price
            for enterprise in problem.enterprises
            for offer in enterprise.offers
            for serve in offer.serves
        }
        self.trust = {frozenset((first, second)): per_mille for first, second, per_mille in problem.trust}


def _proposal(enquiry_id: int, rank: int, proposal: outcomes.Proposal, lookup: _Lookup) -> Proposal:
    allocations = [_allocation(allocation, lookup) for allocation in proposal.allocations]
    values = dict.fromkeys(proposal.members, 0)
    for allocation, stored in zip(proposal.allocations, allocations, strict=True):
        values[allocation.enterprise] += stored.value
    losses = {loss.of: loss for loss in proposal.losses}
    return Proposal(
        enquiry_id=enquiry_id,
        rank=rank,
        lead_id=number_of(proposal.lead),
        objective=proposal.objective,
        price=proposal.price,
        value=proposal.value,
        social_value=proposal.social_value,
        trust_gap=proposal.trust_gap,
        shortfall=proposal.shortfall,
        bound=proposal.bound,
        proven=proposal.proven,
        gap_bp=proposal.gap_bp,
        dearer_bp=proposal.dearer_bp,
        allocations=allocations,
        members=[
            _member(name, proposal.lead, values[name], losses.get(name), lookup)
            for name in _lead_first(proposal)
        ],
    )


def _lead_first(proposal: outcomes.Proposal) -> list[str]:
    return sorted(proposal.members, key=lambda name: (name != proposal.lead, number_of(name)))


def _allocation(allocation: outcomes.Allocation, lookup: _Lookup) -> Allocation:
    price = lookup.price[allocation.offer, allocation.work_package]
    return Allocation(
        enterprise_id=number_of(allocation.enterprise),
        offer_id=number_of(allocation.offer),
        work_package_id=number_of(allocation.work_package),
        quantity=allocation.quantity,
        unit_price=price,
        value=allocation.quantity * lookup.periods[allocation.work_package] * price,
    )


def _member(name: str, lead: str, value: int, loss: outcomes.Loss | None, lookup: _Lookup) -> ProposalMember:
    return ProposalMember(
        enterprise_id=number_of(name),
        is_lead=name == lead,
        value=value,
        joining_cost=lookup.joining_cost[name],
        trust_with_lead=None if name == lead else lookup.trust.get(frozenset((name, lead))),
        short=loss.short if loss else 0,
        short_work_package_ids=list(loss.work_packages) if loss else [],
    )
