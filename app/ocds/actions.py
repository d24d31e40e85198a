"""Importing a file, release by release: a bad one is set aside with its reason, and the rest go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor
from app.foundation.errors import DomainError, NotAllowed, Refused
from app.foundation.types import now
from app.ocds import queries, reader, reading
from app.ocds.notice import Notice, Standing
from app.ocds.reader import UnreadableJson
from app.ocds.reading import ReadRelease
from app.tenders.actions.importing import TenderFacts, create_from_facts, update_from_facts
from app.tenders.models import NoticeRelease, Tender
from app.tenders.rules import ReleaseState, TenderState

STATES = {
    Standing.planned: TenderState.draft,
    Standing.open: TenderState.published,
    Standing.over: TenderState.closed,
    Standing.awarded: TenderState.awarded,
    Standing.withdrawn: TenderState.withdrawn,
}
_OF_THE_TENDER = (
    "ocid", "buyer_name", "buyer_identifier", "title", "description", "notice_number", "notice_url", "portal_url",
    "regime", "arrangement", "procedure", "main_category", "capability", "value", "currency", "value_note", "deadline",
    "enquiries_until", "starts_on", "ends_on", "term_months", "suitable_sme", "suitable_vcse", "above_threshold",
    "reserved", "max_lots_bid", "max_lots_awarded",
)  # fmt: skip


@dataclass(frozen=True)
class ReleaseResult:
    """What became of one release: a line for the person who imported it."""

    ocid: str
    release_id: str
    state: ReleaseState
    reason: str
    tender_id: int | None
    title: str
    remarks: tuple[str, ...]


def import_file(
    session: Session, actor: Actor, name: str, content: bytes, at: datetime | None = None
) -> list[ReleaseResult]:
    """Import every release of a file, each in a savepoint of its own. Raises Refused when the file cannot be read.

    Importing the same bytes again changes nothing.
    """
    return import_releases(session, actor, name, read_file(content), at)


def read_file(
    content: bytes, most: int = reader.MOST_RELEASES, most_lots: int = reader.MOST_RELEASES * 100
) -> list[ReadRelease]:
    """The releases of a file, read before any lock is taken and, unless it is small, in a process of its own.

    Raises Refused, also for more than `most` of them or for more than `most_lots` lots in all.
    """
    try:
        return reading.read(content, most, most_lots)
    except UnreadableJson as error:
        raise Refused(str(error), "file") from error


def check_importer(actor: Actor) -> None:
    """Raises NotAllowed for whoever may not import."""
    if actor != SYSTEM and not (actor.is_officer or actor.is_adviser):
        raise NotAllowed("Only procurement officers and advisers can import notices.")


def import_releases(
    session: Session, actor: Actor, name: str, releases: Iterable[ReadRelease], at: datetime | None = None
) -> list[ReleaseResult]:
    """Import releases that were read from the file of this name."""
    check_importer(actor)
    return [_import_one(session, actor, name, release, at or now()) for release in releases]


def _import_one(session: Session, actor: Actor, name: str, source: ReadRelease, at: datetime) -> ReleaseResult:
    kept = queries.same_release(session, source.ocid, source.release_id, source.sha256)
    if kept is not None:
        if kept.state is ReleaseState.quarantined:
            return _result(kept, kept.state, kept.reason)
        known = session.get(Tender, kept.tender_id) if kept.tender_id else None
        title = known.title if known else ""
        return _result(kept, ReleaseState.unchanged, "This very release is already here.", title)
    if source.notice is None:
        return _set_aside(session, actor, source, name, source.fault, at)
    try:
        with session.begin_nested():
            row = _row(source, name, at)
            reason = _apply(session, actor, source.notice, row, at)
            session.flush()
    except DomainError as error:
        return _set_aside(session, actor, source, name, str(error), at)
    except StatementError as error:
        if not isinstance(error.orig, ValueError):
            raise  # the database itself failed: that is not the release's fault
        return _set_aside(session, actor, source, name, f"It holds what we cannot store: {error.orig}.", at)
    return _result(row, row.state, reason, source.notice.title)


def _apply(session: Session, actor: Actor, notice: Notice, row: NoticeRelease, at: datetime) -> str:
    """Put a notice on its tender, new or old. Returns what to say about it."""
    row.released_at, row.tags, row.remarks = notice.released_at, list(notice.tags), list(notice.remarks)
    tender = queries.tender_of(session, notice.ocid)
    if tender is None:
        tender = create_from_facts(session, actor, facts(notice), at)
        row.state, reason = ReleaseState.imported, ""
    elif (newest := queries.newest_release(session, tender.id)) is not None and _older(notice, newest):
        row.state, row.tender_id = ReleaseState.unchanged, tender.id
        session.add(row)
        audit.record(session, actor, "notice.kept", tender, release=row.release_id)
        return "A newer release of this procurement is already here; this one is kept beside it."
    else:
        update_from_facts(session, actor, tender, facts(notice), at)
        row.state, reason = ReleaseState.updated, ""
    row.tender_id = tender.id
    siblings = _note_siblings(session, actor, tender, notice)
    row.remarks = [*row.remarks, *siblings]
    session.add(row)
    return reason


def _older(notice: Notice, newest: NoticeRelease) -> bool:
    if notice.released_at is None or newest.released_at is None:
        return False
    return notice.released_at < newest.released_at


def facts(notice: Notice) -> TenderFacts:
    """A notice under the names of the tender's columns."""
    lots = []
    for lot in notice.lots:
        values: dict[str, Any] = asdict(lot)
        codes = values.pop("capabilities")
        values |= {"capability": codes[0] if codes else None, "other_capabilities": list(codes[1:])}
        lots.append({**values, "areas": list(lot.areas)})
    return TenderFacts(
        tender={name: getattr(notice, name) for name in _OF_THE_TENDER},
        state=STATES[notice.standing],
        lots=lots,
        criteria=[asdict(criterion) for criterion in notice.criteria],
        conditions=[asdict(condition) for condition in notice.conditions],
        documents=[asdict(document) for document in notice.documents],
        awards=[{**asdict(award), "suppliers": list(award.suppliers)} for award in notice.awards],
    )


