"""No word that somebody typed is lost: every page that refuses a form shows it, and a signed-out person’s is
kept.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import TooManyRequests

from app.accounts.models import SignIn
from app.foundation import kept_words, web
from app.foundation.actor import Actor
from app.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from app.foundation.kept_words import KeptWords
from app.foundation.types import now
from tests import factories as make
from tests.site import Client, Site

TYPED = "Lunches for 40 children & their carers"
WAYS: dict[str, tuple[int, Callable[[], Exception]]] = {
    "refused": (400, lambda: Refused("The rules say no.")),
    "not-allowed": (403, lambda: NotAllowed("This is for others.")),
    "not-found": (404, lambda: NotFound("It is not there.")),
    "conflict": (409, lambda: Conflict("It was done already.")),
    "overtaken": (409, lambda: StaleDataError("1 row expected")),
    "too-many": (429, TooManyRequests),
    "no-answer": (503, lambda: OperationalError("SELECT 1", {}, Exception("the server went away"))),
    "unexpected": (500, lambda: ZeroDivisionError("a mistake of ours")),
}


@web.access(web.PUBLIC)
def fail(way: str) -> str:
    """A page that ends badly in a way of one's choice."""
    raise WAYS[way][1]()


@pytest.fixture
def site(own_site: Site) -> Site:
    """A page is added to the application, so it is one of its own."""
    return own_site


@pytest.fixture
def failing(site: Site) -> Site:
    """The site with a page for every way to fail; an unexpected one is answered as it is in production."""
    site.app.add_url_rule("/fail/<way>", "fail", fail, methods=["GET", "POST"])
    site.app.config.update(PROPAGATE_EXCEPTIONS=False, TESTING=False)
    return site


def post(client: Client, path: str, **data: object) -> tuple[int, str]:
    token = client.token("/sign-in")
    answer = client.flask.post(path, data={"csrf_token": token, "what_it_covers": TYPED, **data})
    return answer.status_code, answer.get_data(as_text=True)


@pytest.fixture
def owner(site: Site) -> Actor:
    with site.database.unit_of_work() as session:
        enterprise = make.enterprise(session)
        return make.actor_for(session, enterprise.organisation)


def shown(page: str) -> bool:
    return TYPED.replace("&", "&amp;") in page


