"""Whether the sample can be loaded, or is."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Membership, Organisation, Person
from app.accounts.rules import PersonState
from app.foundation import audit

MARK = "sample"  # the audit subject that says the sample was loaded


def database_is_empty(session: Session) -> bool:
    """Whether the database has no people, and so no data."""
    return session.scalar(sa.select(Person.id).limit(1)) is None


def may_sign_in(session: Session) -> bool:
    """Whether a sample account is still open."""
    return bool(
        session.scalar(sa.select(sa.exists().where(Person.is_sample, Person.state == PersonState.active)))
    )


def is_loaded(session: Session) -> bool:
    """Whether the sample was loaded here."""
    return bool(session.scalar(sa.select(sa.exists().where(audit.AuditEntry.subject == MARK))))


def sign_ins(session: Session, words: str = "") -> list[tuple[str, str]]:
    """(organisation, email) of each sample account that may sign in, where the organisation's name contains
    `words`.
    """
    query = (
        sa.select(Organisation.name, Person.email)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.is_sample, Person.state == PersonState.active)
        .where(Organisation.name.icontains(words, autoescape=True))
        .order_by(Organisation.name, Person.email)
    )
    return [(name, email) for name, email in session.execute(query)]
