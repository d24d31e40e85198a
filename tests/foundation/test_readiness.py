"""Alive and ready are different things: who would start the process anew asks one, who sends visitors the
other.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.foundation import readiness
from app.foundation.config import make_folders
from app.foundation.database import Database
from app.foundation.jobs import queue
from app.foundation.jobs.queue import Job, JobState
from app.foundation.mail.outbox import Mail
from app.foundation.readiness import Readiness
from app.foundation.types import now
from tests.site import Site

CANARY = "canary@example.org"
Break = Callable[[Site, pytest.MonkeyPatch], None]


@pytest.fixture
def ready(site: Site) -> Site:
    make_folders(site.settings)
    return site


def answer(site: Site) -> tuple[int, str]:
    response = site.app.test_client().get("/readyz")
    assert response.headers["Cache-Control"] == "no-store"
    return response.status_code, response.get_data(as_text=True)


def older_schema(site: Site, patch: pytest.MonkeyPatch) -> None:
    with site.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")


def read_only(site: Site, patch: pytest.MonkeyPatch) -> None:
    statement = "PRAGMA query_only=ON" if site.database.is_sqlite else "SET TRANSACTION READ ONLY"
    sa.event.listen(site.database.engine, "begin", lambda connection: connection.exec_driver_sql(statement))


def no_documents(site: Site, patch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(site.settings.documents_dir)
    site.settings.documents_dir.write_text("a file where the folder was")


def full_disk(site: Site, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(readiness, "LEAST_FREE_MB", 1 << 40)


def nobody_works(site: Site, patch: pytest.MonkeyPatch) -> None:
    with site.database.unit_of_work() as session:
        queue.enqueue(session, "search", 1, run_after=now() - timedelta(minutes=11))


def no_mail_server(site: Site, patch: pytest.MonkeyPatch) -> None:
    earlier = now() - timedelta(minutes=20)
    with site.database.unit_of_work() as session:
        session.add(
            Mail(
                recipient=CANARY,
                subject=CANARY,
                body=CANARY,
                created_at=earlier,
                tried_at=earlier,
                unreached=True,
                error=CANARY,
            )
        )


@pytest.mark.parametrize(
    ("check", "broken"),
    [
        ("schema", older_schema),
        ("database", read_only),
        ("documents", no_documents),
        ("disk", full_disk),
        ("queue", nobody_works),
        ("mail", no_mail_server),
    ],
)
def test_each_check_that_fails_is_named_alone_and_the_process_is_still_alive(
    ready: Site, monkeypatch: pytest.MonkeyPatch, check: str, broken: Break
) -> None:
    assert answer(ready) == (200, "ready\n")
    broken(ready, monkeypatch)
    status, text = answer(ready)
    assert status == 503
    assert [line.partition(":")[0] for line in text.splitlines()] == [check]
    assert CANARY not in text
    assert ready.app.test_client().get("/healthz").get_data(as_text=True) == "ok\n"


def test_alive_does_not_ask_the_database(site: Site, statements: list[str]) -> None:
    assert site.app.test_client().get("/healthz").status_code == 200
    assert statements == []


def test_a_long_queue_that_moves_is_ready(ready: Site) -> None:
    with ready.database.unit_of_work() as session:
        for number in range(30):
            queue.enqueue(session, "search", number, run_after=now() - timedelta(minutes=11))
        queue.enqueue(session, "search", 99, run_after=now() + timedelta(days=1))
    assert answer(ready)[0] == 503

    def first_is(**values: object) -> tuple[int, str]:
        with ready.database.unit_of_work() as session:
            session.execute(sa.update(Job).where(Job.subject_id == 0).values(**values))
        return answer(ready)

    lease = {"state": JobState.running, "lease_until": now() + timedelta(minutes=1)}
    assert first_is(**lease, started_at=now() - timedelta(minutes=30))[0] == 200  # a long one is under way
    assert (
        first_is(lease_until=now() - timedelta(minutes=11))[0] == 503
    )  # its worker died, and nobody takes it over
    assert (
        first_is(state=JobState.done, started_at=now() - timedelta(minutes=1))[0] == 200
    )  # begun a moment ago


def test_one_refused_address_or_a_server_that_takes_mail_again_is_no_fault_of_the_site(ready: Site) -> None:
    earlier = now() - timedelta(minutes=20)
    values = {"subject": "s", "body": "b", "created_at": earlier, "tried_at": earlier}
    with ready.database.unit_of_work() as session:
        session.add(Mail(recipient="refused@example.org", error="no such mailbox", **values))
    assert answer(ready)[0] == 200
    with ready.database.unit_of_work() as session:
        session.add(Mail(recipient="unreached@example.org", unreached=True, **values))
    assert answer(ready)[0] == 503
    with ready.database.unit_of_work() as session:
        session.add(Mail(recipient="taken@example.org", subject="s", body="", sent_at=now()))
    assert answer(ready)[0] == 200


def test_whoever_asks_often_gets_the_answer_of_a_moment_ago(ready: Site, statements: list[str]) -> None:
    kept = Readiness(ready.database, ready.settings, seconds=3600)
    assert kept.failing() == []
    statements.clear()
    assert kept.failing() == []
    assert statements == []


def test_a_check_does_not_wait_long_for_a_lock(database: Database) -> None:
    assert readiness.LOCK_SECONDS < readiness.KEPT_SECONDS
