"""Where a person is signed in, how long that lasts, and a change of address."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts import browsers
from app.accounts.models import EmailChange, Organisation, Person, SignIn
from app.accounts.passwords import hash_password
from app.accounts.queries import people
from app.accounts.rules import IDLE, IDLE_WHERE_OTHERS_FIGURES_SHOW, SEEN_TO_THE, idle_limit
from app.foundation.actor import Actor, OrganisationKind, Role
from app.foundation.mail.outbox import Mail
from app.foundation.types import now
from tests import factories as make
from tests.site import Site

PASSWORD = "three words here"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
LINK = re.compile(r"http://127\.0\.0\.1(/account/email/\S+)")


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


def age(site: Site, by: timedelta) -> None:
    with site.database.unit_of_work() as session:
        session.execute(sa.update(SignIn).values(last_seen_at=now() - by))


def last_seen(site: Site) -> timedelta:
    with site.database.reading() as session:
        return now() - session.scalars(sa.select(SignIn.last_seen_at)).one()


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (PHONE, "Safari on an iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on a Mac"),
        ("<script>alert(1)</script>", browsers.UNKNOWN),
        ("", browsers.UNKNOWN),
    ],
)
def test_a_browser_is_told_in_words_of_our_own(claims: str, words: str) -> None:
    assert browsers.words(claims) == words


def test_who_sees_what_others_keep_private_is_signed_out_sooner() -> None:
    assert idle_limit(None) == idle_limit(OrganisationKind.enterprise) == IDLE
    assert idle_limit(OrganisationKind.adviser_body) == IDLE_WHERE_OTHERS_FIGURES_SHOW < IDLE


def test_a_browser_left_alone_is_signed_out_and_one_that_is_used_is_not(site: Site, owner: Actor) -> None:
    client = site.client(owner)
    age(site, IDLE - timedelta(minutes=5))
    assert client.get("/account").status_code == 200
    assert last_seen(site) < timedelta(minutes=5), "using it starts the time again"
    age(site, IDLE + timedelta(minutes=5))
    assert client.get("/account").status_code == 303


def test_reading_pages_writes_at_most_once_a_minute(site: Site, owner: Actor, statements: list[str]) -> None:
    client = site.client(owner)
    statements.clear()
    client.get("/account")
    assert not [sent for sent in statements if sent.startswith("UPDATE")]
    age(site, timedelta(minutes=2))
    statements.clear()
    for _ in range(3):
        client.get("/account")
    assert len([sent for sent in statements if sent.startswith("UPDATE sign_ins")]) == 1


def test_a_page_that_is_read_waits_for_no_writer(site: Site, owner: Actor) -> None:
    if not site.database.is_sqlite:
        pytest.skip("on PostgreSQL readers and writers of other rows never meet")
    client = site.client(owner)
    age(site, timedelta(minutes=2))
    with site.database.unit_of_work() as writing:
        writing.execute(sa.text("SELECT 1"))
        assert client.get("/account").status_code == 200
    assert last_seen(site) > timedelta(minutes=1)
    assert timedelta(minutes=1) == SEEN_TO_THE


def test_a_person_sees_their_browsers_and_ends_one(site: Site, owner: Actor) -> None:
    for agent in (FIREFOX, PHONE):
        client = site.client()
        client.flask.environ_base["HTTP_USER_AGENT"] = agent
        client.post("/sign-in", {"email": "jo@example.org", "password": PASSWORD})
    phone = client
    with site.database.unit_of_work() as session:
        stranger = make.actor_for(session, make.organisation(session))
    foreign = site.client(stranger)
    page = phone.get("/account/sessions").get_data(as_text=True)
    assert "Firefox on Windows" in page
    assert "Safari on an iPhone" in page
    assert page.count("This browser") == 1
    [end_other] = re.findall(r"/account/sessions/\d+/end", page)
    assert foreign.post(end_other).status_code == 404
    assert phone.post(end_other).status_code == 303
    with site.database.reading() as session:
        assert [row.browser for row in people.sign_ins_of(session, owner.person_id or 0)] == [
            "Safari on an iPhone"
        ]


def links(site: Site) -> dict[str, str]:
    """The newest link in each mailbox."""
    newest = {}
    with site.database.reading() as session:
        for mail in session.scalars(sa.select(Mail).order_by(Mail.id)):
            link = LINK.search(mail.body)
            if link:
                newest[mail.recipient] = link[1]
    return newest


def address_of(site: Site, actor: Actor) -> str:
    with site.database.reading() as session:
        return session.get_one(Person, actor.person_id).email


def ask(site: Site, owner: Actor, email: str = "jo.new@example.org") -> dict[str, str]:
    client = site.client(owner)
    wrong = client.post("/account/email", {"email": email, "password": "not these words"})
    assert wrong.status_code == 422
    assert client.post("/account/email", {"email": email, "password": PASSWORD}).status_code == 303
    return links(site)


@pytest.mark.parametrize(
    "order", [("jo@example.org", "jo.new@example.org"), ("jo.new@example.org", "jo@example.org")]
)
def test_an_address_changes_once_both_mailboxes_have_agreed(
    site: Site, owner: Actor, order: tuple[str, str]
) -> None:
    sent, signed_in = ask(site, owner), site.client(owner)
    first, second = (sent[mailbox] for mailbox in order)
    visitor = site.client()
    for _ in range(2):
        assert visitor.post(first).status_code == 303
        assert address_of(site, owner) == "jo@example.org", "one mailbox is not enough"
    assert visitor.post(second).headers["Location"] == "/sign-in"
    assert address_of(site, owner) == "jo.new@example.org"
    assert signed_in.get("/account").status_code == 303
    assert visitor.get(first).status_code == 404


def test_opening_a_link_to_a_new_address_changes_nothing(site: Site, owner: Actor) -> None:
    visitor = site.client()
    for link in ask(site, owner).values():
        assert visitor.get(link).status_code == 200
    assert address_of(site, owner) == "jo@example.org"


def test_the_old_mailbox_stops_a_change_and_the_new_one_cannot(site: Site, owner: Actor) -> None:
    sent, visitor = ask(site, owner), site.client()
    old, new = sent["jo@example.org"], sent["jo.new@example.org"]
    assert visitor.post(new.replace("/new/", "/old/") + "/stop", page=old).status_code == 404
    assert visitor.get(new.replace("/new/", "/old/")).status_code == 404
    assert visitor.post(old + "/stop", page=old).status_code == 303
    assert visitor.get(new).status_code == 404
    assert address_of(site, owner) == "jo@example.org"


def test_an_address_that_has_an_account_is_answered_alike_and_never_taken(site: Site, owner: Actor) -> None:
    with site.database.unit_of_work() as session:
        make.person(session, email="taken@example.org")
    sent = ask(site, owner, "taken@example.org")
    assert "taken@example.org" not in sent, "its mailbox gets a letter without a link"
    site.client().post(sent["jo@example.org"])
    assert address_of(site, owner) == "jo@example.org"


def test_a_later_change_replaces_an_earlier_one(site: Site, owner: Actor) -> None:
    first = ask(site, owner)["jo@example.org"]
    ask(site, owner, "jo.other@example.org")
    assert site.client().get(first).status_code == 404
    with site.database.reading() as session:
        assert session.scalars(sa.select(EmailChange.new_email)).all() == ["jo.other@example.org"]


def test_nobody_is_made_an_owner_at_an_open_screen(site: Site, owner: Actor) -> None:
    with site.database.unit_of_work() as session:
        editor = make.membership(
            session,
            make.person(session),
            session.get_one(Organisation, owner.organisation_id),
            Role.editor,
        )
    client, path = site.client(owner), f"/organisation/members/{editor.id}/role"
    invite = "/organisation/invite"
    for where, data in ((path, {"role": "owner"}), (invite, {"role": "owner", "email": "new@example.org"})):
        for password in ("", "not these words"):
            assert client.post(where, {**data, "password": password}).status_code == 422
        assert client.post(where, {**data, "password": PASSWORD}).status_code in (200, 303)
    assert client.post(invite, {"role": "editor", "email": "other@example.org"}).status_code == 200


def test_a_sign_in_from_a_new_browser_is_told_by_mail_and_from_a_known_one_is_not(
    site: Site, owner: Actor
) -> None:
    def letters() -> list[str]:
        with site.database.reading() as session:
            return [
                mail.body
                for mail in session.scalars(sa.select(Mail).order_by(Mail.id))
                if "New sign" in mail.subject
            ]

    client = site.client()
    client.flask.environ_base["HTTP_USER_AGENT"] = FIREFOX
    for _ in range(2):
        client.post("/sign-in", {"email": "jo@example.org", "password": PASSWORD})
        client.post("/sign-out")
    [body] = letters()
    assert "Firefox on Windows" in body
    site.client().post("/sign-in", {"email": "jo@example.org", "password": PASSWORD})
    assert len(letters()) == 2
    site.client().post("/sign-in", {"email": "jo@example.org", "password": "not these words"})
    assert len(letters()) == 2
    with site.database.unit_of_work() as session:
        session.execute(sa.update(Person).values(is_sample=True))
    site.client().post("/sign-in", {"email": "jo@example.org", "password": PASSWORD})
    assert len(letters()) == 2, "sample people have no mailbox"


def test_no_sample_person_signs_in_where_real_people_stake_bids(site: Site, owner: Actor) -> None:
    with site.database.unit_of_work() as session:
        session.execute(sa.update(Person).values(is_sample=True))
    edge = site.app.extensions["bidbridge"]
    edge.settings = replace(edge.settings, environment="production")
    answer = site.client().post("/sign-in", {"email": "jo@example.org", "password": PASSWORD})
    assert answer.status_code == 422
    loaded = site.app.test_cli_runner().invoke(args=["sample", "load"])
    assert loaded.exit_code == 1
    assert "production" in loaded.output
