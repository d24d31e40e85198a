"""Links that people ask for with an email address. A stranger who types an address does not learn whether it
has an account.

Both cases do the same work: one token row, one email, one job. Only the email differs.
"""

from __future__ import annotations

from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Invitation, PasswordReset, Person, Registration
from app.accounts.queries import people
from app.accounts.rules import REGISTRATION_LASTS, RESET_LASTS, PersonState, fold_email
from app.accounts.tokens import digest, new_token
from app.foundation.mail import outbox
from app.foundation.types import now


def ask_to_register(session: Session, email: str, public_url: str) -> None:
    """Email a link to make an account, or tell the owner of the account that someone tried to register."""
    _write(session, email, public_url, to_stranger="accounts_register", to_person="accounts_known")


def ask_for_password_reset(session: Session, email: str, public_url: str) -> None:
    """Email a link to set a new password, or that there is no account and how to make one."""
    _write(session, email, public_url, to_stranger="accounts_unknown", to_person="accounts_reset")


def registration_link(
    session: Session, email: str, public_url: str, invitation: Invitation | None = None
) -> str:
    """A link for the reader of this mailbox to make an account with (and to accept an invitation)."""
    session.execute(sa.delete(Registration).where(Registration.expires_at <= now()))
    token = new_token()
    ends = invitation.expires_at if invitation else now() + REGISTRATION_LASTS
    session.add(
        Registration(
            email=fold_email(email),
            token_sha256=digest(token),
            invitation_id=invitation.id if invitation else None,
            expires_at=ends,
        )
    )
    session.flush()
    return f"{public_url}/register/{quote(token)}"


def _write(session: Session, email: str, public_url: str, to_stranger: str, to_person: str) -> None:
    person = people.person_with_email(session, email)
    if person is None:
        link, ends = registration_link(session, email, public_url), now() + REGISTRATION_LASTS
        outbox.post(
            session, fold_email(email), to_stranger, link_ends_at=ends, link=link, public_url=public_url
        )
    else:
        link = _reset_link(session, person, public_url)
        suspended = person.state is PersonState.suspended
        outbox.post(
            session,
            person.email,
            to_person,
            link_ends_at=now() + RESET_LASTS,
            name=person.name,
            link=link,
            public_url=public_url,
            suspended=suspended,
        )


def _reset_link(session: Session, person: Person, public_url: str) -> str:
    session.execute(sa.delete(PasswordReset).where(PasswordReset.expires_at <= now()))
    token = new_token()
    session.add(
        PasswordReset(person_id=person.id, token_sha256=digest(token), expires_at=now() + RESET_LASTS)
    )
    session.flush()
    return f"{public_url}/password/reset/{quote(token)}"
