"""Work that is done once a day, however many workers run.

Every worker asks for the day's job when a day (UTC) begins, and the key of `daily_runs` lets one of them have
it. So the job of a day is put on the queue once, and a queue that lost a row is right again the next day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.audit import Unaudited
from app.foundation.database import Base, Database
from app.foundation.jobs.kinds import JobKind
from app.foundation.jobs.queue import enqueue


class DailyRun(Unaudited, Base):
    """A row says that the job of a kind was put on the queue for a day."""

    __tablename__ = "daily_runs"

    kind: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


def plan(session: Session, kind: str, day: date) -> bool:
    """Put the job of a day on the queue, with the day's ordinal as its row; False when that was done
    before.
    """
    dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = (
        dialect.insert(DailyRun).values(kind=kind, day=day).on_conflict_do_nothing().returning(DailyRun.day)
    )
    if session.scalar(insert) is None:
        return False
    enqueue(session, kind, day.toordinal(), run_after=datetime.combine(day, time(), UTC))
    return True


def plan_all(database: Database, kinds: Iterable[JobKind], day: date) -> None:
    """Put the day's job of every daily kind on the queue, where no worker has."""
    names = [kind.name for kind in kinds if kind.daily]
    if names:
        with database.unit_of_work() as session:
            for name in sorted(names):
                plan(session, name, day)


def is_over(kind: JobKind, row_id: int, day: date) -> bool:
    """Whether a job is the daily one of a day that has passed: then the one of `day` does its work."""
    return kind.daily and row_id < day.toordinal()
