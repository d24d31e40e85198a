"""Where work is done and offered: one tree of areas from the whole United Kingdom down to wards.

ward ⊂ district ⊂ ITL 3 ⊂ ITL 2 ⊂ ITL 1 ⊂ country ⊂ UK. Wards and districts (local authority districts) and
countries have their GSS codes (E05…, E08000025, E92000001), ITL areas of January 2025 under TL…, the
whole under `UK`. There are wards for Birmingham and Sandwell.

Many territories have several codes: Birmingham is E08000025 and TLG31, Scotland S92000003 and TLM. Areas of
one territory contain each other here, so whichever code is stored, matching agrees; `canonical` picks the one
to store and show: the district's where one has the whole territory, else the widest area's.

Every district lies in one ITL 3 area. North Ayrshire, which ITL divides, is placed with its mainland (TLM93);
docs/reference-data.md says what that means.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from . import datafiles
from .source_names import folded, without_council

Level = Literal["uk", "country", "itl1", "itl2", "itl3", "district", "ward"]
LEVELS: tuple[Level, ...] = ("uk", "country", "itl1", "itl2", "itl3", "district", "ward")
LONGEST_NAME = 200  # of what somebody types or a source writes; no area's is longer
LEVEL_NAMES: dict[Level, str] = {
    "uk": "whole country",
    "country": "country",
    "itl1": "region",
    "itl2": "sub-region",
    "itl3": "local area",
    "district": "council area",
    "ward": "ward",
}


@dataclass(frozen=True, slots=True)
class Area:
    """One area. `parent` is the next wider code, None for the UK; latitude and longitude (degrees) are of a
    point inside, for wards and most districts, else None."""

    code: str
    level: Level
    name: str
    parent: str | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class SourceMatch:
    """What a source's own word for an area is in this tree.

    `areas` together cover the whole territory, `exact` says whether they cover nothing else, and `within` is
    the smallest single area that contains it.
    """

    within: str
    areas: tuple[str, ...]
    exact: bool


@cache
def _table() -> dict[str, Area]:
    return {
        code: Area(code, _level(level), name, parent or None, _degrees(latitude), _degrees(longitude))
        for code, level, name, parent, latitude, longitude in datafiles.tuples("areas.csv")
    }


def _level(text: str) -> Level:
    return next(level for level in LEVELS if level == text)


def _degrees(text: str) -> float | None:
    return float(text) if text else None


@cache
def _children() -> dict[str, tuple[str, ...]]:
    below: dict[str, list[str]] = {}
    for area in _table().values():
        if area.parent:
            below.setdefault(area.parent, []).append(area.code)
    return {code: tuple(sorted(codes)) for code, codes in below.items()}


@cache
def _territories() -> dict[str, tuple[str, ...]]:
    """code -> every code of the same territory, widest first: an area with a single part is that part."""
    chains: dict[str, tuple[str, ...]] = {}
    for code in _table():
        if code not in chains:
            chain = [code]
            while len(only := _children().get(chain[-1], ())) == 1:
                chain.append(only[0])
            for synonym in chain:
                chains[synonym] = tuple(chain)
    return chains


@cache
def _paths() -> dict[str, tuple[str, ...]]:
    paths: dict[str, tuple[str, ...]] = {}
    for code in _table():  # in the file, parents come before their parts
        territory = _territories()[code]
        widest = _table()[territory[0]]
        synonyms = tuple(synonym for synonym in reversed(territory) if synonym != code)
        paths[code] = (code, *synonyms, *(paths[widest.parent] if widest.parent else ()))
    return paths


def get(code: str) -> Area | None:
    """The area under this code of the tree, or None. Former and foreign codes go through `from_source`."""
    return _table().get(code)


def name(code: str) -> str:
    """The name of an area; KeyError for a code that is not in the tree."""
    return _table()[code].name


def label(code: str) -> str:
    """The name, with what sets it apart from its namesakes: "Aston, Birmingham", "West Midlands (region)"."""
    area = _table()[code]
    if area.level == "ward" and area.parent:
        return f"{area.name}, {name(area.parent)}"
    if area.level in ("itl1", "itl2", "itl3") and canonical(code) == code:
        return f"{area.name} ({LEVEL_NAMES[area.level]})"
    return area.name


def level(code: str) -> Level:
    """The level of an area; KeyError for a code that is not in the tree."""
    return _table()[code].level


def canonical(code: str) -> str:
    """The one code to store and show of those that name the same territory: its district's, else the widest
    area's.
    """
    territory = _territories()[code]
    return next((synonym for synonym in territory if level(synonym) == "district"), territory[0])


def path_ids(code: str) -> tuple[str, ...]:
    """Every area that contains this one, itself first, the UK last, codes of the same territory included.

    An offer for area A reaches a work package in area P exactly when A is in `path_ids(P)`. To walk up the
    tree without equals take `Area.parent`: two codes of one territory are in each other's path. KeyError
    for an unknown code.
    """
    return _paths()[code]


def contains(outer: str, inner: str) -> bool:
    """Whether all of `inner` lies in `outer`; an area contains itself and its equals. KeyError for an unknown
    code.
    """
    return _table()[outer].code in path_ids(inner)


def ancestors(code: str) -> tuple[str, ...]:
    """The areas that are wider than this one, nearest first, the UK last."""
    territory = _territories()[code]
    return tuple(outer for outer in path_ids(code) if outer not in territory)


def children(code: str) -> tuple[str, ...]:
    """The next parts of the tree below this code; empty for a leaf."""
    return _children().get(code, ())


def descendants(code: str, at: Level | None = None) -> tuple[str, ...]:
    """Every other area inside this one, in the order of the tree; with `at` only those of that level."""
    _table()[code]
    return tuple(
        inner
        for inner, path in _paths().items()
        if inner != code and code in path and (at is None or level(inner) == at)
    )


def districts_of(code: str) -> frozenset[str]:
    """The districts inside an area, or the one around a ward."""
    inside = {inner for inner in (code, *descendants(code)) if level(inner) == "district"}
    return frozenset(inside or {outer for outer in path_ids(code) if level(outer) == "district"})


def outermost(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes without those that lie in another of them, canonical, in their order: notices list both a
    region and all its parts."""
    unique = dict.fromkeys(canonical(code) for code in codes)
    return tuple(
        code for code in unique if not any(outer != code and outer in unique for outer in path_ids(code))
    )


