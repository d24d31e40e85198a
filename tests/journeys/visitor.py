"""A person with a browser: opens pages, presses their buttons, and looks hard at every page that
comes.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Download,
    Locator,
    Page,
    Response,
    ViewportSize,
    expect,
)
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.journeys.served import Served

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 375, "height": 812}
AXE = Axe().axe_script
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# What passed is ten times as long as what failed, and would be carried over and thrown away.
RUN_AXE = "options => axe.run(options).then(({violations}) => ({violations}))"
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= room) return []
  const scrolls = (e) => e && (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement))
  return [...document.querySelectorAll('main *, header *, footer *')]
    .filter((e) => e.getBoundingClientRect().right > room + 1 && !scrolls(e.parentElement))
    .slice(0, 5).map((e) => e.outerHTML.slice(0, 160))
    .concat(['the page is ' + document.documentElement.scrollWidth + ' px wide'])
}"""
# How the page is built: every kind of element by its ancestors, with what it carries besides words and
# addresses; then the order of headings and landmarks, and ids that occur twice. A second row of a list adds
# nothing to it.
SHAPE = """() => {
  const words = new Set(['href', 'src', 'action', 'value', 'content', 'title', 'alt', 'd', 'points',
    'transform', 'aria-label', 'placeholder', 'datetime', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy',
    'width', 'height'])
  const has = (text) => text.trim() ? 'x' : ''
  const own = (e) => e.localName + [...e.attributes].map(({name, value}) => ' ' + name + '=' +
    (words.has(name) && !value.startsWith('#') ? has(value) : value.replace(/[0-9]+/g, ''))).sort().join('') +
    [...e.childNodes].some((n) => n.nodeType === 3 && has(n.data))
  const kinds = new Map(), kind = new Map(), ids = new Map(), order = []
  for (const e of document.querySelectorAll('*')) {
    const key = (kind.get(e.parentElement) ?? '') + '>' + own(e)
    if (!kinds.has(key)) kinds.set(key, kinds.size)
    kind.set(e, kinds.get(key))
    if (e.id) ids.set(e.id, (ids.get(e.id) || 0) + 1)
    if (/^(h[1-6]|main|nav|header|footer|aside|form|section|table)$/.test(e.localName)
        && order.at(-1) !== e.localName)
      order.push(e.localName)
  }
  const twice = [...ids].filter(([, count]) => count > 1).map(([id]) => id)
  return JSON.stringify([[...kinds.keys()], order, twice])
}"""
WAIT_MS = 120_000
# A folder for pictures of every page that is opened, at both widths: to look through them by eye.
PICTURES = os.environ.get("JOURNEY_PICTURES")


