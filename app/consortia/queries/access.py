"""Whether an actor can see a row. Checked before every page, so each check is one cheap query."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.consortia.models import Consortium, Enquiry, Member, Proposal
from app.enterprises.models import Enterprise
from app.foundation.actor import Actor
from app.tenders.models import Tender
from app.tenders.queries.tenders import visible


def sees_tender(session: Session, actor: Actor | None, tender_id: int) -> bool:
    """Advisers, of tenders they may read."""
    if actor is None or not actor.is_adviser:
        return False
    return _any(session, sa.select(Tender.id).where(Tender.id == tender_id, visible(actor)))


def owns_enquiry(session: Session, actor: Actor | None, enquiry_id: int) -> bool:
    """Advisers of the body that asked."""
    if actor is None or not actor.is_adviser:
        return False
    mine = (Enquiry.id == enquiry_id) & (Enquiry.organisation_id == actor.organisation_id)
    return _any(session, sa.select(Enquiry.id).where(mine))


def owns_proposal(session: Session, actor: Actor | None, proposal_id: int) -> bool:
    """Advisers of the body that asked for it."""
    if actor is None or not actor.is_adviser:
        return False
    query = sa.select(Proposal.id).join(Enquiry, Enquiry.id == Proposal.enquiry_id)
    return _any(
        session, query.where(Proposal.id == proposal_id, Enquiry.organisation_id == actor.organisation_id)
    )


def brokers(session: Session, actor: Actor | None, consortium_id: int) -> bool:
    """Advisers of the body that formed it."""
    if actor is None or not actor.is_adviser:
        return False
    mine = (Consortium.id == consortium_id) & (Consortium.organisation_id == actor.organisation_id)
    return _any(session, sa.select(Consortium.id).where(mine))


def was_invited(session: Session, actor: Actor | None, consortium_id: int) -> bool:
    """People of an enterprise that was invited to it, whatever it answered."""
    if actor is None or not actor.is_enterprise:
        return False
    query = sa.select(Member.id).join(Enterprise, Enterprise.id == Member.enterprise_id)
    return _any(
        session,
        query.where(
            Member.consortium_id == consortium_id, Enterprise.organisation_id == actor.organisation_id
        ),
    )


def party_to(session: Session, actor: Actor | None, consortium_id: int) -> bool:
    """Its adviser body and the invited enterprises; once prices are shared, people of the lead need a second
    factor.
    """
    if needs_factor(session, actor, consortium_id):
        return False
    return brokers(session, actor, consortium_id) or was_invited(session, actor, consortium_id)


def needs_factor(session: Session, actor: Actor | None, consortium_id: int) -> bool:
    """Whether the actor's enterprise leads it and sees the members' prices, and they still have to give a
    second factor or accept the terms."""
    if actor is None or not actor.is_enterprise or (actor.confirmed and not actor.duties):
        return False
    leading = sa.select(Member.id).join(Member.enterprise).join(Member.consortium)
    return _any(
        session,
        leading.where(
            Member.consortium_id == consortium_id,
            Member.is_lead,
            Enterprise.organisation_id == actor.organisation_id,
            Consortium.agreed_at.is_not(None),
        ),
    )


def _any(session: Session, query: sa.Select[int]) -> bool:
    return session.scalar(query.limit(1)) is not None
