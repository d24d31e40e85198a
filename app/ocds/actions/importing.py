"""Importing a file, release by release: a bad one is set aside with its reason, and the rest go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.foundation.actor import SYSTEM, Actor
from app.foundation.errors import NotAllowed, Refused
from app.foundation.types import now
from app.ocds import queries, reader, reading
from app.ocds.actions.creating import NewNotice, create_together
from app.ocds.actions.results import ReleaseResult
from app.ocds.actions.updating import import_release
from app.ocds.merges import Merges
from app.ocds.reader import UnreadableJson
from app.ocds.reading import ReadRelease
from app.ocds.rules import dated_ahead
from app.tenders.actions.importing import publish_imported
from app.tenders.models import Tender
from app.tenders.queries.whose import may_publish
from app.tenders.rules import TenderState

# New notices in one savepoint: where one of them cannot be stored, so many are stored again one by one.
TOGETHER = 50
Named = tuple[str, ReadRelease]  # a release with the name of the file that it came in


def import_file(
    session: Session,
    actor: Actor,
    name: str,
    content: bytes,
    at: datetime | None = None,
    *,
    publishing: bool = False,
) -> list[ReleaseResult]:
    """Import every release of a file, each in a savepoint of its own. Raises Refused when the file cannot be
    read.

    Importing the same bytes again changes nothing.
    """
    return import_releases(session, actor, name, read_file(content), at, publishing=publishing)


def read_file(
    content: bytes, most: int = reader.MOST_RELEASES, most_lots: int = reader.MOST_LOTS
) -> list[ReadRelease]:
    """The releases of a file, read before any lock is taken and, unless it is small, in a process of its own.

    Raises Refused, also for more than `most` of them or for more than `most_lots` lots in all.
    """
    try:
        return reading.read(content, most, most_lots)
    except UnreadableJson as error:
        raise Refused(str(error), "file") from error


def check_importer(actor: Actor) -> None:
    """Raises NotAllowed for an actor who may not import."""
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
    merges: Merges | None = None,
) -> list[ReleaseResult]:
    """Import releases that were read from the file of this name; `publishing` also shows everybody those that
    are the actor's to show."""
    named = [(name, release) for release in releases]
    return import_named(session, actor, named, at, publishing=publishing, merges=merges)


def import_named(
    session: Session,
    actor: Actor,
    releases: Sequence[Named],
    at: datetime | None = None,
    *,
    publishing: bool = False,
    merges: Merges | None = None,
) -> list[ReleaseResult]:
    """As `import_releases`, from several files. New procurements that follow each other are stored together.

    `merges` is what `needed_merges` asked for; raises Unmerged where that does not do any more. Without it
    small histories are merged here: for the sample and for tests, where nobody waits for the transaction.
    """
    check_importer(actor)
    merges = merges or Merges(here=True)
    moment, ocids = at or now(), [source.ocid for _, source in releases]
    queries.take_turns(session, ocids)
    results: list[ReleaseResult] = []
    for part in _parts(releases, queries.stored_ocids(session, ocids), moment):
        if isinstance(part, list):
            results.extend(create_together(session, actor, part, moment))
        else:
            results.append(import_release(session, actor, *part, merges, moment))
    if publishing:
        for tender_id in dict.fromkeys(result.tender_id for result in results):
            _publish_if_ready(session, actor, tender_id, moment)
    return results


def _parts(releases: Sequence[Named], stored: set[str], at: datetime) -> Iterator[list[NewNotice] | Named]:
    """The releases in their order: new procurements that follow each other as a list, every other one by
    itself.
    """
    taken, waiting = set(stored), list[NewNotice]()
    for name, source in releases:
        notice = source.notice
        if notice is not None and source.ocid not in taken and not dated_ahead(notice.released_at, at):
            waiting.append(NewNotice(name, source, notice))
            if len(waiting) == TOGETHER:
                yield waiting
                waiting = []
        else:
            if waiting:
                yield waiting
                waiting = []
            yield name, source
        taken.add(source.ocid)
    if waiting:
        yield waiting


def publish(session: Session, actor: Actor, tender: Tender, at: datetime | None = None) -> None:
    """Show everybody what the actor's organisation read from a notice."""
    queries.take_turns(session, [tender.ocid or ""])
    session.refresh(tender, with_for_update=True)
    publish_imported(session, actor, tender, at or now())


def _publish_if_ready(session: Session, actor: Actor, tender_id: int | None, at: datetime) -> None:
    tender = session.get(Tender, tender_id) if tender_id is not None else None
    if tender is not None and may_publish(actor, tender) and tender.notice_state is not TenderState.draft:
        publish_imported(session, actor, tender, at)
