"""Fair turns: however much one organisation asks, another waits for one of its jobs, not for all."""

from __future__ import annotations

import random
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from app.foundation.database import Database
from app.foundation.jobs import queue as queue_jobs
from app.foundation.jobs import turns
from app.foundation.jobs import worker as worker_jobs
from app.foundation.jobs.kinds import JobContext, JobKind
from app.foundation.jobs.queue import Job, JobState
from app.foundation.jobs.turns import Turns, Waiting, in_turn
from app.foundation.jobs.worker import Crew, Worker
from app.foundation.types import now

GREEDY, MODEST, NEWCOMER = 1, 2, 3
START = datetime(2026, 11, 1, tzinfo=UTC)


def nothing(context: JobContext) -> None:
    with context.finish():
        pass


def worker(database: Database) -> Worker:
    return Worker(database, {"search": JobKind("search", nothing, long=True)}, idle_seconds=0.01)


def ask(
    database: Database, organisation: int | None, count: int = 1, rank: int = queue_jobs.IN_TURN
) -> list[int]:
    with database.unit_of_work() as session:
        return [
            queue_jobs.enqueue(session, "search", number, organisation_id=organisation, rank=rank).id
            for number in range(count)
        ]


def waiting(*organisations: int | None, rank: int = queue_jobs.IN_TURN, first: int = 1) -> list[Waiting]:
    return [
        Waiting(number, organisation, rank, START + timedelta(seconds=number))
        for number, organisation in enumerate(organisations, first)
    ]


# The rule


def test_organisations_take_turns_however_many_jobs_each_has() -> None:
    queue = waiting(*[GREEDY] * 60, MODEST, MODEST)
    assert in_turn(queue, {})[:5] == [1, 61, 2, 62, 3]


def test_who_has_less_under_way_goes_first_and_then_whose_turn_is_longest_ago() -> None:
    queue = waiting(GREEDY, MODEST, NEWCOMER)
    had = {GREEDY: Turns(1, START), MODEST: Turns(0, START + timedelta(minutes=5))}
    assert in_turn(queue, had) == [3, 2, 1]
    had[NEWCOMER] = Turns(0, START)
    assert in_turn(queue, had) == [3, 2, 1]
    had[MODEST] = Turns(0, START - timedelta(minutes=5))
    assert in_turn(queue, had) == [2, 3, 1]


def test_a_smaller_rank_goes_before_every_turn() -> None:
    queue = [*waiting(GREEDY, MODEST), *waiting(GREEDY, first=3, rank=queue_jobs.SOON)]
    assert in_turn(queue, {GREEDY: Turns(4, START)}) == [3, 2, 1]


# The claim


def test_workers_claim_in_the_order_that_the_rule_says(database: Database) -> None:
    dice = random.Random(7)
    for _ in range(24):
        ask(database, dice.choice([GREEDY, GREEDY, GREEDY, MODEST, NEWCOMER, None]), rank=dice.choice([1, 2]))
    with database.reading() as session:
        rows = session.execute(sa.select(Job.id, Job.organisation_id, Job.rank, Job.run_after))
        expected = in_turn([Waiting(*row) for row in rows], {})
    claiming, claimed = worker(database), []
    while job := claiming._claim():
        claimed.append(job.id)
    assert claimed == expected


def test_the_number_before_a_job_is_the_number_of_claims_until_it_is_claimed(database: Database) -> None:
    ask(database, GREEDY, 6)
    mine = ask(database, MODEST, 2)[1]
    ask(database, NEWCOMER, 3)
    worker(database)._claim()
    with database.reading() as session:
        before = turns.ahead_of(session, session.get_one(Job, mine), now())
    assert before == 3  # its own first, one of the newcomer, and the second turn of the greedy one
    claiming = worker(database)
    claimed = [claiming._claim().id for _ in range(before + 1)]  # type: ignore[union-attr]
    assert claimed[-1] == mine
    with database.reading() as session:
        assert turns.ahead_of(session, session.get_one(Job, mine), now()) == 0


def test_six_claims_at_once_take_six_jobs_and_every_organisation_gets_its_turn(database: Database) -> None:
    ask(database, GREEDY, 60)
    ask(database, MODEST)
    ask(database, NEWCOMER)
    together = threading.Barrier(6)
    claimed: list[tuple[int, int | None] | None] = []

    def claim(claiming: Worker) -> None:
        together.wait()
        job = claiming._claim()
        claimed.append((job.id, job.organisation_id) if job else None)

    two = [worker(database), worker(database)]
    threads = [threading.Thread(target=claim, args=(two[number % 2],)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    jobs = [entry for entry in claimed if entry is not None]
    assert len({job_id for job_id, _ in jobs}) == len(claimed) == 6
    assert Counter(organisation for _, organisation in jobs) == {GREEDY: 4, MODEST: 1, NEWCOMER: 1}


def test_what_a_dead_worker_left_goes_before_what_is_new(database: Database) -> None:
    left = ask(database, GREEDY)[0]
    assert worker(database)._claim()
    ask(database, MODEST)
    with database.unit_of_work() as session:
        session.execute(sa.update(Job).where(Job.id == left).values(lease_until=now() - timedelta(seconds=1)))
    again = worker(database)._claim()
    assert again
    assert (again.id, again.attempt) == (left, 2)


# Cancelling


def test_a_cancelled_job_is_never_claimed_and_a_running_one_loses_its_lease(database: Database) -> None:
    def cancelled_meanwhile(context: JobContext) -> None:
        with database.unit_of_work() as session:
            assert queue_jobs.cancel(session, "search", context.row_id)
        context.progress("Going on regardless")

    ask(database, GREEDY)
    kinds = {"search": JobKind("search", cancelled_meanwhile, failed=lambda *arguments: pytest_fail())}
    assert Worker(database, kinds).run_until_idle() == 1
    with database.unit_of_work() as session:
        job = session.scalars(sa.select(Job)).one()
        assert (job.state, job.attempt) == (JobState.cancelled, 1)
        assert not queue_jobs.cancel(session, "search", job.subject_id)
    assert worker(database).run_until_idle() == 0


def pytest_fail() -> None:
    raise AssertionError("a cancelled job has not failed")


def test_a_crew_has_a_lane_for_each_core_and_one_for_short_work_alone(database: Database) -> None:
    kinds = {"search": JobKind("search", nothing, long=True), "mail": JobKind("mail", nothing)}
    crew = Crew(database, kinds)
    assert [sorted(lane.kinds) for lane in crew.lanes] == [
        *[["mail", "search"]] * worker_jobs.cores(),
        ["mail"],
    ]
