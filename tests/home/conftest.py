"""A consortium made without the solver: a start page only needs its rows."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.consortia.models import Consortium, Enquiry, Member, Proposal
from app.consortia.rules.states import ConsortiumState, EnquiryState, MemberState
from app.enterprises.models import Enterprise
from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor
from app.foundation.types import now
from app.tenders.models import Tender

_keys = itertools.count(1)


def enquiry(
    session: Session, adviser: Actor, tender: Tender, state: EnquiryState = EnquiryState.answered
) -> Enquiry:
    """A question of an adviser body about a tender."""
    row = Enquiry(
        tender_id=tender.id,
        organisation_id=adviser.organisation_id,
        key=f"test-{next(_keys)}",
        question={},
        state=state,
    )
    session.add(row)
    session.flush()
    audit.record(session, SYSTEM, "test.made", row)
    return row


def proposal(session: Session, answered: Enquiry, lead: Enterprise, rank: int = 1) -> Proposal:
    """A proposal in the answer of an enquiry."""
    row = Proposal(
        enquiry_id=answered.id,
        rank=rank,
        lead_id=lead.id,
        objective=1,
        price=100_00,
        value=90_00,
        social_value=0,
        trust_gap=0,
        shortfall=0,
        bound=1,
        proven=True,
        gap_bp=0,
        dearer_bp=0,
    )
    session.add(row)
    session.flush()
    audit.record(session, SYSTEM, "test.made", row)
    return row


def consortium(
    session: Session,
    adviser: Actor,
    tender: Tender,
    answers: Iterable[tuple[Enterprise, MemberState]],
    state: ConsortiumState = ConsortiumState.forming,
) -> Consortium:
    """A consortium whose first member leads; members have answered as given."""
    members = list(answers)
    chosen = proposal(session, enquiry(session, adviser, tender), members[0][0])
    row = Consortium(
        tender_id=tender.id,
        proposal_id=chosen.id,
        organisation_id=adviser.organisation_id,
        name=f"Consortium for {tender.title}",
        state=state,
        members=[
            Member(
                enterprise_id=enterprise.id,
                is_lead=place == 0,
                state=answer,
                value=50_00,
                share_bp=5000,
                answered_at=None if answer is MemberState.invited else now(),
            )
            for place, (enterprise, answer) in enumerate(members)
        ],
    )
    session.add(row)
    session.flush()
    audit.record(session, SYSTEM, "test.made", row)
    return row
