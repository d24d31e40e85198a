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


def area_map(
    areas: Sequence[MapArea],
    key: Sequence[Shade],
    title: str,
    caption: str,
    column: str = "Details",
) -> Drawing:
    """Outlines in an equirectangular projection true to scale at their mean latitude, shaded and hatched by
    the key.

    A name that fits inside its area stands there; one that does not gets a number, told below the map. The
    table lists the areas that are named or have words.
    """
    to_px, height = _projection([p for a in areas for ring in a.rings for p in ring])
    looks = {shade.id: LOOKS[shade.look] for shade in key}
    drawn = [(area, [[to_px(p) for p in ring] for ring in area.rings]) for area in areas]
    spots = [(area, *_label_spot(rings)) for area, rings in drawn if area.named and rings]
    numbered = [area for area, _, _, room in spots if not _fits(area.label, room)]
    notes = [f"{n} {area.label}" for n, area in enumerate(numbered, 1)]
    note_rows = math.ceil(len(notes) / 3)
    used = [(shade.words, looks[shade.id]) for shade in key]
    key_height = legend.height([words for words, _ in used])
    canvas = Canvas(_WIDTH, height + 12 + note_rows * 22 + (8 if notes else 0) + key_height)
    for area, rings in drawn:
        _area(canvas, looks[area.shade], rings)
    for area, x, y, room in spots:
        _name(canvas, area, x, y, room, numbered.index(area) + 1 if area in numbered else 0)
    for n, words in enumerate(notes):
        room = _WIDTH / 3
        canvas.text((n % 3) * room, height + 26 + (n // 3) * 22, wrap(words, _LABEL, room - 8, 1)[0], _LABEL)
    legend.draw(canvas, 0, height + 12 + note_rows * 22 + (8 if notes else 0), used)
    return canvas.finish(title, _describe(areas, key), caption, _table(areas, key, column))


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
    found = []
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 <= y) != (y2 <= y):
            found.append(x1 + (y - y1) / (y2 - y1) * (x2 - x1))
    return found


def _signed_area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def _fits(label: str, room: float) -> bool:
    lines = _lines(label, room)
    return not lines[-1].endswith("…") and max(width_of(line, _LABEL) for line in lines) <= room


def _lines(label: str, room: float) -> list[str]:
    return wrap(label, _LABEL, max(room, 60), 2)


def _name(canvas: Canvas, area: MapArea, x: float, y: float, room: float, number: int) -> None:
    if number:
        canvas.element("circle", cx=x, cy=y, r=10, fill=WHITE, stroke=INK, stroke_width=1.2)
        canvas.text(x, y + 5, str(number), 13, anchor="middle", bold=True)
        return
    lines = _lines(area.label, room)
    canvas.lines(x, y + 5 - (len(lines) - 1) * 8, lines, _LABEL, anchor="middle", bold=True, halo=True)


def _describe(areas: Sequence[MapArea], key: Sequence[Shade]) -> str:
    counts = [(shade.words, sum(a.shade == shade.id for a in areas)) for shade in key]
    return f"A map of {len(areas)} areas. " + "; ".join(f"{words}: {count}" for words, count in counts) + "."


def _table(areas: Sequence[MapArea], key: Sequence[Shade], column: str) -> Table:
    meaning = {shade.id: shade.words for shade in key}
    told = sorted((a for a in areas if a.named or a.words), key=lambda a: a.label)
    rows = tuple((a.label, a.words or meaning[a.shade]) for a in told)
    return Table(("Area", column), rows)
