"""Pages that send emails or try addresses are limited. test_guessing.py has the sign-in page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.accounts.passwords import hash_password
from app.foundation.web import limiter
from tests import factories as make
from tests.site import Site

PASSWORD = "three words here"
GUESSER = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def site(own_site: Site) -> Site:
    """Limits are switched on in an application of its own."""
    return own_site


@pytest.fixture(autouse=True)
def limited(site: Site) -> Iterator[None]:
    """Limits are off in other tests, so that their order does not matter. Here they are on, and empty."""
    site.app.config["RATELIMIT_ENABLED"] = True
    limiter.init_app(site.app)
    limiter.reset()
    yield
    limiter.reset()
    limiter.enabled = False


@pytest.fixture
def registered(site: Site) -> None:
    with site.database.unit_of_work() as session:
        person = make.person(session, email="jo@example.org", password_hash=hash_password(PASSWORD))
        make.membership(session, person, make.organisation(session))


def test_trying_many_addresses_from_one_network_is_stopped_too(site: Site) -> None:
    client = site.client()
    token = client.token()
    answers = [
        client.flask.post(
            "/password/forgotten",
            data={"email": f"not an address {number}", "csrf_token": token},
            environ_overrides=GUESSER,
        ).status_code
        for number in range(301)
    ]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {422}


def test_nobody_fills_a_mailbox_with_our_letters(site: Site, registered: None) -> None:
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
