"""The job row, and putting work on the queue."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.audit import Unaudited
from app.foundation.database import Base
from app.foundation.types import named, now

if TYPE_CHECKING:
    from app.foundation.jobs.worker import JobContext


class JobState(enum.Enum):
    """Where a job stands; done and failed are final."""

    queued = "Waiting to start"
    running = "Under way"
    done = "Done"
    failed = "Failed"


class Job(Unaudited, Base):
    """One piece of work on one row of one area. The area's own row carries the audited state."""

    __tablename__ = "jobs"
    __table_args__ = (
        sa.Index("ix_jobs_state_run_after", "state", "run_after"),
        sa.Index("ix_jobs_kind_subject_id", "kind", "subject_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60))
    subject_id: Mapped[int]
    state: Mapped[JobState] = mapped_column(named(JobState), default=JobState.queued)
    attempt: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=3)
    run_after: Mapped[datetime] = mapped_column(default=now)
    lease_until: Mapped[datetime | None]
    worker: Mapped[str | None] = mapped_column(sa.String(80))
    stage: Mapped[str] = mapped_column(default="Waiting to start")
    fraction_bp: Mapped[int] = mapped_column(default=0)
    found: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]

    @property
    def progress(self) -> Progress:
        """What the page shows while one waits."""
        return Progress(
            state=self.state,
            stage=self.stage,
            fraction_bp=self.fraction_bp,
            found=dict(self.found),
            error=self.error,
        )


@dataclass(frozen=True)
class Progress:
    """A job's progress: `fraction_bp` is 0 to 10000; `found` holds plain figures to show."""

    state: JobState
    stage: str
    fraction_bp: int
    found: dict[str, Any] = field(default_factory=dict)
    error: str | None = None

    @property
    def finished(self) -> bool:
        return self.state in (JobState.done, JobState.failed)


@dataclass(frozen=True)
class JobKind:
    """What the worker does for one kind of job.

    `run(context)` does the work and applies it inside `context.finish()`. `failed(session, subject_id, reason)` stores
    a reason that a person can read, when all attempts are used up or the work was refused. `long` work may take
    minutes: it never holds up the rest (see `Crew`). `daily` work is put on the queue once a day by the workers.
    """

    name: str
    run: Callable[[JobContext], None]
    failed: Callable[[Session, int, str], None] | None = None
    max_attempts: int = 3
    lease_seconds: int = 30
    long: bool = False
    daily: bool = False


def enqueue(
    session: Session, kind: str, subject_id: int, *, run_after: datetime | None = None, max_attempts: int = 3
) -> Job:
    """Put one job on the queue, in the caller's transaction: there is no job without the row it is about."""
    job = Job(kind=kind, subject_id=subject_id, max_attempts=max_attempts, run_after=run_after or now())
    session.add(job)
    session.flush()
    return job


def latest(session: Session, kind: str, subject_id: int) -> Job | None:
    """The newest job of a kind about a row, or None."""
    query = sa.select(Job).where(Job.kind == kind, Job.subject_id == subject_id).order_by(Job.id.desc()).limit(1)
    return session.scalar(query)
