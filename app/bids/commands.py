"""`flask bids …`: a bid pack from a terminal."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.bids.actions import packing
from app.bids.printing.printer import printed
from app.bids.queries import bids
from app.bids.rules.states import Audience
from app.consortia.queries.people import adviser_at_the_terminal
from app.foundation.config import Settings
from app.foundation.database import Database
from app.foundation.errors import DomainError
from app.ocds.writing import publisher

group = AppGroup("bids", help="Bids and their packs.")


def _database() -> Database:
    database: Database = current_app.extensions["bidbridge"].database
    return database


def _settings() -> Settings:
    settings: Settings = current_app.extensions["bidbridge"].settings
    return settings


@group.command("pack")
@click.argument("consortium", type=click.IntRange(1, 2**31 - 1))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write the PDF."
)
@click.option(
    "--copy",
    type=click.Choice(["lead", "buyer"]),
    default="lead",
    help="Which copy to write. Default: the lead's.",
)
@click.option(
    "--as", "email", default=None, help="Email of the adviser who asks. Default: the first adviser body."
)
def pack(consortium: int, out: Path, copy: str, email: str | None) -> None:
    """Create a version of the bid pack for CONSORTIUM and write one copy to a file straight away.

    The site shows the same numbered version. A worker prints its other copies.
    """
    database = _database()
    try:
        with database.unit_of_work() as session:
            actor = adviser_at_the_terminal(session, email)
            version_id = packing.ask_for_pack(session, actor, consortium, publisher(_settings())).id
        with database.reading() as session:
            version, data = bids.pack_to_print(session, version_id)
        document = printed(data, Audience[copy])
    except DomainError as error:
        raise click.ClickException(error.message) from error
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(document.content)
    draft = ", a draft" if version.draft else ""
    click.echo(
        f"Version {version.number}{draft}: {document.pages} pages, {len(document.content):,} bytes,"
        f" sha256 {document.sha256}"
    )
    click.echo(f"Written to {out}")
