"""Where the work of a tender is, drawn."""

from __future__ import annotations

from collections.abc import Sequence

from app.foundation.drawing import Drawing, MapArea, Shade, area_map
from app.foundation.reference import areas, boundaries
from app.tenders.models import WorkPackage

MOST_LABELS = 12
KEY = (
    Shade("none", "No work here", "empty"),
    Shade("one", "1 work package", "level_1"),
    Shade("two", "2 work packages", "level_2"),
    Shade("some", "3 to 5 work packages", "level_3"),
    Shade("many", "6 or more work packages", "level_4"),
)


def where(packages: Sequence[WorkPackage]) -> Drawing | None:
    """A map of the smallest area that holds all the work, its parts shaded by how many packages reach into each.

    None where there is nothing to tell apart: no packages, or all of them everywhere in one area without parts.
    """
    if not packages:
        return None
    frame = areas.smallest_containing(package.area for package in packages)
    outlines = boundaries.outlines_within(frame)
    if len(outlines) < 2:
        return None
    counts = {part: [p for p in packages if _meet(part, p.area)] for part in outlines}
    named = sum(bool(found) for found in counts.values()) <= MOST_LABELS
    drawn = [
        MapArea(areas.name(part), rings, _shade(len(counts[part])), _words(counts[part]), named and bool(counts[part]))
        for part, rings in outlines.items()
    ]
    used = {area.shade for area in drawn}
    title = f"Where the work is, in {areas.name(frame)}"
    caption = f"{areas.label(frame)}, shaded by how many work packages reach into each part."
    return area_map(drawn, [shade for shade in KEY if shade.id in used], title, caption, column="Work packages")


def _meet(part: str, area: str) -> bool:
    return areas.contains(area, part) or areas.contains(part, area)


def _shade(count: int) -> str:
    return ("none", "one", "two")[count] if count < 3 else "some" if count <= 5 else "many"


def _words(packages: Sequence[WorkPackage]) -> str:
    names = list(dict.fromkeys(package.name for package in packages))
    return "; ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
