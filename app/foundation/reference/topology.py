"""TopoJSON in plain Python: borders stored once as arcs that neighbours share, so that they can be simplified
and dissolved without gaps.

Coordinates are (longitude, latitude) in degrees, WGS 84. An arc is named by its number, and ~number is the
same arc the other way round (TopoJSON format specification 1.0, section 2.1.4).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Point = tuple[float, float]
Ring = tuple[Point, ...]
METRES_A_DEGREE = 111_320.0  # of latitude


@dataclass(frozen=True)
class Topology:
    """`arcs` are lines; `areas` gives each code its rings, each a list of arc numbers, holes among them."""

    arcs: tuple[Ring, ...]
    areas: dict[str, tuple[tuple[int, ...], ...]]

    def rings(self, codes: Iterable[str]) -> tuple[Ring, ...]:
        """The closed outlines of the union of some areas: borders between them are gone. Largest ring first.

        KeyError for a code without an outline here.
        """
        arcs = [arc for code in codes for ring in self.areas[code] for arc in ring]
        used = Counter(map(_number, arcs))
        outer = [arc for arc in arcs if used[_number(arc)] == 1]
        rings = [self._points(ring) for ring in self._stitched(outer)]
        closed = [ring for ring in rings if len(ring) >= 4]
        return tuple(sorted(closed, key=lambda ring: -abs(area_of(ring))))

    def simplified(self, metres: float) -> "Topology":
        """The same with every arc drawn by fewer points, none farther than `metres` from where it was.
        Islands that become too small to see are left out, but never the largest ring of an area."""
        arcs = tuple(thinned(arc, metres) for arc in self.arcs)
        coarse = Topology(arcs, self.areas)
        kept = {code: coarse._worth_drawing(rings, metres) for code, rings in self.areas.items()}
        return Topology(arcs, kept)

    def _worth_drawing(
        self, rings: tuple[tuple[int, ...], ...], metres: float
    ) -> tuple[tuple[int, ...], ...]:
        sizes = {ring: abs(area_of(self._points(ring))) for ring in rings}
        largest = max(rings, key=lambda ring: sizes[ring])
        alone = [ring for ring in rings if len(ring) == 1]  # an island or an enclave: nobody else's border
        return tuple(
            ring for ring in rings if ring == largest or ring not in alone or sizes[ring] >= (2 * metres) ** 2
        )

    def _line(self, arc: int) -> Ring:
        return self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1]

    def _points(self, ring: Iterable[int]) -> Ring:
        points: list[Point] = []
        for arc in ring:
            line = self._line(arc)
            points.extend(line if not points else line[1:])
        return tuple(points)

    def _stitched(self, arcs: Sequence[int]) -> list[list[int]]:
        """The arcs joined end to start into closed rings."""
        leaving: dict[Point, list[int]] = defaultdict(list)
        for arc in reversed(arcs):
            leaving[self._line(arc)[0]].append(arc)
        rings = []
        for first in arcs:
            start = self._line(first)[0]
            if first not in leaving[start]:
                continue
            ring, at = [], start
            while leaving[at]:
                arc = leaving[at].pop()
                ring.append(arc)
                at = self._line(arc)[-1]
                if at == start:
                    break
            rings.append(ring)
        return rings


def _number(arc: int) -> int:
    return arc if arc >= 0 else ~arc


def decoded(topojson: dict[str, Any], layer: str, key: str) -> Topology:
    """A Topology from a TopoJSON document: the areas of one object, by a property. Polygons and multipolygons
    only.
    """
    scale, shift = topojson["transform"]["scale"], topojson["transform"]["translate"]
    arcs = []
    for deltas in topojson["arcs"]:
        x = y = 0
        line = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            line.append((round(x * scale[0] + shift[0], 5), round(y * scale[1] + shift[1], 5)))
        arcs.append(tuple(line))
    areas = {}
    for geometry in topojson["objects"][layer]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        areas[geometry["properties"][key]] = tuple(tuple(ring) for polygon in polygons for ring in polygon)
    return Topology(tuple(arcs), areas)


def area_of(ring: Ring) -> float:
    """Square metres inside a closed ring, negative when it runs clockwise, as outer rings do here. On a flat
    earth: good for a district."""
    if len(ring) < 4:
        return 0.0
    shrink = math.cos(math.radians((min(y for _, y in ring) + max(y for _, y in ring)) / 2))
    twice = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
    return twice / 2 * shrink * METRES_A_DEGREE**2


def thinned(line: Ring, metres: float) -> Ring:
    """A line by fewer of its points (Douglas and Peucker), none of the others farther than `metres` from the
    line. Its ends stay, so that arcs still meet.
    """
    if len(line) < 3 or metres <= 0:
        return line
    shrink = math.cos(math.radians(line[0][1]))
    flat = [(x * shrink * METRES_A_DEGREE, y * METRES_A_DEGREE) for x, y in line]
    keep = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        farthest, distance = first, 0.0
        for at in range(first + 1, last):
            away = _distance(flat[at], flat[first], flat[last])
            if away > distance:
                farthest, distance = at, away
        if distance > metres:
            keep.add(farthest)
            waiting += [(first, farthest), (farthest, last)]
    return tuple(line[at] for at in sorted(keep))


def _distance(point: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    px, py = point[0] - start[0], point[1] - start[1]
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, (px * dx + py * dy) / length)) if length else 0.0
    return math.hypot(px - along * dx, py - along * dy)
