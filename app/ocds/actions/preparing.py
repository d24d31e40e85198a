"""What an import will have to merge, asked before its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.foundation.actor import Actor
from app.foundation.types import now
from app.ocds import queries
from app.ocds.actions.updating import has_its_time_come, is_older
from app.ocds.merges import Needed, Piece, in_order, question_of
from app.ocds.notice import Notice
from app.ocds.reading import ReadRelease
from app.ocds.rules import dated_ahead
from app.tenders.queries.whose import speaks_for


@dataclass(frozen=True)
class _Coming:
    """A release that is not stored yet."""

    released_at: datetime | None
    release_id: str
    publisher: str
    sha256: str
    source: bytes


def needed_merges(
    session: Session, actor: Actor, releases: Iterable[ReadRelease], at: datetime | None = None
) -> list[Needed]:
    """The merges that importing these will need, as far as can be told now. Reads only, and locks nothing."""
    moment = at or now()
    groups: dict[str, list[tuple[ReadRelease, Notice]]] = {}
    for source in releases:
        if source.notice is not None and not dated_ahead(source.notice.released_at, moment):
            groups.setdefault(source.ocid, []).append((source, source.notice))
    stored = queries.stored_ocids(session, groups)
    return [
        needed
        for ocid, group in groups.items()
        if ocid in stored or len(group) > 1
        for needed in _of_procurement(session, actor, ocid, group, moment)
    ]


def _of_procurement(
    session: Session, actor: Actor, ocid: str, group: list[tuple[ReadRelease, Notice]], at: datetime
) -> list[Needed]:
    tender = queries.tender_of(session, actor, ocid, lock=False)
    new = []
    for source, notice in group:
        kept = queries.same_release(session, actor, tender, source)
        if kept is None or has_its_time_come(actor, tender, kept, source, at):
            new.append((source, notice))
    if not new:
        return []  # imported before, so there is nothing to load
    applied: list[Piece] = list(queries.applied_releases(session, tender.id, sources=True)) if tender else []
    decides = tender is None or speaks_for(actor, tender)
    return list(_merges_with(applied, new, ocid, decides=decides))


def _merges_with(
    applied: list[Piece], new: list[tuple[ReadRelease, Notice]], ocid: str, *, decides: bool
) -> Iterator[Needed]:
    """`decides`: whether the importer's releases change the tender, so that each counts for the next."""
    for source, notice in new:
        coming = _Coming(
            notice.released_at, source.release_id, source.publisher, source.sha256, source.source
        )
        if any((piece.release_id, piece.sha256) == (coming.release_id, coming.sha256) for piece in applied):
            continue
        ordered = in_order(applied, coming)
        if applied and (decides or not is_older(notice, applied[-1])):
            yield Needed(question_of(ordered, ocid), tuple(ordered))
        if decides:
            applied = ordered
