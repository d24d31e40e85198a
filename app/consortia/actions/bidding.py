"""An agreed consortium prepares its bid, submits it, and wins or loses."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.consortia.actions import claims
from app.consortia.actions.forming import holder_of
from app.consortia.models import Consortium
from app.consortia.rules import states
from app.consortia.rules.states import ConsortiumState
from app.enterprises.actions import ledger
from app.foundation import audit
from app.foundation.actor import Actor


def begin_bid(session: Session, actor: Actor, consortium: Consortium) -> None:
    """The bid is being prepared. Doing it again changes nothing."""
    if consortium.state is not ConsortiumState.bidding:
        consortium.state = states.begin_bid(consortium.state)
        audit.record(session, actor, "consortium.bidding", consortium)


def submit(session: Session, actor: Actor, consortium: Consortium) -> None:
    """The buyer's portal has the bid: from here on no member can leave."""
    consortium.state = states.submit(consortium.state)
    audit.record(session, actor, "consortium.submitted", consortium)


def win(session: Session, actor: Actor, consortium: Consortium) -> None:
    """The buyer chose this bid; promised capacity stays held."""
    consortium.state = states.win(consortium.state)
    audit.record(session, actor, "consortium.won", consortium)


def lose(session: Session, actor: Actor, consortium: Consortium) -> None:
    """The buyer chose another bid, so every member's capacity is free again."""
    consortium.state = states.lose(consortium.state)
    session.flush()
    released = ledger.release(session, actor, holder_of(consortium))
    claims.release(session, consortium)
    audit.record(session, actor, "consortium.lost", consortium, released=released)
