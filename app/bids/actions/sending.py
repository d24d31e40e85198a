"""The lead records what happened outside: the portal's receipt, the outcome, the buyer's feedback."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.bids.actions import letters
from app.bids.models import Bid, BidPack
from app.bids.queries.bids import bid_of
from app.bids.rules.states import BidOutcome, PackState
from app.consortia.actions import bidding
from app.consortia.models import Consortium
from app.consortia.queries.consortia import Involvement, consortium_for
from app.consortia.rules.states import ConsortiumState
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import Conflict, NotAllowed, Refused
from app.foundation.types import now

CLOCKS_DIFFER_BY = timedelta(minutes=5)
SENDABLE = (ConsortiumState.agreed, ConsortiumState.bidding)


def record_receipt(
    session: Session,
    actor: Actor,
    consortium_id: int,
    number: int,
    reference: str,
    at: datetime,
    public_url: str,
) -> Bid:
    """The buyer's portal has version `number` under this reference since `at`. Recording the same receipt
    again changes nothing.

    Raises Refused for a draft or missing version, an empty reference or a time in the future; Conflict for a
    different receipt.
    """
    consortium = _led(session, actor, consortium_id)
    bid = bid_of(session, consortium)
    if bid is not None and bid.receipt_reference is not None:
        if (bid.receipt_reference, bid.receipt_at, bid.sent_number) == (reference.strip(), at, number):
            return bid
        raise Conflict(f"The receipt has already been recorded: {bid.receipt_reference}.")
    if consortium.state not in SENDABLE:
        raise Refused(
            f"You cannot record a receipt. The consortium’s status is: {consortium.state.value.lower()}."
        )
    if not reference.strip():
        raise Refused("Enter the portal reference.", "reference")
    if at > now() + CLOCKS_DIFFER_BY:
        raise Refused("The date and time submitted must be in the past.", "time")
    if bid is None or number not in final_numbers(session, bid):
        raise Refused("Choose the version you submitted.", "number")
    bid.receipt_reference, bid.receipt_at, bid.receipt_by_id = reference.strip(), at, actor.person_id
    bid.sent_number = number
    bidding.submit(session, actor, consortium)
    audit.record(
        session, actor, "bid.sent", bid, number=number, reference=bid.receipt_reference, at=at.isoformat()
    )
    letters.sent(session, consortium, bid, public_url)
    return bid


def final_numbers(session: Session, bid: Bid) -> list[int]:
    """The versions that can have been sent: ready, and no drafts. Newest first."""
    query = sa.select(BidPack.number).where(
        BidPack.bid_id == bid.id, BidPack.state == PackState.ready, BidPack.draft.is_(False)
    )
    return list(session.scalars(query.order_by(BidPack.number.desc())))


def record_outcome(
    session: Session,
    actor: Actor,
    consortium_id: int,
    outcome: BidOutcome,
    score_bp: int | None,
    feedback: str,
    public_url: str,
) -> Bid:
    """What the buyer decided. `score_bp` is of all marks, None where the buyer gave none.

    A lost bid frees every member's capacity. The same outcome again only changes score and feedback.
    """
    consortium = _led(session, actor, consortium_id)
    bid = _sent(session, consortium)
    if bid.outcome is outcome:
        return _write_feedback(session, actor, bid, score_bp, feedback)
    if bid.outcome is not None:
        raise Conflict(f"The outcome has already been recorded: {bid.outcome.value.lower()}.")
    bid.outcome, bid.outcome_at = outcome, now()
    (bidding.win if outcome is BidOutcome.won else bidding.lose)(session, actor, consortium)
    audit.record(session, actor, "bid.decided", bid, outcome=outcome.name)
    _write_feedback(session, actor, bid, score_bp, feedback)
    letters.decided(session, consortium, bid, public_url)
    return bid


def change_feedback(
    session: Session, actor: Actor, consortium_id: int, score_bp: int | None, feedback: str, version: int
) -> Bid:
    """Add to or correct the buyer's feedback. Raises Conflict if it has changed since `version` was shown."""
    consortium = _led(session, actor, consortium_id)
    bid = _sent(session, consortium)
    if bid.outcome is None:
        raise Refused("Record the outcome first.")
    if bid.version != version:
        raise Conflict(
            "Someone else changed this while you were writing. We have kept what you typed. Compare the two"
            " versions."
        )
    return _write_feedback(session, actor, bid, score_bp, feedback)


def _write_feedback(session: Session, actor: Actor, bid: Bid, score_bp: int | None, feedback: str) -> Bid:
    if (bid.score_bp, bid.feedback) != (score_bp, feedback.strip()):
        bid.score_bp, bid.feedback = score_bp, feedback.strip()
        audit.record(
            session, actor, "bid.feedback", bid, length=len(bid.feedback), scored=score_bp is not None
        )
    return bid


def _led(session: Session, actor: Actor, consortium_id: int) -> Consortium:
    consortium, involvement = consortium_for(session, actor, consortium_id, to_change=True)
    if involvement is not Involvement.lead:
        raise NotAllowed(
            "Only the lead can record the receipt and the outcome, because the lead submits the bid."
        )
    return consortium


def _sent(session: Session, consortium: Consortium) -> Bid:
    bid = bid_of(session, consortium)
    if bid is None or bid.receipt_at is None:
        raise Refused("Record the receipt first, so that everyone knows the bid was submitted.")
    return bid
