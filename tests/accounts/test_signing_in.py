"""Signing in and out through the pages: what they say, what ends, and where they lead."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from app.accounts import passwords, terms
from app.accounts.actions import people
from app.accounts.models import Person
from app.accounts.passwords import hash_password
from app.foundation.actor import SYSTEM, Actor, OrganisationKind
from tests import factories as make
from tests.site import KEYS, Client, Site

PASSWORD = "three words here"


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def owner(site: Site, hashed: str) -> Actor:
    """An owner of an enterprise who signs in as jo@example.org."""
    with site.database.unit_of_work() as session:
        organisation = make.organisation(session, name="Green Works CIC")
        actor = make.actor_for(session, organisation)
        person = session.get_one(Person, actor.person_id)
        person.name, person.email, person.password_hash = "Jo Owner", "jo@example.org", hashed
    return actor


def sign_in(client: Client, email: str = "jo@example.org", password: str = PASSWORD) -> TestResponse:
    return client.post("/sign-in", {"email": email, "password": password})


def test_somebody_signs_in_acts_for_their_organisation_and_signs_out(site: Site, owner: Actor) -> None:
    client = site.client()
    answer = sign_in(client, " JO@example.org ")
    assert answer.status_code == 303
    page = client.get("/account").get_data(as_text=True)
    assert "Jo Owner" in page
    assert "Green Works CIC" in page
    assert client.post("/sign-out").status_code == 303
    assert client.get("/account").status_code == 303


def test_the_cookie_of_a_session_that_was_signed_out_is_worth_nothing(site: Site, owner: Actor) -> None:
    client, thief = site.client(), site.client()
    sign_in(client)
    with client.flask.session_transaction() as cookie:
        stolen = dict(cookie)
    client.post("/sign-out")
    with thief.flask.session_transaction() as cookie:
        cookie.update(stolen)
    assert thief.get("/account").status_code == 303


def test_signing_in_drops_what_the_cookie_held_before(site: Site, owner: Actor) -> None:
    client = site.client()
    with client.flask.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    sign_in(client)
    with client.flask.session_transaction() as cookie:
        assert "planted" not in cookie


def test_a_wrong_password_an_unknown_address_and_a_suspended_person_get_the_same_page(
    site: Site, owner: Actor, hashed: str
) -> None:
    with site.database.unit_of_work() as session:
        gone = make.person(session, email="gone@example.org", password_hash=hashed)
        people.suspend(session, SYSTEM, gone)
    client = site.client()
    answers = {
        case: sign_in(client, email, password)
        for case, (email, password) in {
            "wrong": ("jo@example.org", "not these words"),
            "unknown": ("no@example.org", "not these words"),
            "suspended": ("gone@example.org", PASSWORD),
        }.items()
    }
    # The form's token carries the second it was made in; the address typed is shown again.
    pages = {
        re.sub(r"(jo|no|gone)@", "x@", KEYS.sub("", answer.get_data(as_text=True)))
        for answer in answers.values()
    }
    assert {answer.status_code for answer in answers.values()} == {422}
    assert len(pages) == 1
    assert "The email address or password is not correct" in pages.pop()


def test_a_known_and_an_unknown_address_cost_one_hash_and_the_same_statements(
    site: Site, owner: Actor, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, hashes, costs = site.client(), [], []
    real = passwords._HASHER.verify

    class Counting:
        def verify(self, stored: str, typed: str) -> bool:
            hashes.append(stored)
            return real(stored, typed)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    token = client.token()
    for email in ("jo@example.org", "no@example.org"):
        statements.clear()
        client.flask.post(
            "/sign-in", data={"csrf_token": token, "email": email, "password": "not these words"}
        )
        costs.append(list(statements))
    assert len(hashes) == 2
    assert costs[0] == costs[1]
    assert costs[0] != []


def test_what_was_typed_stays_but_never_the_password(site: Site, owner: Actor) -> None:
    page = sign_in(site.client(), "jo@example.org", "not these words").get_data(as_text=True)
    assert 'value="jo@example.org"' in page
    assert "not these words" not in page


def test_each_field_says_what_to_enter(site: Site) -> None:
    page = sign_in(site.client(), "", "").get_data(as_text=True)
    assert 'href="#email"' in page
    assert "Enter your email address" in page
    assert "Enter your password" in page


def test_a_form_without_its_token_changes_nothing(site: Site, owner: Actor) -> None:
    client = site.client()
    answer = client.flask.post("/sign-in", data={"email": "jo@example.org", "password": PASSWORD})
    assert answer.status_code == 400
    assert client.get("/account").status_code == 303


def test_hostile_input_gets_a_message_and_never_breaks_the_page(site: Site) -> None:
    client = site.client()
    for email, password in (
        ("\x00@example.org", "\x00" * 12),
        ("a" * 5000, "b" * 5000),
        ("<b>@example.org", "x" * 12),
    ):
        assert sign_in(client, email, password).status_code == 422


def test_nobody_signed_out_sees_a_page_for_the_signed_in_and_comes_back_to_it(
    site: Site, owner: Actor
) -> None:
    client = site.client()
    sent = client.get("/account/name")
    assert sent.status_code == 303
    assert sent.headers["Location"].startswith("/sign-in?")
    back = client.post(sent.headers["Location"], {"email": "jo@example.org", "password": PASSWORD})
    assert back.headers["Location"] == "/account/name"


def test_coming_back_keeps_the_arguments_of_the_page(site: Site, owner: Actor) -> None:
    client = site.client()
    where = "/sign-in?" + urlencode({"to": "accounts.invitation", "to_token": "abc-DEF_1"})
    back = client.post(where, {"email": "jo@example.org", "password": PASSWORD})
    assert back.headers["Location"] == "/invitations/abc-DEF_1"


@pytest.mark.parametrize(
    "query",
    [
        {"to": "https://evil.example"},
        {"to": "//evil.example"},
        {"next": "https://evil.example"},
        {"to": "accounts.account", "next": "https://evil.example", "to_next": "https://evil.example"},
        {"to": "accounts.account", "to__external": "1", "to__scheme": "javascript", "to__anchor": "x"},
        {"to": "accounts.invitation"},
        {"to": "accounts.invitation", "to_token": "/evil.example"},
        {"to": "accounts.invitation", "to_token": "abc/../def"},
        {"to": "accounts.act_for", "to_organisation_id": "1"},
        {"to": "accounts.change_role", "to_membership_id": "not a number"},
        {"to": "static", "to_filename": "../../x"},
        {"to": "accounts.sign_in"},
        {"to": "accounts.account\x00"},
    ],
)
def test_no_address_from_outside_decides_where_signing_in_leads(
    site: Site, owner: Actor, query: dict[str, str]
) -> None:
    back = site.client().post(
        "/sign-in?" + urlencode(query), {"email": "jo@example.org", "password": PASSWORD}
    )
    assert back.status_code == 303
    assert back.headers["Location"] in ("/", "/account")


def test_the_signed_in_are_led_home_from_the_sign_in_page(site: Site, owner: Actor) -> None:
    assert site.client(owner).get("/sign-in").headers["Location"] == "/"


def test_pages_of_the_signed_in_are_never_kept_by_a_browser(site: Site, owner: Actor) -> None:
    assert site.client(owner).get("/account").headers["Cache-Control"] == "no-store"


def test_a_session_ends_at_the_next_request_after_suspension(site: Site, owner: Actor) -> None:
    client = site.client(owner)
    assert client.get("/account").status_code == 200
    with site.database.unit_of_work() as session:
        people.suspend(session, SYSTEM, session.get_one(Person, owner.person_id))
    assert client.get("/account").status_code == 303


def test_somebody_without_an_organisation_is_told_to_join_or_register_one(site: Site, hashed: str) -> None:
    with site.database.unit_of_work() as session:
        make.person(session, email="alone@example.org", password_hash=hashed)
    client = site.client()
    sign_in(client, "alone@example.org")
    page = client.get("/").get_data(as_text=True)
    assert "Register an organisation" in page
    assert client.get("/organisation").status_code == 403
    answer = client.post(
        "/organisation/new",
        {
            "kind": "adviser_body",
            "organisation_name": "Brokers United",
            "terms": "y",
            "terms_version": str(terms.current().version),
        },
    )
    assert answer.status_code == 303
    assert "Brokers United" in client.get("/organisation").get_data(as_text=True)


def test_a_person_with_two_organisations_switches_on_the_account_page(site: Site, owner: Actor) -> None:
    with site.database.unit_of_work() as session:
        second = make.organisation(session, OrganisationKind.adviser_body, name="Brokers United")
        foreign = make.organisation(session, name="Not yours")
        make.membership(session, session.get_one(Person, owner.person_id), second)
    client = site.client(owner)
    assert client.post(f"/account/organisations/{second.id}").status_code == 303
    assert "Brokers United" in client.get("/organisation").get_data(as_text=True)
    assert client.post(f"/account/organisations/{foreign.id}").status_code == 404
    assert "Brokers United" in client.get("/organisation").get_data(as_text=True)


def test_signing_out_everywhere_else_keeps_this_browser(site: Site, owner: Actor) -> None:
    here, there = site.client(owner), site.client(owner)
    here.post("/account/sign-out-everywhere")
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
