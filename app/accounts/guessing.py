"""Limits on guessing passwords: failures are counted by account and device, successes never.

After OWASP's device cookies: a browser in which a person has signed in before has a count of its own, so
nobody else's failures ever block it. All other browsers of one network share a count for each account, and
one for all accounts. Rows in the database count, so any number of web processes count together.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.accounts.rules import fold_email
from app.foundation.audit import Unaudited
from app.foundation.database import Base
from app.foundation.types import now

WINDOW = timedelta(minutes=10)
MOST_TRIES = 10  # at one account, from one known device, or from all other browsers of one network
MOST_OF_A_NETWORK = 100  # at all accounts, from unknown devices
# An account that many networks guess at: each has fewer tries, and a new network always has some.
HUNTED, HUNTED_FOR, FEWER_TRIES = 100, timedelta(hours=1), 3
KEPT = timedelta(days=1)


class SignInTry(Unaudited, Base):
    """One try at an account that has not succeeded. Neither address nor password is in it."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (
        sa.Index("ix_sign_in_tries_account_at", "account", "at"),
        sa.Index("ix_sign_in_tries_network_at", "network", "at"),
        sa.Index("ix_sign_in_tries_at", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    account: Mapped[str] = mapped_column(sa.String(64))
    # Empty for a browser that has not signed in to this account before.
    device: Mapped[str] = mapped_column(sa.String(64), default="")
    network: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True)
class Origin:
    """Where a try comes from: the account's key, the known device or "", the network."""

    account: str
    device: str
    network: str


def account_key(email: str, secret: str) -> str:
    """The key under which tries at an address are counted, whether or not it has an account."""
    return hmac.new(secret.encode(), fold_email(email).encode(errors="replace"), hashlib.sha256).hexdigest()


def begin(session: Session, origin: Origin, at: datetime | None = None) -> int | None:
    """Count a try before its password is checked, and return its number; None when there were too many
    already.

    Counted beforehand, so that a hundred tries at once are a hundred. A refused try is not counted: the wait
    ends.
    """
    moment = at or now()
    _take_turns(session, origin.account)
    session.execute(sa.delete(SignInTry).where(SignInTry.at < moment - KEPT))
    if not _allowed(session, origin, moment):
        return None
    sign_in_try = SignInTry(account=origin.account, device=origin.device, network=origin.network, at=moment)
    session.add(sign_in_try)
    session.flush()
    return sign_in_try.id


def succeeded(session: Session, number: int) -> None:
    """The password was right: this was no failure."""
    session.execute(sa.delete(SignInTry).where(SignInTry.id == number))


def _allowed(session: Session, origin: Origin, moment: datetime) -> bool:
    at_account = (SignInTry.account == origin.account) & (SignInTry.device == origin.device)
    if origin.device:
        return _count(session, at_account, moment - WINDOW) < MOST_TRIES
    hunted = _count(session, at_account, moment - HUNTED_FOR) >= HUNTED
    from_here = at_account & (SignInTry.network == origin.network)
    if _count(session, from_here, moment - WINDOW) >= (FEWER_TRIES if hunted else MOST_TRIES):
        return False
    at_all = (SignInTry.network == origin.network) & (SignInTry.device == "")
    return _count(session, at_all, moment - WINDOW) < MOST_OF_A_NETWORK


def _count(session: Session, which: sa.ColumnElement[bool], since: datetime) -> int:
    tries = sa.select(sa.func.count()).select_from(SignInTry).where(which, SignInTry.at > since)
    return session.scalar(tries) or 0


def _take_turns(session: Session, account: str) -> None:
    """Tries at one account are counted one after the other. SQLite's writers take turns anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(account, 0))))
