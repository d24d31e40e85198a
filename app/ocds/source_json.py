"""JSON as public sources really write it: bounded before it is parsed, kept to the letter, odd numbers and
all.

Python's own parser recurses (a deep file is a crash), turns `1e9999` into infinity, takes NaN, and silently
drops the first of two equal keys. Here depth and size are checked first; numbers that are no plain integer
keep their text; and an object with a key twice remembers both, so that whoever reads it can refuse to guess.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections import Counter
from decimal import Decimal, InvalidOperation
from json.encoder import encode_basestring_ascii
from typing import Any

from app.ocds.file_kinds import other_kind

MOST_BYTES = 20_000_000
MOST_DEPTH = 64
MOST_LINES = 20_000  # that are looked at one by one where a file is broken: no more releases are taken anyway
MOST_MEMBERS = 400  # of a gzip file: the rest is copied for each
GZIPPED = b"\x1f\x8b"
TOO_LARGE = f"This file is larger than {MOST_BYTES // 1_000_000} MB. Split it and import the parts."
_WHOLE_DIGITS = 18  # that a database integer can store; anything longer keeps its text
_LARGEST_EXPONENT = 18
_TEXT = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SPACE = re.compile(r"[ \t\n\r\ufeff]*")
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]"))
_SAME_BRACKETS = bytes.maketrans(b"{}", b"[]")


class UnreadableJson(ValueError):
    """The file is not JSON that can be read; the message says why, for the person who chose the file."""


class SourceNumber:
    """A number that is no plain integer, as it was written. Plain and slotted: a file may hold millions."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceNumber) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"SourceNumber({self.text!r})"

    @property
    def value(self) -> Decimal | None:
        """The number, or None where it is beyond any amount (`1e9999`)."""
        try:
            number = Decimal(self.text)
        except InvalidOperation:
            return None
        return number if number.adjusted() <= _LARGEST_EXPONENT else None


class BrokenLine(str):
    """A line of JSON Lines that is no object, with its number in the file."""

    number: int

    def __new__(cls, line: str, number: int) -> BrokenLine:
        broken = super().__new__(cls, line)
        broken.number = number
        return broken


class KeyTwice(dict[str, Any]):
    """An object with a key twice: `pairs` has every pair, the dict the last of each key."""

    __slots__ = ("pairs",)  # a file may hold millions

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    @property
    def repeated(self) -> list[str]:
        """The keys that appear more than once."""
        counted = Counter(name for name, _ in self.pairs)
        return sorted(name for name, times in counted.items() if times > 1)


def parse(content: bytes) -> Any:
    """The JSON of a file of at most 20 MB and 64 levels, gzipped or not. Raises UnreadableJson.

    Integers are int, other numbers SourceNumber, objects dict (KeyTwice where a key is repeated). Several
    objects one after the other, as in JSON Lines, are a list of them, a broken line as BrokenLine. NaN and
    Infinity, which are not JSON, are refused.
    """
    content = unpacked(content)
    if not content.strip():
        raise UnreadableJson("This file is empty.")
    if kind := other_kind(content):
        raise UnreadableJson(kind)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableJson("This file is not UTF-8 text. Open Contracting JSON must be UTF-8.") from error
    try:
        _refuse_deep(content)
        return _values(text)
    except (json.JSONDecodeError, UnreadableJson) as error:
        if lines := _line_by_line(text):
            return lines
        if isinstance(error, UnreadableJson):
            raise
        raise UnreadableJson(
            f"This is not valid JSON. Something is wrong in line {error.lineno}, column {error.colno}. Get"
            " the file again from its source."
        ) from error


def _line_by_line(text: str) -> list[Any]:
    """The objects of JSON Lines of which some are broken, those as BrokenLine; nothing where most are no
    objects.
    """
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not 1 < len(lines) <= MOST_LINES:
        return []
    values: list[Any] = []
    for number, line in lines:
        try:
            _refuse_deep(line.encode())
            value = _values(line)
        except (json.JSONDecodeError, UnreadableJson):
            value = None
        values.append(value if isinstance(value, dict) else BrokenLine(line, number))
    objects = sum(isinstance(value, dict) for value in values)
    return values if 2 * objects >= len(values) else []


