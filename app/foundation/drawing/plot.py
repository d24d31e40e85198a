"""Price against social value: the trade-off between proposals."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.foundation.drawing import legend
from app.foundation.drawing.letters import width_of
from app.foundation.drawing.model import Drawing, Table
from app.foundation.drawing.palette import BLUE, GREEN, INK, INK_SOFT, LINE, ORANGE, WHITE
from app.foundation.drawing.svg import Canvas, figure

Box = tuple[float, float, float, float]  # left, top, right and bottom in px
_WIDTH, _HEIGHT = 680, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 48, 44, 62
_SIGNS = {
    "proposal": ("circle", BLUE, "Proposal"),
    "adopted": ("square", GREEN, "Adopted"),
    "bound": ("diamond", ORANGE, "Best possible"),
}


@dataclass(frozen=True)
class PlotPoint:
    """One proposal: price in pence, social value in the tender's own points. `kind`: proposal, adopted,
    bound.
    """

    label: str
    price: int
    social_value: int
    kind: str = "proposal"


@dataclass(frozen=True)
class _Axis:
    low: float
    high: float
    step: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + self.step * n for n in range(count + 1)]


def plot(
    points: Sequence[PlotPoint],
    money: Callable[[int], str],
    title: str = "Price and social value",
    caption: str = "",
    budget: int | None = None,
) -> Drawing:
    """Price across, social value up: further left is cheaper, further up does more good.

    `money` writes pence for people. `budget`, in pence, is drawn as an upright line.
    """
    across = _axis(_amounts(points, budget), _LEFT, _WIDTH - _RIGHT)
    up = _axis([p.social_value for p in points], _HEIGHT - _BOTTOM, _TOP)
    kinds = _kinds(points)
    canvas = Canvas(_WIDTH, _HEIGHT + legend.height([_SIGNS[kind][2] for kind in kinds]))
    _frame(canvas, across, up, money)
    wall = None if budget is None else across.at(budget)
    if wall is not None:
        _budget_line(canvas, wall)
    spots = [(across.at(p.price), up.at(p.social_value), p) for p in points]
    for x, y, point in spots:
        _sign(canvas, x, y, point.kind)
    _labels(canvas, spots, wall)
    _key(canvas, kinds)
    explanation = (
        caption
        or "Further left is cheaper. Further up brings more social value."
        " The best of both is at the top left."
    )
    return canvas.finish(title, _describe(points, money), explanation, _table(points, money))


def _budget_line(canvas: Canvas, x: float) -> None:
    canvas.line(x, _TOP - 14, x, _HEIGHT - _BOTTOM, INK, 1.5, "6 4")
    if x + 6 + width_of("Budget", 14) > _WIDTH:
        canvas.text(x - 6, _TOP - 4, "Budget", 14, anchor="end")
    else:
        canvas.text(x + 6, _TOP - 4, "Budget", 14, anchor="start")


def _describe(points: Sequence[PlotPoint], money: Callable[[int], str]) -> str:
    words = "; ".join(f"{p.label}: {money(p.price)}, {p.social_value:,} points" for p in points)
    return words or "Nothing to show yet."


def _table(points: Sequence[PlotPoint], money: Callable[[int], str]) -> Table:
    rows = tuple((p.label, _SIGNS[p.kind][2], money(p.price), f"{p.social_value:,}") for p in points)
    return Table(("Name", "Type", "Price", "Social value points"), rows, frozenset({2, 3}))


def _amounts(points: Sequence[PlotPoint], budget: int | None) -> list[int]:
    prices = [p.price for p in points]
    return prices if budget is None else [*prices, budget]


def _kinds(points: Sequence[PlotPoint]) -> list[str]:
    """The kinds that are drawn, in the order of the key."""
    drawn = {p.kind for p in points}
    return [kind for kind in _SIGNS if kind in drawn]


def _axis(values: Sequence[int], start: float, end: float) -> _Axis:
    """Round numbers around the values, with a little air; about five steps."""
    low, high = (min(values), max(values)) if values else (0, 1)
    spread = max(high - low, abs(high) * 0.02, 1)
    raw = spread * 1.2 / 4
    size = 10.0 ** math.floor(math.log10(raw))
    step = max(1.0, next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= raw))
    first = math.floor((low - spread * 0.08) / step) * step
    if low >= 0:
        first = max(0.0, first)
    last = math.ceil((high + spread * 0.08) / step) * step
    return _Axis(first, max(last, first + step), step, start, end)


def _frame(canvas: Canvas, across: _Axis, up: _Axis, money: Callable[[int], str]) -> None:
    floor = _HEIGHT - _BOTTOM
    for value in up.ticks():
        y = up.at(value)
        canvas.line(_LEFT, y, _WIDTH - _RIGHT, y, LINE)
        canvas.text(_LEFT - 10, y + 5, f"{value:,.0f}", 14, anchor="end", fill=INK_SOFT)
    for value in across.ticks():
        x = across.at(value)
        canvas.line(x, floor, x, floor + 6, INK_SOFT)
        canvas.text(x, floor + 23, money(round(value)), 14, anchor="middle", fill=INK_SOFT)
    canvas.line(_LEFT, floor, _WIDTH - _RIGHT, floor, INK, 1.5)
    canvas.text(0, 16, "Social value, points", 14, bold=True)
    canvas.text(_WIDTH - _RIGHT, floor + 46, "Price", 14, anchor="end", bold=True)


def _sign(canvas: Canvas, x: float, y: float, kind: str) -> None:
    shape, colour, _ = _SIGNS[kind]
    edge: dict[str, str | float] = {"fill": colour, "stroke": WHITE, "stroke_width": 1.5}
    if shape == "circle":
        canvas.element("circle", cx=x, cy=y, r=8, **edge)
    elif shape == "square":
        canvas.element("rect", x=x - 8, y=y - 8, width=16, height=16, **edge)
    else:
        f = figure
        d = f"M{f(x)} {f(y - 10)}L{f(x + 10)} {f(y)}L{f(x)} {f(y + 10)}L{f(x - 10)} {f(y)}Z"
        canvas.element("path", d=d, **{**edge, "stroke": INK})


def _labels(canvas: Canvas, spots: Sequence[tuple[float, float, PlotPoint]], wall: float | None) -> None:
    """Beside its sign, on the first side where it covers neither another label nor another sign."""
    taken: list[Box] = [(x - 10, y - 10, x + 10, y + 10) for x, y, _ in spots]
    if wall is not None:
        taken.append((wall - 3, 0, wall + 3, _HEIGHT))
    for x, y, point in spots:
        box = _best_box(_sides(x, y, width_of(point.label, 14)), taken)
        taken.append(box)
        canvas.text(box[0], box[1] + 15, point.label, 14, halo=True)


def _sides(x: float, y: float, wide: float) -> list[Box]:
    """Where a label could be: right of its sign, left of it, above and below."""
    corners = [(x + 14, y - 10), (x - 14 - wide, y - 10), (x - wide / 2, y - 34), (x - wide / 2, y + 13)]
    return [(left, top, left + wide, top + 20) for left, top in corners]


def _best_box(boxes: Sequence[Box], taken: Sequence[Box]) -> Box:
    inside = [box for box in boxes if _is_inside(box)]
    free = [box for box in inside if not any(_overlap(box, covered) for covered in taken)]
    return (free or inside or boxes)[0]


def _is_inside(box: Box) -> bool:
    left, top, right, bottom = box
    return left >= _LEFT and right <= _WIDTH and top >= 20 and bottom <= _HEIGHT - _BOTTOM + 4


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _key(canvas: Canvas, kinds: Sequence[str]) -> None:
    spots = legend.places([_SIGNS[kind][2] for kind in kinds])
    for kind, (x, row) in zip(kinds, spots, strict=True):
        y = _HEIGHT + 10 + row * legend.ROW
        _sign(canvas, x + 10, y, kind)
        canvas.text(x + 27, y + 5, _SIGNS[kind][2], legend.SIZE)
