"""Changing a person, and stopping one."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import queries, rules
from app.accounts.actions.signing_in import end_sign_ins
from app.accounts.models import Person
from app.accounts.rules import PersonState
from app.foundation import audit
from app.foundation.actor import Actor


def rename_person(session: Session, actor: Actor, name: str) -> Person:
    """Change the actor's own name."""
    assert actor.person_id is not None
    person = queries.person(session, actor.person_id)
    audit.record(session, actor, "person.renamed", person, was=person.name, name=name)
    person.name = name
    return person


def suspend(session: Session, actor: Actor, person: Person) -> None:
    """Stop a person from signing in and end their sessions everywhere. IllegalMove when they are suspended."""
    person.state = rules.suspend(person.state)
    end_sign_ins(session, person.id)
    audit.record(session, actor, "person.suspended", person)


def close_sample_accounts(session: Session, actor: Actor) -> int:
    """End every sample account for good, so that a password that everybody may read opens nothing. How many ended."""
    sample = session.scalars(
        sa.select(Person).where(Person.is_sample, Person.state != PersonState.closed).order_by(Person.id)
    ).all()
    for person in sample:
        _close(session, person)
        audit.record(session, actor, "person.closed", person)
    if sample:
        audit.record(session, actor, "sample.closed", "sample", people=len(sample))
    return len(sample)


def _close(session: Session, person: Person) -> None:
    person.state, person.password_hash = rules.close(person.state), rules.NO_PASSWORD
    end_sign_ins(session, person.id)


def reactivate(session: Session, actor: Actor, person: Person) -> None:
    """Let a suspended person sign in again. IllegalMove when they are not suspended."""
    person.state = rules.reactivate(person.state)
    audit.record(session, actor, "person.reactivated", person)
