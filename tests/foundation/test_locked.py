"""A SQLite file that another process has locked: a page answers in time and keeps what was typed; a worker
waits longer.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator

import pytest
from flask import Response

from app.foundation.database import LOCK_SECONDS, Database, lock_seconds, wait_until, waiting_at_most
from app.foundation.web import security
from tests import factories as make
from tests.site import Client, Site

TYPED = "We keep three hundred lawns short"


@pytest.fixture(autouse=True)
def as_usual() -> Iterator[None]:
    yield
    wait_until(None)


def busy_timeout(database: Database) -> float:
    with database.reading() as session:
        milliseconds: int = session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    return milliseconds / 1000


def test_a_page_waits_less_than_ten_seconds_in_all_and_a_worker_longer() -> None:
    assert (
        2 * security.LOCK_SECONDS > 10 > security.LOCK_SECONDS
    )  # so it must be one deadline, not one for each lock
    assert lock_seconds() == LOCK_SECONDS == 30
    wait_until(time.monotonic() + security.LOCK_SECONDS)
    assert lock_seconds() <= security.LOCK_SECONDS
    with waiting_at_most(2):
        assert lock_seconds() <= 2
        with waiting_at_most(5):
            assert lock_seconds() <= 2
    assert 2 < lock_seconds() <= security.LOCK_SECONDS


def test_what_is_left_of_the_deadline_is_what_each_transaction_waits(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL has lock_timeout")
    assert busy_timeout(database) == LOCK_SECONDS
    wait_until(time.monotonic() + 5)
    assert busy_timeout(database) <= 5
    wait_until(time.monotonic() - 5)
    assert 0 < busy_timeout(database) < 1
    wait_until(None)
    assert busy_timeout(database) == LOCK_SECONDS


def test_every_request_has_one_deadline_and_leaves_none_behind(own_site: Site) -> None:
    waits = []
    site = own_site

    @site.app.after_request
    def note(response: Response) -> Response:
        waits.append(lock_seconds())
        return response

    assert site.app.config["LOCK_SECONDS"] == security.LOCK_SECONDS
    site.app.test_client().get("/register")
    assert [wait <= security.LOCK_SECONDS for wait in waits] == [True]
    assert lock_seconds() == LOCK_SECONDS


def post_while_locked(
    site: Site, client: Client, lock: str, address: str, form: dict[str, str]
) -> tuple[int, str, str]:
    """Status, text and Retry-After of an answer while another process has the file locked."""
    form = {"csrf_token": client.token(address), **form}
    site.app.config["LOCK_SECONDS"] = 0.3
    holder = sqlite3.connect(str(site.database.url.database), isolation_level=None)
    holder.execute(f"BEGIN {lock}")
    answer = client.flask.post(address, data=form)
    holder.execute("ROLLBACK")
    holder.close()
    return answer.status_code, answer.get_data(as_text=True), answer.headers.get("Retry-After", "")


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_post_to_a_locked_file_is_answered_with_what_was_typed(
    site: Site, lock: str, signed_in: bool
) -> None:
    if not site.database.is_sqlite:
        pytest.skip("PostgreSQL locks rows")
    actor = None
    if signed_in:
        with site.database.unit_of_work() as session:
            actor = make.actor_for(session, make.organisation(session))
    address = "/account/name" if signed_in else "/register"
    status, text, later = post_while_locked(
        site, site.client(actor), lock, address, {"name": TYPED, "email": "a@b.example"}
    )
    assert (status, bool(later)) == (503, True)
    assert TYPED in text
