"""A newer release that a stranger brings waits for the tender's owner, who accepts or declines it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.rules import PersonState
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import Conflict, NotAllowed
from app.foundation.mail import outbox
from app.foundation.types import now
from app.foundation.wire import from_plain, to_plain
from app.ocds import queries
from app.ocds.actions.facts import facts
from app.ocds.models import SuggestedChange
from app.ocds.notice import Notice
from app.ocds.rules import SuggestionState, decide_suggestion
from app.tenders.actions.importing import update_from_facts
from app.tenders.models import NoticeRelease, Tender
from app.tenders.queries.whose import decides
from app.tenders.rules import ReleaseState


def suggest(
    session: Session, actor: Actor, tender: Tender, notice: Notice, row: NoticeRelease, at: datetime
) -> SuggestedChange:
    """Keep a release and what it says beside a tender that is not the actor's. Nothing of the tender
    changes.
    """
    row.state, row.reason = ReleaseState.suggested, ""
    session.add(row)
    row.tender = tender
    session.flush()
    suggestion = SuggestedChange(tender_id=tender.id, release_id=row.id, notice=to_plain(notice), made_at=at)
    session.add(suggestion)
    session.flush()
    audit.record(session, actor, "notice.suggested", suggestion, tender=tender.id, release=row.release_id)
    return suggestion


def overtake(session: Session, actor: Actor, row: NoticeRelease, at: datetime) -> None:
    """Accept the suggestion of a release that someone who speaks for the tender has now imported too."""
    waiting = queries.suggestion_of_release(session, row.id) if row.id is not None else None
    if waiting is not None:
        waiting.state, waiting.decided_at, waiting.decided_by_id = SuggestionState.taken, at, actor.person_id
        audit.record(session, actor, "notice.suggestion_taken", waiting)


def decide(
    session: Session,
    actor: Actor,
    tender: Tender,
    suggestion_id: int,
    *,
    take: bool,
    version: int,
    public_url: str,
    at: datetime | None = None,
) -> SuggestedChange:
    """Accept a suggested change, or decline it, and tell the person who suggested it. The same decision again
    changes nothing.

    `version` is the tender's when its owner compared the two. Raises NotAllowed for anyone but the owner,
    Conflict where the tender changed since, or where the opposite was decided already.
    """
    queries.take_turns(session, [tender.ocid or ""])
    session.refresh(tender, with_for_update=True)
    suggestion = queries.suggestion(session, tender.id, suggestion_id, lock=True)
    if not decides(actor, tender):
        raise NotAllowed("Only the owner of this tender can decide on this change.")
    decision = SuggestionState.taken if take else SuggestionState.declined
    if suggestion.state is decision:
        return suggestion
    decided = decide_suggestion(suggestion.state, decision)
    if take and version != tender.version:
        raise Conflict(
            "This tender has changed since you opened the page. Compare the two again, then decide."
        )
    moment = at or now()
    suggestion.state, suggestion.decided_at, suggestion.decided_by_id = decided, moment, actor.person_id
    if take:
        update_from_facts(session, actor, tender, facts(from_plain(Notice, suggestion.notice)), moment)
    suggestion.release.state = ReleaseState.updated if take else ReleaseState.declined
    session.flush()
    _record(session, actor, suggestion)
    _tell(session, actor, tender, suggestion, public_url)
    return suggestion


def _record(session: Session, actor: Actor, suggestion: SuggestedChange) -> None:
    if suggestion.state is SuggestionState.taken:
        audit.record(session, actor, "notice.suggestion_taken", suggestion, tender=suggestion.tender_id)
    else:
        audit.record(session, actor, "notice.suggestion_declined", suggestion, tender=suggestion.tender_id)


def _tell(
    session: Session, actor: Actor, tender: Tender, suggestion: SuggestedChange, public_url: str
) -> None:
    person_id = suggestion.release.person_id
    person = session.get(Person, person_id) if person_id is not None else None
    if person is None or person.state is not PersonState.active:
        return
    outbox.post(
        session,
        person.email,
        "ocds_suggestion_decided",
        name=person.name,
        tender=tender.title,
        owner=actor.organisation_name or "The operator of this site",
        taken=suggestion.state is SuggestionState.taken,
        link=f"{public_url}/tenders/{tender.id}",
    )
