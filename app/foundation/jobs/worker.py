"""The worker: claims, runs with a heartbeat, applies once or fails visibly."""

from __future__ import annotations

import logging
import os
import socket
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.foundation.database import Database
from app.foundation.errors import DomainError
from app.foundation.jobs import daily
from app.foundation.jobs.queue import Job, JobKind, JobState
from app.foundation.types import now

log = logging.getLogger("bidbridge.jobs")
RETRY_SECONDS = (2, 15, 60)
UNEXPECTED = "Something went wrong on our side. What you entered is kept; you can try again."


class LeaseLost(Exception):
    """Another attempt took this job over; whatever this one found is dropped."""


class JobContext:
    """What a task gets: the row it is about, progress, and the fenced transaction that ends it."""

    def __init__(self, database: Database, job: Job, resources: Mapping[str, Any]) -> None:
        self.database = database
        self.job_id = job.id
        self.attempt = job.attempt
        self.row_id = job.subject_id
        self.resources = resources  # settings and the like, handed over by whoever started the worker
        self.lost = threading.Event()

    def progress(self, stage: str, fraction_bp: int = 0, **found: Any) -> None:
        """Say what is being done, how far it is, and what has been found so far. Raises LeaseLost."""
        values = {"stage": stage, "fraction_bp": max(0, min(10000, fraction_bp)), "found": found}
        with self.database.unit_of_work() as session:
            self._fence(session, values)

    @contextmanager
    def finish(self) -> Iterator[Session]:
        """One transaction: the job becomes done and the result is applied, or neither. Raises LeaseLost."""
        with self.database.unit_of_work() as session:
            done = {"state": JobState.done, "finished_at": now(), "fraction_bp": 10000, "lease_until": None}
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


class Worker:
    """Runs jobs one after another until told to stop; any number of workers may share a database."""

    def __init__(
        self,
        database: Database,
        kinds: Mapping[str, JobKind],
        resources: Mapping[str, Any] | None = None,
        idle_seconds: float = 0.5,
    ) -> None:
        self.database = database
        self.kinds = kinds
        self.resources = resources or {}
        self.idle_seconds = idle_seconds
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.planned_on: date | None = None  # the day whose daily work was put on the queue

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; a database that is away for a while only makes it wait."""
        while not stop.is_set():
            try:
                self.plan_day()
                worked = self.run_one()
            except Exception:
                log.exception("the worker could not reach its queue")
                worked = False
            if not worked:
                stop.wait(self.idle_seconds)

    def plan_day(self) -> None:
        """Put the daily work of a day that has begun on the queue; one worker of all succeeds."""
        today = now().date()
        if self.planned_on != today:
            daily.plan_all(self.database, self.kinds.values(), today)
            self.planned_on = today

    def run_until_idle(self, limit: int = 1000) -> int:
        """Run what is due now and return how many jobs ran; for the command line and tests."""
        count = 0
        while count < limit and self.run_one():
            count += 1
        return count

    def run_one(self) -> bool:
        """Claim and run one job; False when nothing is due."""
        job = self._claim()
        if job is None:
            return False
        context = JobContext(self.database, job, self.resources)
        kind = self.kinds[job.kind]
        stop = threading.Event()
        beat = threading.Thread(target=self._heartbeat, args=(context, kind, stop), daemon=True)
        beat.start()
        try:
            if daily.is_over(kind, job.subject_id, now().date()):
                with context.finish():
                    pass
            else:
                kind.run(context)
        except LeaseLost:
            log.warning("job %s: another attempt took over", job.id)
        except DomainError as error:
            self._fail(context, kind, error.message, final=True)
        except Exception as error:
            log.error("job %s (%s) failed: %s", job.id, job.kind, traceback.format_exc())
            self._fail(context, kind, UNEXPECTED, final=job.attempt >= job.max_attempts, detail=repr(error))
        finally:
            stop.set()
            beat.join()
        return True

    def _claim(self) -> Job | None:
        with self.database.reading() as session:
            candidate = session.scalar(self._due().limit(1))
        if candidate is None:
            return None
        if candidate.state is JobState.running and candidate.attempt >= candidate.max_attempts:
            self._give_up(candidate)
            return self._claim()
        return self._take(candidate)

    def _due(self) -> sa.Select[Job]:
        moment = now()
        waiting = (Job.state == JobState.queued) & (Job.run_after <= moment)
        abandoned = (Job.state == JobState.running) & (Job.lease_until < moment)
        return sa.select(Job).where(Job.kind.in_(list(self.kinds)), waiting | abandoned).order_by(Job.run_after, Job.id)

    def _take(self, seen: Job) -> Job | None:
        lease = now() + timedelta(seconds=self.kinds[seen.kind].lease_seconds)
        # Conditional on exactly what was seen: of two workers one updates a row, the other none.
        unchanged = (Job.id == seen.id) & (Job.state == seen.state) & (Job.attempt == seen.attempt)
        taken = {
            "state": JobState.running, "attempt": seen.attempt + 1, "lease_until": lease,
            "worker": self.name, "stage": "Starting", "error": None,
        }  # fmt: skip
        with self.database.unit_of_work() as session:
            result: Any = session.execute(sa.update(Job).where(unchanged, self._still_due()).values(**taken))
            if result.rowcount != 1:
                return None
            return session.get_one(Job, seen.id, populate_existing=True)

    @staticmethod
    def _still_due() -> sa.ColumnElement[bool]:
        return (Job.state == JobState.queued) | (Job.lease_until < now())

    def _give_up(self, job: Job) -> None:
        """A job whose every attempt died with its process: nobody is left to report it, so the next worker does."""
        reason = "The work stopped unexpectedly several times. What you entered is kept; you can try again."
        context = JobContext(self.database, job, self.resources)
        with suppress(LeaseLost):
            self._fail(context, self.kinds[job.kind], reason, final=True)

    def _fail(self, context: JobContext, kind: JobKind, reason: str, *, final: bool, detail: str = "") -> None:
        wait = RETRY_SECONDS[min(context.attempt, len(RETRY_SECONDS)) - 1]
        if final:
            values: dict[str, Any] = {"state": JobState.failed, "finished_at": now(), "error": reason}
        else:
            values = {
                "state": JobState.queued,
                "run_after": now() + timedelta(seconds=wait),
                "stage": "Something went wrong; trying again",
                "error": detail,
            }
        try:
            with self.database.unit_of_work() as session:
                context._fence(session, values)
                if final and kind.failed is not None:
                    kind.failed(session, context.row_id, reason)
        except LeaseLost:
            log.warning("job %s: another attempt took over before the failure was stored", context.job_id)

    def _heartbeat(self, context: JobContext, kind: JobKind, stop: threading.Event) -> None:
        while not stop.wait(kind.lease_seconds / 3):
            try:
                with self.database.unit_of_work() as session:
                    context._fence(session, {"lease_until": now() + timedelta(seconds=kind.lease_seconds)})
            except LeaseLost:
                return
            except Exception:
                log.exception("heartbeat of job %s", context.job_id)


class Crew:
    """Two workers in one process: one takes whatever is due, the other short work alone.

    So a search of minutes never holds up a password reset or a closing tender.
    """

    def __init__(
        self, database: Database, kinds: Mapping[str, JobKind], resources: Mapping[str, Any] | None = None
    ) -> None:
        short = {name: kind for name, kind in kinds.items() if not kind.long}
        self.lanes = [Worker(database, kinds, resources), Worker(database, short, resources)]

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set and what is under way has ended."""
        threads = [threading.Thread(target=lane.run, args=(stop,), daemon=True) for lane in self.lanes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
