"""A site under test, and clients that check every page they open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from werkzeug.test import TestResponse

from app.accounts.actions import signing_in
from app.accounts.models import Person
from app.foundation.actor import Actor
from app.foundation.config import Settings
from app.foundation.database import Database
from app.foundation.jobs import worker as worker_jobs
from app.foundation.web.application import Application

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
KEYS = re.compile(r'<input type="hidden" name="(?:csrf_token|once)" value="[^"]*">')  # new on every page
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def shows(page: str, *spellings: str) -> bool:
    """Whether a page shows a figure or word by itself: keys and digests in forms spell out short ones by
    chance.
    """
    any_of = "|".join(re.escape(spelling) for spelling in spellings)
    return re.search(rf"(?<![0-9A-Za-z])(?:{any_of})(?![0-9A-Za-z])", page) is not None


class PageCheck(HTMLParser):
    """Reads a page and collects what is wrong with it: duplicate ids, inline style or script, unclosed
    elements.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.faults: list[str] = []
        self.open: list[str] = []
        self.title = ""
        self.headings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if attributes.get("id"):
            self.ids.append(str(attributes["id"]))
        if "style" in attributes:
            self.faults.append(f"<{tag}> has an inline style")
        if tag == "script" and "src" not in attributes:
            self.faults.append("an inline script")
        self.faults.extend(f"<{tag}> has {name}" for name in attributes if name.startswith("on"))
        if tag == "h1":
            self.headings.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag not in self.open:
            self.faults.append(f"</{tag}> closes nothing")
            return
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.title += data.strip()

    def problems(self) -> list[str]:
        twice = sorted({name for name in self.ids if self.ids.count(name) > 1})
        problems = [*self.faults, *(f"id {name!r} stands twice" for name in twice)]
        if not self.title:
            problems.append("the page has no title")
        if len(self.headings) != 1:
            problems.append(f"the page has {len(self.headings)} main headings")
        return problems


def check_page(response: TestResponse) -> None:
    """Fail when a page is not one we would show."""
    assert response.status_code < 500, f"{response.request.path} answered {response.status_code}"
    assert "Content-Security-Policy" in response.headers
    if not (
        response.mimetype == "text/html" and response.data.lstrip().lower().startswith(b"<!doctype html")
    ):
        return
    page = PageCheck()
    page.feed(response.get_data(as_text=True))
    problems = page.problems()
    assert not problems, f"{response.request.path}: {'; '.join(problems)}"


@dataclass
class PageForm:
    """One form that posts, as a browser would send it untouched: its address ("" for the page's own) and
    values.
    """

    action: str
    values: dict[str, list[str]]

    def filled(self, **typed: Any) -> dict[str, Any]:
        """What is sent once somebody typed into it."""
        return {**self.values, **typed}


class FormReader(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._open = False
        self._area: tuple[str, str] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._begin_form(attributes)
        elif not self._open:
            return
        elif tag == "input":
            self._read_input(attributes)
        elif tag == "textarea":
            self._area = (attributes.get("name", ""), "")
        elif tag == "select":
            self._select = attributes.get("name", "")
        elif tag == "option":
            self._read_option(attributes)

    def _begin_form(self, attributes: dict[str, str]) -> None:
        self._open = attributes.get("method") == "post"
        if self._open:
            self.forms.append(PageForm(attributes.get("action", ""), {}))

    def _read_input(self, attributes: dict[str, str]) -> None:
        kind, checked = attributes.get("type"), "checked" in attributes
        if not attributes.get("name") or kind in ("submit", "file"):
            return
        if kind not in ("radio", "checkbox") or checked:
            self._add(attributes["name"], attributes.get("value", "on" if checked else ""))

    def _read_option(self, attributes: dict[str, str]) -> None:
        """A list sends the option that is selected, and the first where none is."""
        if self._select not in self.forms[-1].values or "selected" in attributes:
            self.forms[-1].values[self._select] = [attributes.get("value", "")]

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area = (self._area[0], self._area[1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            # A browser drops the first line end and sends each of the others as two characters.
            self._add(self._area[0], self._area[1].removeprefix("\n"))
            self._area = None
        elif tag == "form":
            self._open = False

    def _add(self, name: str, value: str) -> None:
        self.forms[-1].values.setdefault(name, []).append(value)


def forms_on(html: str) -> list[PageForm]:
    """The forms of a page that post."""
    reader = FormReader()
    reader.feed(html)
    return reader.forms


def _hidden_values(forms: list[PageForm], path: str, page: str) -> dict[str, Any]:
    """Token, key and version of the one form on the page that posts to this path."""
    here = [form for form in forms if form.action == path or (form.action == "" and page == path)]
    if len(here) != 1:
        return {}
    values = here[0].values
    return {name: values[name] for name in ("csrf_token", "once", "version") if name in values}


@dataclass
class Client:
    """A browser without script: gets pages, posts forms with their token, checks everything it opens."""

    flask: Any

    def get(self, path: str, **options: Any) -> TestResponse:
        response: TestResponse = self.flask.get(path, **options)
        check_page(response)
        return response

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, page: str | None = None, **options: Any
    ) -> TestResponse:
        """Post a form with its token, key and version, from `page` (the form's own page unless it is
        elsewhere).
        """
        where = page or path
        html = self.flask.get(where, follow_redirects=True).get_data(as_text=True)
        values: dict[str, Any] = _hidden_values(forms_on(html), path, where)
        if "csrf_token" not in values:
            values["csrf_token"] = [self.token(where)]
        values.update(data or {})
        response: TestResponse = self.flask.post(path, data=values, **options)
        check_page(response)
        return response

    def form(self, page: str, action: str = "") -> PageForm:
        """The form of a page that posts to an address; without one, the form that posts to the page
        itself.
        """
        forms = forms_on(self.get(page).get_data(as_text=True))
        return next(form for form in forms if form.action in ((action,) if action else ("", page)))

    def token(self, page: str = "/sign-in") -> str:
        """The token of this browser's session. Any page with a form has the same one."""
        for address in (page, "/sign-in", "/account"):
            match = TOKEN.search(self.flask.get(address, follow_redirects=True).get_data(as_text=True))
            if match:
                return match.group(1)
        raise AssertionError(f"no form on {page}")

    def follow(self, response: TestResponse) -> TestResponse:
        """Open where a redirect leads."""
        assert response.status_code == 303, (
            f"{response.status_code}: {response.get_data(as_text=True)[:2000]}"
        )
        return self.get(response.headers["Location"])


@dataclass
class Site:
    """The application, its database, and ways to act on it."""

    app: Application
    database: Database
    settings: Settings

    def client(self, actor: Actor | None = None, *, confirmed: bool = True) -> Client:
        """A browser: signed in as an actor with a person, `confirmed` by a second factor or not; or signed
        out.
        """
        flask = self.app.test_client()
        if actor is not None:
            with self.database.unit_of_work() as session:
                person = session.get_one(Person, actor.person_id)
                token = signing_in.open_sign_in(session, person, actor.organisation_id, confirmed=confirmed)
            with flask.session_transaction() as cookie:
                cookie["_user_id"] = token
                cookie["_fresh"] = True
        return Client(flask)

    def work(self) -> int:
        """Run every job that is due, as the worker would; returns how many."""
        from app import job_kinds

        worker = worker_jobs.Worker(self.database, job_kinds(), {"settings": self.settings})
        return worker.run_until_idle()
