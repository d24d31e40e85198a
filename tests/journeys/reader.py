"""A person without a browser: the same words as a visitor's, over plain requests.

A journey that a browser has walked on one database is walked again on the other through this. What it looks
at is the behaviour; how the same pages look, the browser has seen.
"""

from __future__ import annotations

import http.cookiejar
import re
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import lxml.html
import pytest

from tests.journeys.served import Served
from tests.site import PageCheck

WAIT_SECONDS = 120
REFRESH = "Refresh to see progress"
Element = Any  # of lxml


class Reader:
    """Cookies, the page that was opened last, and what was typed into it."""

    def __init__(self, site: Served, name: str) -> None:
        self.site, self.name = site, name
        self._web = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        self._url, self._page = site.address, lxml.html.document_fromstring("<p>")

    # Ways to get somewhere

    def open(self, path: str, status: int = 200) -> None:
        """Type an address."""
        self._ask(urljoin(self.site.address, path), None, status)

    def follow(self, words: str) -> None:
        """Open where the first link with these words leads."""
        self.open(self._link(words).get("href"))

    def press(self, words: str, *, status: int = 200) -> None:
        """Send the form of the button with these words, and read the page that answers."""
        button = next(
            (field for field in self._page.iter("button", "input") if words.lower() in _text(field).lower()),
            None,
        )
        assert button is not None, f"{self._where}: no button {words!r}: {self.words}"
        form = next(button.iterancestors("form"))
        fields = [(name, value) for name, value in form.form_values() if value is not None]
        if button.get("name"):
            fields.append((button.get("name"), button.get("value", "")))
        where = urljoin(self._url, form.get("action") or self._url)
        if form.method == "GET":
            self._ask(f"{where}?{urlencode(fields)}", None, status)
        else:
            self._ask(where, urlencode(fields).encode(), status)

    def download(self, words: str) -> tuple[str, bytes]:
        """The file a link leads to: its name and its bytes."""
        with self._web.open(urljoin(self._url, self._link(words).get("href"))) as answer:
            return answer.headers.get_filename(), answer.read()

    def sign_in(self, address: str, password: str) -> None:
        """Through the form, from the start page."""
        self.open("/")
        self.follow("Sign in")
        self.fill("Email address", address)
        self.fill("Password", password)
        self.press("Sign in")
        assert self.path == "/", f"signing in as {address} led to {self._url}: {self.errors()}"

    # What a person does on a page

    def fill(self, label: str, text: str) -> None:
        """Type into the field with this label."""
        self._field(label).value = text

    def date(self, legend: str, day: int, month: int, year: int) -> None:
        """Type a date into the three boxes under this question."""
        group = next(
            fieldset
            for fieldset in self._page.iter("fieldset")
            if legend in _text(fieldset.find(".//legend"))
        )
        for part, number in (("Day", day), ("Month", month), ("Year", year)):
            self._field(part, group).value = str(number)

    def choose(self, label: str) -> None:
        """Tick a box or choose an option by its words."""
        field = self._field(label)
        if field.get("type") == "radio":
            for radio in self._page.xpath("//input[@type='radio']"):
                if radio.get("name") == field.get("name"):
                    radio.attrib.pop("checked", None)
        field.set("checked", "checked")

    # What a person reads

    @property
    def heading(self) -> str:
        return _text(self._page.find(".//h1"))

    @property
    def path(self) -> str:
        return urlsplit(self._url).path

    @property
    def words(self) -> str:
        """Everything that can be read on the page, spaces as one."""
        return _text(self._page.body)

    def errors(self) -> str:
        """What the page says is wrong, if anything."""
        return " ".join(_text(summary) for summary in self._page.find_class("govuk-error-summary"))

    def reads(self, words: str) -> None:
        """The page says so."""
        assert words in self.words, f"{self._where} does not say {words!r}: {self.words}"

    def typed(self, label: str) -> str:
        """The text in the field with this label."""
        return str(self._field(label).value)

    def points(self) -> list[str]:
        """The bulleted points of the page."""
        return [
            _text(point)
            for point in self._page.xpath("//main//ul[contains(@class, 'govuk-list--bullet')]/li")
        ]

    def sum_of(self, row: str) -> str:
        """The check sum in the table's row of that name."""
        line = next(
            line for line in self._page.iter("tr") if row in _text(line) and line.find(".//code") is not None
        )
        return _text(line.find(".//code"))

    def see_result(self, words: str) -> None:
        """Ask how far the work is until it is done: without script, its page then shows the result by
        itself.
        """
        end = time.monotonic() + WAIT_SECONDS
        while self._links(REFRESH):
            if time.monotonic() > end:
                pytest.fail(f"{self._where} never came to {words!r}; it says:\n{self.words}\n{self.site.log}")
            time.sleep(0.2)
            self.follow(REFRESH)

    def close(self) -> None:
        """Nothing is open between two requests."""

    # Reading a page

    @property
    def _where(self) -> str:
        return f"{self.name} at {self._url}"

    def _ask(self, url: str, posted: bytes | None, status: int) -> None:
        try:
            answer = self._web.open(urllib.request.Request(url, posted, {"Referer": self._url}))
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            html = answer.read().decode()
            self._url, self._page = answer.geturl(), lxml.html.document_fromstring(html)
        assert answer.status == status, f"{self._where} got {answer.status}: {self.words}\n{self.site.log}"
        page = PageCheck()
        page.feed(html)
        assert not page.problems(), f"{self._where}: {'; '.join(page.problems())}"

    def _links(self, words: str) -> list[Element]:
        return [link for link in self._page.iter("a") if words.lower() in _text(link).lower()]

    def _link(self, words: str) -> Element:
        links = self._links(words)
        assert links, f"{self._where}: no link {words!r}: {self.words}"
        return links[0]

    def _field(self, label: str, within: Element = None) -> Element:
        """The field that the label names."""
        for element in (self._page if within is None else within).iter("label"):
            if label.lower() in _text(element).lower():
                return self._page.get_element_by_id(element.get("for"))
        raise AssertionError(f"{self._where}: no field {label!r}: {self.words}")


def _text(element: Element) -> str:
    return re.sub(r"\s+", " ", element.text_content() if element is not None else "").strip()
