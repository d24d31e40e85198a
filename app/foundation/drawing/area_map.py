"""A map of areas, shaded by what is true of each."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.foundation.drawing import legend
from app.foundation.drawing.letters import width_of, wrap
from app.foundation.drawing.model import Drawing, Table
from app.foundation.drawing.palette import BRAND, INK, LOOKS, WHITE, Look
from app.foundation.drawing.svg import Canvas, figure

Point = tuple[float, float]
_WIDTH = 620
_TALLEST = 700
_EDGE = 8
_LABEL = 14
_NEAREST = 12  # tenths of a px


@dataclass(frozen=True)
class MapArea:
    """One area. `rings`: closed outlines of (longitude, latitude) degrees, holes among them. `shade`: an
    entry of the key. `words`: what is true here, for the table. `named` writes its name on the map."""

    label: str
    rings: tuple[tuple[Point, ...], ...]
    shade: str
    words: str = ""
    named: bool = False


@dataclass(frozen=True)
class Shade:
    """An entry of the key: `id` is what areas name, `look` one of palette.LOOKS."""

    id: str
    words: str
    look: str


@dataclass(frozen=True)
class _Spot:
    """Where a name is written, with `room` px around it; `number` is its note if it does not fit, else 0."""

    area: MapArea
    x: float
    y: float
    room: float
    number: int


def area_map(
    areas: Sequence[MapArea],
    key: Sequence[Shade],
    title: str,
    caption: str,
    column: str = "Details",
) -> Drawing:
    """Outlines in an equirectangular projection true to scale at their mean latitude, shaded and hatched by
    the key.

    A name that fits inside its area is written there; one that does not gets a number, explained below the
    map. The table lists the areas that are named or have words.
    """
    outlines, height = _outlines(areas)
    spots = _spots(outlines)
    notes = [f"{spot.number} {spot.area.label}" for spot in spots if spot.number]
    legend_top = height + 12 + math.ceil(len(notes) / 3) * 22 + (8 if notes else 0)
    looks = {shade.id: LOOKS[shade.look] for shade in key}
    entries = [(shade.words, looks[shade.id]) for shade in key]
    canvas = Canvas(_WIDTH, legend_top + legend.height([shade.words for shade in key]))
    for area, rings in outlines:
        _area(canvas, looks[area.shade], rings)
    for spot in spots:
        _name(canvas, spot)
    _notes(canvas, notes, height + 26)
    legend.draw(canvas, 0, legend_top, entries)
    return canvas.finish(title, _describe(areas, key), caption, _table(areas, key, column))


def _outlines(areas: Sequence[MapArea]) -> tuple[list[tuple[MapArea, list[list[Point]]]], float]:
    """Each area with its rings in px, and the height of the map in px."""
    to_px, height = _projection([point for area in areas for ring in area.rings for point in ring])
    outlines = []
    for area in areas:
        outlines.append((area, [[to_px(point) for point in ring] for ring in area.rings]))
    return outlines, height


def _spots(outlines: Sequence[tuple[MapArea, list[list[Point]]]]) -> list[_Spot]:
    """The places of the names, those that do not fit numbered from 1."""
    spots = []
    last_number = 0
    for area, rings in outlines:
        if not (area.named and rings):
            continue
        x, y, room = _label_spot(rings)
        fits = _fits(area.label, room)
        last_number += not fits
        spots.append(_Spot(area, x, y, room, 0 if fits else last_number))
    return spots


def _projection(points: Sequence[Point]) -> tuple[Callable[[Point], Point], float]:
    """A function from degrees to px, and the height of the map in px."""
    if not points:
        return (lambda _p: (0.0, 0.0)), 0.0
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, tall = max(1e-9, (east - west) * squeeze), max(1e-9, north - south)
    scale = min((_WIDTH - 2 * _EDGE) / wide, (_TALLEST - 2 * _EDGE) / tall)
    margin = (_WIDTH - wide * scale) / 2

    def to_px(point: Point) -> Point:
        return margin + (point[0] - west) * squeeze * scale, _EDGE + (north - point[1]) * scale

    return to_px, tall * scale + 2 * _EDGE


def _area(canvas: Canvas, look: Look, rings: Sequence[Sequence[Point]]) -> None:
    d = "".join(_outline(ring) for ring in rings)
    edge: dict[str, str | float] = {"stroke": BRAND, "stroke_width": 1.1, "stroke_linejoin": "round"}
    canvas.element("path", d=d, fill=look.fill, fill_rule="evenodd", **edge)
    canvas.hatched(look, d)


def _outline(ring: Sequence[Point]) -> str:
    """A closed path in relative steps of tenths of a px; points too near to be seen apart are left out."""
    steps: list[str] = []
    last = (0, 0)
    for x, y in ring:
        here = (round(x * 10), round(y * 10))
        if steps and abs(here[0] - last[0]) + abs(here[1] - last[1]) < _NEAREST:
            continue
        dx, dy = (figure((here[n] - last[n]) / 10) for n in (0, 1))
        steps.append(f"{dx} {dy}")
        last = here
    return "M" + "l".join(steps) + "z" if steps else ""


def _label_spot(rings: Sequence[Sequence[Point]]) -> tuple[float, float, float]:
    """The point inside the largest outline with the most room to left and right: (x, y, room in px)."""
    ring = max(rings, key=lambda r: abs(_signed_area(r)))
    top, bottom = min(p[1] for p in ring), max(p[1] for p in ring)
    best = (ring[0][0], ring[0][1], 0.0)
    for step in range(1, 24):
        y = top + (bottom - top) * step / 24
        crossings = sorted(_crossings(ring, y))
        # A label is tall: a spot in the middle is worth more than a slightly wider one at the edge.
        centred = 1 - abs(step / 12 - 1) * 0.5
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            if (right - left) * centred > best[2]:
                best = ((left + right) / 2, y, (right - left) * centred)
    return best


def _crossings(ring: Sequence[Point], y: float) -> list[float]:
    crossings = []
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 <= y) != (y2 <= y):
            crossings.append(x1 + (y - y1) / (y2 - y1) * (x2 - x1))
    return crossings


def _signed_area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def _fits(label: str, room: float) -> bool:
    lines = _lines(label, room)
    return not lines[-1].endswith("…") and max(width_of(line, _LABEL) for line in lines) <= room


def _lines(label: str, room: float) -> list[str]:
    return wrap(label, _LABEL, max(room, 60), 2)


def _name(canvas: Canvas, spot: _Spot) -> None:
    x, y = spot.x, spot.y
    if spot.number:
        canvas.element("circle", cx=x, cy=y, r=10, fill=WHITE, stroke=INK, stroke_width=1.2)
        canvas.text(x, y + 5, str(spot.number), 13, anchor="middle", bold=True)
        return
    lines = _lines(spot.area.label, spot.room)
    canvas.lines(x, y + 5 - (len(lines) - 1) * 8, lines, _LABEL, anchor="middle", bold=True, halo=True)


def _notes(canvas: Canvas, notes: Sequence[str], top: float) -> None:
    """What the numbers on the map mean, in three columns."""
    wide = _WIDTH / 3
    for place, words in enumerate(notes):
        row, column = divmod(place, 3)
        canvas.text(column * wide, top + row * 22, wrap(words, _LABEL, wide - 8, 1)[0], _LABEL)


def _describe(areas: Sequence[MapArea], key: Sequence[Shade]) -> str:
    counts = [(shade.words, sum(a.shade == shade.id for a in areas)) for shade in key]
    return f"A map of {len(areas)} areas. " + "; ".join(f"{words}: {count}" for words, count in counts) + "."


def _table(areas: Sequence[MapArea], key: Sequence[Shade], column: str) -> Table:
    meaning = {shade.id: shade.words for shade in key}
    described = sorted((area for area in areas if area.named or area.words), key=lambda area: area.label)
    rows = tuple((area.label, area.words or meaning[area.shade]) for area in described)
    return Table(("Area", column), rows)
