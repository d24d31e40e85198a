"""`flask backup`: the whole site in one file, while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import migrations
from app.foundation import audit, documents
from app.foundation.actor import SYSTEM
from app.foundation.config import Settings
from app.foundation.database import Database
from app.foundation.documents import Document
from app.foundation.errors import Refused
from app.foundation.snapshot import snapshot
from app.foundation.types import now
from app.record import heads
from app.record.backup import tables
from app.record.backup.archive import Manifest, Stored, Table, Writer

SUBJECT = "backups"  # what the record calls them
PART = 1 << 20


@dataclass(frozen=True)
class Backup:
    """A finished backup: its file, what is in it, and what is wrong with what was backed up, a sentence
    each.
    """

    path: Path
    manifest: Manifest
    faults: tuple[str, ...]


def make(database: Database, settings: Settings, target: Path) -> Backup:
    """Write a backup to a file, or to a new file in a folder, and note it in the record. Raises Refused.

    The database comes first, as it was at one instant, then the documents: their files are written before the
    rows that name them, so every row in the backup finds its file.
    """
    path = _path(target)
    writer = Writer(path)
    try:
        with snapshot(database) as session:
            faults = list(audit.verify(session))
            manifest = _write(writer, session, settings.documents_dir)
        writer.finish(manifest)
    except BaseException:
        writer.abandon()
        raise
    with database.unit_of_work() as session:
        audit.record(
            session, SYSTEM, "backup.made", SUBJECT, head=manifest.head, documents=len(manifest.documents)
        )
    lacking = [
        f"Document {digest} could not be copied. It is missing or was changed." for digest in manifest.lacking
    ]
    return Backup(path, manifest, (*faults, *lacking))


def _path(target: Path) -> Path:
    if target.suffix == ".zip" and not target.is_dir():
        folder, path = target.parent, target
    else:
        folder, path = target, target / f"bidbridge-{now():%Y%m%d-%H%M%S}.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Refused(f"We cannot create {folder}: {error.strerror}.") from None
    if path.exists():
        raise Refused(f"{path} already exists. Enter a different name, because we never overwrite a backup.")
    return path


def _write(writer: Writer, session: Session, folder: Path) -> Manifest:
    connection = session.connection()
    head = heads.current(session)
    manifest = Manifest(
        made_at=now().isoformat(timespec="seconds"), revision=migrations.of(connection) or "", head=str(head)
    )
    for table in tables.schema(connection):
        manifest.tables.append(_write_table(writer, session, table))
    query = sa.select(Document.sha256, Document.size).distinct().order_by(Document.sha256)
    for digest, size in session.execute(query):
        if documents.fault(folder, digest, size) is not None:
            manifest.lacking.append(digest)
            continue
        stored = Stored(digest, size)
        writer.add(stored.member, _file(documents.path_of(folder, digest)), packed=False)
        manifest.documents.append(stored)
    return manifest


def _write_table(writer: Writer, session: Session, table: sa.Table) -> Table:
    rows = 0

    def counted() -> Iterator[bytes]:
        nonlocal rows
        for line in tables.lines(session.connection(), table):
            rows += 1
            yield line

    sha256 = writer.add(f"tables/{table.name}.jsonl", counted())
    columns = [column.name for column in table.columns]
    return Table(table.name, columns, rows, sha256, tables.last_id(session.connection(), table))


def _file(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(PART):
            yield part
