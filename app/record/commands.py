"""`flask audit …`: for the operator, who never reads prices."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app.foundation import audit
from app.foundation.config import Settings
from app.foundation.database import Database
from app.foundation.errors import DomainError
from app.foundation.snapshot import snapshot
from app.foundation.types import now
from app.record import heads
from app.record.backup import making, restoring
from app.record.check import comparisons
from app.record.doctor import examination
from app.record.doctor.finding import Deployment, Level

audit_group = AppGroup("audit", help="Check and read the record of every change of state.")


def _database() -> Database:
    kept: Database = current_app.extensions["bidbridge"].database
    return kept


def _settings() -> Settings:
    kept: Settings = current_app.extensions["bidbridge"].settings
    return kept


@audit_group.command("verify")
@click.option(
    "--expect", "expected", multiple=True, metavar="NUMBER:HASH", help="A head that the chain must contain."
)
@click.option(
    "--heads",
    "file",
    type=click.Path(path_type=Path),
    is_flag=False,
    flag_value="",
    default=None,
    help="A file of heads that the chain must contain. Without a name, the site's own file.",
)
def verify(expected: tuple[str, ...], file: Path | None) -> None:
    """Check the whole chain and print its head. Exits with 1 if it is broken or a head is missing."""
    kept = _heads_asked_for(expected, file)
    with snapshot(_database()) as session:
        breaks = [*audit.verify(session), *heads.missing(session, kept)]
        head = heads.current(session)
    for sentence in breaks:
        click.echo(sentence, err=True)
    if breaks:
        raise SystemExit(1)
    click.echo("The audit chain is whole.")
    if kept:
        click.echo(f"It contains {'the head' if len(kept) == 1 else f'all {len(kept)} heads'} you kept.")
    click.echo(f"Head: {head}")


@audit_group.command("list")
@click.argument("subject")
def list_entries(subject: str) -> None:
    """List entries about one row, such as tenders:7."""
    with _database().reading() as session:
        for entry in audit.entries_for(session, subject):
            click.echo(f"{entry.at:%Y-%m-%d %H:%M:%S}  {entry.actor_name}  {entry.verb}  {entry.details}")


def _heads_asked_for(expected: tuple[str, ...], file: Path | None) -> list[heads.Head]:
    try:
        kept = [heads.parse(text) for text in expected]
        if file is not None:
            path = file if file.name else _settings().heads_file
            kept.extend(line.head for line in heads.read(path))
    except heads.NoHead as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(
            f"We cannot read the file of heads: {error.strerror}: {error.filename}"
        ) from None
    return kept


@click.command("check")
@with_appcontext
def check_command() -> None:
    """Compare rows and documents with the record. Exits with 1 and lists any differences."""
    _compare()


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@with_appcontext
def backup_command(target: Path) -> None:
    """Write the database and all documents to one file: TARGET.zip, or a new file in the folder TARGET."""
    try:
        backup = making.make(_database(), _settings(), target)
    except DomainError as error:
        raise click.ClickException(error.message) from None
    rows = sum(table.rows for table in backup.manifest.tables)
    size = backup.path.stat().st_size / 1_000_000
    documents = len(backup.manifest.documents)
    click.echo(f"Wrote {backup.path}: {rows:,} rows and {documents:,} documents in {size:,.1f} MB.")
    click.echo(f"Head: {backup.manifest.head}")
    for fault in backup.faults:
        click.echo(fault, err=True)
    if backup.faults:
        raise SystemExit(1)


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--replace", is_flag=True, help="Delete what is in the database now and replace it with the backup."
)
@with_appcontext
def restore_command(file: Path, replace: bool) -> None:
    """Check a backup, restore it, check the record's head, then compare everything with the record."""
    try:
        manifest = restoring.restore(_database(), _settings(), file, replace=replace)
    except DomainError as error:
        raise click.ClickException(error.message) from None
    click.echo(
        f"Restored the backup of {manifest.made_at}. The record ends where the backup says: {manifest.head}"
    )
    _compare()


@click.command("doctor")
@with_appcontext
def doctor_command() -> None:
    """Check this deployment, one line for each check, with what to do. Exits with 1 if something is wrong."""
    findings = list(examination.examine(Deployment(_settings(), _database(), now())))
    for finding in findings:
        click.echo(f"{finding.level.value:<6} {finding.words}")
        if finding.level is not Level.ok:
            click.echo(f"       {finding.mend}")
    wrong = sum(finding.level is Level.wrong for finding in findings)
    if wrong:
        click.echo(f"{'1 thing is' if wrong == 1 else f'{wrong} things are'} wrong.", err=True)
        raise SystemExit(1)


def _compare() -> None:
    count = 0
    with snapshot(_database()) as session:
        for sentence in comparisons.run(session, _settings().documents_dir):
            click.echo(sentence, err=True)
            count += 1
    if count:
        click.echo(
            f"Found {count} difference{'s' if count > 1 else ''}. See docs/operations.md, Comparing with the"
            " record.",
            err=True,
        )
        raise SystemExit(1)
    click.echo(f"No differences. Compared: {comparisons.COMPARED}.")
