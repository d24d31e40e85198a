"""Importing a file, release by release: a bad one is set aside with its reason, and the rest go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor
from app.foundation.errors import DomainError, NotAllowed, Refused
from app.foundation.templating import formats
from app.foundation.types import now
from app.ocds import merging, queries, reader, reading
from app.ocds.actions import suggesting
from app.ocds.actions.facts import facts
from app.ocds.normalise import NotANotice
from app.ocds.notice import Notice
from app.ocds.reader import UnreadableJson
from app.ocds.reading import ReadRelease
from app.ocds.rules import dated_ahead
from app.tenders import twins
from app.tenders.actions.importing import create_from_facts, publish_imported, update_from_facts
from app.tenders.models import NoticeRelease, Tender
from app.tenders.queries.whose import may_publish, speaks_for
from app.tenders.rules import ReleaseState, TenderState

WAITS = "The tender belongs to another organisation, so this waits until they accept or decline it."


@dataclass(frozen=True)
class ReleaseResult:
    """What became of one release: a line for the person who imported it. `unread`: what of it nothing here reads."""

    ocid: str
    release_id: str
    state: ReleaseState
    reason: str
    tender_id: int | None
    title: str
    remarks: tuple[str, ...]
    unread: tuple[str, ...] = ()


def import_file(
    session: Session,
    actor: Actor,
    name: str,
    content: bytes,
    at: datetime | None = None,
    *,
    publishing: bool = False,
) -> list[ReleaseResult]:
    """Import every release of a file, each in a savepoint of its own. Raises Refused when the file cannot be read.

    Importing the same bytes again changes nothing.
    """
    return import_releases(session, actor, name, read_file(content), at, publishing=publishing)


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
    session: Session,
    actor: Actor,
    name: str,
    releases: Iterable[ReadRelease],
    at: datetime | None = None,
    *,
    publishing: bool = False,
) -> list[ReleaseResult]:
    """Import releases that were read from the file of this name; `publishing` also shows everybody those that are the
    actor's to show."""
    check_importer(actor)
    moment, sources = at or now(), list(releases)
    queries.take_turns(session, (source.ocid for source in sources))
    results = [_import_one(session, actor, name, source, moment) for source in sources]
    if publishing:
        for tender_id in dict.fromkeys(result.tender_id for result in results):
            _publish_if_ready(session, actor, tender_id, moment)
    return results


def publish(session: Session, actor: Actor, tender: Tender, at: datetime | None = None) -> None:
    """Show everybody what the actor's organisation read from a notice."""
    queries.take_turns(session, [tender.ocid or ""])
    session.refresh(tender, with_for_update=True)
    publish_imported(session, actor, tender, at or now())


def _publish_if_ready(session: Session, actor: Actor, tender_id: int | None, at: datetime) -> None:
    tender = session.get(Tender, tender_id) if tender_id is not None else None
    if tender is not None and may_publish(actor, tender) and tender.notice_state is not TenderState.draft:
        publish_imported(session, actor, tender, at)


def _import_one(session: Session, actor: Actor, name: str, source: ReadRelease, at: datetime) -> ReleaseResult:
    tender = queries.tender_of(session, actor, source.ocid)
    kept = queries.same_release(session, actor, tender, source)
    if kept is not None and not _has_its_time_come(actor, tender, kept, source, at):
        return _told_again(kept, tender)
    if source.notice is None:
        return _set_aside(session, actor, source, name, source.fault, at)
    if dated_ahead(source.notice.released_at, at):
        return _set_aside(session, actor, source, name, _date_words(source.notice), at)
    try:
        with session.begin_nested():
            row = kept or _row(actor, source, name, at)
            reason = _apply(session, actor, tender, source.notice, row, at)
            session.flush()
    except DomainError as error:
        return _set_aside(session, actor, source, name, str(error), at)
    except StatementError as error:
        if not isinstance(error.orig, ValueError):
            raise  # the database itself failed: that is not the release's fault
        return _set_aside(session, actor, source, name, f"It holds what we cannot store: {error.orig}.", at)
    title = tender.title if tender is not None else source.notice.title  # a partial release states none
    return _result(row, row.state, reason, title)


def _date_words(notice: Notice) -> str:
    dated = formats.date(notice.released_at) if notice.released_at else ""
    return f"It is dated {dated}, which is in the future. Check the file, or import it again after that day."


def _has_its_time_come(
    actor: Actor, tender: Tender | None, kept: NoticeRelease, source: ReadRelease, at: datetime
) -> bool:
    """Whether what was kept without being applied can be applied now: a date that was ahead has come, or whoever
    speaks for the tender brings what somebody else only suggested."""
    if source.notice is None:
        return False
    if kept.state is ReleaseState.quarantined:
        return dated_ahead(source.notice.released_at, kept.imported_at) and not dated_ahead(
            source.notice.released_at, at
        )
    only_suggested = kept.state in (ReleaseState.suggested, ReleaseState.declined)
    return only_suggested and tender is not None and speaks_for(actor, tender)


def _told_again(kept: NoticeRelease, tender: Tender | None) -> ReleaseResult:
    title = tender.title if tender is not None else ""
    if kept.state is ReleaseState.quarantined:
        return _result(kept, kept.state, kept.reason)
    if kept.state is ReleaseState.suggested:
        return _result(kept, kept.state, WAITS, title)
    if kept.state is ReleaseState.declined:
        return _result(kept, kept.state, "The owner of this tender declined this change.", title)
    return _result(kept, ReleaseState.unchanged, "This very release is already here.", title)


