"""The append-only, hash-chained record of every change of state.

An action calls `record(session, actor, verb, subject, **details)`; the rows are sealed into the chain inside
the same transaction, just before its commit, so that the chain's head is locked as briefly as possible and
always last (a lock taken in the middle of an action could deadlock with another action's capacity rows).

A transaction that changes an audited table without recording anything is refused at its commit. A savepoint
that is rolled back drops its own entries and no others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from app.foundation.actor import Actor
from app.foundation.canonical import canonical_json, sha256_of
from app.foundation.database import Base
from app.foundation.types import now

GENESIS = "0" * 64
SEALED = "sealed"  # in session.info: what this transaction changed, for listeners to its commit
SAVEPOINTS = "savepoints"  # in session.info: what was pending when each savepoint began


class Unaudited:
    """Marks a table whose rows change without an entry: progress, sessions, outbox."""


class AuditEntry(Unaudited, Base):
    """One change of state: who, when, what, to which row; chained to the entry before it by sha256."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    person_id: Mapped[int | None]
    organisation_id: Mapped[int | None]
    actor_name: Mapped[str]
    verb: Mapped[str]
    subject: Mapped[str] = mapped_column(sa.String(80), index=True)  # "tender:7"
    details: Mapped[str]  # canonical JSON
    previous_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)


_COLUMNS = tuple(AuditEntry.__table__.columns.keys())


class AuditHead(Unaudited, Base):
    """The one row that says where the chain ends; locking it serialises the sealing."""

    __tablename__ = "audit_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    length: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


@dataclass(frozen=True)
class Sealed:
    """A change that the transaction under way has put into the chain."""

    verb: str
    subject: str
    person_id: int | None
    organisation_id: int | None
    details: dict[str, Any]


@dataclass
class _Pending:
    at: datetime
    actor: Actor
    verb: str
    subject: Any
    details: dict[str, Any]


def record(session: Session, actor: Actor, verb: str, subject: Any, **details: Any) -> None:
    """Note that `actor` did `verb` ("tender.published") to `subject` (a mapped row, or text such as
    "register").

    `details` must be plain JSON values; never a unit price, turnover, password or token (the operator reads
    this).
    """
    session.info.setdefault("audit", []).append(_Pending(now(), actor, verb, subject, details))


def install() -> None:
    """Seal pending entries at every commit of every session. Called once, when `app.foundation` is wired."""
    if not event.contains(Session, "before_commit", _seal):
        event.listen(Session, "after_flush", _note_changes)
        event.listen(Session, "before_commit", _seal)
        event.listen(Session, "after_transaction_create", _mark)
        event.listen(Session, "after_transaction_end", _unmark)
        event.listen(Session, "after_rollback", _forget)


def _note_changes(session: Session, context: Any) -> None:
    changed = session.info.setdefault("changed", set())
    for row in [*session.new, *session.dirty, *session.deleted]:
        if not isinstance(row, Unaudited) and (row not in session.dirty or session.is_modified(row)):
            changed.add(type(row).__name__)


def _mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        before = len(session.info.get("audit", ())), frozenset(session.info.get("changed", ()))
        session.info.setdefault(SAVEPOINTS, {})[transaction] = before


def _unmark(session: Session, transaction: SessionTransaction) -> None:
    session.info.get(SAVEPOINTS, {}).pop(transaction, None)


def _seal(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint: its entries wait for the transaction's end
    session.flush()
    pending: list[_Pending] = session.info.pop("audit", [])
    changed: set[str] = session.info.pop("changed", set())
    if changed and not pending:
        raise RuntimeError(f"these rows changed without an audit entry: {', '.join(sorted(changed))}")
    if not pending:
        return
    head = session.scalar(sa.select(AuditHead).where(AuditHead.id == 1).with_for_update())
    if head is None:
        head = AuditHead(id=1, length=0, hash=GENESIS)
        session.add(head)
    entries = []
    for item in pending:
        entry = _entry(item, head.length + 1, head.hash)
        entries.append({name: getattr(entry, name) for name in _COLUMNS})
        head.length, head.hash = entry.id, entry.hash
        sealed = Sealed(item.verb, entry.subject, entry.person_id, entry.organisation_id, item.details)
        session.info.setdefault(SEALED, []).append(sealed)
    session.execute(sa.insert(AuditEntry), entries)  # in one statement: an import makes hundreds of them
    session.flush()
    session.info.pop("changed", None)


def _entry(item: _Pending, number: int, previous: str) -> AuditEntry:
    entry = AuditEntry(
        id=number,
        at=item.at,
        person_id=item.actor.person_id,
        organisation_id=item.actor.organisation_id,
        actor_name=item.actor.name,
        verb=item.verb,
        subject=_name(item.subject),
        details=canonical_json(item.details).decode(),
        previous_hash=previous,
    )
    entry.hash = _digest(entry)
    return entry


def _forget(session: Session) -> None:
    savepoint = session.get_nested_transaction()
    if savepoint is not None:
        length, changed = session.info[SAVEPOINTS][savepoint]
        del session.info.get("audit", [])[length:]
        session.info["changed"] = set(changed)
        return
    for name in ("audit", "changed", SEALED):
        session.info.pop(name, None)


def _name(subject: Any) -> str:
    if isinstance(subject, str):
        return subject
    return f"{subject.__tablename__}:{subject.id}"


def _digest(entry: AuditEntry) -> str:
    parts = [
        entry.id,
        entry.at.isoformat(timespec="microseconds"),
        entry.person_id,
        entry.organisation_id,
        entry.actor_name,
        entry.verb,
        entry.subject,
        entry.details,
        entry.previous_hash,
    ]
    return sha256_of(canonical_json(parts))


def verify(session: Session) -> Iterator[str]:
    """Walk the whole chain and yield one sentence for each break; nothing when it is whole."""
    previous, number = GENESIS, 0
    for entry in session.scalars(
        sa.select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=500)
    ):
        number += 1
        if entry.id != number:
            yield f"Entry {number} is missing: the next one is numbered {entry.id}."
            number = entry.id
        if entry.previous_hash != previous:
            yield f"Entry {entry.id} does not follow from the entry before it."
        if entry.hash != _digest(entry):
            yield f"Entry {entry.id} ({entry.verb} of {entry.subject}) was changed after it was written."
        previous = entry.hash
    head = session.get(AuditHead, 1)
    if (head.length, head.hash) != (number, previous) if head else number:
        yield "The last entries are missing: the chain ends before its recorded head."


def entries_for(session: Session, subject: Any) -> list[AuditEntry]:
    """All entries about one row, oldest first."""
    return list(
        session.scalars(
            sa.select(AuditEntry).where(AuditEntry.subject == _name(subject)).order_by(AuditEntry.id)
        )
    )
