"""The buyer corrects the words of a notice that somebody else imported and that it has claimed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import Conflict, NotAllowed, Refused
from app.foundation.types import now
from app.tenders.models import Tender
from app.tenders.queries import whose


@dataclass(frozen=True)
class NoticeWords:
    """The buyer's own words in place of the notice's. `portal_url` is "" if the buyer gives no address."""

    title: str
    description: str
    portal_url: str


def correct(
    session: Session,
    actor: Actor,
    tender: Tender,
    words: NoticeWords,
    version: int,
    at: datetime | None = None,
) -> None:
    """Change title, description and portal of an imported tender. Dates, value and lots follow the official
    notice.

    `version` is the tender's when the page was opened. Raises NotAllowed for anyone but its buyer, Conflict
    if the tender has changed since.
    """
    if not whose.may_correct(actor, tender):
        raise NotAllowed("Only the buyer that owns this notice can correct its text.")
    if not words.title.strip():
        raise Refused("Enter a title", "title")
    if words.portal_url and not words.portal_url.startswith("https://"):
        raise Refused("Enter a web address that begins with https://", "portal_url")
    corrected = (words.title.strip(), words.description.strip(), words.portal_url.strip() or None)
    if tender.corrected_at is not None and corrected == (tender.title, tender.description, tender.portal_url):
        return
    if version != tender.version:
        raise Conflict(
            "This tender has changed since you opened the page. Check it again, then make your change."
        )
    tender.title, tender.description, tender.portal_url = corrected
    tender.corrected_at = at or now()
    session.flush()
    audit.record(session, actor, "tender.corrected", tender)
