"""Reading one state of the whole database for as long as it takes, while others write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.foundation.database import Database

LOCK_SECONDS = 30


@contextmanager
def snapshot(database: Database) -> Iterator[Session]:
    """A session that sees one state, delays no writer and has no time limit. Nothing in it is ever
    committed.
    """
    with _copied(database) if database.is_sqlite else _repeatable(database) as session:
        yield session


@contextmanager
def _copied(database: Database) -> Iterator[Session]:
    """A long read would delay SQLite's writers, so we read a copy that its backup interface makes."""
    path = Path(database.url.database or "")
    with TemporaryDirectory(dir=path.parent, prefix=".snapshot-") as folder:
        copy = Path(folder) / "copy.sqlite3"
        with (
            closing(sqlite3.connect(path, timeout=LOCK_SECONDS)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        frozen = Database(f"sqlite:///{copy}")
        try:
            with frozen.reading() as session:
                yield session
        finally:
            frozen.engine.dispose()


@contextmanager
def _repeatable(database: Database) -> Iterator[Session]:
    engine = database.engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(engine, expire_on_commit=False) as session:
        session.execute(sa.text("SET TRANSACTION READ ONLY"))
        session.execute(sa.text("SET LOCAL statement_timeout = 0"))
        session.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        yield session
