"""The table of mails: putting one in, seeing what has become of it, sending one again."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation import templating
from app.foundation.audit import Unaudited
from app.foundation.database import Base
from app.foundation.errors import NotFound, Refused
from app.foundation.jobs import queue
from app.foundation.sealing import SealedText
from app.foundation.templating import formats
from app.foundation.types import now

KIND = "send_mail"
MINUTE, HOUR = 60, 3600
# Between the attempts: together a little more than three days.
WAITS = (MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 28 * HOUR)
ATTEMPTS = len(WAITS) + 1
LINK_ENDED = "The link in this email expired before we could send it."


class Mail(Unaudited, Base):
    """One mail to one address; `sent_at` is None until a mail server (or the file backend) took it.

    `body` is sealed while the mail waits, because it can contain a link that lets its reader in; it is empty
    once it was sent. `link_ends_at` is when that link stops working. `unreached` says that the newest attempt
    failed before a mail server looked at this mail: then it is not this mail's fault.
    """

    __tablename__ = "mails"
    __table_args__ = (sa.Index("ix_mails_sent_at", "sent_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(SealedText)
    link_ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    unreached: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str | None]


def post(
    session: Session, recipient: str, template: str, *, link_ends_at: datetime | None = None, **context: Any
) -> Mail:
    """Put a mail in the outbox. `template` names templates/email/<template>.txt: its first line is the
    subject.

    `link_ends_at` says when the link in it stops working: after that it is not sent any more.
    """
    text = templating.environment().get_template(f"email/{template}.txt").render(**context)
    subject, _, body = text.strip().partition("\n")
    mail = Mail(
        recipient=recipient,
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        link_ends_at=link_ends_at,
    )
    session.add(mail)
    session.flush()
    queue.enqueue(session, KIND, mail.id, max_attempts=ATTEMPTS)
    return mail


class MailState(enum.Enum):
    """What has become of a mail."""

    waiting = "waiting"
    sent = "sent"
    ended = "link expired"
    failed = "not sent"


@dataclass(frozen=True)
class MailLine:
    """A mail as an operator sees it: never its text."""

    id: int
    recipient: str
    subject: str
    state: MailState
    cause: str
    next_try: datetime | None
    created_at: datetime


def state_of(mail: Mail, next_try: datetime | None, moment: datetime) -> MailState:
    """`next_try` is when a job that has not ended sends it; None where there is no such job."""
    if mail.sent_at is not None:
        return MailState.sent
    if mail.link_ends_at is not None and mail.link_ends_at <= moment:
        return MailState.ended
    return MailState.waiting if next_try is not None else MailState.failed


def lines(session: Session, *, everything: bool = False) -> list[MailLine]:
    """Mails that were not sent, oldest first; `everything` also those that were."""
    live = (queue.Job.kind == KIND) & (queue.Job.subject_id == Mail.id) & queue.Job.state.in_(queue.LIVE)
    query = sa.select(Mail, queue.Job.run_after).outerjoin(queue.Job, live).order_by(Mail.id)
    if not everything:
        query = query.where(Mail.sent_at.is_(None))
    moment = now()
    return [
        MailLine(
            mail.id,
            mail.recipient,
            mail.subject,
            state_of(mail, next_try, moment),
            mail.error or "",
            next_try,
            mail.created_at,
        )
        for mail, next_try in session.execute(query)
    ]


def send_again(session: Session, mail_id: int) -> Mail:
    """Let a mail that was not sent be tried at once, and then for three days again.

    Raises NotFound; Refused, with what to do instead, for one that was sent or whose link has ended.
    """
    mail = session.get(Mail, mail_id)
    if mail is None:
        raise NotFound(f"There is no email {mail_id}.")
    if mail.sent_at is not None:
        raise Refused(
            f"Email {mail_id} was sent on {formats.datetime(mail.sent_at)}, and its text was erased then. "
            "Ask the person to request it again on the site."
        )
    if mail.link_ends_at is not None and mail.link_ends_at <= now():
        raise Refused(
            f"The link in email {mail_id} expired on {formats.datetime(mail.link_ends_at)}. "
            "Ask the person to request a new one on the site."
        )
    if not mail.body:
        raise Refused(
            f"The text of email {mail_id} was encrypted with a different SECRET_KEY, so it cannot be read."
        )
    queue.cancel(session, KIND, mail.id)
    queue.enqueue(session, KIND, mail.id, max_attempts=ATTEMPTS)
    return mail


def hurry(session: Session) -> None:
    """A mail server takes mails (again): try those that reached none at once, however long they were to
    wait.
    """
    unreached = sa.select(Mail.id).where(Mail.sent_at.is_(None), Mail.unreached)
    waiting = (
        (queue.Job.kind == KIND) & (queue.Job.state == queue.JobState.queued) & (queue.Job.run_after > now())
    )
    session.execute(
        sa.update(queue.Job)
        .where(waiting, queue.Job.subject_id.in_(unreached))
        .values(run_after=now())
        .execution_options(synchronize_session=False)
    )


def is_stuck(session: Session, since: datetime) -> bool:
    """Whether a mail written before then waits because no mail server was reached, and none was sent after
    its try.

    One address that is refused does not count: every other mail goes out.
    """
    waits = (Mail.sent_at.is_(None), Mail.unreached, Mail.created_at < since)
    newest_try = session.scalar(sa.select(sa.func.max(Mail.tried_at)).where(*waits))
    if newest_try is None:
        return False
    return session.scalar(sa.select(Mail.id).where(Mail.sent_at >= newest_try).limit(1)) is None
