"""Choosing a capability or an area: type words, pick from a list; or walk down the tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.foundation.reference import area_search, areas, cpv, cpv_search, units

MOST = 20


@dataclass(frozen=True)
class CapabilityChoice:
    """One capability that can be picked; `below` says how many narrower ones there are."""

    code: str
    name: str
    inside: str
    unit: str
    below: int


@dataclass(frozen=True)
class CapabilityChoices:
    """What the words found, or what lies below the code somebody walked to; `trail` leads there, widest
    first.
    """

    words: str
    within: str
    trail: list[tuple[str, str]]
    choices: list[CapabilityChoice]
    divisions: list[tuple[str, str]]


@dataclass(frozen=True)
class AreaChoice:
    """One area that can be picked; `chosen` says why there is no need to."""

    code: str
    name: str
    kind: str
    inside: str
    chosen: bool


@dataclass(frozen=True)
class AreaChoices:
    """Areas that fit the words; `caution` says how sure we are of a postcode's."""

    words: str
    choices: list[AreaChoice]
    caution: str


def capability_choices(words: str, within: str) -> CapabilityChoices:
    """Search by words; without words the parts of `within`, or the divisions to start from."""
    at = cpv.get(within) if within else None
    if words:
        found = [one.code for one in cpv_search.search(words, MOST)]
    else:
        found = list(cpv.children(at.code)) if at else []
    trail = [*reversed(cpv.ancestors(at.code)), at.code] if at else []
    return CapabilityChoices(
        words=words,
        within=at.code if at else "",
        trail=[(code, cpv.name(code)) for code in trail],
        choices=[_capability(code) for code in found],
        divisions=[] if words or at else [(code, cpv.name(code)) for code in cpv.divisions()],
    )


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
    """Areas by name; those that lie in what is chosen already are marked."""
    have = list(chosen)
    found = area_search.search(words, MOST) if words else []
    return AreaChoices(
        words, [_area(one, have) for one in found], area_search.caution(words) if found else ""
    )


def _area(area: areas.Area, have: list[str]) -> AreaChoice:
    wider = areas.ancestors(area.code)
    return AreaChoice(
        code=area.code,
        name=area.name,
        kind=areas.LEVEL_NAMES[area.level],
        inside=areas.name(wider[0]) if wider else "",
        chosen=any(areas.contains(one, area.code) for one in have),
    )


def area_names(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Areas that are chosen already, as (code, label), by label."""
    return sorted(((code, areas.label(code)) for code in codes), key=lambda pair: pair[1])
