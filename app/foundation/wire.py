"""Frozen dataclasses as plain JSON and back, by their own type hints: how a child process returns what it
read.
"""

from __future__ import annotations

import enum
import functools
import types
import typing
from base64 import b64decode, b64encode
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, TypeVar

Value = TypeVar("Value")


def to_plain(value: Any) -> Any:
    """Values that JSON has: objects for dataclasses, names for enums, ISO 8601 for dates, base64 for
    bytes.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, date):
        return value.isoformat()
    return b64encode(value).decode("ascii") if isinstance(value, bytes) else value


def from_plain(kind: type[Value], plain: Any) -> Value:
    """The value of this kind that `to_plain` wrote as `plain`."""
    value: Value = _value(kind, plain)
    return value


def _value(kind: Any, plain: Any) -> Any:
    if isinstance(kind, types.UnionType):
        return None if plain is None else _value(_without_none(kind), plain)
    if typing.get_origin(kind) is dict:
        return plain  # JSON of somebody else's format, kept as it is
    if typing.get_origin(kind) is tuple:
        item_kind = typing.get_args(kind)[0]
        return tuple(_value(item_kind, item) for item in plain)
    if is_dataclass(kind):
        return _dataclass(kind, plain)
    return _scalar(kind, plain)


def _without_none(kind: types.UnionType) -> Any:
    (inner,) = (member for member in typing.get_args(kind) if member is not types.NoneType)
    return inner


def _dataclass(kind: Any, plain: dict[str, Any]) -> Any:
    # A value kept before a field was added lacks it, and has the field's default.
    return kind(**{name: _value(hint, plain[name]) for name, hint in _hints(kind).items() if name in plain})


def _scalar(kind: Any, plain: Any) -> Any:
    if issubclass(kind, enum.Enum):
        return kind[plain]
    if issubclass(kind, date):
        return kind.fromisoformat(plain)
    return b64decode(plain) if kind is bytes else plain


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)
