"""`flask organisations …`: the operator's decisions at the terminal of the machine that runs the site."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app.accounts import screens
from app.accounts.actions import admission
from app.accounts.commands.accounts import database
from app.foundation.actor import SYSTEM, Standing
from app.foundation.errors import DomainError

group = AppGroup("organisations", help="Approve, refuse or suspend organisations, or ask them for more.")


@group.command("list")
@click.option(
    "--standing",
    type=click.Choice([standing.name for standing in Standing]),
    default=Standing.requested.name,
    show_default=True,
    help="Which organisations to list.",
)
def list_organisations(standing: str) -> None:
    """List adviser bodies and authorities, longest waiting first."""
    with database().reading() as session:
        rows = screens.queue_screen(session, (Standing[standing],))
    for row in rows:
        sent = f"sent {row.sent_at:%Y-%m-%d}" if row.sent_at else "not sent yet"
        domain = row.email_domain or "no official email"
        click.echo(
            f"{row.id:>6}  {row.name}  ({row.kind.value}; {sent}; {domain}; similar names: {row.look_alikes})"
        )
    if not rows:
        click.echo("None.")


@group.command("show")
@click.argument("organisation_id", type=int)
def show(organisation_id: int) -> None:
    """Show one organisation's evidence and any organisations with similar names."""
    try:
        with database().reading() as session:
            screen = screens.admission_screen(session, organisation_id)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    organisation, request = screen.organisation, screen.request
    click.echo(f"{organisation.name} ({organisation.kind.value}): {organisation.standing.value}")
    if request:
        click.echo(f"  {request.identifier_scheme} {request.identifier}, {request.website}")
        click.echo(
            f"  senior person: {request.senior_name}, {request.senior_position}, {request.senior_email}"
        )
        click.echo(
            f"  sent by {request.sent_by.name}, {request.sent_by.email}"
            f" ({request.email_domain or 'not official'})"
        )
    else:
        click.echo("  no evidence sent")
    for alike in screen.look_alikes:
        click.echo(f"  similar to {alike.id}: {alike.name} ({alike.kind.value}, {alike.standing.value})")


def _decision(name: str, standing: Standing, words: str, help_text: str) -> None:
    @group.command(name, help=help_text)
    @click.argument("organisation_id", type=int)
    @click.option("--reason", default="", help="The reason to give its owners.")
    def command(organisation_id: int, reason: str) -> None:
        public_url = current_app.extensions["bidbridge"].settings.public_url
        try:
            with database().unit_of_work() as session:
                decided = admission.decide(session, SYSTEM, organisation_id, standing, reason, public_url)
        except DomainError as error:
            raise click.ClickException(error.message) from error
        click.echo(f"{decided.name} {words}.")


_decision(
    "approve",
    Standing.approved,
    "has been approved",
    "Approve an organisation, or reinstate a suspended one.",
)
_decision(
    "ask",
    Standing.more_needed,
    "has been asked for more information",
    "Ask an organisation for more information. Needs --reason.",
)
_decision("refuse", Standing.refused, "has been refused", "Refuse an organisation. Needs --reason.")
_decision("suspend", Standing.suspended, "has been suspended", "Suspend an organisation. Needs --reason.")
