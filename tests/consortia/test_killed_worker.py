"""kill -9 of the worker in the middle of a search: the next worker applies one result, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.consortia.actions import asking
from app.consortia.actions.asking import KIND
from app.consortia.models import Enquiry, Proposal
from app.consortia.rules.states import EnquiryState
from app.foundation import audit
from app.foundation.audit import AuditEntry
from app.foundation.database import Database
from app.foundation.jobs import queue
from app.foundation.jobs import worker as worker_jobs
from tests.consortia.conftest import Market

PROJECT = Path(__file__).resolve().parents[2]
LEASE_SECONDS = 2

# A worker as in production, but for its short lease and a solver that says it has begun and then takes its
# time.
SLOW_WORKER = f"""
import dataclasses, sys, threading
from app.consortia import tasks
from app.consortia.solving import solve
from app.foundation import audit, jobs
from app.foundation.database import Database

tasks.solve = lambda problem, seconds, tell: solve(problem, seconds, tell, [sys.executable, sys.argv[2]])
audit.install()
kinds = {{kind.name: dataclasses.replace(kind, lease_seconds={LEASE_SECONDS}) for kind in tasks.JOB_KINDS}}
jobs.Worker(Database(sys.argv[1]), kinds).run(threading.Event())
"""
SLOW_SOLVER = """
import json, os, sys, time
sys.stdin.read()
said = {"stage": "bound", "seconds": 0.1, "best": None, "bound": None, "proposals": 0}
print(json.dumps(said), file=sys.stderr, flush=True)
open(os.path.join(os.path.dirname(__file__), "solver.pid"), "w").write(str(os.getpid()))
time.sleep(120)
"""


def wait_for(condition, seconds: float = 90.0) -> None:  # type: ignore[no-untyped-def]
    """Until it holds; a machine under load may take a while, but never for ever."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to pass"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_search_whose_worker_was_killed_is_answered_once_by_the_next(
    database: Database, database_url: str, market: Market, tmp_path: Path
) -> None:
    with database.unit_of_work() as session:
        enquiry = asking.ask_for_consortia(session, market.adviser, market.tender.id, market.question, "once")
    solver, pid_file = tmp_path / "solver.py", tmp_path / "solver.pid"
    solver.write_text(SLOW_SOLVER)
    worker = subprocess.Popen([sys.executable, "-c", SLOW_WORKER, database_url, str(solver)], cwd=PROJECT)
    try:
        wait_for(lambda: pid_file.exists() and pid_file.read_text())
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    search = int(pid_file.read_text())
    wait_for(lambda: not alive(search))  # the search does not outlive its worker
    with database.reading() as session:
        left = session.get_one(Enquiry, enquiry.id)
        frozen = left.problem
        assert left.state is EnquiryState.running
        assert left.outcome is None

    from app.consortia.tasks import JOB_KINDS

    next_worker = worker_jobs.Worker(database, {kind.name: kind for kind in JOB_KINDS})
    wait_for(next_worker.run_one)
    assert not next_worker.run_one()
    with database.reading() as session:
        answered = session.get_one(Enquiry, enquiry.id)
        assert answered.state is EnquiryState.answered
        assert answered.problem == frozen
        ranks = list(session.scalars(sa.select(Proposal.rank).order_by(Proposal.id)))
        assert ranks == list(range(1, len(ranks) + 1))
        assert ranks
        verbs = list(
            session.scalars(sa.select(AuditEntry.verb).where(AuditEntry.subject == f"enquiries:{enquiry.id}"))
        )
        assert verbs == ["enquiry.asked", "enquiry.started", "enquiry.answered"]
        job = queue.latest(session, KIND, enquiry.id)
        assert job is not None
        assert (job.state, job.attempt) == (queue.JobState.done, 2)
        assert not list(audit.verify(session))
