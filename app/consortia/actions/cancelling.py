"""Cancelling an enquiry that is no longer needed, while it waits or while the solver works on it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.consortia.actions.asking import KIND
from app.consortia.models import Enquiry
from app.consortia.queries.enquiries import enquiry_for
from app.consortia.rules import moves
from app.consortia.rules.states import ENQUIRY_ENDED
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import Refused
from app.foundation.jobs import queue
from app.foundation.types import now


def cancel_enquiry(session: Session, actor: Actor, enquiry_id: int) -> Enquiry:
    """End an enquiry of the actor's own adviser body. A search under way stops within about a second.

    Raises NotFound for anyone else's, Refused for one that has ended.
    """
    enquiry = enquiry_for(session, actor, enquiry_id)
    # The job first, as the worker does when it stores an answer: the two wait for each other, and one of them
    # wins.
    queue.cancel(session, KIND, enquiry.id)
    session.refresh(enquiry, ["state"], with_for_update=True)
    if enquiry.state in ENQUIRY_ENDED:
        raise Refused(f"You cannot cancel this enquiry because it has ended: {enquiry.state.value.lower()}.")
    enquiry.state, enquiry.answered_at = moves.cancel_enquiry(enquiry.state), now()
    audit.record(session, actor, "enquiry.cancelled", enquiry)
    return enquiry
