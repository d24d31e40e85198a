"""`flask consortia …`: the main question from a terminal, answered and printed as plain text."""

from __future__ import annotations

import itertools
import secrets
import textwrap
import time
from collections.abc import Sequence

import click
from flask import current_app
from flask.cli import AppGroup

from app.consortia.actions import asking
from app.consortia.models import Enquiry
from app.consortia.queries import enquiries, people
from app.consortia.rules.states import ENQUIRY_ENDED
from app.consortia.screens.alternatives import Alternatives, Line, Presence
from app.consortia.screens.enquiries import AnswerScreen, answer_screen
from app.consortia.tasks import JOB_KINDS
from app.enterprises.actions.viewings import record_viewings
from app.enterprises.rules import ViewedIn
from app.foundation.actor import Actor
from app.foundation.database import Database
from app.foundation.errors import DomainError
from app.foundation.jobs.worker import Worker

group = AppGroup("consortia", help="Ask for consortia and show the answers.")
ROW = click.IntRange(1, 2**31 - 1)  # what a row may be numbered
POLL_SECONDS = 0.3

AS = click.option(
    "--as", "email", default=None, help="Email of the adviser who asks. Default: the first adviser body."
)


def _database() -> Database:
    database: Database = current_app.extensions["bidbridge"].database
    return database


@group.command("propose")
@click.argument("tender", type=ROW)
@AS
def propose(tender: int, email: str | None) -> None:
    """Ask for consortia for TENDER under its own rules, wait for the answer and print the proposals as a
    table.
    """
    database = _database()
    try:
        with database.unit_of_work() as session:
            actor = people.adviser_at_the_terminal(session, email)
            question = enquiries.default_question(enquiries.askable_tender(session, actor, tender))
            enquiry = asking.ask_for_consortia(session, actor, tender, question, secrets.token_urlsafe(16))
    except DomainError as error:
        raise click.ClickException(error.message) from error
    _work_until_ended(database, enquiry.id)
    _print(database, actor, enquiry.id)


@group.command("show")
@click.argument("enquiry", type=ROW)
@AS
def show(enquiry: int, email: str | None) -> None:
    """Print the answer to ENQUIRY again."""
    database = _database()
    try:
        with database.reading() as session:
            actor = people.adviser_at_the_terminal(session, email)
        _print(database, actor, enquiry)
    except DomainError as error:
        raise click.ClickException(error.message) from error


def _work_until_ended(database: Database, enquiry_id: int) -> None:
    """Do the work here unless another worker was quicker to take it: then wait for that one."""
    worker = Worker(database, {kind.name: kind for kind in JOB_KINDS})
    while True:
        worked = worker.run_one()
        with database.reading() as session:
            if session.get_one(Enquiry, enquiry_id).state in ENQUIRY_ENDED:
                return
        if not worked:
            time.sleep(POLL_SECONDS)


def _print(database: Database, actor: Actor, enquiry_id: int) -> None:
    with database.reading() as session:
        enquiry = enquiries.enquiry_for(session, actor, enquiry_id, files=True)
        click.echo(f"Enquiry {enquiry.id}: {enquiry.tender.title}")
        withheld = enquiries.withheld_from(enquiry)
        if withheld:
            raise click.ClickException(
                f"{', '.join(withheld)} no longer shares its figures with you. Ask again."
            )
        answer = answer_screen(session, enquiry, 1)
        proposed = enquiries.proposed_in(enquiry)
        if answer is None:
            raise click.ClickException(
                enquiry.reason or f"The enquiry’s status is: {enquiry.state.value.lower()}."
            )
    with database.unit_of_work() as session:
        record_viewings(session, actor, proposed, ViewedIn.enquiry, f"enquiries:{enquiry_id}")
    _print_answer(answer)


def _print_answer(answer: AnswerScreen) -> None:
    if answer.alternatives is None:
        click.echo(answer.reasons.sentence or "No consortium was found.")
        helps = (*answer.reasons.relaxations, *answer.reasons.unlocks)
        for text in (*answer.reasons.further, *(change.text for change in helps)):
            click.echo(f"  - {text}")
        return
    click.echo(table_of(answer.alternatives))
    click.echo(
        f"\nAnswered in {answer.seconds} seconds from {answer.enterprises} enterprises."
        f" {answer.alternatives.proof}"
    )


WIDEST = 26


def table_of(alternatives: Alternatives) -> str:
    """One column a proposal, one line a figure; then who is in which."""
    head = ["", *(f"Proposal {rank}" for rank in alternatives.ranks)]
    section = ["-- Lead and members", *("" for _ in alternatives.ranks)]
    rows = [head, *map(_line_row, alternatives.lines), section, *map(_presence_row, alternatives.presence)]
    widths = [min(WIDEST, max(map(len, column))) for column in zip(*rows, strict=True)]
    return "\n".join(_row(row, widths) for row in rows)


def _line_row(line: Line) -> list[str]:
    return [line.label, *(_words(figure.words, figure.note) for figure in line.figures)]


def _presence_row(presence: Presence) -> list[str]:
    return [presence.name, *(role or "-" for role in presence.roles)]


def _words(words: str, note: str) -> str:
    return f"{words} ({note})" if note else words


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    lines = itertools.zip_longest(*wrapped, fillvalue="")
    return "\n".join(
        "  ".join(part.ljust(width) for part, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
