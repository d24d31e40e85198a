"""Rows as plain values, the same from both databases: numbers, text, days as text and bytes as base64."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

READ_AT_ONCE = 200
NOT_OURS = ("alembic_version", "sqlite_sequence")


def schema(connection: Connection) -> list[sa.Table]:
    """The tables as the database itself has them, each after those that it refers to."""
    metadata = sa.MetaData()
    metadata.reflect(connection, only=lambda name, _: name not in NOT_OURS)
    return metadata.sorted_tables


def lines(connection: Connection, table: sa.Table) -> Iterator[bytes]:
    """The rows in the order of their keys, one JSON list a line."""
    columns = [sa.cast(column, sa.Text) if _is_json(column) else column for column in table.columns]
    query = sa.select(*columns).order_by(*table.primary_key.columns)
    for row in connection.execute(query.execution_options(yield_per=READ_AT_ONCE)):
        values = [_plain(value) for value in row]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def load(connection: Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[list[Any]]) -> int:
    """Insert rows as `lines` gave them; returns how many."""
    chosen = [table.columns[name] for name in columns]
    values = {column.name: _bound(connection, column) for column in chosen}
    insert = sa.insert(table).values(values)
    count = 0
    for batch in batched_rows(rows):
        connection.execute(insert, [_parameters(chosen, row) for row in batch])
        count += len(batch)
    return count


def _parameters(columns: Sequence[sa.Column[Any]], row: list[Any]) -> dict[str, Any]:
    return {f"given_{column.name}": _typed(column, value) for column, value in zip(columns, row, strict=True)}


def batched_rows(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    batch: list[list[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == READ_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def last_id(connection: Connection, table: sa.Table) -> int:
    """The last id that the table gave, also to rows that are gone; 0 if it gives none by itself."""
    if connection.dialect.name == "sqlite":
        if not sa.inspect(connection).has_table("sqlite_sequence"):
            return 0
        query = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return connection.scalar(query, {"name": table.name}) or 0
    sequence = _sequence(connection, table)
    if sequence is None:
        return 0
    query = sa.text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")
    return connection.scalar(query) or 0


def continue_after(connection: Connection, table: sa.Table, last: int) -> None:
    """Let the table give only ids above `last`: the record names rows by them, so none is ever given
    twice.
    """
    if last == 0:
        return
    if connection.dialect.name == "sqlite":
        parameters = {"name": table.name, "last": last}
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), parameters)
        connection.execute(
            sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), parameters
        )
        return
    sequence = _sequence(connection, table)
    if sequence is not None:
        connection.execute(sa.text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})


def _sequence(connection: Connection, table: sa.Table) -> str | None:
    keys = list(table.primary_key.columns)
    if len(keys) != 1 or not isinstance(keys[0].type, sa.Integer):
        return None
    query = sa.text("SELECT pg_get_serial_sequence(:table, :column)")
    name: str | None = connection.scalar(query, {"table": table.name, "column": keys[0].name})
    return name


def _is_json(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.JSON)


def _bound(connection: Connection, column: sa.Column[Any]) -> Any:
    if not _is_json(column):
        return sa.bindparam(f"given_{column.name}", type_=column.type)
    text = sa.bindparam(f"given_{column.name}", type_=sa.Text)
    # SQLite keeps JSON as text, and would turn what is cast to it into a number.
    return text if connection.dialect.name == "sqlite" else sa.cast(text, column.type)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _typed(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, sa.LargeBinary):
        return base64.b64decode(value)
    return date.fromisoformat(value) if isinstance(column.type, sa.Date) else value
