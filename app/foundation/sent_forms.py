"""Forms that were sent, each with the answer it got, so that sending one twice makes one thing.

The row is written in the unit of work that makes the thing: both are there, or neither. On PostgreSQL the
unique key makes a second sending wait for the first one's commit; on SQLite the write lock does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.audit import Unaudited
from app.foundation.database import Base
from app.foundation.types import now

LASTS = timedelta(hours=24)
MOST_AT_ONCE = 500  # purged in one go


@dataclass(frozen=True)
class Answer:
    """Where a form's sender was sent on, and the messages they saw there: (category, message). Without an
    address the answer was a page.
    """

    address: str | None
    flashes: tuple[tuple[str, str], ...]


class SentForm(Unaudited, Base):
    """One form that was sent. `digest` is of its key, its sender, its address and everything typed."""

    __tablename__ = "sent_forms"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    address: Mapped[str | None]
    flashes: Mapped[list[list[str]]] = mapped_column(sa.JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


def claim(session: Session, digest: str) -> bool:
    """Take this form for answering. False when it was answered before; waits while another request answers
    it.
    """
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row: dict[str, Any] = {"digest": digest, "address": None, "flashes": [], "created_at": now()}
    table = SentForm.__table__
    claimed = session.execute(
        insert(table).values(row).on_conflict_do_nothing().returning(table.c.digest)
    ).first()
    if digest.startswith("00"):
        purge(session)  # one form in 256 tidies up for all
    return claimed is not None


def answer(session: Session, digest: str) -> Answer | None:
    """The answer that a form got, or None where it got none."""
    row = session.execute(
        sa.select(SentForm.address, SentForm.flashes).where(SentForm.digest == digest)
    ).one_or_none()
    return None if row is None else Answer(row[0], tuple((str(kind), str(text)) for kind, text in row[1]))


def keep(session: Session, digest: str, reply: Answer) -> None:
    """Write down the answer to a claimed form."""
    values = {"address": reply.address, "flashes": [list(pair) for pair in reply.flashes]}
    session.execute(sa.update(SentForm).where(SentForm.digest == digest).values(values))


def release(session: Session, digest: str) -> None:
    """Let a claimed form be sent again: its answer cannot be given twice."""
    session.execute(sa.delete(SentForm).where(SentForm.digest == digest))


def purge(session: Session) -> None:
    """Drop answers older than a day, a few hundred at a time; rows that somebody else is dropping are left to
    them.
    """
    old = sa.select(SentForm.digest).where(SentForm.created_at <= now() - LASTS).limit(MOST_AT_ONCE)
    session.execute(
        sa.delete(SentForm)
        .where(SentForm.digest.in_(old.with_for_update(skip_locked=True)))
        .execution_options(synchronize_session=False)
    )
