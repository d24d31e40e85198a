"""Every comparison of `flask check`, and running them all over one state of the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.foundation import audit
from app.record.check import bids, consortia, people, proposals, register, tenders

# What the comparisons look at, as the command says it.
COMPARED = (
    "the audit chain, people, organisations, roles, invitations, enterprises, credentials, offers, holds,"
    " trust, tenders, notices, enquiries, proposals, consortia, members, bids, bid packs and documents"
)


def run(session: Session, documents_folder: Path) -> Iterator[str]:
    """One sentence for each difference; nothing when rows, documents and record agree."""
    yield from _database(session)
    yield from audit.verify(session)
    yield from people.compare(session)
    yield from register.compare(session)
    yield from tenders.compare(session)
    yield from consortia.compare(session)
    yield from proposals.compare(session)
    yield from bids.compare(session, documents_folder)


def _database(session: Session) -> Iterator[str]:
    """SQLite can say whether its file is whole and each row that is referred to is there. PostgreSQL
    guarantees it.
    """
    if session.get_bind().dialect.name != "sqlite":
        return
    for line in session.scalars(sa.text("PRAGMA quick_check(5)")):
        if line != "ok":
            yield f"The database file is damaged: {line}."
    for table, row, parent, _ in session.execute(sa.text("PRAGMA foreign_key_check")):
        yield f"Row {row} of {table} refers to a row of {parent} that is missing."
