"""JSON as public sources really write it: bounded before it is parsed, kept to the letter, odd numbers and all.

Python's own parser recurses (a deep file is a crash), turns `1e9999` into infinity, takes NaN, and silently drops the
first of two equal keys. Here depth and size are checked first; numbers that are no plain integer keep their text; and
an object with a key twice remembers both, so that whoever reads it can refuse to guess.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

MOST_BYTES = 20_000_000
MOST_DEPTH = 64
_WHOLE_DIGITS = 18  # what a database integer holds; anything longer keeps its text
_LARGEST_EXPONENT = 18
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]"))
_SAME_BRACKETS = bytes.maketrans(b"{}", b"[]")


class UnreadableJson(ValueError):
    """The file is not JSON that can be read; the message says why, for the person who chose the file."""


@dataclass(frozen=True, slots=True)
class SourceNumber:
    """A number that is no plain integer, as it was written."""

    text: str

    @property
    def value(self) -> Decimal | None:
        """The number, or None where it is beyond any amount (`1e9999`)."""
        try:
            number = Decimal(self.text)
        except InvalidOperation:
            return None
        return number if number.adjusted() <= _LARGEST_EXPONENT else None


class KeyTwice(dict[str, Any]):
    """An object in which a key stands twice: `pairs` holds all of them, the dict the last of each."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    @property
    def repeated(self) -> list[str]:
        """The keys that stand more than once."""
        names = [name for name, _ in self.pairs]
        return sorted({name for name in names if names.count(name) > 1})


def parse(content: bytes) -> Any:
    """The JSON of a file of at most 20 MB and 64 levels. Raises UnreadableJson.

    Integers are int, other numbers SourceNumber, objects dict (KeyTwice where a key is repeated). NaN and Infinity,
    which are not JSON, are refused.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableJson(f"This file is larger than {MOST_BYTES // 1_000_000} MB. Split it and import the parts.")
    if not content.strip():
        raise UnreadableJson("This file is empty.")
    _refuse_deep(content)
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            parse_int=_whole,
            parse_float=SourceNumber,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise UnreadableJson("This file is not text in UTF-8, which Open Contracting JSON must be.") from error
    except json.JSONDecodeError as error:
        raise UnreadableJson(f"This is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.") from error


def _refuse_deep(content: bytes) -> None:
    """Each round takes away the innermost brackets, so what is left after n rounds lies deeper than n."""
    brackets = _TEXT.sub(b"", content).translate(_SAME_BRACKETS).translate(None, _NOT_BRACKETS)
    for _ in range(MOST_DEPTH):
        if not brackets:
            return
        shorter = brackets.replace(b"[]", b"")
        if len(shorter) == len(brackets):
            raise UnreadableJson("This is not JSON: a bracket is opened and never closed, or closed and never opened.")
        brackets = shorter
    if brackets:
        raise UnreadableJson(f"This file is nested more than {MOST_DEPTH} levels deep; no real notice is.")


def _whole(text: str) -> int | SourceNumber:
    return int(text) if len(text) <= _WHOLE_DIGITS else SourceNumber(text)


def _refuse_constant(text: str) -> Any:
    raise UnreadableJson(f"This file holds the number {text}, which is not JSON.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else KeyTwice(pairs)


def canonical(value: Any) -> str:
    """One text for equal JSON: keys in order, no spaces, ASCII only, every number as it was written."""
    parts: list[str] = []
    _write(value, parts)
    return "".join(parts)


def sha256(value: Any) -> str:
    """The digest of the canonical text."""
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()


def _write(value: Any, parts: list[str]) -> None:
    if isinstance(value, dict):
        pairs = value.pairs if isinstance(value, KeyTwice) else list(value.items())
        _enclose(parts, "{}", sorted(pairs, key=lambda pair: pair[0]))
    elif isinstance(value, list):
        _enclose(parts, "[]", [(None, item) for item in value])
    else:
        parts.append(value.text if isinstance(value, SourceNumber) else json.dumps(value))


def _enclose(parts: list[str], brackets: str, items: list[tuple[str | None, Any]]) -> None:
    parts.append(brackets[0])
    for number, (name, item) in enumerate(items):
        parts.append("," if number else "")
        parts.append("" if name is None else f"{json.dumps(name)}:")
        _write(item, parts)
    parts.append(brackets[1])


def repeated_keys(value: Any) -> list[str]:
    """Keys that stand twice in one object, anywhere inside."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, KeyTwice):
            found.update(item.repeated)
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return sorted(found)
