"""A map of where the work of a tender is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.foundation.drawing.area_map import MapArea, Shade, area_map
from app.foundation.drawing.model import Drawing
from app.foundation.reference import areas, boundaries
from app.foundation.reference.topology import Ring
from app.tenders.models import WorkPackage

MOST_LABELS = 12
KEY = (
    Shade("none", "No work here", "empty"),
    Shade("one", "1 work package", "level_1"),
    Shade("some", "2 to 4 work packages", "level_2"),
    Shade("many", "5 to 9 work packages", "level_3"),
    Shade("most", "10 or more work packages", "level_4"),
)


def where(packages: Sequence[WorkPackage]) -> Drawing | None:
    """A map of the smallest area in which the work differs from part to part, each part shaded by the number
    of packages there. None if there are no packages, or if all of them cover the whole country.
    """
    if not packages:
        return None
    smallest = areas.smallest_containing(package.area for package in packages)
    for frame in (smallest, *areas.ancestors(smallest)):
        outlines = boundaries.outlines_within(frame)
        by_part = {part: _packages_in(part, packages) for part in outlines}
        if len({len(inside) for inside in by_part.values()}) > 1:
            return _drawn(frame, outlines, by_part)
    return None


def _packages_in(part: str, packages: Sequence[WorkPackage]) -> list[WorkPackage]:
    """The packages whose area contains this part of the map or lies in it."""
    return [
        package
        for package in packages
        if areas.contains(package.area, part) or areas.contains(part, package.area)
    ]


def _drawn(
    frame: str, outlines: Mapping[str, tuple[Ring, ...]], by_part: Mapping[str, Sequence[WorkPackage]]
) -> Drawing:
    named = sum(bool(inside) for inside in by_part.values()) <= MOST_LABELS
    drawn = [
        MapArea(
            areas.name(part),
            rings,
            _shade(len(by_part[part])),
            _words(by_part[part]),
            named and bool(by_part[part]),
        )
        for part, rings in outlines.items()
    ]
    used = {area.shade for area in drawn}
    title = f"Where the work is, in {areas.name(frame)}"
    caption = f"{areas.label(frame)}, shaded by the number of work packages in each part."
    return area_map(
        drawn, [shade for shade in KEY if shade.id in used], title, caption, column="Work packages"
    )


def _shade(count: int) -> str:
    if count < 2:
        return ("none", "one")[count]
    if count < 5:
        return "some"
    return "many" if count < 10 else "most"


def _words(packages: Sequence[WorkPackage]) -> str:
    names = list(dict.fromkeys(package.name for package in packages))
    return "; ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
