"""The coverage matrix: work packages down, members across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.foundation.drawing import legend
from app.foundation.drawing.letters import wrap
from app.foundation.drawing.model import Drawing, Table
from app.foundation.drawing.palette import (
    BLUE,
    BRAND,
    INK,
    INK_SOFT,
    LINE,
    LOOKS,
    PALE,
    VERMILLION_INK,
    WHITE,
)
from app.foundation.drawing.svg import Canvas

_LABEL = 236
_COLUMN = 112
_ROW = 64
_GROUP = 32
_HEAD = 84
_BAR = 74


@dataclass(frozen=True)
class MatrixRow:
    """A work package: `quantity` is the rate to cover, in `unit`; rows of one `group` (a lot) are
    drawn together.
    """

    id: str
    label: str
    group: str
    quantity: int
    unit: str


@dataclass(frozen=True)
class MatrixColumn:
    """A member. `note` is written under its name ("lead")."""

    id: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class MatrixCell:
    """What one member delivers of one work package, and whether it could take over from another."""

    row: str
    column: str
    quantity: int = 0
    backs_up: bool = False


def matrix(
    rows: Sequence[MatrixRow],
    columns: Sequence[MatrixColumn],
    cells: Sequence[MatrixCell],
    title: str = "Who covers what",
    caption: str = "",
) -> Drawing:
    """Each cell is a bar of the member's share with its number, a ring where the member backs somebody up.

    Where a work package is not covered in full, a last column says how much nobody delivers. Rows are grouped
    in the order in which their groups first appear.
    """
    by_place = {(cell.row, cell.column): cell for cell in cells}
    groups = _grouped(rows)
    short = _shortfalls(rows, cells)
    gaps = any(missing > 0 for missing in short.values())
    entries = _legend(gaps, any(cell.backs_up for cell in cells))
    width = _LABEL + _COLUMN * (len(columns) + gaps)
    key_room = max(width, legend.ROOM)
    body = len(groups) * _GROUP + len(rows) * _ROW
    canvas = Canvas(key_room, _HEAD + body + 14 + legend.height([words for words, _ in entries]))
    _heads(canvas, columns, gaps)
    y = float(_HEAD)
    for group, members in groups.items():
        _group_head(canvas, y, group, width)
        y += _GROUP
        for row in members:
            row_cells = [by_place.get((row.id, column.id)) for column in columns]
            _row(canvas, y, row, row_cells, short[row.id] if gaps else None, width)
            y += _ROW
    _key(canvas, y + 14, entries)
    return canvas.finish(
        title,
        _describe(rows, columns, short),
        caption or _caption(gaps),
        _table(rows, columns, by_place, short, gaps),
    )


def _grouped(rows: Sequence[MatrixRow]) -> dict[str, list[MatrixRow]]:
    groups: dict[str, list[MatrixRow]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    return groups


def _shortfalls(rows: Sequence[MatrixRow], cells: Sequence[MatrixCell]) -> dict[str, int]:
    """row id -> the quantity that nobody delivers; negative where it is more than covered."""
    short = {row.id: row.quantity for row in rows}
    for cell in cells:
        if cell.row in short:
            short[cell.row] -= cell.quantity
    return short


def _group_head(canvas: Canvas, y: float, group: str, width: float) -> None:
    canvas.rect(0, y, width, _GROUP, fill=PALE)
    canvas.text(8, y + 21, group, 15, fill=BRAND, bold=True)


def _heads(canvas: Canvas, columns: Sequence[MatrixColumn], gaps: bool) -> None:
    canvas.text(8, _HEAD - 12, "Work package", 14, fill=INK_SOFT)
    for number, column in enumerate(columns):
        x = _LABEL + number * _COLUMN + 8
        lines = wrap(column.label, 14, _COLUMN - 14, 3)
        last = _HEAD - 12 - (17 if column.note else 0)
        canvas.lines(x, last - (len(lines) - 1) * 17, lines, 14, bold=True)
        if column.note:
            canvas.text(x, _HEAD - 12, column.note, 13, fill=INK_SOFT)
    if gaps:
        canvas.text(
            _LABEL + len(columns) * _COLUMN + 8, _HEAD - 12, "Nobody", 14, bold=True, fill=VERMILLION_INK
        )


def _row(
    canvas: Canvas,
    y: float,
    row: MatrixRow,
    cells: Sequence[MatrixCell | None],
    missing: int | None,
    width: float,
) -> None:
    lines = wrap(row.label, 14, _LABEL - 18, 2)
    canvas.lines(8, y + (20 if len(lines) == 2 else 27), lines, 14)
    canvas.text(8, y + (54 if len(lines) == 2 else 46), f"{row.quantity:,} {row.unit}", 13, fill=INK_SOFT)
    for number, cell in enumerate(cells):
        x = _LABEL + number * _COLUMN
        canvas.line(x, y, x, y + _ROW, LINE)
        if cell is not None:
            _cell(canvas, x + 8, y, cell, row.quantity)
    if missing is not None:
        x = _LABEL + len(cells) * _COLUMN
        canvas.line(x, y, x, y + _ROW, LINE)
        if missing > 0:
            canvas.text(x + 8, y + 28, f"{missing:,}", 15, bold=True, fill=VERMILLION_INK)
            canvas.box(LOOKS["gap"], x + 8, y + 37, max(3, _BAR * missing / max(1, row.quantity)), 12)
    canvas.line(0, y + _ROW, width, y + _ROW, LINE)


def _cell(canvas: Canvas, x: float, y: float, cell: MatrixCell, needed: int) -> None:
    if cell.quantity > 0:
        canvas.text(x, y + 28, f"{cell.quantity:,}", 15, bold=True)
        canvas.text(x + _BAR, y + 28, _share(cell.quantity, needed), 13, anchor="end", fill=INK_SOFT)
        canvas.rect(x, y + 37, _BAR, 12, fill=WHITE, stroke=LINE)
        canvas.rect(x, y + 37, max(2, _BAR * min(1, cell.quantity / max(1, needed))), 12, fill=BLUE)
    if cell.backs_up:
        canvas.element("circle", cx=x + _BAR + 13, cy=y + 43, r=7, fill="none", stroke=INK, stroke_width=2.4)


def _share(part: int, needed: int) -> str:
    """A share in whole percent; only the whole is 100% and only nothing is 0%."""
    percent = round(100 * part / max(1, needed))
    return f"{min(99, max(1, percent)) if 0 < part < needed else percent}%"


def _legend(gaps: bool, rings: bool) -> list[tuple[str, str]]:
    entries = [("Quantity, and its share of the work package", "bar")]
    if rings:
        entries.append(("Could take over if another member dropped out", "ring"))
    if gaps:
        entries.append(("Not covered", "gap"))
    return entries


def _key(canvas: Canvas, y: float, entries: Sequence[tuple[str, str]]) -> None:
    for (words, sign), (dx, row) in zip(entries, legend.places([w for w, _ in entries]), strict=True):
        top = y + row * legend.ROW
        if sign == "ring":
            canvas.element("circle", cx=dx + 10, cy=top + 10, r=7, fill="none", stroke=INK, stroke_width=2.4)
        elif sign == "gap":
            canvas.box(LOOKS["gap"], dx, top + 4, 20, 12)
        else:
            canvas.rect(dx, top + 4, 20, 12, fill=WHITE, stroke=LINE)
            canvas.rect(dx, top + 4, 13, 12, fill=BLUE)
        canvas.text(dx + 27, top + 15, words, legend.SIZE)


def _caption(gaps: bool) -> str:
    if gaps:
        return (
            "Read across: who delivers how much of each work package. The last column shows what nobody"
            " covers."
        )
    return (
        "Read across: who delivers how much of each work package. A ring means a member can step in for"
        " another."
    )


def _describe(rows: Sequence[MatrixRow], columns: Sequence[MatrixColumn], short: dict[str, int]) -> str:
    uncovered = [row.label for row in rows if short[row.id] > 0]
    start = f"A table of {len(rows)} work packages by {len(columns)} members with a bar for each share."
    return (
        f"{start} Not fully covered: {', '.join(uncovered)}."
        if uncovered
        else f"{start} All are fully covered."
    )


def _table(
    rows: Sequence[MatrixRow],
    columns: Sequence[MatrixColumn],
    by_place: dict[tuple[str, str], MatrixCell],
    short: dict[str, int],
    gaps: bool,
) -> Table:
    def words(cell: MatrixCell | None) -> str:
        if cell is None or not (cell.quantity or cell.backs_up):
            return "–"
        backing = "could take over" if cell.backs_up else ""
        return f"{cell.quantity:,}{', ' + backing if backing else ''}" if cell.quantity else backing

    header = ["Work package", "Lot", "Needed", *[c.label for c in columns], *(["Nobody"] if gaps else [])]
    lines = [
        (
            row.label,
            row.group,
            f"{row.quantity:,} {row.unit}",
            *[words(by_place.get((row.id, c.id))) for c in columns],
            *([f"{max(0, short[row.id]):,}"] if gaps else []),
        )
        for row in rows
    ]
    return Table(tuple(header), tuple(lines), frozenset(range(2, len(header))))