def unpacked(content: bytes, most: int = MOST_BYTES) -> bytes:
    """A gzipped file's content, any other file as it is. Raises UnreadableJson, also for more than `most`
    bytes.
    """
    if not content.startswith(GZIPPED):
        if len(content) > most:
            raise UnreadableJson(TOO_LARGE)
        return content
    parts: list[bytes] = []
    size = 0
    try:
        while content.startswith(GZIPPED):  # one member after the other, as `gzip` itself reads them
            if len(parts) == MOST_MEMBERS:
                raise UnreadableJson(
                    "This gzip file is made of too many parts. Unpack it and import the JSON in it."
                )
            member = zlib.decompressobj(wbits=31)
            parts.append(member.decompress(content, most + 1 - size))
            size += len(parts[-1])
            if size > most:
                raise UnreadableJson(TOO_LARGE)
            if not member.eof:
                raise UnreadableJson("This gzip file is cut off. Get it again from its source.")
            content = member.unused_data
    except zlib.error as error:
        raise UnreadableJson("This gzip file is damaged. Get it again from its source.") from error
    return b"".join(parts)


def _values(text: str) -> Any:
    """The value in a text, or the list of all objects in it where there are several."""
    values: list[Any] = []
    at = _past_space(text, 0)
    while at < len(text) or not values:
        value, after = _DECODER.raw_decode(text, at)
        values.append(value)
        at = _past_space(text, after)
        if (len(text) > at or len(values) > 1) and not isinstance(value, dict):
            raise json.JSONDecodeError("Something follows the end", text, after)
    return values[0] if len(values) == 1 else values


def _past_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _refuse_deep(content: bytes) -> None:
    """Each round takes away the innermost brackets, so what is left after n rounds lies deeper than n."""
    brackets = _TEXT.sub(b"", content).translate(_SAME_BRACKETS).translate(None, _NOT_BRACKETS)
    for _ in range(MOST_DEPTH):
        if not brackets:
            return
        shorter = brackets.replace(b"[]", b"")
        if len(shorter) == len(brackets):
            raise UnreadableJson(
                "This is not valid JSON. A bracket is opened and never closed, or closed and never opened."
            )
        brackets = shorter
    if brackets:
        raise UnreadableJson(
            f"This file is nested more than {MOST_DEPTH} levels deep, which no real notice is."
        )


def _whole(text: str) -> int | SourceNumber:
    return int(text) if len(text) <= _WHOLE_DIGITS else SourceNumber(text)


def _refuse_constant(text: str) -> Any:
    raise UnreadableJson(f"This file contains the number {text}, which is not valid JSON.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else KeyTwice(pairs)


_DECODER = json.JSONDecoder(
    parse_int=_whole, parse_float=SourceNumber, parse_constant=_refuse_constant, object_pairs_hook=_object
)


def canonical(value: Any) -> str:
    """One text for equal JSON: keys in order, no spaces, ASCII only, every number as it was written."""
    parts: list[str] = []
    _write(value, parts)
    return "".join(parts)


def digest(canonical_text: str) -> str:
    """The sha256 of a canonical text."""
    return hashlib.sha256(canonical_text.encode("ascii")).hexdigest()


def sha256(value: Any) -> str:
    """The sha256 of a value's canonical text."""
    return digest(canonical(value))


def _write(value: Any, parts: list[str]) -> None:
    if isinstance(value, str):
        parts.append(encode_basestring_ascii(value))
    elif isinstance(value, SourceNumber):
        parts.append(value.text)
    elif isinstance(value, list):
        _write_list(value, parts)
    elif isinstance(value, dict):
        _write_object(value, parts)
    else:
        parts.append(json.dumps(value))


def _write_list(items: list[Any], parts: list[str]) -> None:
    parts.append("[")
    for item in items:
        _write(item, parts)
        parts.append(",")
    if items:
        parts.pop()  # the last comma
    parts.append("]")


def _write_object(held: dict[str, Any], parts: list[str]) -> None:
    pairs = held.pairs if isinstance(held, KeyTwice) else list(held.items())
    parts.append("{")
    for name, item in sorted(pairs, key=lambda pair: pair[0]):
        parts.append(encode_basestring_ascii(name))
        parts.append(":")
        _write(item, parts)
        parts.append(",")
    if pairs:
        parts.pop()
    parts.append("}")


def repeated_keys(value: Any) -> list[str]:
    """Keys that appear twice in one object, anywhere inside."""
    keys: set[str] = set()
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, KeyTwice):
            keys.update(item.repeated)
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return sorted(keys)
