"""`flask sample load` and `flask sample sign-ins`."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app.foundation.errors import DomainError
from app.sample.rules import ENTERPRISES, PASSWORD, SEED, SIGN_INS

group = AppGroup("sample", help="The invented register and tenders to practise with.")


@group.command("load")
@click.option(
    "--seed", default=SEED, show_default=True, help="A different number creates a different register."
)
@click.option("--enterprises", default=ENTERPRISES, show_default=True, help="How many enterprises to create.")
def load(seed: int, enterprises: int) -> None:
    """Load the sample into an empty database. Loading it again changes nothing."""
    if current_app.extensions["bidbridge"].settings.production:
        raise click.ClickException(
            "You cannot load the sample on a production site, because its passwords are public."
        )
    from app.sample import actions  # imports numpy, which the web process does not need

    try:
        loaded = actions.load(current_app.extensions["bidbridge"].database, seed, enterprises)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    if not loaded.enterprises:
        click.echo("The sample is already loaded. Nothing has changed.")
    else:
        click.echo(
            f"{loaded.enterprises} enterprises, {loaded.tenders} tenders and {loaded.practice_copies}"
            " practice copies."
        )
    for entry in SIGN_INS:
        click.echo(f"  {entry.role}: {entry.email} / {entry.password}")


@group.command("sign-ins")
@click.argument("words", default="")
def sign_ins(words: str) -> None:
    """Print who can sign in for each sample organisation. WORDS is part of its name.

    To try consent, sign in as each member of the consortium in turn.
    """
    from app.sample import queries

    with current_app.extensions["bidbridge"].database.reading() as session:
        rows = queries.sign_ins(session, words)
    if not rows:
        raise click.ClickException(
            "No sample accounts match. The sample is not loaded, or its accounts are closed."
        )
    for organisation, email in rows:
        click.echo(f"{organisation:<48} {email}")
    click.echo(f"They all have the password {PASSWORD}.")
