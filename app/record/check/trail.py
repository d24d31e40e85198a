"""Replaying the audit trail: comparing the rows of a table with what its entries say they contain.

Reads rows in batches by id, each batch with its entries, so that memory does not grow with the tables.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, load_only

from app.foundation.audit import AuditEntry
from app.foundation.canonical import sha256_of

BATCH = 500


@dataclass(frozen=True)
class Entry:
    """One audit entry about a row, as far as a replay needs it."""

    number: int
    verb: str
    details: Mapping[str, Any]
    person_id: int | None


@dataclass(frozen=True)
class AnyOf:
    """The record allows each of these values."""

    values: tuple[Any, ...]


@dataclass(frozen=True)
class Replayed:
    """A table whose rows can be replayed from the record: the verbs that make and remove a row, and what the
    entries say about its columns.
    """

    table: Any
    name: str
    made_by: frozenset[str]
    says: Callable[[Sequence[Entry]], Mapping[str, Any]]
    reads: tuple[str, ...]
    removed_by: frozenset[str] = frozenset()


def differences(session: Session, replayed: Replayed) -> Iterator[str]:
    """One sentence for each row that is not in the record, differs from it, or is only in the record."""
    for rows in batches(session, replayed.table, replayed.reads):
        entries = entries_about(session, replayed.table, [row.id for row in rows])
        for row in rows:
            yield from _differences_of(replayed, row, entries.get(row.id, []))
    for row_id in _vanished(session, replayed):
        yield f"{replayed.name} {row_id} is in the record but missing from the database."


def batches(session: Session, table: Any, columns: Sequence[str] = ()) -> Iterator[list[Any]]:
    """All rows of a table in the order of their ids, in batches; without `columns`, whole rows."""
    last = 0
    while True:
        query = sa.select(table).where(table.id > last).order_by(table.id).limit(BATCH)
        if columns:
            query = query.options(
                load_only(*(getattr(table, name) for name in ("id", *columns)), raiseload=True)
            )
        rows = list(session.scalars(query))
        if not rows:
            return
        yield rows
        last = rows[-1].id
        session.expunge_all()


def entries_about(session: Session, table: Any, ids: Sequence[int]) -> dict[int, list[Entry]]:
    """The audit entries about some rows of a table, oldest first, by row."""
    prefix = f"{table.__tablename__}:"
    query = (
        sa.select(
            AuditEntry.subject, AuditEntry.id, AuditEntry.verb, AuditEntry.details, AuditEntry.person_id
        )
        .where(AuditEntry.subject.in_([f"{prefix}{row_id}" for row_id in ids]))
        .order_by(AuditEntry.id)
    )
    entries: dict[int, list[Entry]] = {}
    for subject, number, verb, details, person_id in session.execute(query):
        entry = Entry(number, verb, json.loads(details), person_id)
        entries.setdefault(int(subject.removeprefix(prefix)), []).append(entry)
    return entries


def last_of(entries: Sequence[Entry], values: Mapping[str, Any]) -> Any:
    """The value for the last entry with one of some verbs."""
    return next((values[entry.verb] for entry in reversed(entries) if entry.verb in values), None)


def digest(content: Any) -> str | None:
    """The sha256 of stored bytes; SQLite also gives text, if text was put in their place."""
    if content is None:
        return None
    return sha256_of(content.encode() if isinstance(content, str) else content)


def word(value: Any) -> str:
    """A value for a sentence. Text that a person typed is never shown: it may be private."""
    if value is None:
        return "nothing"
    if isinstance(value, AnyOf):
        return " or ".join(word(choice) for choice in value.values)
    if isinstance(value, enum.Enum):
        return value.name.replace("_", " ")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return str(value) if isinstance(value, int | date) else "another text"


def _differences_of(replayed: Replayed, row: Any, entries: Sequence[Entry]) -> Iterator[str]:
    creations = [entry for entry in entries if entry.verb in replayed.made_by]
    if not creations:
        yield f"{replayed.name} {row.id} is in the database but no entry in the record created it."
        return
    for column, recorded in replayed.says(entries).items():
        actual = getattr(row, column)
        if actual not in recorded.values if isinstance(recorded, AnyOf) else actual != recorded:
            what = column.removesuffix("_id").replace("_", " ")
            yield (
                f"{replayed.name} {row.id}: {what} is {word(actual)} in the database, {word(recorded)} in the"
                " record."
            )


def _vanished(session: Session, replayed: Replayed) -> Iterator[int]:
    prefix = f"{replayed.table.__tablename__}:"
    here = sa.select(sa.literal(prefix) + sa.cast(replayed.table.id, sa.String))
    removed = sa.select(AuditEntry.subject).where(AuditEntry.verb.in_(replayed.removed_by))
    query = (
        sa.select(AuditEntry.subject)
        .where(AuditEntry.verb.in_(replayed.made_by), AuditEntry.subject.startswith(prefix, autoescape=True))
        .where(AuditEntry.subject.not_in(here), AuditEntry.subject.not_in(removed))
        .distinct()
    )
    yield from sorted(int(subject.removeprefix(prefix)) for subject in session.scalars(query))
