"""`flask enterprises …`: for the operator, who never reads prices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import AppGroup

from app.enterprises.actions import trust, verifying
from app.enterprises.queries import given, holds, register
from app.foundation.actor import SYSTEM
from app.foundation.database import Database
from app.foundation.errors import DomainError

group = AppGroup("enterprises", help="The register and its capacity ledger.")


def _database() -> Database:
    database: Database = current_app.extensions["bidbridge"].database
    return database


@group.command("list")
def list_enterprises() -> None:
    """List every enterprise by number and name, with its number of offers."""
    with _database().reading() as session:
        for id, name, offers in register.overview(session):
            click.echo(f"{id:>5}  {name}  ({offers} on offer)")


@group.command("verified")
@click.argument("enterprise_id", type=int)
def verified(enterprise_id: int) -> None:
    """List what adviser bodies verified and vouched for, for one enterprise, with the numbers to withdraw
    them.
    """
    with _database().reading() as session:
        lines = given.given_by_bodies(session, enterprise_id)
    for line in lines or ["Nothing verified or vouched for."]:
        click.echo(line)


@group.command("withdraw-verification")
@click.argument("enterprise_id", type=int)
@click.option("--credential", type=int, help="Withdraw only the verification of this credential.")
@click.option("--reason", required=True, help="Reason, which is sent to the adviser body and the enterprise.")
def withdraw_verification(enterprise_id: int, credential: int | None, reason: str) -> None:
    """Withdraw what an adviser body verified of an enterprise."""
    with _refusals(), _database().unit_of_work() as session:
        if credential is None:
            verifying.withdraw_verification(session, SYSTEM, enterprise_id, reason)
        else:
            verifying.withdraw_credential_verification(session, SYSTEM, enterprise_id, credential, reason)
    click.echo("Withdrawn.")


@group.command("withdraw-vouch")
@click.argument("pair_id", type=int)
@click.option("--reason", required=True, help="Reason, which is kept in the record.")
def withdraw_vouch(pair_id: int, reason: str) -> None:
    """Withdraw an adviser body's vouch for two enterprises."""
    with _refusals(), _database().unit_of_work() as session:
        trust.withdraw_vouch(session, SYSTEM, pair_id, reason)
    click.echo("Withdrawn.")


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except DomainError as error:
        raise click.ClickException(error.message) from error


@group.command("check-ledger")
def check_ledger() -> None:
    """Compare the capacity held in each offer with the sum of its holds. Exit 1 and name each offer that
    differs.
    """
    with _database().reading() as session:
        faults = holds.ledger_faults(session)
    for offer_id, held, promised, capacity in faults:
        click.echo(f"Offer {offer_id}: held {held}, promised {promised}, capacity {capacity}.", err=True)
    if faults:
        raise SystemExit(1)
    click.echo("The capacity ledger adds up.")
