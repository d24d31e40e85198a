"""What a kind of job is, and what its task gets to work with."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.foundation.database import Database
from app.foundation.jobs.queue import Job, JobState
from app.foundation.types import now

RETRY_SECONDS = (2, 15, 60)


class LeaseLost(Exception):
    """Another attempt took this job over; the result of this one is dropped."""


class JobContext:
    """What a task gets: the row it is about, progress, and the fenced transaction that ends it."""

    def __init__(self, database: Database, job: Job, resources: Mapping[str, Any]) -> None:
        self.database = database
        self.job_id = job.id
        self.attempt = job.attempt
        self.row_id = job.subject_id
        self.resources = resources  # settings and the like, from the caller that started the worker
        self.lost = threading.Event()

    def progress(self, stage: str, fraction_bp: int = 0, **figures: Any) -> None:
        """Say what is being done, how far it is, and what has been found so far. Raises LeaseLost."""
        values = {"stage": stage, "fraction_bp": max(0, min(10000, fraction_bp)), "found": figures}
        with self.database.unit_of_work() as session:
            self._fence(session, values)

    @contextmanager
    def finish(self) -> Iterator[Session]:
        """One transaction: the job becomes done and the result is applied, or neither. Raises LeaseLost."""
        with self.database.unit_of_work() as session:
            done = {
                "state": JobState.done,
                "finished_at": now(),
                "fraction_bp": 10000,
                "lease_until": None,
                "cause": None,
            }
            self._fence(session, done)
            yield session

    def _fence(self, session: Session, values: dict[str, Any]) -> None:
        mine = (Job.id == self.job_id) & (Job.attempt == self.attempt) & (Job.state == JobState.running)
        result: Any = session.execute(
            sa.update(Job).where(mine).values(**values).execution_options(synchronize_session=False)
        )
        if result.rowcount != 1:
            self.lost.set()
            raise LeaseLost(f"job {self.job_id}, attempt {self.attempt}")


@dataclass(frozen=True)
class JobKind:
    """What the worker does for one kind of job.

    `run(context)` does the work and applies it inside `context.finish()`. `failed(session, subject_id,
    reason)` stores a reason that a person can read, when all attempts are used up or the work was refused.
    `long` work may take minutes, and never delays the rest (see `Crew`). `daily` work is put on the queue
    once a day by the workers. `waits`: the seconds before each further attempt; the last one counts for all
    that follow.
    """

    name: str
    run: Callable[[JobContext], None]
    failed: Callable[[Session, int, str], None] | None = None
    max_attempts: int = 3
    lease_seconds: int = 30
    long: bool = False
    daily: bool = False
    waits: tuple[int, ...] = RETRY_SECONDS

    def wait_after(self, attempt: int) -> timedelta:
        """How long to wait after a failed attempt, counted from 1."""
        return timedelta(seconds=self.waits[min(attempt, len(self.waits)) - 1])
