"""python -m bench.attack: forms posted six times at once, stale edits and killed workers, on both databases.

A real site (waitress, the sample register) is served on loopback. Each round opens a form once and posts it
from six connections at the same moment: exactly one thing may be made, every answer is a redirect or an
honest conflict, none is a 5xx. Edit rounds post six different changes from one version: exactly one is taken,
and it is the one stored. Kill rounds end the worker with SIGKILL while mails are due: each mail is sent, none
stays behind. Prints what was lost, doubled and answered with a 5xx (all must be 0), and exits 1 when one is
not.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
import waitress

import app as application
import app.models  # every table registers itself
from app import migrations
from app.accounts import terms
from app.accounts.models import Organisation, Person
from app.enterprises.models import Credential, Offer
from app.foundation import audit, config
from app.foundation.database import Database
from app.foundation.jobs.queue import Job, JobState
from app.foundation.mail.outbox import Mail
from app.foundation.reference import cpv
from app.sample import actions as sample
from app.sample.rules import PASSWORD
from app.tenders.models import Lot, Tender
from tests.postgres import Postgres

AT_ONCE = 6
WORDS = "correct horse battery staple"
_INPUT = re.compile(r"<input\b[^>]*>")
WORKER = [sys.executable, "-m", "app.site.work"]
_numbers = itertools.count(1)


@dataclass
class Tally:
    """What an attack came to."""

    posts: int = 0
    doubled: int = 0
    lost: int = 0
    broken: int = 0
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        return not (self.doubled or self.lost or self.broken)


class Browser:
    """One person's cookies; each request has a connection of its own."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, dict[str, str]()

    def send(self, method: str, path: str, data: dict[str, Any] | None = None) -> tuple[int, str, str]:
        """Status, address of a redirect, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(data, doseq=True) if data is not None else None, headers)
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        for given in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        location = answer.getheader("Location") or ""
        connection.close()
        return answer.status, location, body

    def hidden(self, path: str) -> dict[str, str]:
        """The hidden fields of a page's main form, as a browser would send them."""
        status, location, body = self.send("GET", path)
        assert status == 200, f"{path} answered {status} {location}"
        main = body[body.index("<main") :]
        fields: dict[str, str] = {}
        for tag in _INPUT.findall(main):
            given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            if given.get("type") == "hidden" and given.get("name"):
                fields.setdefault(given["name"], unescape(given.get("value", "")))
        return fields

    def sign_in(self, address: str) -> None:
        form = self.hidden("/sign-in")
        status, _, _ = self.send("POST", "/sign-in", {**form, "email": address, "password": PASSWORD})
        assert status == 303, f"{address} could not sign in: {status}"


@dataclass
class Stage:
    """A served site on one database."""

    name: str
    database: Database
    port: int
    environment: dict[str, str]
    tally: Tally = field(default_factory=Tally)

    def count(self, table: type[Any]) -> int:
        with self.database.reading() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0

    def browser(self, address: str) -> Browser:
        browser = Browser(self.port)
        browser.sign_in(address)
        return browser

    def at_once(self, browser: Browser, path: str, forms: list[dict[str, Any]]) -> list[tuple[int, str, str]]:
        """Post each of these forms at the same moment."""
        start = threading.Barrier(len(forms))

        def post(form: dict[str, Any]) -> tuple[int, str, str]:
            own = Browser(browser.port)
            own.cookies = dict(browser.cookies)
            start.wait()
            return own.send("POST", path, form)

        with ThreadPoolExecutor(len(forms)) as pool:
            answers = list(pool.map(post, forms))
        self.tally.posts += len(answers)
        self.tally.statuses.update(status for status, _, _ in answers)
        self.tally.broken += sum(status >= 500 for status, _, _ in answers)
        return answers


