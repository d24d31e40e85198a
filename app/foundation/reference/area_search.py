"""Finding areas as a person types them: by name, by code, or by a postcode."""

from __future__ import annotations

from . import areas, postcodes
from .areas import LEVELS, LONGEST_NAME, Area
from .source_names import folded


def search(words: str, limit: int = 20) -> list[Area]:
    """Areas by name, code or postcode, best first: exact names, then beginnings, then words inside; wider
    areas before narrower at equal rank, each territory once. For a postcode, the area that we take it for
    comes first.
    """
    wording = folded(words[:LONGEST_NAME])
    if not wording:
        return []
    if place := postcodes.match(words):
        return [_area(code) for code in place.choices][:limit]
    ranked: dict[str, tuple[int, int, str]] = {}
    if match := areas.source_match(words):
        for code in (match.within, *match.areas):
            ranked[code] = (0, LEVELS.index(areas.level(code)), areas.name(code))
    for code in ("UK", *areas.descendants("UK")):
        rank = _rank(wording, _area(code))
        if rank is not None:
            chosen = areas.canonical(code)
            entry = (rank, LEVELS.index(areas.level(chosen)), areas.name(chosen))
            ranked[chosen] = min(entry, ranked.get(chosen, entry))
    best = sorted(ranked, key=lambda code: (ranked[code], code))
    return [_area(code) for code in best[:limit]]


def caution(words: str) -> str:
    """How sure we are of the area that these words were taken for, as a sentence; "" where they name it."""
    place = postcodes.match(words)
    return place.caution if place else ""


def _area(code: str) -> Area:
    area = areas.get(code)
    if area is None:
        raise KeyError(code)
    return area


def _rank(wording: str, area: Area) -> int | None:
    title = folded(areas.label(area.code)) if area.level == "ward" else folded(area.name)
    if wording in (title, folded(area.name), area.code.casefold()):
        return 0
    if title.startswith(wording):
        return 1
    words = title.split()
    return 2 if all(any(word.startswith(part) for word in words) for part in wording.split()) else None
