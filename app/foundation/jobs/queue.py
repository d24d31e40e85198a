"""The job row, and putting work on the queue."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.audit import Unaudited
from app.foundation.database import Base
from app.foundation.types import named, now

# The rank of a job: a smaller one is taken first.
AT_ONCE, SOON, IN_TURN = 0, 1, 2


class JobState(enum.Enum):
    """How far a job is; done, failed and cancelled are final."""

    queued = "Waiting to start"
    running = "In progress"
    done = "Done"
    failed = "Failed"
    cancelled = "Cancelled"


LIVE = (JobState.queued, JobState.running)


class Job(Unaudited, Base):
    """One piece of work on one row of one area. The area's own row carries the audited state.

    `organisation_id` is whom the work is for, so that organisations take turns; the queue knows nothing else
    about it. `error` is for the person who waits, `cause` for the operators: neither repeats what anybody
    typed.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        sa.Index("ix_jobs_state_run_after", "state", "run_after"),
        sa.Index("ix_jobs_kind_subject_id", "kind", "subject_id"),
        sa.Index("ix_jobs_started_at", "started_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60))
    subject_id: Mapped[int]
    organisation_id: Mapped[int | None]
    rank: Mapped[int] = mapped_column(default=AT_ONCE)
    state: Mapped[JobState] = mapped_column(named(JobState), default=JobState.queued)
    attempt: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=3)
    run_after: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]  # when its newest attempt began
    lease_until: Mapped[datetime | None]
    worker: Mapped[str | None] = mapped_column(sa.String(80))
    stage: Mapped[str] = mapped_column(default="Waiting to start")
    fraction_bp: Mapped[int] = mapped_column(default=0)
    found: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str | None]
    cause: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]

    @property
    def progress(self) -> Progress:
        """What the page shows while a person waits."""
        return Progress(
            state=self.state,
            stage=self.stage,
            fraction_bp=self.fraction_bp,
            found=dict(self.found),
            error=self.error,
        )


@dataclass(frozen=True)
class Progress:
    """A job's progress: `fraction_bp` is 0 to 10000; `found` has plain figures to show."""

    state: JobState
    stage: str
    fraction_bp: int
    found: dict[str, Any] = field(default_factory=dict)
    error: str | None = None

    @property
    def finished(self) -> bool:
        return self.state not in LIVE


def enqueue(
    session: Session,
    kind: str,
    subject_id: int,
    *,
    organisation_id: int | None = None,
    rank: int = AT_ONCE,
    run_after: datetime | None = None,
    max_attempts: int = 3,
) -> Job:
    """Put one job on the queue, in the caller's transaction: there is no job without the row it is about.

    `organisation_id` names whom it is for: of jobs with the same rank, organisations take turns.
    """
    job = Job(
        kind=kind,
        subject_id=subject_id,
        organisation_id=organisation_id,
        rank=rank,
        max_attempts=max_attempts,
        run_after=run_after or now(),
    )
    session.add(job)
    session.flush()
    return job


def latest(session: Session, kind: str, subject_id: int) -> Job | None:
    """The newest job of a kind about a row, or None."""
    query = (
        sa.select(Job).where(Job.kind == kind, Job.subject_id == subject_id).order_by(Job.id.desc()).limit(1)
    )
    return session.scalar(query)


def cancel(session: Session, kind: str, subject_id: int) -> bool:
    """End a job that has not ended; False when there is none. A worker that runs it finds its lease gone and
    stops.
    """
    live = (Job.kind == kind) & (Job.subject_id == subject_id) & Job.state.in_(LIVE)
    values = {"state": JobState.cancelled, "finished_at": now(), "lease_until": None}
    result: Any = session.execute(
        sa.update(Job).where(live).values(**values).execution_options(synchronize_session=False)
    )
    return bool(result.rowcount)


def unfinished(session: Session, kind: str, organisation_id: int) -> int:
    """How many jobs of a kind an organisation has waiting or under way."""
    query = sa.select(sa.func.count()).select_from(Job)
    mine = (Job.kind == kind) & (Job.organisation_id == organisation_id) & Job.state.in_(LIVE)
    return session.scalar(query.where(mine)) or 0
