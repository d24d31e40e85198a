"""Where the work of a tender is, drawn."""

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
    """A map of the smallest area in which the work is not the same everywhere, its parts shaded by how many
    packages reach into each. None where there is nothing to tell apart: no packages, or all of them all over
    the country.
    """
    if not packages:
        return None
    smallest = areas.smallest_containing(package.area for package in packages)
    for frame in (smallest, *areas.ancestors(smallest)):
        outlines = boundaries.outlines_within(frame)
        counts = {part: [p for p in packages if _meet(part, p.area)] for part in outlines}
        if len({len(found) for found in counts.values()}) > 1:
            return _drawn(frame, outlines, counts)
    return None


def _drawn(
    frame: str, outlines: Mapping[str, tuple[Ring, ...]], counts: Mapping[str, Sequence[WorkPackage]]
) -> Drawing:
    named = sum(bool(found) for found in counts.values()) <= MOST_LABELS
    drawn = [
        MapArea(
            areas.name(part),
            rings,
            _shade(len(counts[part])),
            _words(counts[part]),
            named and bool(counts[part]),
        )
        for part, rings in outlines.items()
    ]
    used = {area.shade for area in drawn}
    title = f"Where the work is, in {areas.name(frame)}"
    caption = f"{areas.label(frame)}, shaded by the number of work packages in each part."
    return area_map(
        drawn, [shade for shade in KEY if shade.id in used], title, caption, column="Work packages"
    )


def _meet(part: str, area: str) -> bool:
    return areas.contains(area, part) or areas.contains(part, area)


def _shade(count: int) -> str:
    return ("none", "one")[count] if count < 2 else "some" if count < 5 else "many" if count < 10 else "most"


def _words(packages: Sequence[WorkPackage]) -> str:
    names = list(dict.fromkeys(package.name for package in packages))
    return "; ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
