"""Registering, and setting passwords, through the pages and the mailbox."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from app.accounts import terms
from app.accounts.models import Organisation, Person
from app.accounts.passwords import hash_password, verify_password
from app.foundation.actor import Actor, OrganisationKind
from app.foundation.mail.outbox import Mail
from tests import factories as make
from tests.site import Client, Site

PASSWORD = "three words here"
NEW = {
    "name": "Sam Green",
    "kind": "enterprise",
    "organisation_name": "Green Works CIC",
    "password": PASSWORD,
    "terms": "y",
    "terms_version": str(terms.current().version),
}
LINK = re.compile(r"http://127\.0\.0\.1(/\S+)")


def mailbox(site: Site) -> list[Mail]:
    with site.database.reading() as session:
        return list(session.scalars(sa.select(Mail).order_by(Mail.id)))


def link(site: Site) -> str:
    """The path of the last link in the newest mail."""
    paths: list[str] = LINK.findall(mailbox(site)[-1].body)
    return paths[-1]


def ask(client: Client, email: str = "sam@example.org") -> None:
    assert client.post("/register", {"email": email}).headers["Location"] == "/register/sent"


@pytest.fixture
def registered(site: Site) -> Actor:
    """An owner whose address is jo@example.org and whose password is 'three words here'."""
    with site.database.unit_of_work() as session:
        actor = make.actor_for(session, make.organisation(session, name="Green Works CIC"))
        person = session.get_one(Person, actor.person_id)
        person.name, person.email, person.password_hash = (
            "Jo Owner",
            "jo@example.org",
            hash_password(PASSWORD),
        )
    return actor


@pytest.mark.parametrize("kind", [kind for kind in OrganisationKind if kind is not OrganisationKind.operator])
def test_somebody_registers_with_an_organisation_of_each_kind_and_is_signed_in(
    site: Site, kind: OrganisationKind
) -> None:
    client = site.client()
    ask(client)
    where = link(site)
    assert client.get(where).status_code == 200
    answer = client.post(where, {**NEW, "kind": kind.name})
    assert answer.status_code == 303
    page = client.get("/organisation").get_data(as_text=True)
    assert "Green Works CIC" in page
    assert kind.value in page
    with site.database.reading() as session:
        person = session.scalars(sa.select(Person)).one()
        assert (person.name, person.email) == ("Sam Green", "sam@example.org")
        assert verify_password(person.password_hash, PASSWORD)


def test_opening_the_link_uses_nothing_up_and_finishing_does(site: Site) -> None:
    client = site.client()
    ask(client)
    where = link(site)
    for _ in range(3):  # a mail scanner opens links, too
        assert client.get(where).status_code == 200
    client.post(where, NEW)
    again = site.client().get(where)
    assert again.status_code == 404
    assert "no longer works" in again.get_data(as_text=True)


def test_a_known_address_gets_the_same_answer_and_its_owner_a_mail(site: Site, registered: Actor) -> None:
    stranger, new = site.client(), site.client()
    first = new.post("/register", {"email": "new@example.org"})
    second = stranger.post("/register", {"email": "jo@example.org"})
    assert (first.status_code, first.headers["Location"], first.data) == (
        second.status_code,
        second.headers["Location"],
        second.data,
    )
    assert new.follow(first).data == stranger.follow(second).data
    assert [(mail.recipient, mail.subject) for mail in mailbox(site)] == [
        ("new@example.org", "Finish registering with Bidbridge"),
        ("jo@example.org", "You already have a Bidbridge account"),
    ]


def test_resetting_gives_the_same_answer_for_a_known_and_an_unknown_address(
    site: Site, registered: Actor
) -> None:
    client = site.client()
    answers = [
        client.post("/password/forgotten", {"email": f"{who}@example.org"}) for who in ("jo", "nobody")
    ]
    assert len({(answer.status_code, answer.headers["Location"], answer.data) for answer in answers}) == 1
    assert [mail.subject for mail in mailbox(site)] == [
        "Set a new password for Bidbridge",
        "There is no Bidbridge account with this address",
    ]


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "  ", "Enter your name"),
        ("name", "x" * 121, "Shorten this to 120 characters"),
        ("name", "Win at https://evil.example", "without a web address"),
        ("organisation_name", "WWW.evil.example", "without a web address"),
        ("kind", "", "Choose what your organisation is"),
        ("kind", "operator", "Choose what your organisation is"),
        ("organisation_name", "", "Enter the name of your organisation"),
        ("password", "", "Enter a password"),
        ("password", "too short", "10 characters or more"),
        ("password", "Sam Green1", "easy to guess"),
        ("password", "sam@example.org", "easy to guess"),
        ("password", "Green Works CIC", "easy to guess"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_all_else_is_kept(
    site: Site, field: str, typed: str, says: str
) -> None:
    client = site.client()
    ask(client)
    answer = client.post(link(site), {**NEW, field: typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says in page
    assert f'id="{field}-error"' in page
    assert PASSWORD not in page
    for kept in {"name", "organisation_name"} - {field}:
        assert f'value="{NEW[kept]}"' in page
    with site.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Person.id))) == 0


def test_messages_stand_in_the_order_of_the_fields(site: Site) -> None:
    client = site.client()
    ask(client)
    page = client.post(link(site)).get_data(as_text=True)
    summary = page[page.index("There is a problem") : page.index("<h1")]
    fields = ["#name", "#kind", "#organisation_name", "#password", "#terms"]
    assert [summary.index(field) for field in fields] == sorted(summary.index(field) for field in fields)
    assert [page.index(f'id="{field[1:]}"') for field in fields] == sorted(
        page.index(f'id="{field[1:]}"') for field in fields
    )


def test_fields_that_the_form_does_not_list_change_nothing(site: Site) -> None:
    client = site.client()
    ask(client)
    client.post(
        link(site), {**NEW, "email": "boss@example.org", "state": "suspended", "id": "77", "role": "editor"}
    )
    with site.database.reading() as session:
        assert session.scalars(sa.select(Person.email)).one() == "sam@example.org"
        assert session.scalar(sa.select(sa.func.count(Organisation.id))) == 1


def test_posting_the_last_form_twice_makes_one_account(site: Site) -> None:
    client, twin = site.client(), site.client()
    ask(client)
    where = link(site)
    token = twin.token(where)
    assert client.post(where, NEW).status_code == 303
    assert twin.flask.post(where, data={**NEW, "csrf_token": token}).status_code == 404
    with site.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Person.id))) == 1


def test_a_link_whose_address_got_an_account_meanwhile_leads_to_signing_in(site: Site) -> None:
    client = site.client()
    ask(client)
    where = link(site)
    with site.database.unit_of_work() as session:
        make.person(session, email="sam@example.org")
    answer = client.get(where)
    assert answer.status_code == 404
    assert "You have already registered" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    [
        "/register/none",
        "/password/reset/none",
        "/invitations/none",
        "/register/%00",
        "/password/reset/%F0%9F",
    ],
)
def test_a_link_that_opens_nothing_says_so_kindly(site: Site, path: str) -> None:
    answer = site.client().get(path)
    assert answer.status_code == 404
    assert "no longer works" in answer.get_data(as_text=True)


def test_a_forgotten_password_is_set_anew_and_every_session_ends(site: Site, registered: Actor) -> None:
    elsewhere, client = site.client(registered), site.client()
    client.post("/password/forgotten", {"email": "jo@example.org"})
    where = link(site)
    answer = client.post(where, {"password": "four other words here"})
    assert answer.headers["Location"] == "/sign-in"
    assert "Your password has been changed" in client.follow(answer).get_data(as_text=True)
    assert elsewhere.get("/account").status_code == 303
    assert client.post("/sign-in", {"email": "jo@example.org", "password": PASSWORD}).status_code == 422
    assert (
        client.post("/sign-in", {"email": "jo@example.org", "password": "four other words here"}).status_code
        == 303
    )
    assert site.client().get(where).status_code == 404


def test_changing_the_password_needs_the_present_one_and_ends_the_other_sessions(
    site: Site, registered: Actor
) -> None:
    here, there = site.client(registered), site.client(registered)
    wrong = here.post(
        "/account/password", {"current_password": "not this one", "password": "four other words here"}
    )
    assert wrong.status_code == 422
    assert 'id="current_password-error"' in wrong.get_data(as_text=True)
    assert there.get("/account").status_code == 200

    with here.flask.session_transaction() as cookie:
        old = dict(cookie)
    right = {"current_password": PASSWORD, "password": "four other words here"}
    assert here.post("/account/password", right).status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
    thief = site.client()
    with thief.flask.session_transaction() as cookie:
        cookie.update(old)
    assert thief.get("/account").status_code == 303


def test_no_page_shows_a_link_that_was_mailed(site: Site, registered: Actor) -> None:
    client = site.client()
    for path in ("/register", "/password/forgotten"):
        for email in ("jo@example.org", "new@example.org"):
            page = client.follow(client.post(path, {"email": email})).get_data(as_text=True)
            assert link(site).rpartition("/")[2] not in page
