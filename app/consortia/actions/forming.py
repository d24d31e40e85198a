"""Adopting a proposal invites its members; dissolving lets them go."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.consortia.actions import claims, letters
from app.consortia.models import Consortium, ConsortiumLot, Member, Promise, Proposal
from app.consortia.queries.consortia import Involvement, consortium_for
from app.consortia.queries.enquiries import proposal_for
from app.consortia.rules import states
from app.consortia.rules.figures import exposure_bp, shares_bp
from app.consortia.rules.question import Question
from app.consortia.rules.states import Claim, ConsortiumState
from app.enterprises.actions import ledger
from app.enterprises.queries.figures import is_taking_part
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import NotAllowed, Refused
from app.foundation.types import now
from app.tenders.models import Tender
from app.tenders.rules import LotState, TenderState

LEAST_REASON = 20  # characters: "because" is no reason


def holder_of(consortium: Consortium) -> str:
    """How the capacity ledger knows a consortium."""
    return f"consortia:{consortium.id}"


def adopt(
    session: Session, actor: Actor, proposal_id: int, name: str, joint_reason: str, public_url: str
) -> Consortium:
    """Make a consortium of a proposal and invite its members. Adopting it twice gives the same consortium.

    `joint_reason` is the recorded reason for bidding together (competition law). Raises Refused when the
    tender is no longer open, a member has left the register, or the body or the person already brokers a
    consortium for a lot.
    """
    proposal = proposal_for(session, actor, proposal_id)
    lots = sorted({allocation.work_package.lot_id for allocation in proposal.allocations})
    # Two people who adopt at once, or one who clicks twice, take turns on the lots.
    claims.lock_lots(session, lots)
    existing = session.scalar(sa.select(Consortium).where(Consortium.proposal_id == proposal.id))
    if existing is not None:
        return existing
    _check_words(name, joint_reason)
    tender = session.get_one(Tender, proposal.enquiry.tender_id)
    _check_open(tender)
    _check_lots(tender, lots)
    claims.refuse_rival_broker(session, lots, proposal.enquiry.organisation_id, actor.person_id)
    _check_taking_part(proposal)
    consortium = Consortium(
        tender_id=tender.id,
        proposal_id=proposal.id,
        organisation_id=proposal.enquiry.organisation_id,
        adopted_by_id=actor.person_id,
        name=name.strip(),
        joint_reason=joint_reason.strip(),
        lots=[ConsortiumLot(lot_id=lot) for lot in lots],
        members=_members(proposal),
    )
    session.add(consortium)
    session.flush()
    claims.take(session, consortium, Claim.body, consortium.organisation_id)
    if actor.person_id is not None:
        claims.take(session, consortium, Claim.person, actor.person_id)
    _record_forming(session, actor, consortium, lots)
    letters.invite(session, consortium, tender, public_url)
    return consortium


def _record_forming(session: Session, actor: Actor, consortium: Consortium, lots: list[int]) -> None:
    audit.record(session, actor, "consortium.formed", consortium, proposal=consortium.proposal_id, lots=lots)
    audit.record(
        session,
        actor,
        "prices.shared",
        consortium,
        shared_with=consortium.organisation_id,
        of=[member.enterprise_id for member in consortium.members],
    )
    for member in consortium.members:
        audit.record(
            session, actor, "member.invited", member, enterprise=member.enterprise_id, lead=member.is_lead
        )


def dissolve(session: Session, actor: Actor, consortium_id: int, reason: str, public_url: str) -> Consortium:
    """End a consortium with a reason: its members get an email, and their capacity is free again. Doing it
    twice is the same as once.
    """
    consortium, involvement = consortium_for(session, actor, consortium_id, to_change=True)
    if involvement is not Involvement.adviser:
        raise NotAllowed("Only the adviser body that formed this consortium can dissolve it.")
    if consortium.state is ConsortiumState.dissolved:
        return consortium
    if not reason.strip():
        raise Refused("Enter why you are dissolving it. Members will see this.", "reason")
    consortium.state = states.dissolve(consortium.state)
    consortium.reason = reason.strip()
    session.flush()
    released = ledger.release(session, actor, holder_of(consortium))
    claims.release(session, consortium)
    audit.record(session, actor, "consortium.dissolved", consortium, released=released)
    letters.dissolved(session, consortium, public_url)
    return consortium


def _check_words(name: str, joint_reason: str) -> None:
    if not name.strip():
        raise Refused("Enter a name for the consortium.", "name")
    if len(joint_reason.strip()) < LEAST_REASON:
        raise Refused(
            "Explain in a sentence why these enterprises are bidding together rather than separately. We keep"
            " this on record.",
            "joint_reason",
        )


def _check_open(tender: Tender) -> None:
    if tender.state is TenderState.draft:
        raise Refused("You cannot invite members yet because this tender is not published here.")
    if tender.state is not TenderState.published:
        raise Refused(
            f"You can no longer invite members because this tender is {tender.state.value.lower()}."
        )
    if tender.closes_at is not None and tender.closes_at <= now():
        raise Refused("You can no longer invite members because the closing date has passed.")


def _check_lots(tender: Tender, lots: Sequence[int]) -> None:
    for lot in tender.lots:
        if lot.id in lots and lot.state is not LotState.open:
            raise Refused(
                f"“{lot.title}” is no longer open: {lot.state.value.lower()}. Ask for consortia again."
            )


def _check_taking_part(proposal: Proposal) -> None:
    for member in proposal.members:
        enterprise, name = member.enterprise, member.enterprise.organisation.name
        if not enterprise.listed:
            raise Refused(f"{name} has left the register. Ask again without it.")
        if not is_taking_part(enterprise):
            raise Refused(f"{name} is suspended, so it cannot be invited. Ask again without it.")
        if not enterprise.shares_with(proposal.enquiry.organisation_id):
            raise Refused(f"{name} no longer shares its figures with you. Ask again without it.")


def _members(proposal: Proposal) -> list[Member]:
    term = Question.from_json(proposal.enquiry.question).rules.term_months
    shares = shares_bp([member.value for member in proposal.members])
    promised: dict[int, list[Promise]] = {member.enterprise_id: [] for member in proposal.members}
    for allocation in proposal.allocations:
        promised[allocation.enterprise_id].append(
            Promise(
                offer_id=allocation.offer_id,
                work_package_id=allocation.work_package_id,
                quantity=allocation.quantity,
                unit_price=allocation.unit_price,
                value=allocation.value,
            )
        )
    return [
        Member(
            enterprise_id=member.enterprise_id,
            is_lead=member.is_lead,
            value=member.value,
            share_bp=share,
            exposure_bp=exposure_bp(member.value, term, member.enterprise.turnover),
            promises=promised[member.enterprise_id],
        )
        for member, share in zip(proposal.members, shares, strict=True)
    ]