def _note_siblings(session: Session, actor: Actor, tender: Tender, notice: Notice) -> list[str]:
    """One procurement can stand under several OCIDs: told by the source, or by the same title and buyer."""
    alike = queries.alike(session, tender)
    for other in alike:
        if notice.ocid not in other.related_ocids:
            other.related_ocids = [*other.related_ocids, notice.ocid]
            audit.record(session, actor, "tender.sibling_noted", other, ocid=notice.ocid)
    ocids = [other.ocid for other in alike if other.ocid]
    tender.related_ocids = list(dict.fromkeys([*tender.related_ocids, *notice.related_ocids, *ocids]))
    if not ocids:
        return []
    return [f"The same buyer has a notice of the same title under {', '.join(ocids)}: probably one procurement."]


def _row(source: ReadRelease, name: str, at: datetime) -> NoticeRelease:
    return NoticeRelease(
        ocid=source.ocid,
        release_id=source.release_id,
        publisher=source.publisher,
        licence=source.licence,
        file_name=queries.storable_name(name),
        sha256=source.sha256,
        source=source.source,
        imported_at=at,
    )


def _set_aside(
    session: Session, actor: Actor, source: ReadRelease, name: str, reason: str, at: datetime
) -> ReleaseResult:
    row = _row(source, name, at)
    row.state, row.reason = ReleaseState.quarantined, reason
    session.add(row)
    session.flush()
    audit.record(session, actor, "notice.quarantined", row, reason=reason)
    return _result(row, row.state, reason)


def _result(row: NoticeRelease, state: ReleaseState, reason: str, title: str = "") -> ReleaseResult:
    return ReleaseResult(row.ocid, row.release_id, state, reason, row.tender_id, title, tuple(row.remarks or ()))
