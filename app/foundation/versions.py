"""The version of what a page showed, as a short word that its form carries back.

It is worked out from the values themselves, so every row has one. A form that was opened before somebody else
saved carries another word than the rows have now. Two people can change different questions of one tender at
once, because each form's version covers only what that form shows.
"""

from __future__ import annotations

import hashlib
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.foundation.errors import NotFound

LENGTH = 32  # hexadecimal digits
REMOVED = "Someone removed this while you had it open."


def version_of(*rows: Any) -> str:
    """The version of whole rows, each with all its columns; None counts as a row that is not there."""
    return digest(whole(*rows))


def whole(*rows: Any) -> list[Any]:
    """Every column of each row, to take the version of."""
    return [_columns(row) for row in rows]


def digest(shown: Any) -> str:
    """The version of plain values: text, numbers, dates, enums, lists of them."""
    return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def lock(session: Session, *rows: Any) -> None:
    """Read rows anew and keep others from changing them until this unit of work ends. Raises NotFound for a
    row that is gone.
    """
    kinds: dict[Any, list[int]] = {}
    for row in rows:
        if row is not None:
            kinds.setdefault(type(row), []).append(row.id)
    for kind, ids in kinds.items():
        query = sa.select(kind).where(kind.id.in_(ids)).order_by(kind.id).with_for_update(key_share=True)
        if len(session.scalars(query.execution_options(populate_existing=True)).all()) != len(set(ids)):
            raise NotFound(REMOVED)


def _columns(row: Any) -> Any:
    if row is None:
        return None
    mapper = sa.inspect(type(row))
    return (
        mapper.local_table.name,
        [(column.key, getattr(row, column.key)) for column in mapper.column_attrs],
    )
