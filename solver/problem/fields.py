"""Reading one field at a time, each mistake located by its JSON path."""

from __future__ import annotations

from typing import Any

LIMIT = 10**12
LONGEST_TEXT = 1000


class ProblemError(ValueError):
    """The file is not a problem: where (`path`, as in `work_packages[3].quantity`) and why (`reason`)."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path or "$"
        self.reason = reason
        super().__init__(f"{self.path}: {reason}")


def described(value: object) -> str:
    """A JSON value in a few words, for a sentence about what was found."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else text[:37] + "…"


def fields(value: Any, path: str, required: frozenset[str], optional: frozenset[str]) -> dict[str, Any]:
    """An object with all of `required` and nothing outside `required` and `optional`."""
    if type(value) is not dict:
        raise ProblemError(path, f"must be an object, not {described(value)}")
    keys = value.keys()
    if not required <= keys:
        missing = sorted(required - keys)[0]
        raise ProblemError(f"{path}.{missing}" if path else missing, "is missing")
    if len(keys) > len(required):
        unknown = keys - required - optional
        if unknown:
            first = sorted(unknown)[0]
            raise ProblemError(f"{path}.{first}" if path else first, "is not a key of this format")
    return value


def integer(value: Any, path: str, least: int = 0, most: int = LIMIT - 1) -> int:
    """A whole number within [least, most]."""
    if type(value) is not int:
        raise ProblemError(path, f"must be a whole number, not {described(value)}")
    if not least <= value <= most:
        raise ProblemError(path, f"must be from {least} to {most}, not {described(value)}")
    return value


def optional_integer(value: Any, path: str, least: int = 0, most: int = LIMIT - 1) -> int | None:
    """A whole number, or None where the rule is absent."""
    return None if value is None else integer(value, path, least, most)


def text(value: Any, path: str) -> str:
    """A string that is not empty and not absurdly long."""
    if type(value) is not str:
        raise ProblemError(path, f"must be text, not {described(value)}")
    if not value or len(value) > LONGEST_TEXT:
        raise ProblemError(
            path, "must not be empty" if not value else f"is longer than {LONGEST_TEXT} characters"
        )
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise ProblemError(path, "contains half a character, which cannot be written") from error
    return value


def label(value: Any, path: str) -> str:
    """Text that may be empty: shown to people, compared with nothing."""
    return "" if value == "" else text(value, path)


def boolean(value: Any, path: str) -> bool:
    """true or false."""
    if type(value) is not bool:
        raise ProblemError(path, f"must be true or false, not {described(value)}")
    return value


def choice(value: Any, path: str, among: tuple[str, ...]) -> str:
    """One of a few words."""
    if type(value) is not str or value not in among:
        raise ProblemError(path, f"must be one of {', '.join(among)}, not {described(value)}")
    return value


def items(value: Any, path: str) -> list[Any]:
    """A list."""
    if type(value) is not list:
        raise ProblemError(path, f"must be a list, not {described(value)}")
    return value


def texts(value: Any, path: str) -> tuple[str, ...]:
    """A list of different strings."""
    entries = items(value, path)
    seen: set[str] = set()
    for position, entry in enumerate(entries):
        if type(entry) is not str or not entry.isascii() or not entry or len(entry) > LONGEST_TEXT:
            text(entry, f"{path}[{position}]")
        if entry in seen:
            raise ProblemError(f"{path}[{position}]", f"{described(entry)} is listed twice")
        seen.add(entry)
    return tuple(entries)
