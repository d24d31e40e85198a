"""What went wrong, without anything that somebody typed: for the log and for a job's row.

An exception's own words may hold a price, an address or a whole row (PostgreSQL's driver quotes the values
that broke a constraint). Kinds, codes, names of constraints and places in our code never do.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from pathlib import Path

from app.foundation.config import PROJECT_DIR

DEEPEST_CHAIN = 5
MOST_LINES = 40
_SQLITE_CONSTRAINT = re.compile(r"[A-Z ]+ constraint failed: ([\w., ]{1,200})", re.ASCII)
_TRACE_LINE = re.compile(
    r'(  File "[^"]{1,300}", line \d+, in [\w.<>]+$|[A-Za-z_][\w.]*(?:Error|Exception|Exit)\b)'
)


def cause_of(error: BaseException) -> str:
    """One line: the kind of error, the database's own code where there is one, and where it was raised."""
    return f"{kind_of(error)}{_place(error)}"


def trace_of(error: BaseException) -> str:
    """The whole trace, and those of the errors behind it, each without its message."""
    parts = []
    for link in _chain(error):
        frames = "".join(traceback.format_tb(link.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{kind_of(link)}")
    return "\nwhile handling\n".join(parts)


def trace_in(words: str) -> str:
    """Places and kinds of the errors in what a child process wrote. The rest may be text of a document."""
    trace_lines = [match[1] for line in words.splitlines() if (match := _TRACE_LINE.match(line))]
    return "\n".join(trace_lines[-MOST_LINES:]) or f"{len(words.splitlines())} lines that hold no trace"


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    for _ in range(DEEPEST_CHAIN):
        if link is None:
            return
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def kind_of(error: BaseException) -> str:
    """The kind of error, with the database's code and the name of the constraint or columns it is about."""
    driver = getattr(error, "orig", None) or error
    diagnostics = getattr(driver, "diag", None)
    codes = (
        getattr(driver, "sqlstate", None),
        getattr(driver, "sqlite_errorname", None),
        getattr(diagnostics, "constraint_name", None) or _sqlite_names(driver),
    )
    named = ", ".join(str(code) for code in codes if code)
    return f"{type(error).__name__}{f' ({named})' if named else ''}"


def _sqlite_names(driver: BaseException) -> str | None:
    """What SQLite says a constraint is about ("people.email"): names alone, never values."""
    match = _SQLITE_CONSTRAINT.fullmatch(str(driver)) if type(driver).__module__ == "sqlite3" else None
    return match[1] if match else None


def _place(error: BaseException) -> str:
    """The deepest frame of our own code: a library's frame says less."""
    frames = traceback.extract_tb(error.__traceback__)
    own_frames = [frame for frame in frames if Path(frame.filename).is_relative_to(PROJECT_DIR / "app")]
    if not frames:
        return ""
    frame = (own_frames or frames)[-1]
    path = Path(frame.filename)
    name = path.relative_to(PROJECT_DIR) if path.is_relative_to(PROJECT_DIR) else path.name
    return f" in {name}:{frame.lineno}"
