"""Making accounts."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actions.invitations import take_invitation
from app.accounts.actions.members import add_member
from app.accounts.actions.organisations import add_organisation, create_organisation
from app.accounts.models import Person, Registration
from app.accounts.queries import admission, people
from app.accounts.rules import fold_email
from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor, OrganisationKind, Role, Standing
from app.foundation.errors import Conflict, NotFound
from app.foundation.types import now

OPERATORS = "Operators of this site"


def register(session: Session, actor: Actor | None, name: str, email: str, password_hash: str) -> Person:
    """Make a person's account, without an organisation; `actor` is None for people who register themselves.

    Raises Conflict when the address has an account.
    """
    if people.person_with_email(session, email) is not None:
        raise Conflict("There is already an account with this email address.", field="email")
    person = Person(name=name, email=fold_email(email), password_hash=password_hash)
    session.add(person)
    session.flush()
    audit.record(session, actor or Actor(person.id, person.name), "person.registered", person)
    return person


def finish_registration(
    session: Session,
    token: str,
    name: str,
    password_hash: str,
    kind: OrganisationKind | None = None,
    organisation_name: str | None = None,
    terms_version: int | None = None,
) -> Person:
    """Make the account that an emailed link is for, with a new organisation or by the link's invitation.

    Raises NotFound when the link has ended, Conflict when the address got an account meanwhile. The link
    works once.
    """
    registration = people.open_registration(session, token)
    if registration is None:
        raise NotFound("This link has been used or has expired. Ask for a new one.")
    person = register(session, None, name, registration.email, password_hash)
    self = Actor(person.id, person.name)
    invitation = people.still_open(session, registration.invitation_id)
    if invitation is not None:
        take_invitation(session, self, invitation, person)
    elif kind is not None and organisation_name:
        create_organisation(session, self, person, kind, organisation_name, terms_version)
    session.execute(
        sa.update(Registration)
        .where(Registration.email == registration.email, Registration.used_at.is_(None))
        .values(used_at=now())
    )
    return person


def create_operator(session: Session, name: str, email: str, password_hash: str) -> Person:
    """Make a person who runs this site; the first one makes the operators' organisation too.

    Only for the command line: anyone who can type there already controls the machine. Raises Conflict when
    the address has an account.
    """
    person = register(session, SYSTEM, name, email, password_hash)
    organisation = admission.operator_organisation(session)
    if organisation is None:
        organisation = add_organisation(
            session, SYSTEM, OrganisationKind.operator, OPERATORS, Standing.approved
        )
    add_member(session, SYSTEM, organisation, person, Role.owner)
    return person
