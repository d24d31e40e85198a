"""The people to write to, and the adviser who acts at the terminal."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Membership, Organisation, Person
from app.accounts.queries.people import actor_for
from app.accounts.rules import PersonState, fold_email
from app.consortia.models import Consortium
from app.foundation.actor import Actor, OrganisationKind, Standing
from app.foundation.errors import NotFound


def people_of(session: Session, organisation_id: int) -> list[Person]:
    """The people who act for an organisation and may sign in, in order of joining."""
    query = (
        sa.select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation_id, Person.state == PersonState.active)
        .order_by(Membership.id)
    )
    return list(session.scalars(query))


def advisers_of(session: Session, consortium: Consortium) -> list[Person]:
    """Who gets the emails about a consortium at its adviser body: the person who adopted it, or everyone once
    that person has left.
    """
    people = people_of(session, consortium.organisation_id)
    return [person for person in people if person.id == consortium.adopted_by_id] or people


def adviser_at_the_terminal(session: Session, email: str | None = None) -> Actor:
    """The adviser of that email address; without one, that of the first adviser body, for the person who
    runs this installation.

    Raises NotFound where there is none.
    """
    query = (
        sa.select(Organisation, Person, Membership.role)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Organisation.kind == OrganisationKind.adviser_body,
            Organisation.standing == Standing.approved,
            Person.state == PersonState.active,
        )
        .order_by(Organisation.id, Membership.id)
    )
    if email is not None:
        query = query.where(Person.email == fold_email(email))
    row = session.execute(query.limit(1)).first()
    if row is None:
        raise NotFound(
            "No adviser here has that email address."
            if email
            else "There is no approved adviser body here yet."
        )
    body, person, role = row
    return actor_for(person, body, role)
