"""Simplified outlines of areas, for drawing maps: generalised borders, fit for a page, not for measuring.

Wards of Birmingham and Sandwell, all districts, and everything wider, which is the union of its districts.
Rings are closed, (longitude, latitude) in degrees; holes are rings among the others, so fill by the even-odd
rule.
"""

import math
from functools import cache, lru_cache

from . import areas, datafiles
from .topology import METRES_A_DEGREE, Ring, Topology, decoded

# Steps in metres by which borders are drawn coarser, so that few versions are kept in memory.
_STEPS = (1000.0, 500.0, 250.0)
_PARTS: dict[areas.Level, tuple[areas.Level, ...]] = {
    "uk": ("itl1",),
    "country": ("itl1", "itl3"),
    "itl1": ("itl3",),
    "itl2": ("district",),
    "itl3": ("district", "ward"),
    "district": ("ward",),
    "ward": (),
}


@cache
def _layer(name: str) -> Topology:
    return decoded(datafiles.document(f"{name}.topo.json.gz"), name, "code")


@lru_cache(maxsize=8)
def _drawn(name: str, metres: float) -> Topology:
    return _layer(name).simplified(metres) if metres else _layer(name)


@cache
def _box(district: str) -> tuple[float, float, float, float]:
    layer = _layer("districts")
    return bounds(
        tuple(layer.arcs[arc if arc >= 0 else ~arc] for ring in layer.areas[district] for arc in ring)
    )


@cache
def _suited(code: str) -> float:
    """How far a border may be drawn from where it is on a map of this area: about a thousandth of its
    extent.
    """
    boxes = [_box(district) for district in areas.districts_of(code)]
    north, south = max(box[3] for box in boxes), min(box[1] for box in boxes)
    shrink = math.cos(math.radians((north + south) / 2))
    across = (max(box[2] for box in boxes) - min(box[0] for box in boxes)) * shrink
    extent = max(across, north - south) * METRES_A_DEGREE
    return next((step for step in _STEPS if extent / 1000 >= step), 0.0)


@lru_cache(maxsize=512)
def outline(code: str, metres: float | None = None) -> tuple[Ring, ...]:
    """The closed rings around an area, largest first.

    `metres` is how far a line may be from the stored border; left out, it suits a map of just this area.
    KeyError for a code that is not in the tree of areas.
    """
    tolerance = _suited(code) if metres is None else metres
    wards = (code,) if areas.level(code) == "ward" else _wards_filling(code)
    if wards:
        return _drawn("wards", tolerance).rings(wards)
    return _drawn("districts", tolerance).rings(sorted(areas.districts_of(code)))


def _fullest_parts(code: str, levels: tuple[areas.Level, ...]) -> tuple[str, ...]:
    """The parts at the first level that divides an area; the area itself where none does."""
    divisions = [parts for level in levels if (parts := _parts(code, level))]
    divided = [parts for parts in divisions if len(parts) > 1]
    return (divided or divisions or [(areas.canonical(code),)])[0]


def outlines_within(code: str, at: areas.Level | None = None) -> dict[str, tuple[Ring, ...]]:
    """The outlines of the parts of an area, by code, as finely as a map of the whole area can show, borders
    matching.

    `at` says which parts: left out, the next level that divides it and fills a map well (wards of a district,
    districts of an ITL 2 area, ITL 3 areas of a region, regions of England). Each territory comes once, under
    its canonical code; an area without such parts is its own only part.
    """
    parts = _fullest_parts(code, (at,) if at else _PARTS[areas.level(code)])
    if all(areas.level(part) == "ward" for part in parts):
        return {part: outline(part, _suited(code)) for part in parts}
    layer = _drawn("districts", _suited(code))
    return {part: layer.rings(sorted(areas.districts_of(part))) for part in parts}


def _parts(code: str, level: areas.Level) -> tuple[str, ...]:
    inside = (code, *areas.descendants(code))
    return tuple(dict.fromkeys(areas.canonical(part) for part in inside if areas.level(part) == level))


def bounds(rings: tuple[Ring, ...]) -> tuple[float, float, float, float]:
    """West, south, east and north of some rings, in degrees. ValueError for none."""
    points = [point for ring in rings for point in ring]
    if not points:
        raise ValueError("There is no outline to bound")
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _wards_filling(code: str) -> tuple[str, ...]:
    """The wards that fill a district, where we have them; wider areas also have districts without wards."""
    return areas.descendants(code, "ward") if len(areas.districts_of(code)) == 1 else ()
