"""`flask restore`: restores all of a backup, or nothing."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app import migrations
from app.accounts.models import HalfSignIn, PasswordReset, SignIn
from app.foundation import audit, documents
from app.foundation.actor import SYSTEM
from app.foundation.config import Settings
from app.foundation.database import Database
from app.foundation.errors import Refused
from app.record import heads
from app.record.backup import tables
from app.record.backup.archive import Manifest, Reader
from app.record.backup.making import SUBJECT

# A database without rows in these has nothing to lose: only jobs, sent emails and the like.
HELD = ("audit_entries", "people", "organisations")


def restore(database: Database, settings: Settings, path: Path, *, replace: bool = False) -> Manifest:
    """Put a backup into an empty database or, with `replace`, in place of what is there. Raises Refused.

    The whole file is checked first. Documents go back before the rows that name them; the rows, the schema
    and the check of the record's head are one transaction. Everyone has to sign in again, because some had
    signed out after the backup.
    """
    with Reader(path) as reader:
        reader.verify()
        if not migrations.exists(reader.manifest.revision):
            raise Refused("This backup was made by a newer version of Bidbridge. Install that version first.")
        if not replace and _holds_something(database):
            raise Refused(
                "This database has data. To delete it, stop the site and its workers and add --replace."
            )
        _restore_documents(reader, settings.documents_dir)
        try:
            with database.unit_of_work() as session:
                _restore_tables(session, reader)
                _vouch(session, reader.manifest)
        except OperationalError:
            raise Refused(
                "The database is in use or did not answer. Stop the site and its workers first."
            ) from None
        except IntegrityError:
            raise Refused(f"The rows in {path.name} do not match each other. Nothing has changed.") from None
        return reader.manifest


def _holds_something(database: Database) -> bool:
    with database.reading() as session:
        inspector = sa.inspect(session.connection())
        return any(
            inspector.has_table(name) and session.scalar(sa.text(f"SELECT 1 FROM {name} LIMIT 1"))
            for name in HELD
        )


def _restore_documents(reader: Reader, folder: Path) -> None:
    for stored in reader.manifest.documents:
        if documents.fault(folder, stored.sha256, stored.size) is not None:
            documents.put_back(folder, stored.sha256, reader.parts(stored.member))


def _restore_tables(session: Session, reader: Reader) -> None:
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        session.execute(sa.text("SET LOCAL statement_timeout = 0"))
        session.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    _drop_everything(connection)
    migrations.upgrade_within(connection, reader.manifest.revision)
    unrestored = {table.name: table for table in reader.manifest.tables}
    for table in tables.schema(connection):
        kept = unrestored.pop(table.name, None)
        if kept is None or set(kept.columns) != {column.name for column in table.columns}:
            raise Refused(f"The backup does not match the schema it names. {table.name} is different.")
        connection.execute(sa.delete(table))  # a migration may have put a first row there
        if tables.load(connection, table, kept.columns, reader.lines(kept)) != kept.rows:
            raise Refused(
                f"The backup does not contain the number of rows of {table.name} that it says it does."
            )
        tables.continue_after(connection, table, kept.last_id)
    if unrestored:
        raise Refused(f"The backup contains a table that is not in its schema: {sorted(unrestored)[0]}.")
    migrations.upgrade_within(connection, "head")
    for ended in (SignIn, HalfSignIn, PasswordReset):
        session.execute(sa.delete(ended))


def _drop_everything(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    metadata = sa.MetaData()
    metadata.reflect(connection, only=lambda name, _: name != "sqlite_sequence")
    metadata.drop_all(connection)


def _vouch(session: Session, manifest: Manifest) -> None:
    """Check that the chain is whole and ends where the backup says; then note in the record that it was
    restored.
    """
    for fault in audit.verify(session):
        raise Refused(f"The record in the backup is broken, so it was not restored. {fault}")
    if str(heads.current(session)) != manifest.head:
        raise Refused(
            "The record in the backup does not end where its manifest says, so it was not restored."
        )
    audit.record(session, SYSTEM, "backup.restored", SUBJECT, head=manifest.head, made_at=manifest.made_at)
