"""Capacity as bars: what is promised and what is free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.foundation.drawing import legend
from app.foundation.drawing.letters import wrap
from app.foundation.drawing.model import Drawing, Table
from app.foundation.drawing.palette import INK_SOFT, LOOKS
from app.foundation.drawing.svg import Canvas

_WIDTH = 340
_BAR = 338
_ROW = 84


@dataclass(frozen=True)
class CapacityBar:
    """One offer: its capacity in each period, what is held for agreed consortia, and what is asked for."""

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
    """Each bar is the whole capacity of one offer, so that offers in different units can share a drawing."""
    entries = [
        (held_words, LOOKS["held"]),
        (f"{asked_words}, not yet answered", LOOKS["asked"]),
        ("Free", LOOKS["empty"]),
    ]
    top = 4
    canvas = Canvas(_WIDTH, top + len(rows) * _ROW + 10 + legend.height([w for w, _ in entries]))
    for number, row in enumerate(rows):
        _bar(canvas, top + number * _ROW, row)
    legend.draw(canvas, 0, top + len(rows) * _ROW + 10, entries)
    explanation = caption or "Each bar shows the full capacity of one offer. The white part is free."
    free = "; ".join(f"{row.label}: {_free(row):,} of {row.capacity:,} {row.unit} free" for row in rows)
    return canvas.finish(title, free or "No offers yet.", explanation, _table(rows, held_words, asked_words))


def _bar(canvas: Canvas, y: float, row: CapacityBar) -> None:
    canvas.text(1, y + 14, wrap(row.label, 15, _BAR, 1)[0], 15, bold=True)
    scale = _BAR / max(1, row.capacity)
    held = min(row.held, row.capacity) * scale
    asked_width = min(row.asked, max(0, row.capacity - row.held)) * scale
    canvas.box(LOOKS["empty"], 1, y + 22, _BAR, 22)
    if asked_width:
        canvas.box(LOOKS["asked"], 1 + held, y + 22, asked_width, 22)
    if held:
        canvas.box(LOOKS["held"], 1, y + 22, held, 22)
    canvas.text(1, y + 62, f"{_free(row):,} free of {row.capacity:,} {row.unit}", 14, fill=INK_SOFT)


def _free(row: CapacityBar) -> int:
    return max(0, row.capacity - row.held - row.asked)


def _table(rows: Sequence[CapacityBar], held_words: str, asked_words: str) -> Table:
    lines = [
        (row.label, f"{row.capacity:,} {row.unit}", f"{row.held:,}", f"{row.asked:,}", f"{_free(row):,}")
        for row in rows
    ]
    return Table(
        ("Offer", "Capacity", held_words, asked_words, "Free"), tuple(lines), frozenset({1, 2, 3, 4})
    )
