"""`flask enterprises …`: for the operator, who never reads prices."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app.enterprises import queries
from app.foundation.database import Database

group = AppGroup("enterprises", help="The register and its capacity ledger.")


def _database() -> Database:
    found: Database = current_app.extensions["bidbridge"].database
    return found


@group.command("list")
def list_enterprises() -> None:
    """Every enterprise by number and name, with how many offers it has."""
    with _database().reading() as session:
        for id, name, offers in queries.overview(session):
            click.echo(f"{id:>5}  {name}  ({offers} on offer)")


@group.command("check-ledger")
def check_ledger() -> None:
    """Compare what each offer has held with the sum of its holds; exit 1 and name each offer where they differ."""
    with _database().reading() as session:
        faults = queries.ledger_faults(session)
    for offer_id, held, promised, capacity in faults:
        click.echo(f"Offer {offer_id}: held {held}, promised {promised}, capacity {capacity}.", err=True)
    if faults:
        raise SystemExit(1)
    click.echo("The capacity ledger adds up.")
