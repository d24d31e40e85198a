"""`flask accounts …`: for the operator, who cannot see what the people here do."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from app.accounts.actions import organisations, people, registering, second_factor
from app.accounts.models import Person
from app.accounts.passwords import hash_password
from app.accounts.queries import people as people_queries
from app.accounts.rules import LONGEST_NAME, fold_email, is_email
from app.accounts.strength import password_fault
from app.foundation.actor import SYSTEM, OrganisationKind, Standing
from app.foundation.database import Database
from app.foundation.errors import DomainError
from app.foundation.templating.formats import plural

KINDS = {"enterprise": "enterprise", "authority": "contracting_authority", "adviser": "adviser_body"}

group = AppGroup("accounts", help="Manage people and their organisations.")


def database() -> Database:
    database: Database = current_app.extensions["bidbridge"].database
    return database


def _checked(email: str, name: str, organisation: str, password: str) -> str:
    """The address as it is stored, once everything typed is sound; click's own errors otherwise."""
    folded = fold_email(email)
    if not is_email(folded):
        raise click.BadParameter("write it like name@example.org", param_hint="EMAIL")
    if (
        not name.strip()
        or len(name) > LONGEST_NAME
        or not organisation.strip()
        or len(organisation) > LONGEST_NAME
    ):
        raise click.UsageError(f"Names must have 1 to {LONGEST_NAME} characters.")
    fault = password_fault(password, (name, folded, organisation))
    if fault:
        raise click.UsageError(f"{fault}.")
    return folded


@group.command("create-owner")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--organisation", required=True, help="The name of the new organisation, which they will own.")
@click.option("--kind", type=click.Choice(sorted(KINDS)), required=True, help="The type of organisation.")
@click.password_option(help="Leave this out to be asked for it, so that it stays out of your shell history.")
def create_owner(email: str, name: str, organisation: str, kind: str, password: str) -> None:
    """Create a person and an organisation that they own, without sending any email.

    The organisation is approved straight away, because you vouch for it.
    """
    email = _checked(email, name, organisation, password)
    password_hash = hash_password(password)
    try:
        with database().unit_of_work() as session:
            person = registering.register(session, SYSTEM, name.strip(), email, password_hash)
            organisations.create_organisation(
                session,
                SYSTEM,
                person,
                OrganisationKind[KINDS[kind]],
                organisation.strip(),
                standing=Standing.approved,
            )
    except DomainError as error:
        raise click.ClickException(error.message) from error
    click.echo(f"{email} can sign in and owns {organisation.strip()}.")


@group.command("create-operator")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.password_option(help="Leave this out to be asked for it, so that it stays out of your shell history.")
def create_operator(email: str, name: str, password: str) -> None:
    """Create a person who runs this site. Operators approve organisations and never see prices or
    turnover.
    """
    email = _checked(email, name, "Operators", password)
    password_hash = hash_password(password)
    try:
        with database().unit_of_work() as session:
            registering.create_operator(session, name.strip(), email, password_hash)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    click.echo(f"{email} can sign in and run this site.")


@group.command("suspend")
@click.argument("email")
def suspend(email: str) -> None:
    """Stop a person signing in, and sign them out everywhere."""
    _change(email, suspended=True)
    click.echo(f"{fold_email(email)} is suspended and signed out everywhere.")


@group.command("reactivate")
@click.argument("email")
def reactivate(email: str) -> None:
    """Let a suspended person sign in again."""
    _change(email, suspended=False)
    click.echo(f"{fold_email(email)} can sign in again.")


@group.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Turn off the second factor of someone who has lost their phone and recovery codes. Check who is
    asking.
    """
    try:
        with database().unit_of_work() as session:
            second_factor.remove_second_factor(session, SYSTEM, _person(session, email))
    except DomainError as error:
        raise click.ClickException(error.message) from error
    click.echo(
        f"The second factor of {fold_email(email)} is off. They now only need their password to sign in."
    )


@group.command("remove-sample")
def remove_sample() -> None:
    """Close every sample account for good."""
    with database().unit_of_work() as session:
        count = people.close_sample_accounts(session, SYSTEM)
    click.echo(
        f"Closed {plural(count, 'sample account')}." if count else "There are no open sample accounts."
    )


def _person(session: Session, email: str) -> Person:
    person = people_queries.person_with_email(session, email)
    if person is None:
        raise click.ClickException(f"Nobody is registered as {email}.")
    return person


def _change(email: str, suspended: bool) -> None:
    try:
        with database().unit_of_work() as session:
            person = _person(session, email)
            (people.suspend if suspended else people.reactivate)(session, SYSTEM, person)
    except DomainError as error:
        raise click.ClickException(error.message) from error
