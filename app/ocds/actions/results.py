"""What became of a release: the row that keeps it, and the line for the person who imported it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import DomainError
from app.ocds import queries
from app.ocds.reading import ReadRelease
from app.tenders.models import NoticeRelease
from app.tenders.rules import ReleaseState


@dataclass(frozen=True)
class ReleaseResult:
    """What became of one release: a line for the person who imported it. `unread`: the paths in it
    that nothing here reads.
    """

    ocid: str
    release_id: str
    state: ReleaseState
    reason: str
    tender_id: int | None
    title: str
    remarks: tuple[str, ...]
    unread: tuple[str, ...] = ()


def result(row: NoticeRelease, state: ReleaseState, reason: str, title: str = "") -> ReleaseResult:
    """The line about a row that was flushed."""
    remarks, unread = tuple(row.remarks or ()), tuple(row.unread or ())
    return ReleaseResult(row.ocid, row.release_id, state, reason, row.tender_id, title, remarks, unread)


def new_row(actor: Actor, source: ReadRelease, name: str, at: datetime) -> NoticeRelease:
    """A release as it came, from the file of this name."""
    return NoticeRelease(
        organisation_id=actor.organisation_id,
        person_id=actor.person_id,
        ocid=source.ocid,
        release_id=source.release_id,
        publisher=source.publisher,
        licence=source.licence,
        file_name=queries.storable_name(name),
        sha256=source.sha256,
        source=source.source,
        unread=list(source.unread),
        imported_at=at,
    )


def set_aside(
    session: Session, actor: Actor, source: ReadRelease, name: str, reason: str, at: datetime
) -> ReleaseResult:
    """Keep a release that cannot be imported, with the reason."""
    row = new_row(actor, source, name, at)
    row.state, row.reason = ReleaseState.quarantined, reason
    session.add(row)
    session.flush()
    audit.record(session, actor, "notice.quarantined", row, reason=reason)
    return result(row, row.state, reason)


def refusal(error: DomainError | StatementError) -> str:
    """Why a release alone is set aside. Raises the error where the database failed: that is no release's
    fault.
    """
    if isinstance(error, DomainError):
        return str(error)
    if not isinstance(error.orig, ValueError):
        raise error
    return f"It contains something we cannot store: {error.orig}."
