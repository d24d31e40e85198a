"""The second factor through the pages: set up, asked for, used once, guessed at, turned off."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa

from app.accounts import codes
from app.accounts.actions import people, signing_in
from app.accounts.actions import second_factor as module
from app.accounts.models import HalfSignIn, Person, RecoveryCode, SecondFactor, SignIn
from app.accounts.passwords import hash_password
from app.accounts.queries import people as people_queries
from app.foundation.actor import SYSTEM, Actor, OrganisationKind
from app.foundation.mail.outbox import Mail
from app.foundation.types import now
from tests import factories as make
from tests.site import Client, Site

PASSWORD = "three words here"
KEY = re.compile(r'id="key">([A-Z2-7 ]+)<')
SHOWN = re.compile(r"<code>([0-9A-Z-]+)</code>")


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def owner(site: Site, hashed: str) -> Actor:
    with site.database.unit_of_work() as session:
        actor = make.actor_for(session, make.organisation(session, name="Green Works CIC"))
        person = session.get_one(Person, actor.person_id)
        person.email, person.password_hash = "jo@example.org", hashed
    return actor


class Phone:
    """An authenticator app whose clock the test moves; the site's clock moves with it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.secret = ""
        self.late = timedelta()
        monkeypatch.setattr(module, "now", self.time)

    def time(self) -> datetime:
        return now() + self.late

    def code(self) -> str:
        """The next code that was not used yet."""
        self.late += timedelta(seconds=codes.STEP_SECONDS)
        return pyotp.TOTP(self.secret).at(self.time())


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Phone:
    return Phone(monkeypatch)


def set_up(client: Client, phone: Phone) -> list[str]:
    """Walk the pages; returns the recovery codes."""
    page = client.follow(client.post("/account/second-factor", {"password": PASSWORD}))
    text = page.get_data(as_text=True)
    assert '<img src="data:image/svg+xml' in text
    match = KEY.search(text)
    assert match is not None
    phone.secret = match[1].replace(" ", "")
    assert client.post("/account/second-factor/set-up", {"code": "000000"}).status_code == 422
    done = client.post("/account/second-factor/set-up", {"code": phone.code()})
    assert done.status_code == 200
    return SHOWN.findall(done.get_data(as_text=True))


def password_step(client: Client) -> str:
    """Sign in with the password; returns where that leads."""
    return client.post("/sign-in", {"email": "jo@example.org", "password": PASSWORD}).headers["Location"]


def subjects(site: Site) -> list[str]:
    with site.database.reading() as session:
        return list(session.scalars(sa.select(Mail.subject).order_by(Mail.id)))


def test_setting_it_up_signs_every_other_browser_out(site: Site, owner: Actor, phone: Phone) -> None:
    client, elsewhere = site.client(owner), site.client(owner)
    assert len(set(set_up(client, phone))) == 10
    assert client.get("/account").status_code == 200, "this browser stays signed in"
    assert elsewhere.get("/account").status_code == 303, "every other one is signed out"
    with site.database.reading() as session:
        stored = session.scalars(sa.select(SecondFactor)).one()
        assert phone.secret not in stored.sealed_secret
        assert session.scalars(sa.select(SignIn)).one().second_factor_at is not None


def test_a_sign_in_shows_nothing_until_a_code_was_given(site: Site, owner: Actor, phone: Phone) -> None:
    client = site.client(owner)
    set_up(client, phone)
    client.post("/sign-out")
    assert password_step(client) == "/sign-in/code"
    with site.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(SignIn.id))) == 0
    for private in ("/account", "/organisation"):
        assert client.get(private).status_code == 303, "a half-open sign-in shows nothing"
    assert client.post("/sign-in/code", {"code": phone.code()}).headers["Location"] == "/"
    assert client.get("/account").status_code == 200


def test_a_code_counts_once(site: Site, owner: Actor, phone: Phone) -> None:
    set_up(site.client(owner), phone)
    used = phone.code()
    client, replaying = site.client(), site.client()
    password_step(client)
    assert client.post("/sign-in/code", {"code": used}).status_code == 303
    password_step(replaying)
    assert replaying.post("/sign-in/code", {"code": used}).status_code == 422
    assert replaying.get("/account").status_code == 303