def smallest_containing(codes: Iterable[str]) -> str:
    """The smallest single area, canonical, that contains all of these; ValueError for none."""
    shared: list[str] | None = None
    for code in codes:
        path = path_ids(code)
        shared = list(path) if shared is None else [outer for outer in shared if outer in path]
    if not shared:
        raise ValueError("No area was given")
    return canonical(shared[0])


@cache
def _sources() -> dict[str, tuple[tuple[str, ...], bool]]:
    """Folded text of a source -> (areas, exactly these?)."""
    listed: dict[str, tuple[tuple[str, ...], bool]] = {code.casefold(): ((code,), True) for code in _table()}
    for text, codes, exact in datafiles.tuples("area_sources.csv"):
        listed[text] = (tuple(codes.split()), exact == "1")
    return listed


def source_match(text: str) -> SourceMatch | None:
    """What a notice's or a person's word for an area is here, or None for one we do not know (or that is
    abroad).

    Knows NUTS codes of the editions 2010 to 2021 (`UKG31`), ITL codes of 2021 and 2025 (`TLG31`), GSS codes
    of districts, counties, regions and countries, former districts by code and name, names and aliases of
    councils and regions. Never a ward by its bare name: other towns have an Abbey ward too.
    """
    key = folded(text[:LONGEST_NAME])
    source = _sources().get(key) or _sources().get(without_council(key))
    if source is None:
        return None
    codes, exact = source
    areas = tuple(dict.fromkeys(canonical(code) for code in codes))
    return SourceMatch(smallest_containing(areas), areas, exact)


def from_source(text: str) -> str | None:
    """The smallest single area that contains everything a source names, or None.

    Never narrower than the source, so that no offer is matched to work outside its areas; `source_match` says
    whether it is wider, and into which areas it can be split.
    """
    match = source_match(text)
    return match.within if match else None
