"""Dates as a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from app.foundation.drawing.letters import width_of, wrap
from app.foundation.drawing.model import Drawing, Table
from app.foundation.drawing.palette import BRAND, INK, INK_SOFT, PALE_LINE, VERMILLION_INK, WHITE
from app.foundation.drawing.svg import Canvas, figure

_WIDTH = 760
_EDGE = 70
_BOX = 136
_LEVEL = 60
_TODAY = 40  # the strip under the line that belongs to today


@dataclass(frozen=True)
class Moment:
    """A date that matters. `kind`: date, or deadline (drawn as a diamond, because missing it ends
    something).
    """

    when: dt.date
    label: str
    kind: str = "date"


@dataclass(frozen=True)
class Span:
    """A stretch of time, such as the delivery of the contract."""

    start: dt.date
    end: dt.date
    label: str


@dataclass(frozen=True)
class _Scale:
    """The day at the left end of the line, and how many px a day has."""

    first: dt.date
    px_a_day: float

    def at(self, day: dt.date) -> float:
        return _EDGE + (day - self.first).days * self.px_a_day


@dataclass(frozen=True)
class _Placed:
    """A label's place: `level` 1, 2, … above the line, -1, -2, … below it."""

    moment: Moment
    x: float
    left: float
    right: float
    level: int
    lines: tuple[str, ...]

    def overlaps(self, other: _Placed) -> bool:
        """Whether two labels lie on each other."""
        return self.level == other.level and self.left < other.right + 10 and other.left < self.right + 10

    def meets(self, other: _Placed) -> bool:
        """Whether two labels, or the line from one to its date and the other label, lie on each other."""
        if self.level == other.level or self.level * other.level < 0:
            return self.overlaps(other)
        inner, outer = sorted((self, other), key=lambda p: abs(p.level))
        return inner.left - 1 < outer.x < inner.right + 1


def timeline(
    moments: Sequence[Moment],
    today: dt.date,
    date: Callable[[dt.date], str],
    spans: Sequence[Span] = (),
    title: str = "Dates",
    caption: str = "",
) -> Drawing:
    """Moments in order of time along a line that is true to scale, with today marked. `date` writes a
    date.
    """
    ordered = sorted(moments, key=lambda m: (m.when, m.label))
    scale = _scale(ordered, spans, today)
    placed = _place([(m, scale.at(m.when)) for m in ordered], date)
    levels = [0, *(p.level for p in placed)]
    line = max(levels) * _LEVEL + 30
    low = line + _TODAY - min(levels) * _LEVEL + 12
    canvas = Canvas(_WIDTH, low + len(spans) * 34)
    canvas.line(0, line, _WIDTH, line, PALE_LINE, 4)
    canvas.line(0, line, scale.at(today), line, BRAND, 4)
    for place in placed:
        _leader(canvas, place, line)
    for place in placed:
        _moment(canvas, place, line, today, date)
    _today(canvas, scale.at(today), line)
    for number, span in enumerate(spans):
        _span(canvas, span, scale.at(span.start), scale.at(span.end), low + number * 34, date)
    explanation = caption or "The line is to scale, and the past is dark. A diamond marks a deadline."
    words = "; ".join(f"{date(m.when)}: {m.label}" for m in ordered)
    return canvas.finish(title, words or "No dates yet.", explanation, _table(ordered, spans, today, date))


def _scale(moments: Sequence[Moment], spans: Sequence[Span], today: dt.date) -> _Scale:
    days = [today, *(m.when for m in moments), *(s.start for s in spans), *(s.end for s in spans)]
    first, last = min(days), max(days)
    return _Scale(first, (_WIDTH - 2 * _EDGE) / max(1, (last - first).days))


def _place(spots: Sequence[tuple[Moment, float]], date: Callable[[dt.date], str]) -> list[_Placed]:
    """The tidiest of a few ways to hang the labels: fewest crossings, then nearest to the line.

    Labels never lie on each other; in a crowd the ways from the right and from the left each hang a
    staircase.
    """
    ways = [
        _hang(spots if forward else spots[::-1], shifts, date)
        for forward in (True, False)
        for shifts in (
            ("centre", "right", "left"),
            ("right", "centre", "left"),
            ("left", "centre"),
            ("right",),
            ("left",),
        )
    ]
    return min(ways, key=_untidiness)


def _untidiness(placed: Sequence[_Placed]) -> tuple[int, int, int]:
    levels = [abs(p.level) for p in placed]
    return sum(a.meets(b) for a, b in combinations(placed, 2)), max(levels, default=0), sum(levels)