def test_it_is_turned_off_with_the_password(site: Site, owner: Actor, phone: Phone) -> None:
    client = site.client(owner)
    set_up(client, phone)
    assert client.post("/account/second-factor/turn-off", {"password": "not these"}).status_code == 422
    assert client.post("/account/second-factor/turn-off", {"password": PASSWORD}).status_code == 303
    assert password_step(site.client()) == "/"
    assert {"Your Bidbridge second factor is on", "Your Bidbridge second factor is off"} <= set(
        subjects(site)
    )


def enter_recovery_code(client: Client, code: str) -> int:
    """Give a recovery code after the right password; returns the status of the answer."""
    password_step(client)
    return client.post("/sign-in/recovery-code", {"recovery_code": code}).status_code


def test_recovery_codes_are_stored_as_hashes(site: Site, owner: Actor, phone: Phone) -> None:
    recovery_codes = set_up(site.client(owner), phone)
    with site.database.reading() as session:
        hashes = session.scalars(sa.select(RecoveryCode.code_hash)).all()
    assert len(hashes) == 10
    for code in recovery_codes:
        assert codes.fold_recovery_code(code).lower() not in "\n".join(hashes)


def test_a_recovery_code_opens_once(site: Site, owner: Actor, phone: Phone) -> None:
    code = set_up(site.client(owner), phone)[0]
    assert enter_recovery_code(site.client(), code.lower()) == 303
    assert enter_recovery_code(site.client(), code) == 422
    assert "A recovery code was used for your Bidbridge account" in subjects(site)


def test_new_recovery_codes_replace_the_old(site: Site, owner: Actor, phone: Phone) -> None:
    client = site.client(owner)
    first = set_up(client, phone)
    assert client.post("/account/second-factor/recovery-codes", {"password": "not these"}).status_code == 422
    page = client.post("/account/second-factor/recovery-codes", {"password": PASSWORD}).get_data(as_text=True)
    second = SHOWN.findall(page)
    assert len(second) == 10
    assert enter_recovery_code(site.client(), first[1]) == 422
    assert enter_recovery_code(site.client(), second[1]) == 303
    with site.database.reading() as session:
        assert people_queries.recovery_codes_left(session, owner.person_id or 0) == 9


def test_guesses_are_counted_for_the_account_whatever_browser_makes_them(
    site: Site, owner: Actor, phone: Phone
) -> None:
    set_up(site.client(owner), phone)
    guessers = [site.client() for _ in range(5)]
    for guesser in guessers:
        password_step(guesser)
        answer = guesser.post("/sign-in/code", {"code": "000000"})
        assert answer.status_code == 422
    assert "Too many wrong codes" in answer.get_data(as_text=True)
    right = guessers[0].post("/sign-in/code", {"code": phone.code()})
    assert right.status_code == 422, "not even the right one is looked at now"
    assert subjects(site).count("Wrong codes for your Bidbridge account") == 1
    phone.late += timedelta(minutes=15)
    assert guessers[0].post("/sign-in/code", {"code": phone.code()}).status_code == 303


def test_a_half_open_sign_in_ends_with_time_with_the_password_and_with_the_account(
    site: Site, owner: Actor, phone: Phone
) -> None:
    set_up(site.client(owner), phone)

    def opened() -> Client:
        client = site.client()
        assert password_step(client) == "/sign-in/code"
        return client

    late, suspended = opened(), opened()
    with site.database.unit_of_work() as session:
        session.execute(sa.update(HalfSignIn).values(expires_at=now()))
    assert late.post("/sign-in/code", {"code": phone.code()}).headers["Location"] == "/sign-in"
    suspended = opened()
    with site.database.unit_of_work() as session:
        people.suspend(session, SYSTEM, session.get_one(Person, owner.person_id))
    assert suspended.post("/sign-in/code", {"code": phone.code()}).headers["Location"] == "/sign-in"
    assert site.client().get("/sign-in/code").headers["Location"] == "/sign-in"


