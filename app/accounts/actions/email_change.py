"""A new email address: nothing changes until the links in both the old and the new mailbox were used."""

from __future__ import annotations

from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actions.signing_in import end_sign_ins
from app.accounts.models import EmailChange, PasswordReset, Person
from app.accounts.queries import people
from app.accounts.rules import EMAIL_CHANGE_LASTS, fold_email
from app.accounts.tokens import digest, new_token
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import NotFound, Refused
from app.foundation.mail import outbox
from app.foundation.types import now

ENDED = "This link has expired, or it has already been used or stopped."


def ask_for_email_change(session: Session, actor: Actor, email: str, public_url: str) -> None:
    """Email a link to the old and to the new address. Replaces an earlier change that still waits.

    An address that already has an account gets a different email, so that the actor does not learn about it.
    """
    assert actor.person_id is not None
    person, email = people.person(session, actor.person_id), fold_email(email)
    if email == person.email:
        raise Refused("This is already your email address. Enter a different one.", field="email")
    session.execute(sa.delete(EmailChange).where(EmailChange.person_id == person.id))
    old, new = new_token(), new_token()
    change = EmailChange(
        person_id=person.id,
        new_email=email,
        old_token_sha256=digest(old),
        new_token_sha256=digest(new),
        expires_at=now() + EMAIL_CHANGE_LASTS,
    )
    session.add(change)
    session.flush()
    audit.record(session, actor, "person.email_change_asked", person)
    taken = people.person_with_email(session, email) is not None
    outbox.post(
        session,
        person.email,
        "accounts_email_old",
        link_ends_at=change.expires_at,
        name=person.name,
        email=email,
        link=f"{public_url}/account/email/old/{quote(old)}",
    )
    outbox.post(
        session,
        email,
        "accounts_email_taken" if taken else "accounts_email_new",
        link_ends_at=change.expires_at,
        public_url=public_url,
        link=f"{public_url}/account/email/new/{quote(new)}",
    )


def confirm_email(session: Session, token: str) -> Person | None:
    """Confirm with the link from one mailbox; returns the person, with the new address, once both have
    confirmed.

    Then every sign-in and every open link to a new password ends. Raises NotFound when the link no longer
    works.
    """
    change = _open(session, token)
    at, hashed = now(), digest(token)
    if hashed == change.old_token_sha256:
        change.old_confirmed_at = change.old_confirmed_at or at
    else:
        change.new_confirmed_at = change.new_confirmed_at or at
    if change.old_confirmed_at is None or change.new_confirmed_at is None:
        return None
    person = people.person(session, change.person_id)
    if people.person_with_email(session, change.new_email) is not None:
        raise NotFound(ENDED)
    before, person.email = person.email, change.new_email
    session.delete(change)
    session.execute(sa.delete(PasswordReset).where(PasswordReset.person_id == person.id))
    end_sign_ins(session, person.id)
    audit.record(session, Actor(person.id, person.name), "person.email_changed", person)
    for address in (before, person.email):
        outbox.post(session, address, "accounts_email_changed", name=person.name, email=person.email)
    session.flush()
    return person


def stop_email_change(session: Session, token: str) -> None:
    """Drop a change with the link from the old mailbox. Raises NotFound when the link no longer works."""
    change = _open(session, token)
    if digest(token) != change.old_token_sha256:
        raise NotFound(ENDED)
    person = people.person(session, change.person_id)
    session.delete(change)
    audit.record(session, Actor(person.id, person.name), "person.email_change_stopped", person)


def _open(session: Session, token: str) -> EmailChange:
    change = people.open_email_change(session, token, lock=True)
    if change is None:
        raise NotFound(ENDED)
    return change
