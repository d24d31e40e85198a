"""Heads of the audit chain kept outside the database: a chain rewritten from its start no longer contains
them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.foundation.audit import GENESIS, AuditEntry, AuditHead

_HEAD = re.compile(r"([0-9]{1,15}):([0-9a-f]{64})")


class NoHead(ValueError):
    """Text that is not a head, worded for the person who typed it or keeps the file."""


@dataclass(frozen=True)
class Head:
    """The number of an audit entry and its sha256. Number 0 is the chain before its first entry."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True)
class KeptHead:
    """A head and when it was kept."""

    at: datetime
    head: Head


def parse(text: str) -> Head:
    """Read NUMBER:HASH; raises NoHead."""
    match = _HEAD.fullmatch(text.strip().lower())
    if match is None:
        raise NoHead(
            f"{text.strip()!r} is not a head. Enter it as NUMBER:HASH, with all 64 characters of the hash."
        )
    return Head(int(match[1]), match[2])


def current(session: Session) -> Head:
    """The current end of the chain."""
    head = session.get(AuditHead, 1)
    return Head(head.length, head.hash) if head else Head(0, GENESIS)


def missing(session: Session, kept: Iterable[Head]) -> Iterator[str]:
    """One sentence for each kept head that the chain does not contain."""
    end = current(session).number
    for head in kept:
        entry = session.get(AuditEntry, head.number) if head.number else None
        present = entry.hash if entry else GENESIS if head.number == 0 else None
        if head.number > end:
            yield f"Head {head.number} is missing. The chain has only {end} entries, so its end was cut off."
        elif present != head.hash:
            yield (
                f"Head {head.number} has a different hash from the one that was kept, so the chain was"
                " rewritten."
            )


def read(path: Path) -> list[KeptHead]:
    """The heads of a file, oldest first. Raises NoHead for a line that is not a head, OSError when it cannot
    be read.
    """
    kept = []
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if line.strip():
            try:
                at, _, head = line.strip().partition(" ")
                kept.append(KeptHead(datetime.fromisoformat(at).astimezone(UTC), parse(head)))
            except ValueError:
                raise NoHead(
                    f"Line {number} of {path.name} is not a time and a head. It may have been changed."
                ) from None
    return kept


def is_kept(path: Path, day: date) -> bool:
    """Whether a file already has a head of a day (UTC)."""
    return path.exists() and any(kept.at.date() == day for kept in read(path))


def keep(path: Path, head: Head, at: datetime) -> None:
    """Add one line to the file and wait until the disk has it; earlier lines never change."""
    line = f"{at.astimezone(UTC).isoformat(timespec='seconds')} {head}\n".encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line)
        os.fsync(handle)
    finally:
        os.close(handle)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
