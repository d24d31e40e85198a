"""The database, operators, and backups and heads of the record."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app import migrations
from app.accounts.models import Person
from app.accounts.queries import admission
from app.accounts.rules import PersonState
from app.foundation import readiness as checks
from app.foundation.audit import AuditEntry
from app.record import heads
from app.record.backup.making import SUBJECT
from app.record.doctor.finding import Deployment, Finding, look, ok, wrong

BACKUP_IS_OLD, BACKUP_IS_TOO_OLD = timedelta(days=2), timedelta(days=8)
HEAD_IS_OLD = timedelta(days=2)
OLDEST_SQLITE = (3, 37)


def database(site: Deployment) -> Finding:
    """Whether it answers, at this version's schema."""
    try:
        revision = migrations.current(site.database)
    except DBAPIError as error:
        cause = " ".join(str(error.orig).split())
        return wrong(
            f"The database does not answer: {cause}", "Check DATABASE_URL and that the database is running."
        )
    if revision is None:
        return wrong("The database is empty.", "Type: flask database upgrade")
    if not migrations.exists(revision):
        return wrong(
            f"The database is at revision {revision}, newer than this version.", "Install the newer version."
        )
    if revision != migrations.head():
        return wrong(
            f"The database is at revision {revision}, not {migrations.head()}.",
            "Type: flask database upgrade",
        )
    return ok(f"The database answers, at revision {revision}.")


def engine(site: Deployment) -> Finding:
    """Whether what was acknowledged survives a power cut."""
    if site.database.is_sqlite:
        version = sqlite3.sqlite_version
        with site.database.reading() as session:
            journal = session.scalar(sa.text("PRAGMA journal_mode"))
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            return wrong(
                f"SQLite {version} is too old.", "Use a Python that comes with SQLite 3.37 or newer."
            )
        return ok(f"SQLite {version}, with a {journal} journal.")
    with site.database.reading() as session:
        version = session.scalar(sa.text("SHOW server_version"))
        careless = [
            name
            for name in ("fsync", "full_page_writes", "synchronous_commit")
            if session.scalar(sa.text(f"SHOW {name}")) == "off"
        ]
    if careless:
        return wrong(
            f"PostgreSQL {version} has {' and '.join(careless)} off, so a power cut can lose saved changes.",
            "Turn it on in postgresql.conf and reload.",
        )
    return ok(f"PostgreSQL {version} will keep saved changes in a power cut.")


def sample_accounts(site: Deployment) -> Finding:
    """Whether anyone can sign in with the public password of the sample."""
    with site.database.reading() as session:
        query = sa.select(sa.func.count()).where(Person.is_sample, Person.state == PersonState.active)
        count = session.scalar(query) or 0
    if count:
        return site.unless_production(
            f"{count} sample accounts can sign in, with a password that is public.",
            "Type: flask accounts remove-sample",
        )
    return ok("No sample accounts can sign in.")


def operators(site: Deployment) -> Finding:
    """Whether anyone can approve adviser bodies and authorities."""
    with site.database.reading() as session:
        count = len(admission.operators(session))
    if count == 0:
        return site.unless_production(
            "There is no operator, so nobody can approve adviser bodies and authorities.",
            "Type: flask accounts create-operator",
        )
    return ok(f"{count} {'person is an operator' if count == 1 else 'people are operators'}.")


def last_backup(site: Deployment) -> Finding:
    """How old the newest backup is that `flask backup` made."""
    with site.database.reading() as session:
        made_at: datetime | None = session.scalar(
            sa.select(AuditEntry.at)
            .where(AuditEntry.subject == SUBJECT, AuditEntry.verb == "backup.made")
            .order_by(AuditEntry.id.desc())
            .limit(1)
        )
    mend = "Type: flask backup FOLDER, and have cron or a systemd timer run it every night."
    if made_at is None:
        return look("No backup has been made with flask backup.", mend)
    if site.at - made_at > BACKUP_IS_OLD:
        words = f"The last backup was made on {made_at:%Y-%m-%d}."
        return wrong(words, mend) if site.at - made_at > BACKUP_IS_TOO_OLD else look(words, mend)
    return ok(f"The last backup was made on {made_at:%Y-%m-%d at %H:%M} UTC.")


def kept_head(site: Deployment) -> Finding:
    """Whether the record's head is kept daily, and whether the record still contains those that were kept."""
    path = site.settings.heads_file
    try:
        kept = heads.read(path) if path.exists() else []
    except (OSError, heads.NoHead) as error:
        return wrong(
            f"We cannot read the file of heads: {error}", "See docs/operations.md, The head of the record."
        )
    if not kept:
        return look(f"There are no heads of the record in {path}.", "Start a worker, which keeps one a day.")
    with site.database.reading() as session:
        missing = next(heads.missing(session, [line.head for line in kept]), None)
    if missing is not None:
        return wrong(f"{missing}", "See docs/operations.md, Comparing with the record.")
    if site.at - kept[-1].at > HEAD_IS_OLD:
        return wrong(
            f"The last head was kept on {kept[-1].at:%Y-%m-%d}.", "Start a worker, which keeps one a day."
        )
    if site.settings.head_mail_to is None:
        return look(
            f"The last head was kept on {kept[-1].at:%Y-%m-%d}, on this machine only.",
            "Set HEAD_MAIL_TO, or copy HEADS_FILE to where the site's user cannot change it.",
        )
    return ok(
        f"The last head was kept on {kept[-1].at:%Y-%m-%d} and emailed to {site.settings.head_mail_to}."
    )


def readiness(site: Deployment) -> Finding:
    """What `/readyz` answers: whether rows and documents can be written, jobs run and email is sent."""
    failing = checks.failing(site.database, site.settings)
    if failing:
        return wrong(
            f"The site is not ready. {'. '.join(failing)}.", "Start a worker, or fix what is named above."
        )
    return ok("The site is ready. It can save rows and documents, run jobs and send email.")