def making_round(stage: Stage, browser: Browser, path: str, table: type[Any], typed: dict[str, Any]) -> None:
    """One form that makes something, posted six times at once."""
    before = stage.count(table)
    form = {**browser.hidden(path), **typed}
    answers = stage.at_once(browser, path, [form] * AT_ONCE)
    made = stage.count(table) - before
    stage.tally.doubled += max(0, made - 1)
    stage.tally.lost += made == 0
    odd = [status for status, _, _ in answers if status not in (303, 409)]
    if odd or made != 1:
        why = re.findall(r'error-summary__list">(.*?)</ul>', answers[0][2], re.DOTALL)[:2]
        print(
            f"  {stage.name}: {path} made {made}, answered {[status for status, _, _ in answers]} {why}",
            flush=True,
        )


def editing_round(
    stage: Stage, browser: Browser, path: str, name: str, read: Callable[[], str], typed: dict[str, Any]
) -> None:
    """Six different changes from one version: one is taken, and it is the one that is stored."""
    form = {**browser.hidden(path), **typed}
    words = [f"Attack {next(_numbers)} of {name}" for _ in range(AT_ONCE)]
    answers = stage.at_once(browser, path, [{**form, name: each} for each in words])
    taken = [each for each, (status, _, _) in zip(words, answers, strict=True) if status == 303]
    stored = read()
    stage.tally.lost += max(0, len(taken) - 1) + (stored not in taken)
    if len(taken) != 1 or stored not in taken:
        print(f"  {stage.name}: {path} took {len(taken)}, stored {stored!r}", flush=True)


def makers(stage: Stage) -> Iterator[Callable[[], None]]:
    """Forms that make something, each as a function that plays one round."""
    officer, enterprise = stage.browser("officer@example.org"), stage.browser("enterprise@example.org")
    founder = stage.browser("editor@example.org")  # who makes an organisation acts for it from then on
    capabilities = iter([code for code in cpv.codes() if code.endswith("00") and cpv.group_or_deeper(code)])
    about = {
        "regime": "procurement_act_2023",
        "description": "Work to attack.",
        "arrangement": "contract",
        "liability": "joint",
        "value": "100,000",
    }
    with stage.database.reading() as session:
        person = session.scalars(sa.select(Person).where(Person.email == "officer@example.org")).one()
        own = person.memberships[0].organisation_id
    form = officer.hidden("/tenders/new")
    status, _, body = officer.send("POST", "/tenders/new", {**form, **about, "title": "A draft to attack"})
    assert status == 303, re.findall(r"error-message[^>]*>(.*?)</p>", body, re.DOTALL)[:5]
    with stage.database.reading() as session:
        draft = session.scalars(
            sa.select(Tender).where(Tender.organisation_id == own).order_by(Tender.id.desc())
        ).first()
        assert draft is not None
        number = draft.id

    def title(tender_id: int) -> str:
        with stage.database.reading() as session:
            return session.get_one(Tender, tender_id).title

    return iter(
        [
            lambda: making_round(
                stage, officer, "/tenders/new", Tender, {**about, "title": f"Attack {next(_numbers)}"}
            ),
            lambda: making_round(
                stage, officer, f"/tenders/{number}/lots/new", Lot, {"title": f"Lot {next(_numbers)}"}
            ),
            lambda: making_round(
                stage, enterprise, f"/enterprise/offers/new/{next(capabilities)}", Offer,
                {"capacity": "10", "unit_price": "12.50", "social_value": "1"},
            ),
            lambda: making_round(
                stage, enterprise, "/enterprise/credentials/new", Credential,
                {"type": "living_wage", "expires_on": ["1", "6", "2029"], "reference": f"A{next(_numbers)}"},
            ),
            lambda: making_round(
                stage, founder, "/organisation/new", Organisation,
                {"kind": "enterprise", "organisation_name": f"Quartz {next(_numbers)} Yard", "different": "y",
                 "terms": "y", "terms_version": str(terms.current().version)},
            ),
            lambda: editing_round(
                stage, officer, f"/tenders/{number}/about", "title", lambda: title(number), about
            ),
        ]
    )  # fmt: skip


def race(stage: Stage, posts: int) -> None:
    """Rounds in turn until so many posts were sent."""
    rounds = list(makers(stage))
    for play in itertools.cycle(rounds):
        if stage.tally.posts >= posts:
            return
        play()


