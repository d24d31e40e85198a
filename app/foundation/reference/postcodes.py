"""Which council area, and in Birmingham and Sandwell which ward, a postcode most likely lies in.

By its sector (B21 9) or outward code (B21), not address by address: the shares are of the postcodes that the
ONS Postcode Directory has there. In Northern Ireland we go by one published point for each outward code. Near
a border it is therefore approximate, and a page that shows an area from here says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from . import areas, datafiles

SURE = 75  # per cent: an area with at least this share of the postcodes is taken for all of them
MOST_OF_IT = 50
WORTH_NAMING = 10  # per cent: an area with fewer is not offered
POINT = "?"  # instead of a share: we have one point for all of an outward code's postcodes
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)(?:\s*([0-9])(?:[A-Z]{2})?)?", re.ASCII)
_JOINED = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})", re.ASCII)
LONGEST = 12


@dataclass(frozen=True, slots=True)
class Parts:
    """B21 and B21 9; the sector is "" where only an outward code is written."""

    outward: str
    sector: str


@dataclass(frozen=True, slots=True)
class PostcodeMatch:
    """Where a postcode lies.

    `key` is as much of it as we look at. `area` is the district, or the smallest area around several where
    none has three quarters; for two in different countries, the likelier one. `districts` and `wards` are
    those that it can be in, likeliest first, and `ward` the one that has most of it, or None.
    """

    key: str
    area: str
    districts: tuple[str, ...]
    wards: tuple[str, ...]
    ward: str | None
    by_point: bool

    @property
    def choices(self) -> tuple[str, ...]:
        """What a person can choose from, `area` first: it has all that they may mean."""
        return tuple(dict.fromkeys((self.area, *self.wards, *self.districts)))

    @property
    def other_districts(self) -> tuple[str, ...]:
        """The districts that it can be in beside `area`."""
        return tuple(code for code in self.districts if code != self.area)

    @property
    def caution(self) -> str:
        """How sure this is, as a sentence."""
        if self.by_point:
            return (
                f"We use one point for the whole of {self.key}, so an address near a border may be in another"
                " area."
            )
        if self.area not in self.districts:
            names = _listed([areas.label(code) for code in self.districts])
            return f"{self.key} is in {names}, so we chose the area that contains them."
        if self.other_districts:
            names = _listed([areas.label(code) for code in self.other_districts])
            return f"Part of {self.key} is in {names}."
        if self.ward:
            return f"Most of {self.key} is in {areas.name(self.ward)} ward."
        return f"We use {self.key} as a whole, so an address near a border may be in another area."


def split(text: str) -> Parts | None:
    """The parts of a British postcode as a person types it (B21 9SA, b219sa, B21 9, B21), or None for other
    words.
    """
    typed = " ".join(text.upper().split())
    if not 2 <= len(typed) <= LONGEST:
        return None
    match = _JOINED.fullmatch(typed) or _POSTCODE.fullmatch(typed)
    if match is None:
        return None
    outward, inward = match[1], match[2] or ""
    return Parts(outward, f"{outward} {inward[0]}" if inward else "")


@cache
def _table() -> dict[str, str]:
    return dict(datafiles.tuples("postcodes.csv.gz"))


def match(text: str) -> PostcodeMatch | None:
    """Where a whole or half postcode lies, or None: no postcode, or none of an area that we have."""
    parts = split(text)
    if parts is None:
        return None
    key = parts.sector if parts.sector in _table() else parts.outward
    if not (listed := _table().get(key)):
        return None
    return _matched(parts.sector or key, listed)


def _matched(key: str, listed: str) -> PostcodeMatch | None:
    shares = _shares(listed)
    districts = {code: share for code, share in shares.items() if areas.level(code) == "district"}
    wards = {code: share for code, share in shares.items() if areas.level(code) == "ward"}
    if not districts:
        return None
    ward = next(iter(wards), None)
    return PostcodeMatch(
        key=key,
        area=_area_to_take(districts),
        districts=tuple(districts),
        wards=tuple(wards),
        ward=ward if ward and wards[ward] > MOST_OF_IT else None,
        by_point=listed.endswith(POINT),
    )


def _shares(listed: str) -> dict[str, int]:
    """code -> per cent of the postcodes, likeliest first; areas with too few to name are left out."""
    shares = {}
    for part in listed.split(" "):
        code, _, share = part.partition(":")
        shares[code] = 100 if share == POINT else int(share)
    return {code: share for code, share in shares.items() if share >= WORTH_NAMING}


def _area_to_take(districts: dict[str, int]) -> str:
    """The likeliest district where it has enough of the postcodes, else the smallest area around them all."""
    likeliest = next(iter(districts))
    if districts[likeliest] >= SURE:
        return likeliest
    around = areas.smallest_containing(tuple(districts))
    # A whole country around two neighbours would say nothing: of those the likeliest is taken.
    return likeliest if areas.level(around) in ("uk", "country") else around


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
