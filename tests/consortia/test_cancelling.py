"""Enquiries that wait for their turn, how many there may be, and cancelling one that nobody needs any
longer.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.bids.actions import packing
from app.consortia import tasks
from app.consortia.actions import asking
from app.consortia.actions.asking import KIND, MOST_UNFINISHED
from app.consortia.models import Enquiry, Proposal
from app.consortia.rules.states import EnquiryState
from app.consortia.screens.enquiries import progress_of
from app.consortia.solving.run import solve
from app.foundation.actor import Actor
from app.foundation.audit import AuditEntry
from app.foundation.database import Database
from app.foundation.errors import NotFound, Refused
from app.foundation.jobs import queue
from app.foundation.types import now
from tests import factories as make
from tests.bids import making
from tests.consortia.conftest import Market, work
from tests.consortia.test_killed_worker import SLOW_SOLVER, alive, wait_for
from tests.site import Site


def ask(database: Database, market: Market, key: str = "k", actor: Actor | None = None) -> int:
    with database.unit_of_work() as session:
        by = actor or market.adviser
        return asking.ask_for_consortia(session, by, market.tender.id, market.question, key).id


def state_of(database: Database, enquiry_id: int) -> tuple[EnquiryState, queue.JobState]:
    with database.reading() as session:
        job = queue.latest(session, KIND, enquiry_id)
        assert job
        return session.get_one(Enquiry, enquiry_id).state, job.state


def test_an_organisation_has_only_so_many_unfinished_and_is_told_what_to_do(
    database: Database, market: Market
) -> None:
    enquiry_ids = [ask(database, market, f"k{number}") for number in range(MOST_UNFINISHED)]
    with pytest.raises(
        Refused, match=rf"has {MOST_UNFINISHED} enquiries .*Wait for one to finish, or cancel one"
    ):
        ask(database, market, "one more")
    assert ask(database, market, "k0") == enquiry_ids[0]  # the same form again is no further enquiry
    with database.unit_of_work() as session:
        other = make.adviser(session)
    ask(database, market, "one more", other)
    with database.unit_of_work() as session:
        asking.cancel_enquiry(session, market.adviser, enquiry_ids[3])
    ask(database, market, "one more")


def test_cancelled_while_it_waits_it_is_never_solved(database: Database, market: Market) -> None:
    enquiry = ask(database, market)
    with database.unit_of_work() as session, pytest.raises(NotFound):
        asking.cancel_enquiry(session, make.adviser(session), enquiry)
    with database.unit_of_work() as session:
        asking.cancel_enquiry(session, market.adviser, enquiry)
    work(database)
    assert state_of(database, enquiry) == (EnquiryState.cancelled, queue.JobState.cancelled)
    with database.unit_of_work() as session:
        with pytest.raises(Refused, match="has ended: cancelled"):
            asking.cancel_enquiry(session, market.adviser, enquiry)
        verbs = session.scalars(
            sa.select(AuditEntry.verb).where(AuditEntry.subject == f"enquiries:{enquiry}")
        )
        assert list(verbs) == ["enquiry.asked", "enquiry.cancelled"]


def test_an_answered_enquiry_is_not_cancelled(database: Database, market: Market, answered: int) -> None:
    with database.unit_of_work() as session, pytest.raises(Refused, match="has ended: answered"):
        asking.cancel_enquiry(session, market.adviser, answered)
    assert state_of(database, answered) == (EnquiryState.answered, queue.JobState.done)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_cancelled_while_it_is_searched_its_solver_ends_and_nothing_is_stored(
    database: Database, market: Market, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    solver, pid_file = tmp_path / "solver.py", tmp_path / "solver.pid"
    solver.write_text(SLOW_SOLVER)
    command = [sys.executable, str(solver)]
    monkeypatch.setattr(tasks, "solve", lambda problem, seconds, tell: solve(problem, seconds, tell, command))
    enquiry = ask(database, market)
    working = threading.Thread(target=work, args=(database,))
    working.start()
    wait_for(lambda: pid_file.exists() and pid_file.read_text())
    with database.unit_of_work() as session:
        asking.cancel_enquiry(session, market.adviser, enquiry)
    working.join(60)
    assert not alive(int(pid_file.read_text()))
    assert state_of(database, enquiry) == (EnquiryState.cancelled, queue.JobState.cancelled)
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Proposal)) == 0


def test_the_page_says_how_many_are_ahead_and_cancels(site: Site, market: Market) -> None:
    with site.database.unit_of_work() as session:
        other = make.adviser(session)
    ask(site.database, market, "first", other)
    enquiry = ask(site.database, market)
    adviser, path = site.client(market.adviser), f"/enquiries/{enquiry}"
    for where in (path, f"{path}/progress"):
        assert "1 request is ahead of yours. Organisations take turns." in adviser.get(where).get_data(
            as_text=True
        )
    cancelled = adviser.follow(adviser.post(f"{path}/cancel", page=path)).get_data(as_text=True)
    assert "Enquiry cancelled" in cancelled
    assert "We have kept your question, so you can ask it again." in cancelled
    assert "hx-get" not in cancelled
    again = adviser.follow(adviser.post(f"{path}/cancel", page=path)).get_data(as_text=True)
    assert "You cannot cancel this enquiry because it has ended: cancelled" in again
    assert "Looking for consortia" in adviser.follow(adviser.post(f"{path}/again", page=path)).get_data(
        as_text=True
    )


def test_a_search_whose_failure_could_not_be_told_does_not_look_as_if_it_went_on(
    database: Database, market: Market
) -> None:
    enquiry = ask(database, market)
    with database.reading() as session:
        row = session.get_one(Enquiry, enquiry)
        row.state = EnquiryState.running
        job = queue.Progress(queue.JobState.failed, "Starting", 0, error="Sorry, something went wrong.")
        panel = progress_of(row, job, now(), page_href="/", refresh_href="/progress")
    assert (panel.state, panel.failure) == (
        "failed",
        "Sorry, something went wrong. We have kept your question.",
    )


def test_a_bid_pack_goes_before_every_enquiry(
    database: Database, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.foundation.pdf.available", lambda: None)
    ask(database, market)
    with database.unit_of_work() as session:
        rows = making.consortium(session)
        pack = packing.ask_for_pack(session, rows.adviser, rows.consortium.id)
        queued = session.scalars(sa.select(queue.Job).where(queue.Job.kind.in_([KIND, "render_bid_pack"])))
        ranks = {job.kind: (job.rank, job.organisation_id) for job in queued}
    assert ranks["render_bid_pack"] < ranks[KIND]
    assert ranks["render_bid_pack"][1] == rows.adviser.organisation_id
    assert pack.number == 1
