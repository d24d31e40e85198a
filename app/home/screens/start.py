"""The public start page: what this is, and how much is open now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session

from app.foundation.drawing.arch import Stone, arch
from app.foundation.drawing.model import Drawing
from app.home.queries import waiting

# What a consortium looks like while it forms; shares in basis points of the contract value.
EXAMPLE = (
    Stone("Cleaning, south of the city", "accepted", 2400),
    Stone("Cleaning, north", "accepted", 1700),
    Stone("Site management", "accepted", 2800, lead=True),
    Stone("Window cleaning", "accepted", 1300),
    Stone("Waste and recycling", "invited", 1800),
)


@dataclass(frozen=True)
class StartScreen:
    """The page for people who are signed out."""

    open_tenders: int
    example: Drawing


def start_screen(session: Session, at: datetime) -> StartScreen:
    """What everyone can see."""
    return StartScreen(waiting.open_count(session, None, at), _example())


@cache
def _example() -> Drawing:
    return arch(
        EXAMPLE,
        title="An example consortium",
        caption=(
            "An example: five enterprises, each with its part of a contract. Once everyone agrees, you can"
            " bid."
        ),
    )
