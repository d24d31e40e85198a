"""A further release of a procurement that is here already: merged into its tender, suggested, or kept beside
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import DomainError, Refused
from app.foundation.templating import formats
from app.ocds import queries
from app.ocds.actions import suggesting
from app.ocds.actions.creating import NewNotice, create_together
from app.ocds.actions.facts import facts
from app.ocds.actions.results import ReleaseResult, new_row, refusal, result, set_aside
from app.ocds.actions.twinning import Twins, note_twins
from app.ocds.merges import Merges, Piece, in_order
from app.ocds.normalise import NotANotice
from app.ocds.notice import Notice
from app.ocds.reading import ReadRelease
from app.ocds.rules import dated_ahead
from app.tenders.actions.importing import update_from_facts
from app.tenders.models import NoticeRelease, Tender
from app.tenders.queries.whose import speaks_for
from app.tenders.rules import ReleaseState

WAITS = "The tender belongs to another organisation, so this waits until they accept or decline it."


def import_release(
    session: Session, actor: Actor, name: str, source: ReadRelease, merges: Merges, at: datetime
) -> ReleaseResult:
    """Import a release of which nothing is known beforehand. Raises Unmerged where it has to be merged
    first.
    """
    tender = queries.tender_of(session, actor, source.ocid)
    kept = queries.same_release(session, actor, tender, source)
    if kept is not None and not has_its_time_come(actor, tender, kept, source, at):
        return _told_again(kept, tender)
    notice = source.notice
    if notice is None:
        return set_aside(session, actor, source, name, source.fault, at)
    if dated_ahead(notice.released_at, at):
        return set_aside(session, actor, source, name, _date_words(notice), at)
    if tender is None:
        (created,) = create_together(session, actor, [NewNotice(name, source, notice, kept)], at)
        return created
    try:
        with session.begin_nested():
            row = kept or new_row(actor, source, name, at)
            reason = _apply(session, actor, tender, notice, row, merges, at)
            session.flush()
    except (DomainError, StatementError) as error:
        return set_aside(session, actor, source, name, refusal(error), at)
    return result(row, row.state, reason, tender.title)


def _date_words(notice: Notice) -> str:
    dated = formats.date(notice.released_at) if notice.released_at else ""
    return f"It is dated {dated}, which is in the future. Check the file, or import it again after that day."


def has_its_time_come(
    actor: Actor, tender: Tender | None, kept: NoticeRelease, source: ReadRelease, at: datetime
) -> bool:
    """Whether a release that was stored without effect can take effect now: its date has come, or it is
    brought by the owner of the tender after another organisation suggested it."""
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
        return result(kept, kept.state, kept.reason)
    if kept.state is ReleaseState.suggested:
        return result(kept, kept.state, WAITS, title)
    if kept.state is ReleaseState.declined:
        return result(kept, kept.state, "The owner of this tender declined this change.", title)
    return result(kept, ReleaseState.unchanged, "We already have this release.", title)


def _apply(
    session: Session,
    actor: Actor,
    tender: Tender,
    notice: Notice,
    row: NoticeRelease,
    merges: Merges,
    at: datetime,
) -> str:
    """Put a release on its tender, or beside it for the owner. Returns what to say about it."""
    row.released_at, row.tags, row.remarks = notice.released_at, list(notice.tags), list(notice.remarks)
    earlier = queries.applied_releases(session, tender.id)
    comes_late = bool(earlier) and is_older(notice, earlier[-1])
    if comes_late and not speaks_for(actor, tender):
        return _keep_beside(session, actor, tender, row)
    merged, twin = _together(tender, row, notice, earlier, merges), _two_texts(row, earlier)
    row.remarks = [*merged.remarks, *twin]
    if not speaks_for(actor, tender):
        suggesting.suggest(session, actor, tender, merged, row, at)
        return WAITS
    if not update_from_facts(session, actor, tender, facts(merged), at):
        if comes_late:
            return _keep_beside(session, actor, tender, row)
        audit.record(session, actor, "notice.kept", tender, release=row.release_id)
    suggesting.overtake(session, actor, row, at)
    _put(session, row, tender, ReleaseState.updated)
    session.flush()
    alike = Twins(session, actor, [(tender.title, tender.buyer_name)]).of(tender)
    row.remarks = [*row.remarks, *note_twins(session, actor, tender, notice, alike)]
    return ""


def _put(session: Session, row: NoticeRelease, tender: Tender, state: ReleaseState) -> None:
    row.state, row.reason = state, ""
    session.add(row)
    row.tender = tender


def _keep_beside(session: Session, actor: Actor, tender: Tender, row: NoticeRelease) -> str:
    _put(session, row, tender, ReleaseState.unchanged)
    audit.record(session, actor, "notice.kept", tender, release=row.release_id)
    if row.released_at is None:
        return (
            "This release has no date, so it does not change what dated releases say. We keep it with them."
        )
    return "We already have a newer release of this procurement, and keep this one with it."


def _together(
    tender: Tender, row: NoticeRelease, notice: Notice, earlier: Sequence[NoticeRelease], merges: Merges
) -> Notice:
    """What a release says together with those that the tender's fields come from, in the order of their
    dates.
    """
    if not earlier:
        return notice
    try:
        return merges.answer(in_order(earlier, row), tender.ocid or notice.ocid)
    except NotANotice as error:
        raise Refused(str(error)) from error


def _two_texts(row: NoticeRelease, earlier: Sequence[NoticeRelease]) -> list[str]:
    same = [
        release
        for release in earlier
        if (release.release_id, release.released_at) == (row.release_id, row.released_at)
    ]
    if not same:
        return []
    return [
        f"The source published release {row.release_id[:60]} with two different texts on the same date. We"
        " show the one that was imported last. Compare it with the official notice."
    ]


def is_older(notice: Notice, newest: Piece) -> bool:
    """Whether a notice is dated before the newest release that is here; without a date it is."""
    if newest.released_at is None:
        return False
    return notice.released_at is None or notice.released_at < newest.released_at