def _apply(
    session: Session, actor: Actor, tender: Tender | None, notice: Notice, row: NoticeRelease, at: datetime
) -> str:
    """Put a notice on its tender, new or old, or beside it for the owner. Returns what to say about it."""
    row.released_at, row.tags, row.remarks = notice.released_at, list(notice.tags), list(notice.remarks)
    if tender is None:
        tender = create_from_facts(session, actor, facts(notice), at)
        row.state, row.reason = ReleaseState.imported, ""
    else:
        earlier = queries.applied_releases(session, tender.id)
        if earlier and _older(notice, earlier[-1]) and not speaks_for(actor, tender):
            return _keep_beside(session, actor, tender, row)
        whole, twin = _together(tender, row, notice, earlier), _two_texts(row, earlier)
        row.remarks = [*whole.remarks, *twin]
        if not speaks_for(actor, tender):
            suggesting.suggest(session, actor, tender, whole, row, at)
            return WAITS
        if not update_from_facts(session, actor, tender, facts(whole), at) and earlier and _older(notice, earlier[-1]):
            return _keep_beside(session, actor, tender, row)
        suggesting.overtake(session, actor, row, at)
        row.state, row.reason = ReleaseState.updated, ""
    row.tender_id = tender.id
    row.remarks = [*row.remarks, *_note_siblings(session, actor, tender, notice)]
    session.add(row)
    return ""


def _keep_beside(session: Session, actor: Actor, tender: Tender, row: NoticeRelease) -> str:
    row.state, row.tender_id, row.reason = ReleaseState.unchanged, tender.id, ""
    session.add(row)
    audit.record(session, actor, "notice.kept", tender, release=row.release_id)
    return "A newer release of this procurement is already here; this one is kept beside it."


def _together(tender: Tender, row: NoticeRelease, notice: Notice, earlier: Sequence[NoticeRelease]) -> Notice:
    """What a release says together with those that the tender's fields come from, in the order of their dates.

    A release without a date stands before every dated one, so it never overrides one.
    """
    if not earlier:
        return notice
    ordered = sorted([*earlier, row], key=lambda release: (release.released_at is not None, release.released_at or 0))
    newest = ordered[-1]
    texts = [queries.source_text(release) for release in ordered]
    try:
        return merging.merged(texts, tender.ocid or notice.ocid, newest.release_id, newest.publisher)
    except NotANotice as error:
        raise Refused(str(error)) from error


def _two_texts(row: NoticeRelease, earlier: Sequence[NoticeRelease]) -> list[str]:
    same = [one for one in earlier if one.release_id == row.release_id and one.released_at == row.released_at]
    if not same:
        return []
    return [
        f"Its source published release {row.release_id[:60]} of that date with two different texts. We show the one "
        "that was imported last; compare it with the official notice."
    ]


def _older(notice: Notice, newest: NoticeRelease) -> bool:
    if newest.released_at is None:
        return False
    return notice.released_at is None or notice.released_at < newest.released_at


def _note_siblings(session: Session, actor: Actor, tender: Tender, notice: Notice) -> list[str]:
    """One procurement can stand under several OCIDs: told by the source, or by the same title and buyer."""
    alike = queries.alike(session, actor, tender)
    for other in alike:
        if speaks_for(actor, other) and notice.ocid not in other.related_ocids:
            other.related_ocids = [*other.related_ocids, notice.ocid]
            audit.record(session, actor, "tender.sibling_noted", other, ocid=notice.ocid)
    ocids = [other.ocid for other in alike if other.ocid]
    tender.procurement_key = _offered_as(tender, alike)
    tender.related_ocids = list(dict.fromkeys([*tender.related_ocids, *notice.related_ocids, *ocids]))
    if not ocids:
        return []
    return [f"The same buyer has a notice with the same title under {', '.join(ocids)}: probably one procurement."]


def _offered_as(tender: Tender, alike: Sequence[Tender]) -> str | None:
    """The procurement that a tender is offered as one with; None where it stands for itself.

    A council buys the same thing more than once: two notices of one source whose titles have no ending like " - AWARD"
    are two procurements, and neither may hide the other.
    """
    for other in alike:
        key = other.procurement_key or other.ocid
        group = [each for each in alike if (each.procurement_key or each.ocid) == key]
        if not any(_stand_apart(tender, each) for each in group):
            return key
    return None


def _stand_apart(first: Tender, second: Tender) -> bool:
    ended = twins.has_ending(first.title) or twins.has_ending(second.title)
    return twins.one_source(first.ocid or "", second.ocid or "") and not ended


def _row(actor: Actor, source: ReadRelease, name: str, at: datetime) -> NoticeRelease:
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


def _set_aside(
    session: Session, actor: Actor, source: ReadRelease, name: str, reason: str, at: datetime
) -> ReleaseResult:
    row = _row(actor, source, name, at)
    row.state, row.reason = ReleaseState.quarantined, reason
    session.add(row)
    session.flush()
    audit.record(session, actor, "notice.quarantined", row, reason=reason)
    return _result(row, row.state, reason)


def _result(row: NoticeRelease, state: ReleaseState, reason: str, title: str = "") -> ReleaseResult:
    remarks, unread = tuple(row.remarks or ()), tuple(row.unread or ())
    return ReleaseResult(row.ocid, row.release_id, state, reason, row.tender_id, title, remarks, unread)
