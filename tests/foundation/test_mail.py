"""Mail arrives, or somebody sees why not: sealed while it waits, TLS wherever it is offered, tried for three
days.
"""

from __future__ import annotations

import dataclasses
import email
import email.policy
import smtplib
import socket
import socketserver
import ssl
import stat
import threading
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa

from app.foundation.config import ConfigError, Settings, load
from app.foundation.database import Database
from app.foundation.errors import NotFound, Refused
from app.foundation.jobs import queue, worker
from app.foundation.mail import outbox, sending
from app.foundation.mail.outbox import ATTEMPTS, WAITS, Mail, MailState
from app.foundation.mail.sending import JOB_KIND
from app.foundation.mail.transports import SmtpTransport
from app.foundation.sealing import Sealer
from app.foundation.types import now
from tests.site import Site


class Server:
    """A mail server that writes down its commands."""

    offers: tuple[str, ...] = ()
    commands: list[tuple[str, Any]] = []

    def __init__(
        self, host: str, port: int, *, timeout: float, context: ssl.SSLContext | None = None
    ) -> None:
        self.extensions: tuple[str, ...] = ()
        self.commands.append(("connect", (host, port, context and context.verify_mode)))

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *error: object) -> None:
        self.commands.append(("quit", None))

    def ehlo(self) -> None:
        self.extensions = self.offers

    def has_extn(self, name: str) -> bool:
        return name in self.extensions

    def starttls(self, *, context: ssl.SSLContext | None) -> None:
        self.commands.append(("starttls", context and context.verify_mode))

    def login(self, name: str, password: str) -> None:
        self.commands.append(("login", (name, password)))

    def send_message(self, message: EmailMessage) -> None:
        self.commands.append(("send", message["Subject"]))

    def close(self) -> None:
        self.commands.append(("close", None))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> type[Server]:
    monkeypatch.setattr(Server, "commands", [])
    monkeypatch.setattr(Server, "offers", ("starttls",))
    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(smtplib, "SMTP_SSL", Server)
    return Server


def letter() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "You are invited"
    return message


def test_a_password_travels_after_tls_has_begun_with_the_server_it_names(server: type[Server]) -> None:
    SmtpTransport("smtp://bid%40bridge:s%2Fecret@mail.example:587").send(letter())
    assert [what for what, _ in server.commands] == ["connect", "starttls", "login", "send", "quit"]
    assert dict(server.commands)["starttls"] == ssl.CERT_REQUIRED
    assert dict(server.commands)["login"] == ("bid@bridge", "s/ecret")


def test_a_password_stays_here_when_the_server_offers_no_tls(server: type[Server]) -> None:
    server.offers = ()
    with pytest.raises(smtplib.SMTPNotSupportedError, match="does not offer TLS"):
        SmtpTransport("smtp://bidbridge:secret@mail.example").send(letter())
    assert [what for what, _ in server.commands] == ["connect", "close"]


def test_tls_from_the_start_verifies_the_server(server: type[Server]) -> None:
    SmtpTransport("smtps://bidbridge:secret@mail.example").send(letter())
    assert server.commands[0] == ("connect", ("mail.example", 465, ssl.CERT_REQUIRED))
    assert [what for what, _ in server.commands] == ["connect", "login", "send", "quit"]


def test_a_server_of_ones_own_without_password_may_do_without(server: type[Server]) -> None:
    server.offers = ()
    SmtpTransport("smtp://127.0.0.1:25").send(letter())
    assert [what for what, _ in server.commands] == ["connect", "send", "quit"]


def test_a_server_of_ones_own_may_offer_tls_with_a_certificate_of_its_own(server: type[Server]) -> None:
    SmtpTransport("smtp://127.0.0.1:25").send(letter())
    assert ("starttls", None) in server.commands


# From outbox to server, on both databases

LINK = "http://127.0.0.1/register/canary-token-of-24-letters-and-more"


class Taking(socketserver.StreamRequestHandler):
    """The part of SMTP that a client needs. `server.refuses` is what it answers to a recipient."""

    def handle(self) -> None:
        refusal = self.server.refuses  # type: ignore[attr-defined]
        self.wfile.write(b"220 mail.example\r\n")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"RCPT" and refusal:
                self.wfile.write(refusal + b"\r\n")
            elif verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.taken.append(text)  # type: ignore[attr-defined]
                self.wfile.write(b"250 taken\r\n")
            else:
                self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
                if verb == b"QUIT":
                    return


class Mailserver(socketserver.ThreadingTCPServer):
    """A mail server on a port of this machine."""

    daemon_threads = True
    refuses = b""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.taken: list[bytes] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def letters(self) -> list[EmailMessage]:
        return [email.message_from_bytes(content, policy=email.policy.default) for content in self.taken]


