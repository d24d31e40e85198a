"""The site as a person meets it: its own process with a worker inside, its own folder, port and database."""

from __future__ import annotations

import contextlib
import email
import email.policy
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from app.accounts.models import Membership, Organisation, Person
from app.foundation.config import PROJECT_DIR
from app.foundation.database import Database

Found = TypeVar("Found")
START_SECONDS = 60
MAIL_SECONDS = 30


@dataclass(frozen=True)
class Letter:
    """A mail that the site has sent."""

    recipient: str
    subject: str
    text: str

    @property
    def link(self) -> str:
        """The path of the one link in it."""
        links: list[str] = re.findall(r"https?://\S+", self.text)
        assert links, f"no link in the mail {self.subject!r}:\n{self.text}"
        return "/" + links[0].split("/", 3)[3]


@dataclass(frozen=True)
class Served:
    """A running site. Tests reach it through a browser; only addresses and mails are looked up beside it."""

    address: str
    folder: Path
    database_url: str

    @property
    def log(self) -> str:
        """The last part of what the process has logged."""
        return (self.folder / "log.txt").read_text(errors="replace")[-6_000:]

    def owner_of(self, organisation: str) -> str:
        """The email address of somebody who owns the organisation of that name."""
        query = (
            sa.select(Person.email)
            .join(Membership, Membership.person_id == Person.id)
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(Organisation.name == organisation)
            .order_by(Membership.id)
            .limit(1)
        )
        database = Database(self.database_url)
        try:
            with database.reading() as session:
                return session.scalars(query).one()
        finally:
            database.engine.dispose()

    def letters(self, recipient: str) -> list[Letter]:
        """Every mail sent to that address so far, oldest first."""
        letters = []
        for path in sorted((self.folder / "mail").glob("*.eml")):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = message.get_body()
            if message["To"] == recipient and body is not None:
                letters.append(Letter(recipient, str(message["Subject"]), body.get_content()))
        return letters

    def letter(self, recipient: str, about: str) -> Letter:
        """The newest mail to that address with the words `about` in its subject, once it is there."""

        def newest() -> Letter | None:
            fitting = [
                letter for letter in self.letters(recipient) if about.lower() in letter.subject.lower()
            ]
            return fitting[-1] if fitting else None

        newest_letter = until(newest, MAIL_SECONDS)
        subjects = [letter.subject for letter in self.letters(recipient)]
        assert newest_letter is not None, (
            f"no mail to {recipient} about {about!r}; there are {subjects}\n{self.log}"
        )
        return newest_letter


def until(look: Callable[[], Found | None], seconds: float) -> Found | None:
    """What `look` finds, as soon as it finds something; None when it has found nothing for that long."""
    end = time.monotonic() + seconds
    while (result := look()) is None and time.monotonic() < end:
        time.sleep(0.05)
    return result


@contextlib.contextmanager
def serve(folder: Path, database_url: str) -> Iterator[Served]:
    """Start the site as `./run` does, wait until it answers, and end it afterwards."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {
        # Not "test": people are to meet the site with its limits on guessing in place.
        "APP_ENV": "development",
        "INSTANCE_DIR": str(folder),
        "DATABASE_URL": database_url,
        "PUBLIC_URL": address,
        "PORT": str(port),
    }
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("MAIL_URL", "DOCUMENTS_DIR", "SECRET_KEY")
    }
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.site.serve"],
            cwd=PROJECT_DIR,
            env={**kept, **settings},
            stdout=log,
            stderr=log,
        )
    site = Served(address, folder, database_url)
    try:
        answered = until(lambda: _answers(site, process), START_SECONDS)
        assert answered, f"the site did not start:\n{site.log}"
        yield site
    finally:
        process.send_signal(signal.SIGTERM)  # SIGINT is ignored by whatever a shell started in the background
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(site: Served, process: subprocess.Popen[bytes]) -> bool | None:
    if process.poll() is not None:
        return False
    try:
        with urllib.request.urlopen(f"{site.address}/healthz", timeout=5) as answer:
            return True if answer.status == 200 else None
    except OSError:
        return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
