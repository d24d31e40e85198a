"""`flask tenders …`."""

from __future__ import annotations

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup

from app.foundation.database import Database
from app.foundation.templating import formats
from app.foundation.types import now
from app.tenders.actions import closing
from app.tenders.models import Tender
from app.tenders.queries import tenders as queries

group = AppGroup("tenders", help="Tenders and the notices they come from.")


def _database() -> Database:
    database: Database = current_app.extensions["bidbridge"].database
    return database


@group.command("list")
@click.option("--all", "everything", is_flag=True, help="Include drafts and tenders that are over.")
def list_tenders(everything: bool) -> None:
    """List tenders by number, with state, closing date and title."""
    at = now()
    with _database().reading() as session:
        query = sa.select(Tender).order_by(Tender.id)
        for tender in session.scalars(query if everything else query.where(queries.open_at(at))):
            state = queries.state_at(tender, at).value
            deadline = (
                formats.closing(tender.deadline, tender.deadline_is_day, weekday=False)
                if tender.deadline
                else "no closing date"
            )
            practice = "PRACTICE  " if tender.practice else ""
            click.echo(
                f"{tender.id:>5}  {state:<9}  {deadline:<28}  {practice}{tender.title}  ({tender.buyer_name})"
            )


@group.command("close-due")
def close_due() -> None:
    """Close every tender whose deadline has passed. The worker also does this, and pages show it either
    way.
    """
    with _database().unit_of_work() as session:
        closed = closing.close_due(session, now())
        titles = [f"{tender.id}  {tender.title}" for tender in closed]
    click.echo("\n".join([*titles, f"Closed: {len(titles)}"]))
