"""Files that are too large to be read while somebody waits: kept as they came, read by a job, applied part by
part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.foundation import audit, documents
from app.foundation.actor import SYSTEM, Actor
from app.foundation.canonical import sha256_of
from app.foundation.errors import Conflict, NotAllowed, Refused
from app.foundation.jobs import queue
from app.ocds import queries
from app.ocds.actions import importing, preparing
from app.ocds.actions.results import ReleaseResult
from app.ocds.merges import Merges, Needed
from app.ocds.models import NoticeFile
from app.ocds.reading import ReadRelease
from app.ocds.rules import MOST_WAITING, FileState, fail_reading, finish_reading
from app.tenders.rules import ReleaseState

KIND = "read_notices"
JSON = "application/json"


def receive(session: Session, actor: Actor, name: str, content: bytes, folder: Path) -> NoticeFile:
    """Keep a file and queue its reading. The same bytes again, while they wait, give the file that waits.

    Raises NotAllowed, and Refused when the organisation has too many files waiting.
    """
    importing.check_importer(actor)
    if actor.organisation_id is None or actor.person_id is None:
        raise NotAllowed("Only a member of an organisation can import notices here.")
    # Two posts take turns here, so that the second one finds what the first one made.
    session.execute(
        sa.select(Organisation.id).where(Organisation.id == actor.organisation_id).with_for_update()
    )
    waiting = queries.waiting_files(session, actor.organisation_id)
    digest = sha256_of(content)
    same = next((file for file in waiting if file.document.sha256 == digest), None)
    if same is not None:
        return same
    if len(waiting) >= MOST_WAITING:
        raise Refused(
            f"Your organisation already has {MOST_WAITING} files waiting to be read. "
            "Import this one when one of them is finished.",
            "file",
        )
    document = documents.store(session, folder, queries.storable_name(name), JSON, content)
    file = NoticeFile(
        organisation_id=actor.organisation_id, person_id=actor.person_id, document_id=document.id, results=[]
    )
    session.add(file)
    session.flush()
    audit.record(session, actor, "notice_file.received", file, sha256=document.sha256, size=document.size)
    queue.enqueue(session, KIND, file.id, organisation_id=actor.organisation_id, rank=queue.SOON)
    return file


def needed_merges(session: Session, file_id: int, part: Sequence[ReadRelease]) -> list[Needed]:
    """What has to be merged before these releases of a waiting file are imported."""
    importer = queries.importer(session, queries.file_to_read(session, file_id))
    return preparing.needed_merges(session, importer, part)


def apply_part(
    session: Session, file_id: int, start: int, part: Sequence[ReadRelease], merges: Merges
) -> None:
    """Import the releases of a waiting file from number `start` on, and keep what became of each.

    Raises NotAllowed when whoever sent the file may no longer import, Conflict when another attempt was
    faster, and Unmerged where `merges` lack something.
    """
    file = queries.file_to_read(session, file_id, lock=True)
    if file.state is not FileState.waiting or len(file.results) != start:
        raise Conflict("This part of the file was imported by another attempt.")
    importer = queries.importer(session, file)
    results = importing.import_releases(session, importer, file.document.name, part, merges=merges)
    file.results = [*file.results, *(_plain(result) for result in results)]
    audit.record(session, importer, "notice_file.applied", file, releases=len(file.results))


def complete(session: Session, file_id: int) -> None:
    """Every release of the file has its result."""
    file = queries.file_to_read(session, file_id, lock=True)
    file.state = finish_reading(file.state)
    audit.record(session, SYSTEM, "notice_file.read", file, releases=len(file.results))


def fail(session: Session, file_id: int, reason: str) -> None:
    """Keep why a file could not be read to its end; what was imported before stays."""
    file = queries.file_to_read(session, file_id, lock=True)
    file.state, file.reason = fail_reading(file.state), reason
    audit.record(session, SYSTEM, "notice_file.failed", file, reason=reason, releases=len(file.results))


def results(file: NoticeFile) -> list[ReleaseResult]:
    """What became of each release so far, in the file's order."""
    return [
        ReleaseResult(**{**kept, "state": ReleaseState[kept["state"]], "remarks": tuple(kept["remarks"])})
        for kept in file.results
    ]


def _plain(result: ReleaseResult) -> dict[str, Any]:
    return {**asdict(result), "state": result.state.name, "remarks": list(result.remarks)}
