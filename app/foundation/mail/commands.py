"""`flask mail …`: what has not been sent and why, and sending it again. Never the text of a mail."""

from __future__ import annotations

from collections.abc import Callable

import click

from app.foundation.database import Database
from app.foundation.errors import DomainError
from app.foundation.mail import outbox
from app.foundation.mail.outbox import MailState
from app.foundation.templating import formats

WAITING = (MailState.waiting, MailState.failed)


def group(database: Callable[[], Database]) -> click.Group:
    """The commands, on the site's database at the time when one is typed."""
    commands = click.Group("mail", help="Emails that are waiting or could not be sent.")

    @commands.command(
        "list", help="List emails that have not been sent, and why. Use --all to include sent ones."
    )
    @click.option("--all", "everything", is_flag=True)
    def show(everything: bool) -> None:
        with database().reading() as session:
            lines = outbox.lines(session, everything=everything)
        for line in lines:
            click.echo(_words(line))
        if not lines:
            click.echo("No emails are waiting.")

    @commands.command(
        "resend", help="Try to send emails again now: by number, or all that are waiting or have failed."
    )
    @click.argument("numbers", nargs=-1, type=click.IntRange(1, 2**31 - 1))
    @click.option("--all", "everything", is_flag=True)
    def resend(numbers: tuple[int, ...], everything: bool) -> None:
        if not numbers and not everything:
            raise click.UsageError("Enter the number of an email, or --all.")
        with database().unit_of_work() as session:
            chosen = (
                [line.id for line in outbox.lines(session) if line.state in WAITING]
                if everything
                else numbers
            )
            try:
                for number in chosen:
                    outbox.send_again(session, number)
            except DomainError as error:
                raise click.ClickException(error.message) from error
        click.echo(f"We will try to send {formats.plural(len(chosen), 'email')} now.")

    return commands


def _words(line: outbox.MailLine) -> str:
    parts = [str(line.id), formats.datetime(line.created_at), line.recipient, line.subject, line.state.value]
    if line.next_try is not None:
        parts.append(f"next attempt {formats.datetime(line.next_try)}")
    if line.cause:
        parts.append(line.cause)
    return "  ".join(parts)
