"""Frozen dataclasses as plain JSON and back, by their own type hints: how a child process hands over what it
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

Made = TypeVar("Made")


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


def from_plain(kind: type[Made], plain: Any) -> Made:
    """The value of this kind that `to_plain` made `plain` of."""
    made: Made = _made(kind, plain)
    return made


def _made(kind: Any, plain: Any) -> Any:
    if isinstance(kind, types.UnionType):
        (inner,) = (one for one in typing.get_args(kind) if one is not types.NoneType)
        return None if plain is None else _made(inner, plain)
    if typing.get_origin(kind) is dict:
        return plain  # JSON of somebody else's format, kept as it is
    if typing.get_origin(kind) is tuple:
        inner = typing.get_args(kind)[0]
        return tuple(_made(inner, item) for item in plain)
    if is_dataclass(kind):
        make: Any = kind
        # A value kept before a field was added lacks it, and has the field's default.
        return make(
            **{name: _made(hint, plain[name]) for name, hint in _hints(make).items() if name in plain}
        )
    if issubclass(kind, enum.Enum):
        return kind[plain]
    if issubclass(kind, date):
        return kind.fromisoformat(plain)
    return b64decode(plain) if kind is bytes else plain


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)
