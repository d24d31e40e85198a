"""`flask sample load` and `flask sample sign-ins`."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app.foundation.errors import DomainError
from app.sample.rules import ENTERPRISES, PASSWORD, SEED, SIGN_INS

group = AppGroup("sample", help="The invented register and tenders to learn on.")


@group.command("load")
@click.option("--seed", default=SEED, show_default=True, help="Another number draws another register.")
@click.option("--enterprises", default=ENTERPRISES, show_default=True, help="How many enterprises to draw.")
def load(seed: int, enterprises: int) -> None:
    """Load the sample into an empty database; loading it again changes nothing."""
    if current_app.extensions["bidbridge"].settings.production:
        raise click.ClickException("This is a production site: the sample's passwords are public, so it stays out.")
    from app.sample import actions  # it brings in numpy, which the web process does without

    try:
        loaded = actions.load(current_app.extensions["bidbridge"].database, seed, enterprises)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    if not loaded.enterprises:
        click.echo("The sample is here already; nothing was changed.")
    else:
        click.echo(
            f"{loaded.enterprises} enterprises, {loaded.tenders} tenders and {loaded.practice_copies} practice copies."
        )
    for entry in SIGN_INS:
        click.echo(f"  {entry.role}: {entry.email} / {entry.password}")


@group.command("sign-ins")
@click.argument("words", default="")
def sign_ins(words: str) -> None:
    """Print who signs in for each sample organisation; WORDS is part of its name.

    To play consent through, sign in as each member of the consortium in turn.
    """
    from app.sample.queries import sign_ins as found

    with current_app.extensions["bidbridge"].database.reading() as session:
        rows = found(session, words)
    if not rows:
        raise click.ClickException("No sample account fits. Either the sample is not loaded, or its accounts are off.")
    for organisation, email in rows:
        click.echo(f"{organisation:<48} {email}")
    click.echo(f"The password of all of them is {PASSWORD}.")
