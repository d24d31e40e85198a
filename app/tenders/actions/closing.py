"""Closing at the deadline, and withdrawing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor
from app.foundation.errors import Refused
from app.foundation.jobs import queue
from app.tenders import rules
from app.tenders.actions.guard import refuse_editing
from app.tenders.models import Tender
from app.tenders.queries import tenders as queries
from app.tenders.rules import TenderState, shown_state

CLOSE_TENDER = "close_tender"


def close_if_due(session: Session, tender: Tender, at: datetime) -> bool:
    """Close a tender whose deadline has passed, or that has grown old without one; True if it was closed now.
    Pages show it as closed from that moment even before this runs."""
    if shown_state(tender.state, tender.closes_at, at) is tender.state:
        return False
    tender.state = rules.close(tender.state)
    audit.record(session, SYSTEM, "tender.closed", tender)
    return True


def close_due(session: Session, at: datetime) -> list[Tender]:
    """Close every tender whose deadline has passed."""
    return [tender for tender in queries.due(session, at) if close_if_due(session, tender, at)]


def schedule_close(session: Session, tender: Tender) -> None:
    """Queue the closing of a published tender at its deadline, or when one without a deadline grows old."""
    if tender.state is TenderState.published and tender.closes_at is not None:
        session.flush()
        queue.enqueue(session, CLOSE_TENDER, tender.id, run_after=tender.closes_at)


def withdraw(session: Session, actor: Actor, tender: Tender, reason: str) -> None:
    """Withdraw a tender, for a reason that bidders read."""
    refuse_editing(actor, tender)
    if not reason.strip():
        raise Refused("Enter a reason. Suppliers will see it", "reason")
    tender.state, tender.withdrawn_reason = rules.withdraw(tender.state), reason.strip()
    audit.record(session, actor, "tender.withdrawn", tender, reason=reason.strip())