class TestEveryRefusalShowsWhatWasTyped:
    @pytest.fixture(params=["sqlite"])
    def database_url(self, request: pytest.FixtureRequest, tmp_path) -> str:  # type: ignore[no-untyped-def]
        import shutil

        shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / "one.sqlite3")
        return f"sqlite:///{tmp_path / 'one.sqlite3'}"

    def test_whatever_the_reason_is(self, failing: Site) -> None:
        client = failing.client()
        for way, (status, _) in WAYS.items():
            answered, page = post(client, f"/fail/{way}", password="never again", code="123456")
            assert answered == status, way
            assert shown(page), way
            assert "never again" not in page, way
            assert "123456" not in page, way

    def test_an_address_that_is_not_there(self, site: Site) -> None:
        status, page = post(site.client(), "/no-such-page")
        assert (status, shown(page)) == (404, True)

    def test_an_expired_form(self, site: Site, owner: Actor) -> None:
        status, page = post(site.client(owner), "/account/name", csrf_token="an old one")
        assert (status, shown(page)) == (400, True)

    def test_a_form_that_is_too_large_in_all(self, site: Site, owner: Actor) -> None:
        status, page = post(site.client(owner), "/account/name", filler="x" * 1_200_000)
        assert (status, shown(page)) == (413, True)

    def test_but_not_one_that_another_site_made_the_browser_post(self, site: Site, owner: Actor) -> None:
        answer = site.client(owner).flask.post(
            "/account/name", data={"name": TYPED}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert answer.status_code == 400
        assert not shown(answer.get_data(as_text=True))


def signed_in_again(client: Client, site: Site, actor: Actor) -> None:
    """The same browser, after somebody signed in with it."""
    browser = site.client(actor)
    with browser.flask.session_transaction() as theirs:
        token = theirs["_user_id"]
    with client.flask.session_transaction() as cookie:
        kept = cookie.get("kept")
        cookie.clear()
        cookie.update({"_user_id": token, "_fresh": True, **({"kept": kept} if kept else {})})


def end_all_sessions(site: Site) -> None:
    with site.database.unit_of_work() as session:
        session.execute(sa.delete(SignIn))


def end_sign_in(site: Site, client: Client, how: str) -> None:
    if how == "session ended":
        end_all_sessions(site)
    else:
        client.post("/sign-out", page="/account")


class TestAfterBeingSignedOut:
    @pytest.mark.parametrize("how", ["session ended", "signed out in another tab"])
    def test_the_words_are_kept_and_shown_to_the_same_person_alone(
        self, site: Site, owner: Actor, how: str
    ) -> None:
        client = site.client(owner)
        form = client.form("/enterprise/history")
        end_sign_in(site, client, how)
        typed = form.filled(history=TYPED, password="never kept")
        sent = client.flask.post("/enterprise/history", data=typed)
        assert sent.status_code == 303
        assert sent.headers["Location"] == "/sign-in?to=enterprises.history"
        assert "We kept what you typed" in client.follow(sent).get_data(as_text=True)

        with site.database.unit_of_work() as session:
            stranger = make.actor_for(session, make.enterprise(session).organisation)
        signed_in_again(client, site, stranger)
        assert not shown(client.get("/enterprise/history").get_data(as_text=True))
        signed_in_again(client, site, owner)
        page = client.get("/enterprise/history").get_data(as_text=True)
        assert shown(page)
        assert "You typed this before you were signed out" in page
        assert "never kept" not in page
        assert not shown(client.get("/enterprise/size").get_data(as_text=True))

        client.follow(client.post("/enterprise/history", form.filled(history=TYPED) | fresh(client)))
        with site.database.reading() as session:
            assert session.scalars(sa.select(KeptWords)).all() == []

    def test_another_person_who_sends_the_form_sees_nothing_of_it(self, site: Site, owner: Actor) -> None:
        client = site.client(owner)
        form = client.form("/enterprise/history")
        with site.database.unit_of_work() as session:
            stranger = make.actor_for(session, make.enterprise(session).organisation)
        signed_in_again(client, site, stranger)
        answer = client.flask.post("/enterprise/history", data=form.filled(history=TYPED))
        assert answer.status_code == 400
        page = answer.get_data(as_text=True)
        assert not shown(page)
        assert "kept what they typed for them" in page
        signed_in_again(client, site, owner)
        assert shown(client.get("/enterprise/history").get_data(as_text=True))

    def test_a_form_that_nobody_of_us_opened_leaves_nothing(self, site: Site, owner: Actor) -> None:
        answer = site.client().flask.post(
            "/enterprise/history", data={"once": f"aaa.{owner.person_id}.forged"}
        )
        assert answer.status_code == 400
        with site.database.reading() as session:
            assert session.scalars(sa.select(KeptWords)).all() == []


def fresh(client: Client) -> dict[str, list[str]]:
    """The hidden values of the form as it is opened now."""
    values = client.form("/enterprise/history").values
    return {name: values[name] for name in ("csrf_token", "once", "version") if name in values}


def test_words_end_after_a_day_and_are_a_few_for_each_person(site: Site, owner: Actor) -> None:
    assert owner.person_id is not None
    with site.database.unit_of_work() as session:
        for number in range(8):
            assert kept_words.keep(session, owner.person_id, f"/page/{number}", [("Title", TYPED)])
        assert not kept_words.keep(session, owner.person_id, "/long", [("Title", "x" * 60_001)])
        pages = [row.page for row in kept_words.of_person(session, owner.person_id)]
        assert pages == ["/page/7", "/page/6", "/page/5", "/page/4", "/page/3"]
        session.execute(sa.update(KeptWords).values(created_at=now() - timedelta(hours=25)))
        assert kept_words.of_person(session, owner.person_id) == []
        kept_words.purge(session)
        assert session.scalars(sa.select(KeptWords)).all() == []
