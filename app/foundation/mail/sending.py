"""The job that hands one mail to the transport, and keeps the reason where it could not."""

from __future__ import annotations

import smtplib
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from sqlalchemy.orm import Session

from app.foundation.config import Settings
from app.foundation.errors import Refused
from app.foundation.jobs import kinds, worker
from app.foundation.mail import outbox
from app.foundation.mail.outbox import ATTEMPTS, KIND, LINK_ENDED, WAITS, Mail
from app.foundation.mail.transports import transport
from app.foundation.types import now

UNREADABLE = "The text was encrypted with a different SECRET_KEY, so it cannot be read."
LONGEST_CAUSE = 200
LONGEST_WORD = 24  # a longer one could be a token
# Answers about this one mail; every other fault is between us and the
# server.
_JUDGED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)


def send(context: kinds.JobContext) -> None:
    """Send one mail, mark it sent, erase its text. At least once: a crash between may send twice, under one
    id.

    Raises TryLater with the cause; Refused for one that must not be sent any more.
    """
    settings: Settings = context.resources["settings"]
    with context.database.reading() as session:
        mail = session.get_one(Mail, context.row_id)
    if mail.sent_at is None:
        _check(mail)
        try:
            transport(settings).send(message(mail, settings))
        except OSError as error:  # smtplib's own errors are of this kind too
            raise worker.TryLater(_keep(context, error)) from None
    with context.finish() as session:
        mail = session.get_one(Mail, context.row_id)
        mail.sent_at = mail.tried_at = mail.sent_at or now()
        mail.error, mail.unreached, mail.body = None, False, ""
        outbox.hurry(session)


def _check(mail: Mail) -> None:
    if mail.link_ends_at is not None and mail.link_ends_at <= now():
        raise Refused(LINK_ENDED)
    if not mail.body:
        raise Refused(UNREADABLE)


def message(mail: Mail, settings: Settings) -> EmailMessage:
    """The mail as it travels. Its id is the same at every attempt, so that a mailbox can drop a second
    copy.
    """
    letter = EmailMessage()
    letter["From"] = Address(settings.mail_name, addr_spec=settings.mail_from)
    letter["To"], letter["Subject"] = mail.recipient, mail.subject
    letter["Date"] = format_datetime(now())
    letter["Message-ID"] = f"<{mail.id}.{int(mail.created_at.timestamp() * 1_000_000)}@{settings.host}>"
    letter.set_content(mail.body)
    return letter


def _keep(context: kinds.JobContext, error: OSError) -> str:
    cause = cause_of(error)
    with context.database.unit_of_work() as session:
        mail = session.get_one(Mail, context.row_id)
        mail.error, mail.tried_at, mail.unreached = cause, now(), not isinstance(error, _JUDGED)
    return cause


def cause_of(error: OSError) -> str:
    """Why a mail was not taken, for the operators."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()), (0, b""))
        return f"The mail server refused this address ({code}): {_clean(words)}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"The mail server did not accept the name and password in MAIL_URL ({error.smtp_code})."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The mail server refused ({error.smtp_code}): {_clean(error.smtp_error)}"
    return (
        f"The mail server could not be used: {_clean(error.strerror or str(error) or type(error).__name__)}"
    )


def _clean(words: bytes | str) -> str:
    """What a mail server answered may quote the mail: no link, no address and nothing like a token is
    kept.
    """
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(_harmless(word) for word in text.split())[:LONGEST_CAUSE]


def _harmless(word: str) -> str:
    if "://" in word:
        return "(link)"
    if "@" in word:
        return "(address)"
    return word if len(word) < LONGEST_WORD else "(…)"


def failed(session: Session, mail_id: int, reason: str) -> None:
    """Keep the reason beside a mail that is tried no more; a dead link need not be kept."""
    mail = session.get_one(Mail, mail_id)
    mail.error = reason
    if reason == LINK_ENDED:
        mail.body = ""


JOB_KIND = kinds.JobKind(name=KIND, run=send, failed=failed, max_attempts=ATTEMPTS, waits=WAITS)
