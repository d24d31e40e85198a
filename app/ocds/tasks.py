"""The job that reads one uploaded file of notices and imports it part by part."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.foundation import documents, jobs
from app.foundation.config import Settings
from app.ocds import actions, files, queries

READING = "Reading the file"
AT_ONCE = 5  # releases in one transaction: nobody else's saving waits long for it
READ_BP, APPLIED_BP = 2_000, 9_900


def read_notices(context: jobs.JobContext) -> None:
    """Read in a limited child process, then import in short transactions.

    An attempt that follows a killed one goes on where that one ended. Raises DomainError with a reason for people.
    """
    settings: Settings = context.resources["settings"]
    context.progress(READING, 100)
    with context.database.reading() as session:
        file = queries.file_to_read(session, context.row_id)
        content, start = documents.read(settings.documents_dir, file.document), len(file.results)
    releases = actions.read_file(content, queries.MOST_RELEASES, queries.MOST_LOTS)
    for first in range(start, len(releases), AT_ONCE):
        share = (APPLIED_BP - READ_BP) * first // len(releases)
        context.progress(f"Importing notice {first + 1} of {len(releases)}", READ_BP + share)
        with context.database.unit_of_work() as session:
            files.apply_part(session, context.row_id, first, releases[first : first + AT_ONCE])
    with context.finish() as session:
        files.complete(session, context.row_id)


def failed(session: Session, file_id: int, reason: str) -> None:
    """Keep the reason on the file, so that whoever sent it can read it."""
    files.fail(session, file_id, reason)


JOB_KINDS = [jobs.JobKind(name=files.KIND, run=read_notices, failed=failed, long=True)]
