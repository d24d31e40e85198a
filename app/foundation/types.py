"""Column types that guarantee what SQL types do not: aware time, whole pence, clean text, enums by
name.
"""

from __future__ import annotations

import enum
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LONDON = ZoneInfo("Europe/London")  # the time on screen, in mails and in packs


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, stored as whole microseconds since 1970 in UTC, the same on both databases.

    A naive datetime is refused with ValueError: nobody can know which instant it meant.
    """

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + value * MICROSECOND


class WholeNumber(TypeDecorator[int]):
    """An integer that refuses floats and booleans instead of rounding them."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"a whole number is needed, not {value!r}")
        return value


class Pence(WholeNumber):
    """Money: whole pence, without VAT unless the column's name says so."""

    cache_ok = True


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class CleanText(TypeDecorator[str]):
    """Text without what a database or a page cannot carry: NUL and lone surrogates are refused."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if _UNSTORABLE.search(value):
            raise ValueError("text holds a character that cannot be stored")
        return value


def named(members: type[enum.Enum]) -> sa.Enum:
    """An enum stored by its member names as text, with a CHECK, so that values may be reworded freely."""
    return sa.Enum(
        members,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        name=members.__name__.lower(),
    )
