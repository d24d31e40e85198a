"""kill -9 of the worker in the middle of a search: the next worker applies one result, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.consortia.actions import asking
from app.consortia.actions.asking import KIND
from app.consortia.models import Enquiry, Proposal
from app.consortia.rules.states import EnquiryState
from app.consortia.tasks import JOB_KINDS
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
from app.consortia.solving.run import solve
from app.foundation import audit
from app.foundation.database import Database
from app.foundation.jobs.worker import Worker

tasks.solve = lambda problem, seconds, on_progress: solve(
    problem, seconds, on_progress, [sys.executable, sys.argv[2]]
)
audit.install()
kinds = {{kind.name: dataclasses.replace(kind, lease_seconds={LEASE_SECONDS}) for kind in tasks.JOB_KINDS}}
Worker(Database(sys.argv[1]), kinds).run(threading.Event())
"""
SLOW_SOLVER = """
import json, os, sys, time
sys.stdin.read()
progress = {"stage": "bound", "seconds": 0.1, "best": None, "bound": None, "proposals": 0}
print(json.dumps(progress), file=sys.stderr, flush=True)
open(os.path.join(os.path.dirname(__file__), "solver.pid"), "w").write(str(os.getpid()))
time.sleep(120)
"""


def wait_for(condition: Callable[[], object], seconds: float = 90.0) -> None:
    """Wait until the condition is true; a machine under load may take a while, but never for ever."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to pass"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def kill_while_searching(database_url: str, folder: Path) -> int:
    """Start a worker and kill it once its solver has begun. Gives the process id of the solver."""
    solver, pid_file = folder / "solver.py", folder / "solver.pid"
    solver.write_text(SLOW_SOLVER)
    worker = subprocess.Popen([sys.executable, "-c", SLOW_WORKER, database_url, str(solver)], cwd=PROJECT)
    try:
        wait_for(lambda: pid_file.exists() and pid_file.read_text())
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    return int(pid_file.read_text())


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_search_whose_worker_was_killed_is_answered_once_by_the_next(
    database: Database, database_url: str, market: Market, tmp_path: Path
) -> None:
    with database.unit_of_work() as session:
        enquiry = asking.ask_for_consortia(session, market.adviser, market.tender.id, market.question, "once")
    search = kill_while_searching(database_url, tmp_path)
    wait_for(lambda: not alive(search))  # the search does not outlive its worker
    with database.reading() as session:
        unfinished = session.get_one(Enquiry, enquiry.id)
        frozen = unfinished.problem
        assert (unfinished.state, unfinished.outcome) == (EnquiryState.running, None)
    next_worker = worker_jobs.Worker(database, {kind.name: kind for kind in JOB_KINDS})
    wait_for(next_worker.run_one)
    assert not next_worker.run_one()
    with database.reading() as session:
        answered = session.get_one(Enquiry, enquiry.id)
        assert (answered.state, answered.problem) == (EnquiryState.answered, frozen)
        assert_stored_once(session, enquiry.id)


def assert_stored_once(session: Session, enquiry_id: int) -> None:
    """One list of proposals, one entry of each step in the record, and the second attempt is done."""
    ranks = list(session.scalars(sa.select(Proposal.rank).order_by(Proposal.id)))
    assert ranks
    assert ranks == list(range(1, len(ranks) + 1))
    verbs = session.scalars(sa.select(AuditEntry.verb).where(AuditEntry.subject == f"enquiries:{enquiry_id}"))
    assert list(verbs) == ["enquiry.asked", "enquiry.started", "enquiry.answered"]
    job = queue.latest(session, KIND, enquiry_id)
    assert job is not None
    assert (job.state, job.attempt) == (queue.JobState.done, 2)
    assert not list(audit.verify(session))
