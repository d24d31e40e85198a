"""What a check of a deployment finds."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from app.foundation.config import Settings
from app.foundation.database import Database


class Level(enum.Enum):
    """How bad it is: `look` may be meant so, `wrong` must be mended."""

    ok = "ok"
    look = "look"
    wrong = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line: what was found, and what to do where that is not all well."""

    level: Level
    words: str
    mend: str = ""


@dataclass(frozen=True)
class Deployment:
    """What is looked over, and when."""

    settings: Settings
    database: Database
    at: datetime

    def unless_production(self, words: str, mend: str) -> Finding:
        """Wrong where real people rely on it, something to look at elsewhere."""
        return Finding(Level.wrong if self.settings.production else Level.look, words, mend)


def ok(words: str) -> Finding:
    """All well."""
    return Finding(Level.ok, words)


def look(words: str, mend: str) -> Finding:
    """May be meant so."""
    return Finding(Level.look, words, mend)


def wrong(words: str, mend: str) -> Finding:
    """Must be mended."""
    return Finding(Level.wrong, words, mend)
