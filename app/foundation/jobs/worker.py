"""The worker: claims, runs with a heartbeat, applies once or fails visibly."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.foundation.causes import cause_of, trace_of
from app.foundation.database import Database
from app.foundation.errors import DomainError
from app.foundation.jobs import daily
from app.foundation.jobs.kinds import JobContext, JobKind, LeaseLost
from app.foundation.jobs.queue import Job, JobState
from app.foundation.jobs.turns import due
from app.foundation.types import now

log = logging.getLogger("bidbridge.jobs")
# A claim that other workers were quicker to make is made again, on the next job.
MOST_CLAIMS = 100
UNEXPECTED = "Sorry, something went wrong. We have kept what you entered, so you can try again."


class TryLater(Exception):
    """A task could not be done now, for a reason outside it; its text is kept as the cause, so it says
    nothing private.
    """


class Worker:
    """Runs jobs one after another until it is stopped; any number of workers may share a database."""

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
            except Exception as error:
                log.error("the worker could not reach its queue: %s", trace_of(error))
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
            self._attempt(context, kind, last=job.attempt >= job.max_attempts)
        finally:
            stop.set()
            beat.join()
        return True

    def _attempt(self, context: JobContext, kind: JobKind, *, last: bool) -> None:
        try:
            if daily.is_over(kind, context.row_id, now().date()):
                with context.finish():
                    pass
            else:
                kind.run(context)
        except LeaseLost:
            log.warning("job %s: cancelled, or taken over by another attempt", context.job_id)
        except DomainError as error:
            self._fail(context, kind, error.message, final=True)
        except TryLater as error:
            self._fail(context, kind, str(error), final=last, cause=str(error))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a library's own kind of exit must not end the lane
            log.error("job %s (%s) failed: %s", context.job_id, kind.name, trace_of(error))
            self._fail(context, kind, UNEXPECTED, final=last, cause=cause_of(error))

    def _claim(self) -> Job | None:
        for _ in range(MOST_CLAIMS):
            with self.database.reading() as session:
                candidate = session.scalar(due(self.kinds, now()).limit(1))
            if candidate is None:
                return None
            if candidate.state is JobState.running and candidate.attempt >= candidate.max_attempts:
                self._give_up(candidate)
                continue
            taken = self._take(candidate)
            if taken is not None:
                return taken
        return None

    def _take(self, seen: Job) -> Job | None:
        moment = now()
        # Conditional on exactly what was seen: of two workers one updates a row, the other none.
        unchanged = (Job.id == seen.id) & (Job.state == seen.state) & (Job.attempt == seen.attempt)
        still_due = (Job.state == JobState.queued) | (Job.lease_until < moment)
        taken = {
            "state": JobState.running,
            "attempt": seen.attempt + 1,
            "started_at": moment,
            "worker": self.name,
            "lease_until": moment + timedelta(seconds=self.kinds[seen.kind].lease_seconds),
            "stage": "Starting",
            "error": None,
        }
        with self.database.unit_of_work() as session:
            result: Any = session.execute(sa.update(Job).where(unchanged, still_due).values(**taken))
            if result.rowcount != 1:
                return None
            return session.get_one(Job, seen.id, populate_existing=True)

    def _give_up(self, job: Job) -> None:
        """A job whose every attempt died with its process: nobody is left to report it, so the next worker
        does.
        """
        reason = (
            "The work stopped unexpectedly several times. We have kept what you entered, so you can try"
            " again."
        )
        context = JobContext(self.database, job, self.resources)
        self._fail(
            context, self.kinds[job.kind], reason, final=True, cause="its worker died at every attempt"
        )

    def _fail(
        self, context: JobContext, kind: JobKind, reason: str, *, final: bool, cause: str | None = None
    ) -> None:
        if final:
            values: dict[str, Any] = {
                "state": JobState.failed,
                "finished_at": now(),
                "error": reason,
                "cause": cause,
            }
        else:
            values = {
                "state": JobState.queued,
                "run_after": now() + kind.wait_after(context.attempt),
                "stage": "Something went wrong. Trying again",
                "cause": cause,
            }
        try:
            with self.database.unit_of_work() as session:
                context._fence(session, values)
                if final and kind.failed is not None:
                    kind.failed(session, context.row_id, reason)
        except LeaseLost:
            log.warning("job %s: another attempt took over before the failure was stored", context.job_id)
        except Exception as error:
            if not final:
                raise
            self._fail_alone(context, kind, values, error)

    def _fail_alone(
        self, context: JobContext, kind: JobKind, values: dict[str, Any], error: Exception
    ) -> None:
        """The area could not write the failure to its own row. The job ends all the same: otherwise it would
        be tried for ever and delay all others."""
        log.error(
            "job %s (%s): its failure could not be told: %s", context.job_id, kind.name, trace_of(error)
        )
        cause = f"{values['cause']}; " if values["cause"] else ""
        with suppress(LeaseLost), self.database.unit_of_work() as session:
            context._fence(session, {**values, "cause": f"{cause}telling its failure: {cause_of(error)}"})

    def _heartbeat(self, context: JobContext, kind: JobKind, stop: threading.Event) -> None:
        while not stop.wait(kind.lease_seconds / 3):
            try:
                with self.database.unit_of_work() as session:
                    context._fence(session, {"lease_until": now() + timedelta(seconds=kind.lease_seconds)})
            except LeaseLost:
                return
            except Exception as error:
                log.error("heartbeat of job %s: %s", context.job_id, trace_of(error))


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crew:
    """Workers of one process: a lane for each core takes whatever is due, and one more takes short work
    alone.

    So searches that take minutes, however many, never delay a password reset or a closing tender.
    """

    def __init__(
        self,
        database: Database,
        kinds: Mapping[str, JobKind],
        resources: Mapping[str, Any] | None = None,
        lanes: int | None = None,
    ) -> None:
        short = {name: kind for name, kind in kinds.items() if not kind.long}
        self.lanes = [Worker(database, kinds, resources) for _ in range(lanes or cores())]
        self.lanes.append(Worker(database, short, resources))

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set and what is under way has ended."""
        threads = [threading.Thread(target=lane.run, args=(stop,), daemon=True) for lane in self.lanes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
