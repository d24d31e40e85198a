"""The data-sharing terms: numbered texts that are never edited once people have accepted them.

Each version is `data_sharing/<number>.txt`: headings are the short paragraphs without a full stop. A change
of the words is a new file with the next number, and every organisation is asked again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.foundation.canonical import sha256_of

FOLDER = Path(__file__).parent / "data_sharing"


@dataclass(frozen=True)
class Part:
    """A paragraph of the terms, or a heading over some."""

    text: str
    heading: bool


@dataclass(frozen=True)
class Terms:
    """One version: its number, the sha256 of its text as UTF-8 (hexadecimal) and its paragraphs in order."""

    version: int
    text_sha256: str
    parts: tuple[Part, ...]


@cache
def current() -> Terms:
    """The newest version."""
    return read(max(int(path.stem) for path in FOLDER.glob("*.txt")))


def read(version: int) -> Terms:
    """One version. Raises FileNotFoundError where there is none of this number."""
    text = (FOLDER / f"{version}.txt").read_text(encoding="utf-8")
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip()]
    parts = tuple(Part(paragraph, heading=not paragraph.endswith(".")) for paragraph in paragraphs)
    return Terms(version, sha256_of(text.encode()), parts)