@pytest.fixture
def mailserver() -> Iterator[Mailserver]:
    with Mailserver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def put(database: Database, to: str = "reader@example.org", **options: Any) -> int:
    with database.unit_of_work() as session:
        return outbox.post(
            session, to, "accounts_register", link=LINK, public_url="http://127.0.0.1", **options
        ).id


def work(database: Database, settings: Settings, url: str) -> None:
    with database.unit_of_work() as session:
        session.execute(
            sa.update(queue.Job).where(queue.Job.state == queue.JobState.queued).values(run_after=now())
        )
    resources = {"settings": dataclasses.replace(settings, mail_url=url)}
    worker.Worker(database, {JOB_KIND.name: JOB_KIND}, resources).run_until_idle()


def line_of(database: Database, mail_id: int) -> outbox.MailLine:
    with database.reading() as session:
        return next(line for line in outbox.lines(session, everything=True) if line.id == mail_id)


def stored(database: Database) -> str:
    """Every byte of the mails and their jobs, as the database keeps them."""
    with database.engine.connect() as connection:
        return "".join(
            repr(tuple(row))
            for table in ("mails", "jobs")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
        )


def closed_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"smtp://127.0.0.1:{free.getsockname()[1]}"


def test_the_waits_grow_and_last_three_days() -> None:
    assert all(before < after for before, after in pairwise(WAITS))
    assert timedelta(days=3) <= timedelta(seconds=sum(WAITS)) <= timedelta(days=4)
    assert ATTEMPTS == len(WAITS) + 1 == JOB_KIND.max_attempts
    assert [JOB_KIND.wait_after(attempt).seconds for attempt in (1, 2)] == list(WAITS[:2])


def test_a_mail_is_sealed_while_it_waits_and_erased_once_it_was_sent(
    database: Database, settings: Settings, mailserver: Mailserver
) -> None:
    mail_id = put(database)
    assert "canary-token" not in stored(database)
    assert "sealed:" in stored(database)
    work(database, settings, mailserver.url)
    letter = mailserver.letters()[0]
    assert LINK in letter.get_content()
    assert str(letter["From"]) == f"Bidbridge <{settings.mail_from}>"
    assert abs(parsedate_to_datetime(str(letter["Date"])) - now()) < timedelta(days=1)
    assert line_of(database, mail_id).state is MailState.sent
    assert "sealed:" not in stored(database)
    assert "canary-token" not in stored(database)


def test_a_second_copy_after_a_crash_carries_the_same_id(
    database: Database, settings: Settings, mailserver: Mailserver
) -> None:
    put(database)
    with database.reading() as session:
        row = session.scalars(sa.select(Mail)).one()
        first, second = (sending.message(row, settings)["Message-ID"] for _ in range(2))
    assert first == second
    assert first.endswith(f"@{settings.host}>")


def test_a_server_that_is_away_leaves_its_cause_and_the_next_try_and_is_tried_with_growing_waits(
    database: Database, settings: Settings
) -> None:
    mail_id, nowhere, waits = put(database), closed_port(), []
    for _ in range(2):
        work(database, settings, nowhere)
        line = line_of(database, mail_id)
        assert line.state is MailState.waiting
        assert line.cause == "The mail server could not be used: Connection refused"
        assert line.next_try is not None
        waits.append(round((line.next_try - now()) / timedelta(minutes=1)))
    assert waits == [1, 5]
    with database.unit_of_work() as session:
        session.execute(sa.update(queue.Job).values(attempt=ATTEMPTS - 1))
    work(database, settings, nowhere)
    given_up = line_of(database, mail_id)
    assert (given_up.state, given_up.next_try) == (MailState.failed, None)
    assert given_up.cause == "The mail server could not be used: Connection refused"
    assert "canary-token" not in stored(database)


def test_when_the_server_is_back_everything_that_found_none_goes_out_at_once(
    database: Database, settings: Settings, mailserver: Mailserver
) -> None:
    early = [put(database, f"reader{number}@example.org") for number in range(3)]
    work(database, settings, closed_port())
    late = put(database, "late@example.org")
    worker.Worker(
        database,
        {JOB_KIND.name: JOB_KIND},
        {"settings": dataclasses.replace(settings, mail_url=mailserver.url)},
    ).run_until_idle()
    assert {line_of(database, mail_id).state for mail_id in (*early, late)} == {MailState.sent}
    assert len(mailserver.taken) == 4


