"""New passwords. Each one ends the person's sessions everywhere."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actions.signing_in import end_sign_ins, open_sign_in
from app.accounts.models import PasswordReset, Person
from app.accounts.queries import people
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import NotFound, Refused
from app.foundation.mail import outbox
from app.foundation.types import now


def change_password(session: Session, actor: Actor, password_hash: str, checked_hash: str) -> str:
    """Set the actor's new password and return the token of a fresh sign-in for this browser; ends all others.

    `checked_hash` is the stored hash that the old password was checked against, before this transaction
    began. Raises Refused when it is no longer the stored one: then the password was changed meanwhile.
    """
    assert actor.person_id is not None
    person = people.person(session, actor.person_id)
    if person.password_hash != checked_hash:
        raise Refused("Your password was changed a moment ago. Enter the new one.", field="current_password")
    _set(session, actor, person, password_hash, "person.password_changed")
    return open_sign_in(session, person, actor.organisation_id, confirmed=actor.confirmed)


def reset_password(session: Session, token: str, password_hash: str) -> Person:
    """Set a new password with a link from the mailbox; this and their other links stop working. Raises
    NotFound.
    """
    reset = people.open_reset(session, token)
    if reset is None or not _use(session, reset):
        raise NotFound("This link has been used or has expired. Ask for a new one.")
    person = people.person(session, reset.person_id)
    _set(session, Actor(person.id, person.name), person, password_hash, "person.password_reset")
    return person


def _use(session: Session, reset: PasswordReset) -> bool:
    # Guarded, so that of two people with the link only one gets through.
    used = session.execute(
        sa.update(PasswordReset)
        .where(PasswordReset.id == reset.id, PasswordReset.used_at.is_(None))
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )
    return used.rowcount == 1  # type: ignore[attr-defined, no-any-return]


def _set(session: Session, actor: Actor, person: Person, password_hash: str, verb: str) -> None:
    person.password_hash = password_hash
    end_sign_ins(session, person.id)
    session.execute(
        sa.update(PasswordReset)
        .where(PasswordReset.person_id == person.id, PasswordReset.used_at.is_(None))
        .values(used_at=now())
    )
    audit.record(session, actor, verb, person)
    outbox.post(session, person.email, "accounts_password_changed", name=person.name)
