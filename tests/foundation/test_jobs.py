"""Jobs: claimed by one worker, applied once, failed where a person can see it."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.accounts.models import Person
from app.foundation.database import Database
from app.foundation.errors import Refused
from app.foundation.jobs import queue
from app.foundation.jobs import worker as worker_jobs
from app.foundation.jobs.kinds import JobContext, JobKind, LeaseLost
from app.foundation.jobs.queue import Job, JobState
from app.foundation.jobs.worker import Worker
from app.foundation.mail.outbox import Mail
from app.foundation.types import now


def enqueue(database: Database, kind: str = "count", **options: Any) -> int:
    with database.unit_of_work() as session:
        return queue.enqueue(session, kind, 7, **options).id


def job(database: Database, job_id: int) -> Job:
    with database.reading() as session:
        return session.get_one(Job, job_id)


def leave_a_mark(context: JobContext) -> None:
    """A task whose result is one row."""
    with context.finish() as session:
        session.add(Mail(recipient="mark@example.org", subject=str(context.attempt), body=""))


def marks(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(sa.select(Mail.subject).order_by(Mail.id)))


def worker(database: Database, run: object = leave_a_mark, **options: object) -> Worker:
    return Worker(database, {"count": JobKind("count", run, **options)}, idle_seconds=0.01)  # type: ignore[arg-type]


def lapse(database: Database, job_id: int) -> None:
    """Let a lease run out, as when its worker died."""
    with database.unit_of_work() as session:
        session.execute(
            sa.update(Job).where(Job.id == job_id).values(lease_until=now() - timedelta(seconds=1))
        )


def test_a_job_runs_once_and_is_done(database: Database) -> None:
    job_id = enqueue(database)
    assert worker(database).run_until_idle() == 1
    assert job(database, job_id).state is JobState.done
    assert marks(database) == ["1"]


def test_many_workers_share_a_queue_without_doing_anything_twice(database: Database) -> None:
    for _ in range(12):
        enqueue(database)
    threads = [threading.Thread(target=worker(database).run_until_idle) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    worker(database).run_until_idle()
    assert len(marks(database)) == 12


def test_an_attempt_that_lost_its_lease_applies_nothing(database: Database) -> None:
    job_id = enqueue(database)

    def overtaken(context: JobContext) -> None:
        lapse(database, job_id)
        assert worker(database).run_one()  # another worker takes over and finishes
        with pytest.raises(LeaseLost), context.finish() as session:
            session.add(Mail(recipient="late@example.org", subject="late", body=""))
        raise LeaseLost

    worker(database, overtaken).run_one()
    assert marks(database) == ["2"]
    assert job(database, job_id).state is JobState.done


def test_a_refusal_fails_at_once_with_its_reason(database: Database) -> None:
    reasons: list[str] = []

    def refuse(context: JobContext) -> None:
        raise Refused("There is nothing to count.")

    job_id = enqueue(database)
    worker(database, refuse, failed=lambda session, row, reason: reasons.append(reason)).run_until_idle()
    failed = job(database, job_id)
    assert (failed.state, failed.attempt, failed.error) == (JobState.failed, 1, "There is nothing to count.")
    assert reasons == ["There is nothing to count."]


def test_a_mistake_of_ours_is_tried_again_and_then_shown(database: Database) -> None:
    def stumble(context: JobContext) -> None:
        raise ZeroDivisionError

    job_id = enqueue(database, max_attempts=2)
    worker(database, stumble).run_one()
    waiting = job(database, job_id)
    assert (waiting.state, waiting.attempt) == (JobState.queued, 1)
    assert waiting.run_after > now()
    with database.unit_of_work() as session:
        session.execute(sa.update(Job).values(run_after=now()))
    worker(database, stumble).run_one()
    failed = job(database, job_id)
    assert failed.state is JobState.failed
    assert "kept" in (failed.error or "")


def test_a_job_whose_workers_all_died_fails_visibly(database: Database) -> None:
    reasons: list[str] = []
    job_id = enqueue(database, max_attempts=1)
    dying = worker(database)
    assert dying._claim() is not None  # claimed, then the process is gone
    lapse(database, job_id)
    worker(database, failed=lambda session, row, reason: reasons.append(reason)).run_until_idle()
    assert job(database, job_id).state is JobState.failed
    assert len(reasons) == 1
    assert marks(database) == []


def test_a_job_waits_for_its_time(database: Database) -> None:
    with database.unit_of_work() as session:
        queue.enqueue(session, "count", 7, run_after=now() + timedelta(hours=1))
    assert worker(database).run_until_idle() == 0


def test_a_failing_job_does_not_hold_up_the_others(database: Database) -> None:
    first, second = enqueue(database, max_attempts=1), enqueue(database)

    def fail_first(context: JobContext) -> None:
        if context.job_id == first:
            raise ZeroDivisionError
        leave_a_mark(context)

    worker(database, fail_first).run_until_idle()
    assert job(database, first).state is JobState.failed
    assert job(database, second).state is JobState.done


def test_no_job_without_the_row_it_is_about(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.unit_of_work() as session:
        queue.enqueue(session, "count", 7)
        raise ZeroDivisionError
    assert worker(database).run_until_idle() == 0


def test_progress_is_stored_for_the_page(database: Database) -> None:
    def report(context: JobContext) -> None:
        context.progress("Half way", 5_000, proposals=3)
        assert job(database, context.job_id).progress.found == {"proposals": 3}
        assert job(database, context.job_id).progress.fraction_bp == 5_000
        leave_a_mark(context)

    enqueue(database)
    worker(database, report).run_until_idle()
    assert len(marks(database)) == 1


def test_long_work_does_not_hold_up_short_work(database: Database) -> None:
    begun, may_end, stop = threading.Event(), threading.Event(), threading.Event()

    def last(context: JobContext) -> None:
        begun.set()
        may_end.wait(30)
        with context.finish():
            pass

    kinds = {"search": JobKind("search", last, long=True), "count": JobKind("count", leave_a_mark)}
    long_id = enqueue(database, "search")
    crew = threading.Thread(target=worker_jobs.Crew(database, kinds).run, args=(stop,))
    crew.start()
    assert begun.wait(30)
    short_id = enqueue(database, "count")
    patience = threading.Event()
    for _ in range(300):
        if job(database, short_id).state is JobState.done:
            break
        patience.wait(0.1)
    assert job(database, short_id).state is JobState.done
    assert job(database, long_id).state is JobState.running
    may_end.set()
    stop.set()
    crew.join(30)
    assert job(database, long_id).state is JobState.done


# When telling a failure fails


def raising(session: object, row: int, reason: str) -> None:
    """A `failed` callback that always breaks."""
    raise RuntimeError("1,234.56 pounds")


def refuse(context: JobContext) -> None:
    raise Refused("There is nothing to count.")


def stumble(context: JobContext) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize("run", [refuse, stumble])
def test_a_job_whose_failure_cannot_be_told_fails_alone(database: Database, run: object) -> None:
    breaking, next_one = enqueue(database, "break", max_attempts=1), enqueue(database)
    kinds = {
        "break": JobKind("break", run, failed=raising),  # type: ignore[arg-type]
        "count": JobKind("count", leave_a_mark),
    }
    assert Worker(database, kinds).run_until_idle() == 2
    failed = job(database, breaking)
    assert (failed.state, failed.lease_until is None) == (JobState.failed, False)
    assert "RuntimeError" in (failed.cause or "")
    assert job(database, next_one).state is JobState.done


def test_a_job_whose_workers_died_and_whose_failure_cannot_be_told_does_not_come_back_for_ever(
    database: Database,
) -> None:
    left, next_one = enqueue(database, max_attempts=1), enqueue(database)
    dying = worker(database, failed=raising)
    assert dying._claim()
    lapse(database, left)
    assert dying.run_until_idle() == 1
    assert job(database, left).state is JobState.failed
    assert "RuntimeError" in (job(database, left).cause or "")
    assert job(database, next_one).state is JobState.done


def test_a_library_that_leaves_the_whole_program_takes_one_job_with_it(database: Database) -> None:
    def leave(context: JobContext) -> None:
        raise SystemExit(3)

    leaving = enqueue(database, max_attempts=1)
    worker(database, leave).run_until_idle()
    assert job(database, leaving).state is JobState.failed
    assert "SystemExit" in (job(database, leaving).cause or "")


def test_a_task_that_must_wait_is_tried_again_with_growing_waits_and_keeps_its_cause(
    database: Database,
) -> None:
    def wait(context: JobContext) -> None:
        raise worker_jobs.TryLater("The other side did not answer.")

    job_id = enqueue(database, max_attempts=4)
    waits = []
    for _ in range(3):
        worker(database, wait, waits=(60, 3_600)).run_one()
        waiting = job(database, job_id)
        assert (waiting.state, waiting.cause) == (JobState.queued, "The other side did not answer.")
        waits.append(round((waiting.run_after - now()).total_seconds() / 60))
        with database.unit_of_work() as session:
            session.execute(sa.update(Job).values(run_after=now()))
    assert waits == [1, 60, 60]
    worker(database, wait).run_one()
    assert (job(database, job_id).state, job(database, job_id).error) == (
        JobState.failed,
        "The other side did not answer.",
    )


# What the job's row and the log say

ADDRESS, PRICE, TOKEN = CANARIES = ("canary@example.org", "7741.23", "canary-token")


def break_a_constraint(context: JobContext) -> None:
    """A driver's message about a broken constraint quotes the row: here an address."""
    with context.database.unit_of_work() as session:
        for _ in range(2):
            session.add(Person(name=TOKEN, email=ADDRESS, password_hash="!"))
        session.flush()


def name_a_price(context: JobContext) -> None:
    try:
        int(PRICE)
    except ValueError as error:
        raise KeyError(ADDRESS) from error


@pytest.mark.parametrize("run", [break_a_constraint, name_a_price])
@pytest.mark.parametrize("failed", [None, lambda session, row, reason: name_a_price(None)])  # type: ignore[arg-type]
def test_neither_job_nor_log_repeats_what_was_in_the_error(
    database: Database, caplog: pytest.LogCaptureFixture, run: object, failed: object
) -> None:
    job_id = enqueue(database, max_attempts=2)
    for _ in range(2):
        worker(database, run, failed=failed).run_one()
        kept = job(database, job_id)
        assert "Error" in (kept.cause or "")
        texts = [kept.error or "", kept.cause or "", kept.stage, caplog.text]
        assert not [canary for canary in CANARIES for text in texts if canary in text]
        with database.unit_of_work() as session:
            session.execute(sa.update(Job).values(run_after=now()))
    assert job(database, job_id).state is JobState.failed
    assert "test_jobs.py" in caplog.text  # the place is there, and with a constraint its name
