"""The job that reads one uploaded file of notices and imports it part by part."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.foundation import documents
from app.foundation.config import Settings
from app.foundation.errors import Conflict
from app.foundation.jobs import kinds
from app.ocds import files, queries
from app.ocds.actions import importing
from app.ocds.merges import MOST_TRIES, Unmerged, merged_ahead
from app.ocds.reading import ReadRelease

READING = "Reading the file"
AT_ONCE = 5  # releases in one transaction, so that no one else waits long to save
BUSY = "More releases of a procurement in this file kept arriving meanwhile. Import the file again."
READ_BP, APPLIED_BP = 2_000, 9_900


def read_notices(context: kinds.JobContext) -> None:
    """Read in a limited child process, then import in short transactions.

    An attempt that follows a killed one goes on where that one ended. Raises DomainError with a reason for
    people.
    """
    settings: Settings = context.resources["settings"]
    context.progress(READING, 100)
    with context.database.reading() as session:
        file = queries.file_to_read(session, context.row_id)
        content, start = documents.read(settings.documents_dir, file.document), len(file.results)
    releases = importing.read_file(content, queries.MOST_RELEASES, queries.MOST_LOTS)
    for first in range(start, len(releases), AT_ONCE):
        share = (APPLIED_BP - READ_BP) * first // len(releases)
        context.progress(f"Importing notice {first + 1} of {len(releases)}", READ_BP + share)
        _apply(context, first, releases[first : first + AT_ONCE])
    with context.finish() as session:
        files.complete(session, context.row_id)


def _apply(context: kinds.JobContext, first: int, part: Sequence[ReadRelease], tries: int = 1) -> None:
    """Import a part: together, and one by one where they turn out to build on each other."""
    with context.database.reading() as session:
        needed = files.needed_merges(session, context.row_id, part)
    merges = merged_ahead(needed)
    try:
        with context.database.unit_of_work() as session:
            files.apply_part(session, context.row_id, first, part, merges)
    except Unmerged:
        if tries == MOST_TRIES:
            raise Conflict(BUSY) from None
        if len(part) == 1:
            _apply(context, first, part, tries + 1)
        else:
            for number, release in enumerate(part, first):
                _apply(context, number, [release])


def failed(session: Session, file_id: int, reason: str) -> None:
    """Keep the reason on the file, so that the person who sent it can read it."""
    files.fail(session, file_id, reason)


JOB_KINDS = [kinds.JobKind(name=files.KIND, run=read_notices, failed=failed, long=True)]