def test_coming_back_keeps_the_page_through_both_steps(site: Site, owner: Actor, phone: Phone) -> None:
    set_up(site.client(owner), phone)
    client = site.client()
    answer = client.post(
        "/sign-in?to=accounts.change_name", {"email": "jo@example.org", "password": PASSWORD}
    )
    assert answer.headers["Location"] == "/sign-in/code?to=accounts.change_name"
    answer = client.post(answer.headers["Location"], {"code": phone.code()})
    assert answer.headers["Location"] == "/account/name"


def test_a_new_password_keeps_the_sign_in_confirmed(site: Site, owner: Actor, phone: Phone) -> None:
    client = site.client(owner)
    set_up(client, phone)
    data = {"current_password": PASSWORD, "password": "quite other words"}
    assert client.post("/account/password", data).status_code == 303
    with site.database.reading() as session:
        assert session.scalars(sa.select(SignIn)).one().second_factor_at is not None


def test_an_operator_turns_it_off_for_somebody_who_lost_everything(
    site: Site, owner: Actor, phone: Phone
) -> None:
    set_up(site.client(owner), phone)
    runner = site.app.test_cli_runner()
    assert runner.invoke(args=["accounts", "reset-second-factor", "jo@example.org"]).exit_code == 0
    assert password_step(site.client()) == "/"
    again = runner.invoke(args=["accounts", "reset-second-factor", "jo@example.org"])
    assert again.exit_code == 1
    assert "do not have a second factor" in again.output


@pytest.fixture
def sample_person(site: Site, hashed: str) -> Person:
    """A sample person of an adviser body, which also has a real one."""
    with site.database.unit_of_work() as session:
        body = make.organisation(session, OrganisationKind.adviser_body)
        sample, real = make.person(session, is_sample=True), make.person(session)
        sample.email, sample.password_hash = "jo@example.org", hashed
        for person in (sample, real):
            make.membership(session, person, body)
    return sample


def test_sample_people_need_none(site: Site, sample_person: Person) -> None:
    with site.database.unit_of_work() as session:
        for person in session.scalars(sa.select(Person)).all():
            actor = people_queries.identify(session, signing_in.open_sign_in(session, person))
            assert actor is not None
            assert actor.confirmed == person.is_sample


def test_sample_people_can_be_closed_for_good(site: Site, sample_person: Person) -> None:
    client = site.client()
    assert password_step(client) == "/"
    runner = site.app.test_cli_runner()
    assert "Closed 1 sample account." in runner.invoke(args=["accounts", "remove-sample"]).output
    assert client.get("/account").status_code == 303
    assert (
        site.client().post("/sign-in", {"email": "jo@example.org", "password": PASSWORD}).status_code == 422
    )
    assert runner.invoke(args=["accounts", "reactivate", "jo@example.org"]).exit_code == 1
    assert "There are no open sample accounts." in runner.invoke(args=["accounts", "remove-sample"]).output


@pytest.mark.parametrize("with_recovery_code", [False, True])
def test_of_six_who_hold_the_same_code_one_gets_in(
    site: Site, owner: Actor, phone: Phone, with_recovery_code: bool
) -> None:
    recovery = set_up(site.client(owner), phone)
    halves = []
    with site.database.unit_of_work() as session:
        person = session.get_one(Person, owner.person_id)
        halves = [module.open_half_sign_in(session, person) for _ in range(6)]
        factor = people_queries.second_factor(session, person.id)
        assert factor is not None
        hashed_code = codes.hash_recovery_code(recovery[0], factor.recovery_salt)
    code, start = phone.code(), threading.Barrier(6)

    def enter(half: str) -> bool:
        start.wait()
        with site.database.unit_of_work() as session:
            if with_recovery_code:
                return isinstance(module.sign_in_with_recovery_code(session, half, hashed_code), str)
            return isinstance(module.sign_in_with_code(session, half, code, site.settings.secret_key), str)

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(enter, halves)) == [False] * 5 + [True]
