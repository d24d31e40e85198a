"""`flask tenders import FILE…` and what the operator decides about notices: added to the tenders group."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.foundation.actor import SYSTEM
from app.foundation.database import Database
from app.foundation.errors import DomainError
from app.foundation.templating import formats
from app.ocds import batches, queries
from app.ocds.actions import claiming, results, suggesting
from app.ocds.screens.comparing import suggestion_screen
from app.tenders.models import Tender
from app.tenders.rules import ReleaseState

MANY = 20  # files; of fewer each line of results says enough
EVERY = 50


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--publish", is_flag=True, help="Publish what is imported, including what was imported before.")
@click.option("--remarks", is_flag=True, help="Also print how each release was read, and what was not read.")
@with_appcontext
def import_command(files: tuple[Path, ...], publish: bool, remarks: bool) -> None:
    """Import Open Contracting JSON, with one line for each release. Exit 1 when a file could not be read or a
    release was set aside."""
    database: Database = current_app.extensions["bidbridge"].database
    clean = True
    done = progress(len(files))
    for outcome in batches.import_files(database, files, publishing=publish):
        if outcome.fault:
            click.echo(f"{outcome.path}: {outcome.fault}", err=True)
        for result in outcome.results:
            click.echo(line(result))
            if remarks:
                _print_remarks(result)
        clean = clean and _is_clean(outcome)
        done()
    if not clean:
        raise SystemExit(1)


def _print_remarks(result: results.ReleaseResult) -> None:
    sentences = [*result.remarks, *(f"not read: {path}" for path in result.unread)]
    click.echo("".join(f"    {sentence}\n" for sentence in sentences), nl=False)


def _is_clean(outcome: batches.FileOutcome) -> bool:
    set_aside = any(result.state is ReleaseState.quarantined for result in outcome.results)
    return not outcome.fault and not set_aside


def progress(count: int) -> Callable[[], None]:
    """Says on a terminal how many of many files are done; nothing where the output goes elsewhere."""
    finished = itertools.count(1)

    def done() -> None:
        number = next(finished)
        if number % EVERY == 0 or number == count:
            click.echo(f"{number:,} of {count:,} files done.", err=True)

    return done if count >= MANY and sys.stderr.isatty() else lambda: None


def line(result: results.ReleaseResult) -> str:
    """imported     ocds-h6vhtk-068aa0  050722-2026  tender 7  Public Toilet Cleaning Services"""
    parts = [f"{result.state.name:<11}", result.ocid or "(no OCID)", result.release_id or "(no release id)"]
    if result.tender_id:
        parts.append(f"tender {result.tender_id}")
    parts.extend(part for part in (result.title, result.reason) if part)
    counts = [formats.plural(len(result.remarks), "remark")] if result.remarks else []
    counts += [f"{formats.plural(len(result.unread), 'field')} not read"] if result.unread else []
    if counts:
        parts.append(f"[{', '.join(counts)}]")
    return "  ".join(parts)


def _parts() -> tuple[Database, str]:
    parts = current_app.extensions["bidbridge"]
    return parts.database, parts.settings.public_url


@click.command("claims")
@with_appcontext
def claims_command() -> None:
    """List the claims by authorities that are waiting for a decision."""
    with _parts()[0].reading() as session:
        rows = queries.waiting_claims(session)
        lines = [
            f"{row.id:>5}  tender {row.tender_id}  {row.tender.title}  "
            f"(buyer {row.tender.buyer_name}; claimed by {row.organisation.name})"
            for row in rows
        ]
    click.echo("\n".join(lines) or "None.")


@click.command("claim")
@click.argument("claim_id", type=int)
@click.option("--grant/--refuse", "grant", default=None, help="Give the notice to the authority, or refuse.")
@click.option("--reason", default="", help="Reason, which is sent to the authority.")
@with_appcontext
def claim_command(claim_id: int, grant: bool | None, reason: str) -> None:
    """Decide one claim."""
    if grant is None:
        raise click.UsageError("Choose --grant or --refuse.")
    database, public_url = _parts()
    try:
        with database.unit_of_work() as session:
            claim = claiming.decide_claim(
                session, SYSTEM, claim_id, grant=grant, reason=reason, public_url=public_url
            )
            words = f"{claim.tender.title}: {claim.state.value.lower()}, {claim.organisation.name}"
    except DomainError as error:
        raise click.ClickException(error.message) from error
    click.echo(words)


@click.command("suggestions")
@with_appcontext
def suggestions_command() -> None:
    """List suggested changes that are waiting for the operator."""
    with _parts()[0].reading() as session:
        lines = [
            f"{row.id:>5}  tender {row.tender_id}  {row.tender.title}"
            for row in queries.suggestions_for(session, SYSTEM)
        ]
    click.echo("\n".join(lines) or "None.")


@click.command("suggestion")
@click.argument("tender_id", type=int)
@click.argument("suggestion_id", type=int)
@click.option(
    "--accept/--decline",
    "accept",
    default=None,
    help="Change the tender, or keep it. Without either, show the change.",
)
@with_appcontext
def suggestion_command(tender_id: int, suggestion_id: int, accept: bool | None) -> None:
    """Show one suggested change and the tender side by side, or decide it."""
    database, public_url = _parts()
    try:
        with database.unit_of_work() as session:
            tender = session.get(Tender, tender_id)
            if tender is None:
                raise click.ClickException("We cannot find that tender.")
            screen = suggestion_screen(tender, queries.suggestion(session, tender_id, suggestion_id))
            if accept is not None:
                suggesting.decide(
                    session,
                    SYSTEM,
                    tender,
                    suggestion_id,
                    take=accept,
                    version=tender.version,
                    public_url=public_url,
                )
    except DomainError as error:
        raise click.ClickException(error.message) from error
    click.echo(f"{screen.title}: imported by {screen.by} on {screen.on}")
    for row in screen.differences:
        click.echo(f"  {row.field}\n    now:       {row.now}\n    suggested: {row.suggested}")
    if accept is not None:
        click.echo("Accepted." if accept else "Declined.")


COMMANDS = [import_command, claims_command, claim_command, suggestions_command, suggestion_command]
