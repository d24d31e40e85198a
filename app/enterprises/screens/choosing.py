"""Choosing a capability or an area: by words, or by walking down the tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.foundation.reference import area_search, areas, cpv, cpv_search, units

MOST = 20


@dataclass(frozen=True)
class CapabilityChoice:
    """One capability to pick; `below` is the number of narrower ones."""

    code: str
    name: str
    inside: str
    unit: str
    below: int


@dataclass(frozen=True)
class CapabilityChoices:
    """The matches for the words, or what lies below the code `within`; `trail` leads there, widest first."""

    words: str
    within: str
    trail: list[tuple[str, str]]
    choices: list[CapabilityChoice]
    divisions: list[tuple[str, str]]


@dataclass(frozen=True)
class AreaChoice:
    """One area to pick; `chosen` is true when it lies in an area that is chosen already."""

    code: str
    name: str
    kind: str
    inside: str
    chosen: bool


@dataclass(frozen=True)
class AreaChoices:
    """Areas that match the words; `caution` says how sure we are of a postcode's area."""

    words: str
    choices: list[AreaChoice]
    caution: str


def capability_choices(words: str, within: str) -> CapabilityChoices:
    """Search by words; without words the parts of `within`, or the divisions to start from."""
    at = cpv.get(within) if within else None
    trail: list[str] = []
    choices: list[str] = []
    divisions: list[str] = []
    if at is not None:
        trail = [*reversed(cpv.ancestors(at.code)), at.code]
        choices = list(cpv.children(at.code))
    if words:
        choices = [entry.code for entry in cpv_search.search(words, MOST)]
    elif at is None:
        divisions = list(cpv.divisions())
    return CapabilityChoices(
        words=words,
        within=at.code if at else "",
        trail=_named(trail),
        choices=[_capability(code) for code in choices],
        divisions=_named(divisions),
    )


def _named(codes: list[str]) -> list[tuple[str, str]]:
    return [(code, cpv.name(code)) for code in codes]


def _capability(code: str) -> CapabilityChoice:
    wider = cpv.ancestors(code)
    return CapabilityChoice(
        code=code,
        name=cpv.name(code),
        inside=cpv.name(wider[0]) if wider else "",
        unit=units.standard_unit(code).name,
        below=len(cpv.children(code)),
    )


def area_choices(words: str, chosen: Iterable[str]) -> AreaChoices:
    """Areas by name. Those that lie in a chosen area are marked."""
    chosen = list(chosen)
    matches = area_search.search(words, MOST) if words else []
    choices = [_area(area, chosen) for area in matches]
    return AreaChoices(words, choices, area_search.caution(words) if matches else "")


def _area(area: areas.Area, chosen: list[str]) -> AreaChoice:
    wider = areas.ancestors(area.code)
    return AreaChoice(
        code=area.code,
        name=area.name,
        kind=areas.LEVEL_NAMES[area.level],
        inside=areas.name(wider[0]) if wider else "",
        chosen=any(areas.contains(code, area.code) for code in chosen),
    )


def area_names(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Chosen areas as (code, label), in the order of the labels."""
    return sorted(((code, areas.label(code)) for code in codes), key=lambda pair: pair[1])
