"""`flask tenders import FILE…`, which the command line adds to the tenders group."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from app.foundation.actor import SYSTEM
from app.foundation.database import Database
from app.foundation.errors import DomainError
from app.ocds import actions
from app.ocds.source_json import MOST_BYTES
from app.tenders.rules import ReleaseState


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--remarks", is_flag=True, help="Also print what was odd in each release and how it was read.")
def import_command(files: tuple[Path, ...], remarks: bool) -> None:
    """Import Open Contracting JSON, one line a release. Exit 1 when a file could not be read or a release was set
    aside."""
    database: Database = current_app.extensions["bidbridge"].database
    clean = True
    for path in files:
        try:
            if path.stat().st_size > MOST_BYTES:
                raise click.ClickException(f"{path}: larger than {MOST_BYTES // 1_000_000} MB")
            releases = actions.read_file(path.read_bytes())  # before the lock is taken
            with database.unit_of_work() as session:
                results = actions.import_releases(session, SYSTEM, path.name, releases)
        except DomainError as error:
            click.echo(f"{path}: {error.message}", err=True)
            clean = False
            continue
        for result in results:
            click.echo(line(result))
            clean = clean and result.state is not ReleaseState.quarantined
            if remarks:
                click.echo("".join(f"    {remark}\n" for remark in result.remarks), nl=False)
    if not clean:
        raise SystemExit(1)


def line(result: actions.ReleaseResult) -> str:
    """imported     ocds-h6vhtk-068aa0  050722-2026  tender 7  Public Toilet Cleaning Services"""
    parts = [f"{result.state.name:<11}", result.ocid or "(no OCID)", result.release_id or "(no release id)"]
    if result.tender_id:
        parts.append(f"tender {result.tender_id}")
    parts.extend(part for part in (result.title, result.reason) if part)
    if result.remarks:
        parts.append(f"[{len(result.remarks)} remark{'s' if len(result.remarks) > 1 else ''}]")
    return "  ".join(parts)
