"""Changing, suspending and closing people."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import rules
from app.accounts.actions.signing_in import end_sign_ins
from app.accounts.models import (
    EmailChange,
    PasswordReset,
    Person,
    RecoveryCode,
    Registration,
    SecondFactor,
)
from app.accounts.queries import people
from app.accounts.rules import PersonState
from app.foundation import audit, kept_words
from app.foundation.actor import Actor
from app.foundation.mail import outbox


def rename_person(session: Session, actor: Actor, name: str) -> Person:
    """Change the actor's own name."""
    assert actor.person_id is not None
    person = people.person(session, actor.person_id)
    audit.record(session, actor, "person.renamed", person, was=person.name, name=name)
    person.name = name
    return person


def suspend(session: Session, actor: Actor, person: Person) -> None:
    """Stop a person from signing in and end their sessions everywhere. IllegalMove when they are
    suspended.
    """
    person.state = rules.suspend(person.state)
    end_sign_ins(session, person.id)
    audit.record(session, actor, "person.suspended", person)


def close_sample_accounts(session: Session, actor: Actor) -> int:
    """Close every sample account for good, because their password is public. Returns how many."""
    sample = session.scalars(
        sa.select(Person).where(Person.is_sample, Person.state != PersonState.closed).order_by(Person.id)
    ).all()
    for person in sample:
        _close(session, actor, person)
    if sample:
        audit.record(session, actor, "sample.closed", "sample", people=len(sample))
    return len(sample)


def _close(session: Session, actor: Actor, person: Person) -> None:
    person.state, person.password_hash = rules.close(person.state), rules.NO_PASSWORD
    end_sign_ins(session, person.id)
    audit.record(session, actor, "person.closed", person)


def forget_person(session: Session, actor: Actor, person: Person, name: str) -> None:
    """Close an account for good, remove its address, and put `name` in place of the person's name.

    A last email tells the person.
    """
    outbox.post(session, person.email, "accounts_erased", name=person.name)
    session.execute(sa.delete(Registration).where(Registration.email == person.email))
    if people.second_factor(session, person.id) is not None:
        audit.record(session, actor, "person.second_factor_off", person)
    for table in (SecondFactor, RecoveryCode, PasswordReset, EmailChange):
        session.execute(sa.delete(table).where(table.person_id == person.id))
    kept_words.forget(session, person.id)
    _close(session, actor, person)
    # A domain that can never exist (RFC 2606): no email arrives there, and nobody can register it.
    person.name, person.email = name, f"erased-{person.id}@erased.invalid"
    audit.record(session, actor, "person.renamed", person, name=name)
    audit.record(session, actor, "person.erased", person)
    session.flush()


def reactivate(session: Session, actor: Actor, person: Person) -> None:
    """Let a suspended person sign in again. IllegalMove when they are not suspended."""
    person.state = rules.reactivate(person.state)
    audit.record(session, actor, "person.reactivated", person)