def test_what_a_server_says_of_a_mail_is_kept_without_what_it_quotes(
    database: Database, settings: Settings, mailserver: Mailserver
) -> None:
    mailserver.refuses = f"550 no reader@example.org here; blocked {LINK}".encode()
    mail_id = put(database)
    work(database, settings, mailserver.url)
    cause = line_of(database, mail_id).cause
    assert cause == "The mail server refused this address (550): no (address) here; blocked (link)"
    with database.reading() as session:
        job = session.scalars(sa.select(queue.Job)).one()
        assert job.cause == cause
        assert not session.scalars(sa.select(Mail)).one().unreached


def test_a_mail_whose_link_has_ended_is_not_sent(
    database: Database, settings: Settings, mailserver: Mailserver
) -> None:
    mail_id = put(database, link_ends_at=now() - timedelta(seconds=1))
    work(database, settings, mailserver.url)
    assert mailserver.taken == []
    line = line_of(database, mail_id)
    assert (line.state, line.cause) == (
        MailState.ended,
        "The link in this email expired before we could send it.",
    )
    assert "sealed:" not in stored(database)


def test_a_mail_sealed_under_another_key_fails_with_that_cause(
    database_url: str, database: Database, settings: Settings, mailserver: Mailserver
) -> None:
    mail_id = put(Database(database_url, "another secret, as before it was changed"))
    work(database, settings, mailserver.url)
    assert line_of(database, mail_id).state is MailState.failed
    assert "SECRET_KEY" in line_of(database, mail_id).cause
    assert mailserver.taken == []


def test_the_key_comes_from_the_secret_alone() -> None:
    sealed = Sealer("one secret").seal("text")
    assert Sealer("one secret").open(sealed) == "text"
    assert Sealer("two secrets").open(sealed) == ""
    assert Sealer("one secret").open("from before sealing") == "from before sealing"


def test_sending_again_says_why_where_it_cannot(
    database: Database, settings: Settings, mailserver: Mailserver
) -> None:
    sent, ended, failed = put(database), put(database), put(database)
    mailserver.refuses = b"550 no"
    with database.unit_of_work() as session:
        session.execute(sa.update(queue.Job).values(max_attempts=1))
        session.execute(
            sa.update(Mail).where(Mail.id == ended).values(link_ends_at=now() - timedelta(days=1))
        )
        session.execute(sa.update(Mail).where(Mail.id == sent).values(sent_at=now()))
    work(database, settings, mailserver.url)
    mailserver.refuses = b""
    assert line_of(database, failed).state is MailState.failed
    for number, words in ((sent, "its text was erased"), (ended, "The link in email .* expired")):
        with database.unit_of_work() as session, pytest.raises(Refused, match=words):
            outbox.send_again(session, number)
    with database.unit_of_work() as session, pytest.raises(NotFound):
        outbox.send_again(session, 999)
    with database.unit_of_work() as session:
        outbox.send_again(session, failed)
        outbox.send_again(session, failed)  # twice is once
    work(database, settings, mailserver.url)
    assert line_of(database, failed).state is MailState.sent
    assert len(mailserver.taken) == 1


def test_an_operator_lists_and_resends_without_reading_a_mail(site: Site, mailserver: Mailserver) -> None:
    run = site.app.test_cli_runner().invoke
    assert "No emails are waiting." in run(args=["mail", "list"]).output
    mail_id = put(site.database)
    work(site.database, site.settings, closed_port())
    listed = run(args=["mail", "list"]).output
    for words in ("reader@example.org", "waiting", "next attempt", "Connection refused", str(mail_id)):
        assert words in listed
    assert "canary-token" not in listed
    assert run(args=["mail", "resend"]).exit_code == 2
    assert "We will try to send 1 email now." in run(args=["mail", "resend", "--all"]).output
    work(site.database, site.settings, mailserver.url)
    assert "No emails are waiting." in run(args=["mail", "list"]).output
    assert "sent" in run(args=["mail", "list", "--all"]).output
    refused = run(args=["mail", "resend", str(mail_id)])
    assert (refused.exit_code, "erased" in refused.output) == (1, True)


def test_in_development_a_mail_is_a_file_that_nobody_else_reads(
    database: Database, settings: Settings
) -> None:
    put(database, "../strange/name@example.org")
    work(database, settings, settings.mail_url)
    (file,) = (settings.instance_dir / "mail").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert LINK.encode() in file.read_bytes()


@pytest.mark.parametrize("name", ["two\nlines", "x" * 61])
def test_a_senders_name_is_one_short_line(name: str, tmp_path: Any) -> None:
    with pytest.raises(ConfigError, match="MAIL_NAME"):
        load({"APP_ENV": "test", "INSTANCE_DIR": str(tmp_path), "MAIL_NAME": name})
    assert (
        load({"APP_ENV": "test", "INSTANCE_DIR": str(tmp_path), "MAIL_NAME": "Bids, Ltd"}).mail_name
        == "Bids, Ltd"
    )