def kills(stage: Stage, times: int) -> int:
    """End the worker so many times while mails are due; returns how many were killed at work."""
    browser = Browser(stage.port)
    killed = 0
    for _ in range(times):
        for _ in range(3):
            form = browser.hidden("/register")
            browser.send("POST", "/register", {**form, "email": f"kill{next(_numbers)}@example.org"})
        worker = subprocess.Popen(
            [sys.executable, "-m", "app.site.work"], env=stage.environment, stderr=subprocess.DEVNULL
        )
        time.sleep(2.0 + killed % 4 * 0.3)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        killed += 1
    worker = subprocess.Popen(WORKER, env=stage.environment, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 150
    while time.monotonic() < end and _waiting(stage):
        time.sleep(1)
    worker.terminate()
    worker.wait()
    with stage.database.reading() as session:
        unsent = session.scalar(sa.select(sa.func.count(Mail.id)).where(Mail.sent_at.is_(None))) or 0
    stage.tally.lost += unsent
    return killed


def _waiting(stage: Stage) -> int:
    with stage.database.reading() as session:
        return session.scalar(
            sa.select(sa.func.count(Job.id)).where(
                Job.kind == "send_mail", Job.state.in_([JobState.queued, JobState.running])
            )
        ) or 0  # fmt: skip


@contextlib.contextmanager
def staged(name: str, url: str, folder: Path) -> Iterator[Stage]:
    """Serve a site with the sample on this database."""
    environment = {
        "APP_ENV": "test", "INSTANCE_DIR": str(folder), "DATABASE_URL": url,
        "SECRET_KEY": "a secret of the attack, long enough to be taken", "PUBLIC_URL": "http://127.0.0.1",
    }  # fmt: skip
    settings = config.load(environment)
    config.make_folders(settings)
    audit.install()
    database = Database(settings.database_url, settings.secret_key)  # the worker opens what the site sealed
    migrations.upgrade(database)
    sample.load(database)
    site = application.create_app(settings, database)
    from app.foundation.web.edge import limiter

    limiter.enabled = False  # the attack comes from one address; the limits have tests of their own
    server = waitress.create_server(site, host="127.0.0.1", port=0, threads=8)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield Stage(name, database, server.effective_port, {**os.environ, **environment})
    finally:
        server.close()
        database.engine.dispose()


def attack(name: str, url: str, posts: int, times: int) -> Tally:
    """All of it on one database."""
    with tempfile.TemporaryDirectory() as folder, staged(name, url, Path(folder)) as stage:
        race(stage, posts)
        killed = kills(stage, times)
        tally = stage.tally
        answers = ", ".join(f"{status}: {count}" for status, count in sorted(tally.statuses.items()))
        print(
            f"{name} | {tally.posts} posts | {killed} kills | doubled {tally.doubled} | lost {tally.lost} | "
            f"5xx {tally.broken} | answers {answers}",
            flush=True,
        )
        with stage.database.reading() as session:
            breaks = list(audit.verify(session))
        print(f"{name} | the audit chain {'breaks: ' + breaks[0] if breaks else 'is whole'}", flush=True)
        tally.lost += len(breaks)
        return tally


def main() -> None:
    """Both databases, or the one asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=1_200, help="posts on each database")
    parser.add_argument("--kills", type=int, default=8, help="workers killed on each database")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    asked = parser.parse_args()
    tallies = []
    with tempfile.TemporaryDirectory() as folder:
        if asked.only != "postgresql":
            tallies.append(attack("sqlite", f"sqlite:///{folder}/attack.sqlite3", asked.posts, asked.kills))
        if asked.only != "sqlite":
            server = Postgres()
            try:
                with server.database() as url:
                    tallies.append(attack("postgresql", url, asked.posts, asked.kills))
            finally:
                server.stop()
    sys.exit(0 if all(tally.clean for tally in tallies) else 1)


if __name__ == "__main__":
    main()