class Seen:
    """The pages, and kinds of page, checked for access in this test run: all its processes share the
    folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def __contains__(self, what: str) -> bool:
        return self._place(what).exists()

    def add(self, what: str) -> None:
        self._place(what).touch()

    def _place(self, what: str) -> Path:
        return self._folder / hashlib.sha256(what.encode()).hexdigest()


class Visitor:
    """One browser profile."""

    def __init__(
        self,
        browser: Browser,
        site: Served,
        name: str,
        seen: Seen,
        *,
        script: bool = True,
        phone: bool = False,
    ) -> None:
        self.site, self.name, self.seen, self.script, self.phone = site, name, seen, script, phone
        self.context = browser.new_context(
            base_url=site.address,
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
            java_script_enabled=script,
            locale="en-GB",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(40_000)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.status = 0
        self.expected = 200
        self._pictures = 0
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script failed: {error}"))
        self.page.on("response", self._answered)

    # Ways to get somewhere

    def open(self, path: str, status: int = 200) -> None:
        """Type an address."""
        self.expected = status
        self.page.goto(path)
        self.look(status)

    def follow(self, words: str, *, within: Locator | None = None, exact: bool = False) -> None:
        """Click the first link with these words."""
        self._leads(lambda: self._link(words, within, exact).click())

    def press(self, words: str, *, status: int = 200, within: Locator | None = None) -> None:
        """Press the button with these words, which sends a form, and look at the page that answers."""
        button = (within or self.page).get_by_role("button", name=words).first
        self._leads(button.click, status)

    def download(self, words: str, *, within: Locator | None = None) -> tuple[str, bytes]:
        """Click a link to a file: its name and its bytes."""
        with self.page.expect_download() as waiting:
            self._link(words, within, False).click()
        download: Download = waiting.value
        return download.suggested_filename, Path(download.path()).read_bytes()

    def sign_in(self, address: str, password: str) -> None:
        """Through the form, from the start page."""
        self.open("/")
        self.follow("Sign in")
        self.fill("Email address", address)
        self.fill("Password", password)
        self.press("Sign in")
        assert urlsplit(self.page.url).path == "/", (
            f"signing in as {address} led to {self.page.url}: {self.errors()}"
        )

    def sign_out(self) -> None:
        self.press("Sign out")

    # What one does on a page

    def fill(self, label: str, text: str, *, nth: int = 0) -> None:
        """Type into the field with this label."""
        self.page.get_by_label(label).and_(self.page.locator("input, textarea")).nth(nth).fill(text)

    def date(self, legend: str, day: int, month: int, year: int) -> None:
        """Type a date into the three boxes under this question."""
        group = self.page.get_by_role("group", name=legend)
        for part, number in (("Day", day), ("Month", month), ("Year", year)):
            group.get_by_label(part).fill(str(number))

    def choose(self, label: str, *, exact: bool = False) -> None:
        """Tick a box or choose an option by its words."""
        self.page.get_by_label(label, exact=exact).first.check()

    def select(self, label: str, words: str) -> None:
        self.page.get_by_label(label).select_option(label=words)

    # What one reads

    @property
    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def words(self) -> str:
        """Everything that can be read on the page, spaces as one."""
        return re.sub(r"\s+", " ", self.page.locator("body").inner_text())

    def errors(self) -> str:
        """What the page says is wrong, if anything."""
        summary = self.page.locator(".govuk-error-summary")
        return summary.inner_text() if summary.count() else ""

    def reads(self, words: str) -> None:
        """The page says so, now or within a moment."""
        expect(self.page.locator("body")).to_contain_text(words, use_inner_text=True)

    def typed(self, label: str) -> str:
        """The text in the field with this label."""
        return self.page.get_by_label(label).input_value()

    def points(self) -> list[str]:
        """The bulleted points of the page."""
        return self.page.locator("main ul.govuk-list--bullet li").all_inner_texts()

    def sum_of(self, row: str) -> str:
        """The check sum in the row of that name, in the table under the audit details."""
        details = self.page.locator("details", has_text="Audit details").first
        details.locator("summary").click()
        return details.get_by_role("row", name=row).locator("code").inner_text()

    def wait_for(self, words: str) -> None:
        """Stay on a page that refreshes itself until it offers this link, then look at it as it has
        become.
        """
        offer = (
            self.page.get_by_role("link", name=words).or_(self.page.get_by_role("button", name=words)).first
        )
        try:
            offer.wait_for(timeout=WAIT_MS)
        except PlaywrightTimeout:
            pytest.fail(f"{self.page.url} never offered {words!r}; it says:\n{self.words}\n{self.site.log}")
        self.look(self.expected)

    def see_result(self, words: str) -> None:
        """Wait until the page offers the result of the work, and open it."""
        self.wait_for(words)
        self.follow(words)

    def close(self) -> None:
        self.context.close()

    # Looking hard

    def look(self, status: int = 200) -> None:
        """Fail unless the page is one we would show: its status, its script, its width on a phone, its
        access.
        """
        where = f"{self.name} at {self.page.url}"
        assert self.status == status, (
            f"{where} got {self.status}: {self.heading}\n{self.errors()}\n{self.site.log}"
        )
        assert self.page.title().strip(), f"{where}: the page has no title"
        assert self.page.locator("h1").count() == 1, (
            f"{where}: {self.page.locator('h1').count()} main headings"
        )
        self._picture("phone" if self.phone else "desk")
        if not self.phone:
            self._axe_once(where, "at desk width")
            self.page.set_viewport_size(PHONE)
            self._picture("phone")
        wide = self.page.evaluate(TOO_WIDE)
        assert not wide, f"{where}: wider than a phone:\n" + "\n".join(wide)
        if self._kind not in self.seen:
            self._axe_once(where, "on a phone")
            self.seen.add(self._kind)
        if not self.phone:
            self.page.set_viewport_size(DESKTOP)
        assert not self.faults, f"{where}: " + "; ".join(self.faults)

    def _axe_once(self, where: str, width: str) -> None:
        """Unless a page built like it was checked at this width: with other words it needs no second look."""
        shape = f"{width}: {self.page.evaluate(SHAPE)}"
        if self.script and shape not in self.seen:
            self._axe(where, width)
            self.seen.add(shape)

    @property
    def _kind(self) -> str:
        """The page without its numbers, with what it is about: proposals and progress are two kinds."""
        heading = re.sub(r"\d+", "n", self.heading)
        return f"{re.sub(r'[0-9]+', 'n', self.path)} {heading} {self.errors()}"

    def _axe(self, where: str, width: str) -> None:
        if not self.page.evaluate("() => 'axe' in window"):  # it takes as long to read it as to run it
            self.page.evaluate(AXE)
        results = AxeResults(self.page.evaluate(RUN_AXE, AXE_OPTIONS))
        assert not results.violations_count, f"{where}, {width}: {results.generate_report()}"

    def _picture(self, width: str) -> None:
        if not PICTURES:
            return
        self._pictures += 1
        slug = re.sub(r"[^a-z0-9]+", "-", f"{self.path} {self.heading}".lower()).strip("-")[:80]
        path = Path(PICTURES) / f"{self.name}-{(self._pictures + 1) // 2:03}-{slug}-{width}.png"
        self.page.screenshot(path=str(path), full_page=True)

    def _leads(self, act: Callable[[], Any], status: int = 200) -> None:
        self.expected = status
        with self.page.expect_navigation():
            act()
        self.look(status)

    def _link(self, words: str, within: Locator | None, exact: bool) -> Locator:
        # Buttons that lead somewhere are links with the role of a button.
        place = within or self.page
        return (
            place.get_by_role("link", name=words, exact=exact)
            .or_(place.locator("a").and_(place.get_by_role("button", name=words, exact=exact)))
            .first
        )

    def _heard(self, message: ConsoleMessage) -> None:
        # The browser reports the status of a refused page by itself; `look` knows better which were meant.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            if not 300 <= response.status < 400:
                self.status = response.status
        elif response.status >= 400:
            self.faults.append(f"{request.method} {request.url} answered {response.status}")
