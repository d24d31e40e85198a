"""The key under a drawing: what each surface or sign means."""

from __future__ import annotations

from collections.abc import Sequence

from app.foundation.drawing.letters import width_of
from app.foundation.drawing.palette import Look
from app.foundation.drawing.svg import Canvas

SIZE = 14
ROOM = 340  # px: a key is read before anybody scrolls a drawing, so it keeps to the width of a phone
ROW = 24


def places(entries: Sequence[str], room: float = ROOM) -> list[tuple[float, int]]:
    """Where each entry starts, as (x, row), wrapping at `room` px."""
    starts: list[tuple[float, int]] = []
    x, row = 0.0, 0
    for words in entries:
        needed = 28 + width_of(words, SIZE) + 18
        if x and x + needed > room:
            x, row = 0.0, row + 1
        starts.append((x, row))
        x += needed
    return starts


def height(entries: Sequence[str]) -> float:
    return (places(entries)[-1][1] + 1) * ROW if entries else 0


def draw(canvas: Canvas, x: float, y: float, entries: Sequence[tuple[str, Look]]) -> None:
    """A swatch and its words for each entry, from the top left corner (x, y)."""
    for (words, look), (dx, row) in zip(entries, places([words for words, _ in entries]), strict=True):
        canvas.box(look, x + dx, y + row * ROW + 3, 20, 14)
        canvas.text(x + dx + 27, y + row * ROW + 15, words, SIZE)
