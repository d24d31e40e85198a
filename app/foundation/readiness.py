"""Whether the site can do its work now: what `/readyz` answers. Each check says in a few words what is wrong.

No sentence says anything private: strangers can read them.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from app import migrations
from app.foundation.causes import cause_of
from app.foundation.config import Settings
from app.foundation.database import Database, waiting_at_most
from app.foundation.jobs import queue
from app.foundation.mail import outbox
from app.foundation.types import now

log = logging.getLogger("bidbridge.readiness")
LOCK_SECONDS = 2
KEPT_SECONDS = 5
LEAST_FREE_MB = 256
# Longer than any one job may take: a worker that works begins something in this time.
QUEUE_STANDS = timedelta(minutes=10)
MAIL_STANDS = timedelta(minutes=15)
Check = Callable[[Database, Settings], bool]


def failing(database: Database, settings: Settings) -> list[str]:
    """A line for each check that fails; nothing when the site is ready."""
    with waiting_at_most(LOCK_SECONDS):
        return [words for words, check in CHECKS if not _passes(check, database, settings)]


class Readiness:
    """What `failing` answered, kept for some seconds, so that frequent checks cost nothing."""

    def __init__(self, database: Database, settings: Settings, seconds: float) -> None:
        self.database, self.settings, self.seconds = database, settings, seconds
        self.asked_at: float | None = None
        self.answer: list[str] = []

    def failing(self) -> list[str]:
        """A line for each check that fails, at most `seconds` old."""
        moment = time.monotonic()
        if self.asked_at is None or moment - self.asked_at >= self.seconds:
            self.asked_at, self.answer = moment, failing(self.database, self.settings)
        return self.answer


def _passes(check: Check, database: Database, settings: Settings) -> bool:
    try:
        return check(database, settings)
    except Exception as error:
        log.warning("%s: %s", check.__name__, cause_of(error))
        return False


def _schema(database: Database, settings: Settings) -> bool:
    return migrations.current(database) == migrations.head()


def _writable(database: Database, settings: Settings) -> bool:
    session = database.writer()
    try:
        session.execute(sa.update(queue.Job).where(queue.Job.id == 0).values(stage=""))
        session.rollback()
        return True
    finally:
        session.close()


def _documents(database: Database, settings: Settings) -> bool:
    with tempfile.TemporaryFile(dir=settings.documents_dir) as file:
        file.write(b"ready")
        file.flush()
    return True


def _space(database: Database, settings: Settings) -> bool:
    folders = (settings.documents_dir, settings.instance_dir)
    return all(shutil.disk_usage(folder).free >= LEAST_FREE_MB * 1024 * 1024 for folder in folders)


def _queue(database: Database, settings: Settings) -> bool:
    """A long queue alone is no fault: only work that has long been due while no worker works or begins
    anything.
    """
    moment = now()
    since = moment - QUEUE_STANDS
    due = (queue.Job.state == queue.JobState.queued) & (queue.Job.run_after < since)
    left = (queue.Job.state == queue.JobState.running) & (queue.Job.lease_until < since)
    busy = (queue.Job.state == queue.JobState.running) & (queue.Job.lease_until >= moment)
    with database.reading() as session:

        def any_of(condition: sa.ColumnElement[bool]) -> bool:
            return session.scalar(sa.select(queue.Job.id).where(condition).limit(1)) is not None

        return not any_of(due | left) or any_of(busy | (queue.Job.started_at >= since))


def _mail(database: Database, settings: Settings) -> bool:
    with database.reading() as session:
        return not outbox.is_stuck(session, now() - MAIL_STANDS)


CHECKS: tuple[tuple[str, Check], ...] = (
    ("database: cannot be written", _writable),
    ("schema: is not from this version", _schema),
    ("documents: cannot be written", _documents),
    (f"disk: less than {LEAST_FREE_MB} MB free", _space),
    (f"queue: nothing begun for {QUEUE_STANDS.seconds // 60} minutes, although work is due", _queue),
    (
        (
            f"mail: waiting for more than {MAIL_STANDS.seconds // 60} minutes, and no mail server could be"
            " reached"
        ),
        _mail,
    ),
)