def _hang(
    spots: Sequence[tuple[Moment, float]], shifts: Sequence[str], date: Callable[[dt.date], str]
) -> list[_Placed]:
    """One after another, taking turns above and below, each on the nearest level where nothing crosses."""
    placed: list[_Placed] = []
    for number, (moment, x) in enumerate(spots):
        turns = (1, -1) if number % 2 == 0 else (-1, 1)
        levels = [turn * depth for depth in range(1, len(spots) + 1) for turn in turns]
        options = [option for level in levels for option in _options(moment, x, level, shifts, date)]
        placed.append(_first_free(options, placed))
    return placed


def _first_free(options: Sequence[_Placed], placed: Sequence[_Placed]) -> _Placed:
    """The first that meets nothing; in a crowd the first whose label at least lies on no other."""
    free = [option for option in options if not any(option.overlaps(label) for label in placed)]
    return next((option for option in free if not any(option.meets(label) for label in placed)), free[0])


def _options(
    moment: Moment, x: float, level: int, shifts: Sequence[str], date: Callable[[dt.date], str]
) -> list[_Placed]:
    """The label over its date, or hung to one side of it."""
    lines = tuple(wrap(moment.label, 14, _BOX, 2))
    wide = max([width_of(date(moment.when), 13), *[width_of(line, 14.6) for line in lines]])
    starts = {"centre": x - wide / 2, "right": x - 2, "left": x - wide + 2}
    lefts = [min(max(0, starts[shift]), _WIDTH - wide) for shift in shifts]
    return [_Placed(moment, x, left, left + wide, level, lines) for left in lefts]


def _top(place: _Placed, line: float) -> float:
    return line - 10 - place.level * _LEVEL if place.level > 0 else line + _TODAY - (place.level + 1) * _LEVEL


def _leader(canvas: Canvas, place: _Placed, line: float) -> None:
    end = _top(place, line) + (17 + 17 * len(place.lines) if place.level > 0 else 0)
    canvas.line(place.x, line, place.x, end, PALE_LINE, 1.5)


def _moment(
    canvas: Canvas, place: _Placed, line: float, today: dt.date, date: Callable[[dt.date], str]
) -> None:
    moment, x = place.moment, place.x
    passed = moment.when < today
    if moment.kind == "deadline":
        f = figure
        d = f"M{f(x)} {f(line - 11)}L{f(x + 11)} {f(line)}L{f(x)} {f(line + 11)}L{f(x - 11)} {f(line)}Z"
        look: dict[str, str | float] = {"stroke": VERMILLION_INK, "stroke_width": 3}
        canvas.element("path", d=d, fill=VERMILLION_INK if passed else WHITE, **look)
    else:
        canvas.element(
            "circle", cx=x, cy=line, r=8, fill=BRAND if passed else WHITE, stroke=BRAND, stroke_width=3
        )
    top = _top(place, line)
    centre = (place.left + place.right) / 2
    canvas.text(centre, top + 12, date(moment.when), 13, anchor="middle", fill=INK_SOFT)
    deadline = moment.kind == "deadline"
    canvas.lines(
        centre,
        top + 29,
        place.lines,
        14,
        1.15,
        anchor="middle",
        bold=True,
        fill=VERMILLION_INK if deadline else INK,
    )


def _today(canvas: Canvas, x: float, line: float) -> None:
    f = figure
    canvas.element("path", d=f"M{f(x)} {f(line + 6)}L{f(x + 7)} {f(line + 18)}H{f(x - 7)}Z", fill=INK)
    canvas.text(x, line + 32, "Today", 13, anchor="middle", bold=True, halo=True)


def _span(canvas: Canvas, span: Span, x1: float, x2: float, y: float, date: Callable[[dt.date], str]) -> None:
    canvas.rect(x1, y, max(4, x2 - x1), 10, fill=PALE_LINE, rx=3)
    words = f"{span.label}: {date(span.start)} to {date(span.end)}"
    anchor_end = x1 + width_of(words, 14) > _WIDTH
    canvas.text(x2 if anchor_end else x1, y + 26, words, 14, anchor="end" if anchor_end else "start")


def _table(
    moments: Sequence[Moment], spans: Sequence[Span], today: dt.date, date: Callable[[dt.date], str]
) -> Table:
    rows = [(m.label, date(m.when), "passed" if m.when < today else "to come") for m in moments]
    rows += [
        (
            s.label,
            f"{date(s.start)} to {date(s.end)}",
            "passed" if s.end < today else "to come" if s.start > today else "under way",
        )
        for s in spans
    ]
    return Table(("Event", "Date", "Status"), tuple(rows))
