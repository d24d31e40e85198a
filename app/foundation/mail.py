"""The outbox: mail is written in the transaction that causes it and sent by the worker after commit."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation import jobs, templating
from app.foundation.audit import Unaudited
from app.foundation.config import Settings
from app.foundation.database import Base
from app.foundation.types import now

KIND = "send_mail"
TIMEOUT_SECONDS = 20


class Mail(Unaudited, Base):
    """One mail to one address; `sent_at` is None until a mail server (or the file backend) took it."""

    __tablename__ = "mails"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]


def post(session: Session, recipient: str, template: str, **context: Any) -> Mail:
    """Put a mail in the outbox. `template` names templates/email/<template>.txt: its first line is the subject."""
    text = templating.environment().get_template(f"email/{template}.txt").render(**context)
    subject, _, body = text.strip().partition("\n")
    mail = Mail(recipient=recipient, subject=" ".join(subject.split()), body=body.strip() + "\n")
    session.add(mail)
    session.flush()
    jobs.enqueue(session, KIND, mail.id, max_attempts=5)
    return mail


class Transport(Protocol):
    """Takes a finished message, or raises."""

    def send(self, message: EmailMessage) -> None: ...


class FileTransport:
    """Development: each mail becomes a file that can be opened and its links followed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{now():%Y%m%d-%H%M%S-%f}-{message['To'].split('@')[0]}.eml"
        (self.folder / name).write_bytes(bytes(message))


class SmtpTransport:
    """A mail server at smtp://user:password@host:port, or smtps:// for TLS from the start."""

    def __init__(self, url: str) -> None:
        self.parts = urlsplit(url)

    def send(self, message: EmailMessage) -> None:
        with self._connected() as server:
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            server.send_message(message)

    def _connected(self) -> smtplib.SMTP:
        """A connection. A password travels inside TLS only, to a server whose name its certificate bears."""
        host, trusted = self.parts.hostname or "127.0.0.1", ssl.create_default_context()
        if self.parts.scheme == "smtps":
            return smtplib.SMTP_SSL(host, self.parts.port or 465, timeout=TIMEOUT_SECONDS, context=trusted)
        server = smtplib.SMTP(host, self.parts.port or 25, timeout=TIMEOUT_SECONDS)
        server.ehlo()  # what it offers is known only after this
        if server.has_extn("starttls"):
            # As between mail servers: without a password to protect, TLS to whoever answers is better than none.
            server.starttls(context=trusted if self.parts.username else None)
        elif self.parts.username:
            server.close()
            raise smtplib.SMTPNotSupportedError("the mail server offers no TLS, and MAIL_URL holds a password")
        return server


def transport(settings: Settings) -> Transport:
    """The transport that MAIL_URL names."""
    if settings.mail_url.startswith("file:"):
        return FileTransport(Path(unquote(urlsplit(settings.mail_url).path)))
    return SmtpTransport(settings.mail_url)


def send(context: jobs.JobContext) -> None:
    """The task: hand one mail to the transport, then mark it sent. At least once: a crash between may send twice."""
    settings: Settings = context.resources["settings"]
    with context.database.reading() as session:
        mail = session.get_one(Mail, context.row_id)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, mail.recipient, mail.subject
    message["Message-ID"] = make_msgid(idstring=str(mail.id), domain=settings.host)
    message.set_content(mail.body)
    if mail.sent_at is None:
        transport(settings).send(message)
    with context.finish() as session:
        session.get_one(Mail, context.row_id).sent_at = now()


def failed(session: Session, mail_id: int, reason: str) -> None:
    """Keep the reason beside a mail that could not be sent."""
    session.get_one(Mail, mail_id).error = reason


JOB_KIND = jobs.JobKind(name=KIND, run=send, failed=failed, max_attempts=5)
