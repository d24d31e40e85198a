"""Capacity as bars: what is promised and what is free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.foundation.drawing import legend
from app.foundation.drawing.letters import wrap
from app.foundation.drawing.model import Drawing, Table
from app.foundation.drawing.palette import INK_SOFT, LOOKS
from app.foundation.drawing.svg import Canvas

_WIDTH = 680
_LABEL = 200
_BAR = 300
_ROW = 52


@dataclass(frozen=True)
class CapacityBar:
    """One offer: units in each period that it has, holds for agreed consortia, and has been asked for."""

    label: str
    capacity: int
    held: int
    asked: int
    unit: str


def bars(
    rows: Sequence[CapacityBar],
    title: str = "Capacity held and free",
    caption: str = "",
    held_words: str = "Held",
    asked_words: str = "Asked for",
) -> Drawing:
    """Each bar is the whole capacity of one offer, so that different units may stand under each other."""
    entries = [
        (held_words, LOOKS["held"]),
        (f"{asked_words}, not yet answered", LOOKS["asked"]),
        ("Free", LOOKS["empty"]),
    ]
    top = 8
    canvas = Canvas(_WIDTH, top + len(rows) * _ROW + 10 + legend.height([w for w, _ in entries], _WIDTH))
    for number, row in enumerate(rows):
        _bar(canvas, top + number * _ROW, row)
    legend.draw(canvas, 0, top + len(rows) * _ROW + 10, entries, _WIDTH)
    said = caption or "Each bar is all that an offer can do; the white part is free to be promised."
    free = "; ".join(f"{row.label}: {_free(row):,} of {row.capacity:,} {row.unit} free" for row in rows)
    return canvas.finish(title, free or "Nothing is offered yet.", said, _table(rows, held_words, asked_words))


def _bar(canvas: Canvas, y: float, row: CapacityBar) -> None:
    lines = wrap(row.label, 15, _LABEL - 14, 2)
    canvas.lines(0, y + (16 if len(lines) == 2 else 25), lines, 15)
    scale = _BAR / max(1, row.capacity)
    held = min(row.held, row.capacity) * scale
    asked = min(row.asked, max(0, row.capacity - row.held)) * scale
    canvas.box(LOOKS["empty"], _LABEL, y + 8, _BAR, 24)
    if asked:
        canvas.box(LOOKS["asked"], _LABEL + held, y + 8, asked, 24)
    if held:
        canvas.box(LOOKS["held"], _LABEL, y + 8, held, 24)
    canvas.text(_LABEL + _BAR + 12, y + 19, f"{_free(row):,} free", 15, bold=True)
    canvas.text(_LABEL + _BAR + 12, y + 37, f"of {row.capacity:,} {row.unit}", 13, fill=INK_SOFT)


def _free(row: CapacityBar) -> int:
    return max(0, row.capacity - row.held - row.asked)


def _table(rows: Sequence[CapacityBar], held_words: str, asked_words: str) -> Table:
    lines = [
        (row.label, f"{row.capacity:,} {row.unit}", f"{row.held:,}", f"{row.asked:,}", f"{_free(row):,}")
        for row in rows
    ]
    return Table(("Offer", "Capacity", held_words, asked_words, "Free"), tuple(lines), frozenset({1, 2, 3, 4}))
