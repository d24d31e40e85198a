"""Each viewing of another's price or turnover is kept, for the enterprise to read."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.enterprises.models import FigureViewing
from app.enterprises.queries.viewings import unrecorded
from app.enterprises.rules import ViewedIn
from app.foundation.actor import Actor


def record_viewings(session: Session, actor: Actor, ids: Iterable[int], what: ViewedIn, subject: str) -> None:
    """Record that the actor was shown these enterprises' figures on a page about `subject` ("enquiries:7").

    The actor's own enterprise, and the same page again within the hour, are left out.
    """
    assert actor.person_id is not None
    assert actor.organisation_id is not None
    session.add_all(
        FigureViewing(
            enterprise_id=enterprise_id,
            organisation_id=actor.organisation_id,
            person_id=actor.person_id,
            what=what,
            subject=subject,
        )
        for enterprise_id in unrecorded(session, actor, ids, what, subject)
    )
    session.flush()
