"""Deleting what is no longer needed, as `app.home.rules.PERIODS` says."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.guessing import SignInTry
from app.accounts.models import (
    EmailChange,
    HalfSignIn,
    Invitation,
    PasswordReset,
    Registration,
    SecondFactor,
    SignIn,
)
from app.accounts.rules import IDLE, InvitationState
from app.foundation import audit, kept_words, sent_forms
from app.foundation.actor import SYSTEM
from app.foundation.mail.outbox import Mail
from app.foundation.types import now
from app.home.rules import PERIODS


def apply_retention(session: Session, at: datetime | None = None) -> dict[str, int]:
    """Delete what has been kept for long enough; returns how many rows, by the period's key."""
    moment = at or now()
    kept_words.purge(session)
    sent_forms.purge(session)
    return {period.key: _DELETIONS[period.key](session, moment - period.kept_for) for period in PERIODS}


def _delete(session: Session, table: type, *where: sa.ColumnElement[bool]) -> int:
    result = session.execute(sa.delete(table).where(*where).execution_options(synchronize_session=False))
    return int(result.rowcount)  # type: ignore[attr-defined]


def _sign_ins(session: Session, before: datetime) -> int:
    left_alone = sa.or_(SignIn.expires_at < before, SignIn.last_seen_at < before - IDLE)
    return _delete(session, SignIn, left_alone) + _delete(session, HalfSignIn, HalfSignIn.expires_at < before)


def _links(session: Session, before: datetime) -> int:
    tables = (PasswordReset, Registration, EmailChange)
    return sum(_delete(session, table, table.expires_at < before) for table in tables)


def _invitations(session: Session, before: datetime) -> int:
    old = (Invitation.state != InvitationState.accepted, Invitation.expires_at < before)
    numbers = sa.select(Invitation.id).where(*old)
    _delete(session, Registration, Registration.invitation_id.in_(numbers))
    going = session.scalars(sa.select(Invitation).where(*old)).all()
    for invitation in going:
        audit.record(session, SYSTEM, "invitation.deleted", invitation)
        session.delete(invitation)
    session.flush()
    return len(going)


def _sent_mails(session: Session, before: datetime) -> int:
    return _delete(session, Mail, Mail.sent_at < before)


def _unsent_mails(session: Session, before: datetime) -> int:
    return _delete(session, Mail, Mail.sent_at.is_(None), Mail.created_at < before)


def _second_factors(session: Session, before: datetime) -> int:
    return _delete(
        session, SecondFactor, SecondFactor.confirmed_at.is_(None), SecondFactor.created_at < before
    )


def _sign_in_tries(session: Session, before: datetime) -> int:
    return _delete(session, SignInTry, SignInTry.at < before)


_DELETIONS = {
    "sign_ins": _sign_ins,
    "links": _links,
    "invitations": _invitations,
    "sent_mails": _sent_mails,
    "unsent_mails": _unsent_mails,
    "sign_in_tries": _sign_in_tries,
    "second_factors": _second_factors,
}
