"""Failures are counted by account and device, successes never; nobody is locked out by what strangers do."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from itsdangerous import URLSafeSerializer
from sqlalchemy.orm import Session

from app.accounts import guessing
from app.accounts.guessing import (
    FEWER_TRIES,
    HUNTED,
    MOST_OF_A_NETWORK,
    MOST_TRIES,
    WINDOW,
    Origin,
    SignInTry,
)
from app.accounts.models import PasswordReset
from app.accounts.passwords import hash_password
from app.accounts.queries import people
from app.accounts.tokens import digest
from app.foundation.database import Database
from app.foundation.types import now
from tests import factories as make
from tests.site import Client, Site

AT = datetime(2030, 5, 4, 9, tzinfo=UTC)
PASSWORD = "three words here"
STRANGERS = Origin("jo", "", "203.0.113.0/24")
HOME = Origin("jo", "her laptop", "203.0.113.0/24")


def fail(session: Session, origin: Origin, times: int, at: datetime = AT) -> list[bool]:
    return [guessing.begin(session, origin, at) is not None for _ in range(times)]


def test_one_network_is_stopped_at_one_account_until_its_wait_ends(session: Session) -> None:
    assert fail(session, STRANGERS, MOST_TRIES + 2) == [True] * MOST_TRIES + [False] * 2
    assert guessing.begin(session, Origin("ann", "", STRANGERS.network), AT) is not None
    assert guessing.begin(session, Origin("jo", "", "198.51.100.0/24"), AT) is not None
    assert guessing.begin(session, STRANGERS, AT + WINDOW) is not None  # refused tries did not make it longer


def test_a_known_device_is_blocked_by_its_own_failures_alone(session: Session) -> None:
    for number in range(MOST_OF_A_NETWORK + 5):
        guessing.begin(session, Origin(f"account {number % 15}", "", HOME.network), AT)
    fail(session, STRANGERS, MOST_TRIES)
    assert fail(session, HOME, MOST_TRIES + 1) == [True] * MOST_TRIES + [False]


def test_what_succeeded_counts_for_nothing(session: Session) -> None:
    for _ in range(3 * MOST_TRIES):
        number = guessing.begin(session, STRANGERS, AT)
        assert number is not None
        guessing.succeeded(session, number)
    assert session.scalar(sa.select(sa.func.count()).select_from(SignInTry)) == 0


def test_many_accounts_from_one_network_are_stopped_and_other_networks_are_not(session: Session) -> None:
    answers = [
        guessing.begin(session, Origin(f"account {number}", "", STRANGERS.network), AT)
        for number in range(MOST_OF_A_NETWORK + 1)
    ]
    assert [answer is not None for answer in answers] == [True] * MOST_OF_A_NETWORK + [False]
    assert guessing.begin(session, Origin("account 0", "", "198.51.100.0/24"), AT) is not None


def test_an_account_that_many_networks_guess_at_gives_each_fewer_tries_but_never_none(
    session: Session,
) -> None:
    for number in range(HUNTED):
        assert guessing.begin(session, Origin("jo", "", f"network {number}"), AT) is not None
    assert fail(session, STRANGERS, FEWER_TRIES + 1) == [True] * FEWER_TRIES + [False]
    assert fail(session, HOME, 1) == [True]


def test_old_tries_are_thrown_away(session: Session) -> None:
    fail(session, STRANGERS, 3)
    guessing.begin(session, STRANGERS, AT + guessing.KEPT + timedelta(seconds=1))
    assert session.scalar(sa.select(sa.func.count()).select_from(SignInTry)) == 1


def test_tries_at_once_are_all_counted(database: Database) -> None:
    allowed: list[bool] = []

    def attempt() -> None:
        with database.unit_of_work() as session:
            allowed.append(guessing.begin(session, STRANGERS, AT) is not None)

    threads = [threading.Thread(target=attempt) for _ in range(2 * MOST_TRIES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert allowed.count(True) == MOST_TRIES


def test_the_count_holds_no_address() -> None:
    key = guessing.account_key(" Jo@Example.org", "a secret")
    assert key == guessing.account_key("jo@example.org", "a secret")
    assert key != guessing.account_key("jo@example.org", "another")
    assert "jo" not in key


def try_sign_in(
    client: Client, email: str = "jo@example.org", password: str = "a guess", token: str = ""
) -> int:
    data = {"email": email, "password": password, "csrf_token": token or client.token()}
    answer = client.flask.post("/sign-in", data=data, environ_overrides={"REMOTE_ADDR": "203.0.113.7"})
    return int(answer.status_code)


@pytest.fixture
def laptop(site: Site) -> Client:
    """The browser in which Jo and Ann have signed in, and out again."""
    with site.database.unit_of_work() as session:
        for name in ("jo", "ann", "eve"):
            person = make.person(session, email=f"{name}@example.org", password_hash=hash_password(PASSWORD))
            make.membership(session, person, make.organisation(session))
    client = site.client()
    for email in ("jo@example.org", "ann@example.org"):
        assert try_sign_in(client, email, PASSWORD) == 303
        client.post("/sign-out", page="/account")
    return client


def test_strangers_on_the_same_network_never_lock_out_a_browser_that_signed_in_before(
    site: Site, laptop: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "MOST_OF_A_NETWORK", 12)
    stranger = site.client()
    token = stranger.token()
    for email in ("jo@example.org", "nobody@example.org"):
        answers = [try_sign_in(stranger, email, token=token) for _ in range(7)]
    assert answers[-1] == 429
    for email in ("jo@example.org", "ann@example.org"):
        assert try_sign_in(laptop, email, PASSWORD) == 303
        laptop.post("/sign-out", page="/account")
    # Eve never signed in there, so that browser is a stranger to her; a forged cookie makes it no friend.
    assert try_sign_in(laptop, "eve@example.org", PASSWORD) == 429
    with site.database.reading() as session:
        jo = people.person_with_email(session, "jo@example.org")
        assert jo is not None
    forged = URLSafeSerializer("a secret that is not ours", salt="device").dumps(
        {"device": "x", "people": [jo.id]}
    )
    assert isinstance(forged, str)
    stranger.flask.set_cookie("bidbridge-device", forged)
    assert try_sign_in(stranger, "jo@example.org", PASSWORD) == 429


def test_an_unknown_address_is_slowed_exactly_like_a_known_one(site: Site, laptop: Client) -> None:
    stranger = site.client()
    token = stranger.token()
    runs = [
        [try_sign_in(stranger, email, token=token) for _ in range(MOST_TRIES + 1)]
        for email in ("jo@example.org", "no@example.org")
    ]
    assert runs[0] == runs[1] == [422] * MOST_TRIES + [429]
    page = stranger.flask.post(
        "/sign-in",
        data={"email": "jo@example.org", "password": "x", "csrf_token": token},
        environ_overrides={"REMOTE_ADDR": "203.0.113.200"},  # the same network
    )
    assert "Wait a few minutes" in page.get_data(as_text=True)


def test_a_new_password_by_mail_makes_the_browser_known(site: Site, laptop: Client) -> None:
    new = site.client()
    token = new.token()
    assert [try_sign_in(new, token=token) for _ in range(MOST_TRIES + 1)][-1] == 429
    with site.database.unit_of_work() as session:
        person = people.person_with_email(session, "jo@example.org")
        assert person is not None
        link = "a token of the tests"
        ends = now() + timedelta(hours=1)
        session.add(PasswordReset(person_id=person.id, token_sha256=digest(link), expires_at=ends))
    words = "four other words here"
    answer = new.post(f"/password/reset/{link}", {"password": words, "again": words})
    assert answer.status_code == 303
    assert try_sign_in(new, password=words) == 303


def test_the_cookie_lives_long_and_no_script_reads_it(laptop: Client) -> None:
    cookie = laptop.flask.get_cookie("bidbridge-device")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.max_age > 300 * 24 * 3600
    assert "example" not in cookie.value
