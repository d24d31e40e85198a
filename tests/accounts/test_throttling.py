"""Guessing is slowed where it happens; nobody is locked out by what others do elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.accounts.passwords import hash_password
from app.foundation.web import limiter
from tests import factories as make
from tests.site import Client, Site

PASSWORD = "three words here"
GUESSER, OWNER = {"REMOTE_ADDR": "203.0.113.7"}, {"REMOTE_ADDR": "198.51.100.9"}


@pytest.fixture(autouse=True)
def limited(site: Site) -> Iterator[None]:
    """Limits are off in tests, so that nothing depends on the order of them; here they are on, and empty."""
    site.app.config["RATELIMIT_ENABLED"] = True
    limiter.init_app(site.app)
    limiter.reset()
    yield
    limiter.reset()
    limiter.enabled = False


@pytest.fixture
def known(site: Site) -> None:
    with site.database.unit_of_work() as session:
        person = make.person(session, email="jo@example.org", password_hash=hash_password(PASSWORD))
        make.membership(session, person, make.organisation(session))


def try_sign_in(client: Client, where: dict[str, str], email: str = "jo@example.org", password: str = "a guess") -> int:
    data = {"email": email, "password": password, "csrf_token": client.token()}
    return client.flask.post("/sign-in", data=data, environ_overrides=where).status_code


def test_guessing_one_address_from_one_network_is_stopped_and_the_page_says_to_wait(site: Site, known: None) -> None:
    client = site.client()
    answers = [try_sign_in(client, GUESSER) for _ in range(11)]
    assert answers == [422] * 10 + [429]
    moved = {"REMOTE_ADDR": "203.0.113.200"}  # the same network
    assert try_sign_in(client, moved, password=PASSWORD) == 429


def test_the_owner_signs_in_elsewhere_while_somebody_guesses(site: Site, known: None) -> None:
    guessing = site.client()
    for _ in range(30):
        try_sign_in(guessing, GUESSER)
    assert try_sign_in(site.client(), OWNER, password=PASSWORD) == 303


def test_an_unknown_address_is_slowed_exactly_like_a_known_one(site: Site, known: None) -> None:
    client = site.client()
    runs = [[try_sign_in(client, GUESSER, email) for _ in range(11)] for email in ("jo@example.org", "no@example.org")]
    assert runs[0] == runs[1]


def test_trying_many_addresses_from_one_network_is_stopped_too(site: Site) -> None:
    client = site.client()
    token = client.token()
    answers = [
        client.flask.post(
            "/password/forgotten",
            data={"email": f"not an address {number}", "csrf_token": token},
            environ_overrides=GUESSER,
        ).status_code
        for number in range(101)
    ]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {422}


def test_nobody_fills_a_mailbox_with_our_letters(site: Site, known: None) -> None:
    client = site.client()
    token = client.token()
    answers = [
        client.flask.post(
            "/password/forgotten",
            data={"email": "jo@example.org", "csrf_token": token},
            environ_overrides=GUESSER,
        ).status_code
        for _ in range(6)
    ]
    assert answers == [303] * 5 + [429]


def test_a_person_signed_out_who_posts_an_invitation_is_sent_to_sign_in(site: Site) -> None:
    assert site.client().post("/organisation/invite", {"email": "x@example.org"}).status_code == 303
