"""Engine, dialect settings, and the one unit of work; nothing else in the product commits."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext, make_url
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from app.foundation.causes import kind_of
from app.foundation.sealing import Sealer
from app.foundation.types import CleanText, UtcDateTime, WholeNumber

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# SQLite from 3.7.0 has a bug that can lose a transaction when the write-ahead log is reset; these versions
# have the fix.
WAL_MENDED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
# lock timeout, deadlock, serialisation failure, statement timeout
CONTENDED = ("55P03", "40P01", "40001", "57014")


# How long a worker or a command waits for another's lock on a SQLite file. A page waits less: see
# `wait_until`.
LOCK_SECONDS = 30.0
SHORTEST_WAIT = 0.05
_deadline: ContextVar[float | None] = ContextVar("deadline of waiting for a lock", default=None)


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {
        str: CleanText(),
        int: WholeNumber(),
        datetime: UtcDateTime(),
        date: sa.Date(),
        dict[str, Any]: sa.JSON(),
        list[str]: sa.JSON(),
        bytes: sa.LargeBinary(),
    }


class Database:
    """One database: makes sessions and is the only place that commits.

    `secret` seals what must not be read from a copied database; without one, only this object opens what it
    sealed.

    >>> with database.unit_of_work() as session: ...   # reads and writes, commits once at the end
    >>> with database.reading() as session: ...        # reads only, always rolled back
    """

    def __init__(self, url: str, secret: str | None = None) -> None:
        self.url = make_url(url)
        self.engine = _engine(self.url)
        self.engine.dialect.sealer = Sealer(secret or secrets.token_urlsafe(32))  # type: ignore[attr-defined]
        self._writer = sessionmaker(self.engine.execution_options(writing=True), expire_on_commit=False)
        self._reader = sessionmaker(self.engine.execution_options(writing=False), expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    def writer(self) -> Session:
        """A session that takes SQLite's write lock at its first statement. For `unit_of_work` and the web's
        own.
        """
        return self._writer()

    def reader(self) -> Session:
        """A session for reading only."""
        return self._reader()

    @contextmanager
    def unit_of_work(self, patience_ms: int | None = None) -> Iterator[Session]:
        """Everything inside is committed together, or not at all when anything is raised.

        `patience_ms` is how long to wait on SQLite for another writer, before OperationalError.
        """
        with nullcontext() if patience_ms is None else waiting_at_most(patience_ms / 1000):
            session = self.writer()
            try:
                yield session
                commit(session)
            finally:
                session.close()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read of one consistent state; whatever is changed in it is dropped."""
        session = self.reader()
        try:
            yield session
        finally:
            session.close()

    def dispose(self) -> None:
        """Close the pooled connections; call in a child after a fork."""
        self.engine.dispose(close=False)


def contended(error: BaseException) -> bool:
    """Whether PostgreSQL gave up because others changed the same rows: another try will often succeed."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) in CONTENDED


def wait_until(deadline: float | None) -> None:
    """From here on this thread waits for SQLite's lock until this instant of `time.monotonic`, in all; None:
    as usual.

    One deadline for everything that a page does: identifying, changing, drawing what went wrong.
    """
    _deadline.set(deadline)


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """Wait for SQLite's lock no longer than this in all, unless less is left already."""
    before, ends = _deadline.get(), time.monotonic() + seconds
    wait_until(ends if before is None else min(before, ends))
    try:
        yield
    finally:
        wait_until(before)


def lock_seconds() -> float:
    """How long this thread may still wait for SQLite's lock."""
    deadline = _deadline.get()
    return LOCK_SECONDS if deadline is None else max(SHORTEST_WAIT, deadline - time.monotonic())


def commit(session: Session) -> None:
    """The one commit point of web, worker and command line; `app.foundation.audit` seals its rows just
    before.
    """
    session.commit()


def _engine(url: sa.URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(
            url, pool_pre_ping=False, hide_parameters=True, connect_args={"check_same_thread": False}
        )
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)
        event.listen(engine, "commit", _set_patience)
        return engine
    engine = sa.create_engine(
        url,
        pool_pre_ping=True,
        hide_parameters=True,  # an error names the statement in the log, never the prices in it
        connect_args={
            "options": "-c lock_timeout=5000 -c statement_timeout=15000 "
            "-c idle_in_transaction_session_timeout=30000 -c timezone=UTC"
        },
    )
    event.listen(engine, "handle_error", _forget_values)
    return engine


def _forget_values(context: ExceptionContext) -> None:
    """PostgreSQL writes the offending row into its message ("Key (email)=(…) already exists"): logs keep its
    name.
    """
    ours, driver = context.sqlalchemy_exception, context.original_exception
    if isinstance(ours, (IntegrityError, DataError)):
        words = kind_of(ours)
        driver.args = (words,)
        ours.args = (words,)


def _on_sqlite_connect(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # the driver would otherwise not BEGIN on SELECT
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={round(1000 * lock_seconds())}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA journal_mode={_journal_mode()}")
    cursor.close()


def _journal_mode() -> str:
    import sqlite3

    version = sqlite3.sqlite_version_info
    mended = any(version[:2] == good[:2] and version >= good for good in WAL_MENDED) or version >= (3, 51, 3)
    return "WAL" if mended else "DELETE"


def _set_patience(connection: Connection) -> None:
    # To the driver itself, because it is no statement of ours.
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA busy_timeout={round(1000 * lock_seconds())}")


def _on_sqlite_begin(connection: Connection) -> None:
    _set_patience(connection)
    # A deferred BEGIN that later writes fails at once under contention, whatever the busy timeout says.
    writing = connection.get_execution_options().get("writing", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
