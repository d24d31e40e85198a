"""What a check of a deployment finds."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from app.foundation.config import Settings
from app.foundation.database import Database


class Level(enum.Enum):
    """How bad it is: `look` may be intended, `wrong` must be fixed."""

    ok = "ok"
    look = "look"
    wrong = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line: what the check found, and what to do unless all is well."""

    level: Level
    words: str
    mend: str = ""


@dataclass(frozen=True)
class Deployment:
    """What is checked, and when."""

    settings: Settings
    database: Database
    at: datetime

    def unless_production(self, words: str, mend: str) -> Finding:
        """`wrong` in production, `look` elsewhere."""
        return Finding(Level.wrong if self.settings.production else Level.look, words, mend)


def ok(words: str) -> Finding:
    """All well."""
    return Finding(Level.ok, words)


def look(words: str, mend: str) -> Finding:
    """May be intended."""
    return Finding(Level.look, words, mend)


def wrong(words: str, mend: str) -> Finding:
    """Must be fixed."""
    return Finding(Level.wrong, words, mend)
