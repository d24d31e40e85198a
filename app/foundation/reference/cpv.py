"""The Common Procurement Vocabulary 2008: what is bought, as a tree of 9,454 codes.

A code is eight digits; the number of significant digits is its level: two a division, three a group, four a
class, five a category, six to eight a subcategory. Source: Regulation (EC) No 213/2008, Annex I.

People never meet a bare division here: the product matches at group level or deeper, so `search` leaves
divisions out and `serves` never lets one match.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from . import datafiles

Level = Literal["division", "group", "class", "category", "subcategory"]
Kind = Literal["supplies", "services", "works"]

_LEVELS: dict[int, Level] = {2: "division", 3: "group", 4: "class", 5: "category"}
LONGEST = 60  # characters that a code may be typed with
_SHAPE = re.compile(r"(?:cpv)?[\s:]*([0-9]{8})(?:\s*-\s*([0-9]))?", re.IGNORECASE)


class CpvError(ValueError):
    """The text is not a CPV code; the message says what is wrong in words for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Cpv:
    """One code. `parent` is the nearest wider code that exists, None for a division; `depth` is the
    number of significant digits, 2 to 8."""

    code: str
    check_digit: str
    description: str
    parent: str | None
    depth: int
    kind: Kind

    @property
    def level(self) -> Level:
        return level(self.code)


@cache
def _listed() -> dict[str, tuple[str, str]]:
    """code -> (check digit, description); entries are made when asked for, which keeps the first use fast."""
    return {code: (digit, description) for code, digit, description in datafiles.tuples("cpv.csv.gz")}


def _depth(code: str) -> int:
    return max(2, len(code.rstrip("0")))


def _parent(code: str) -> str | None:
    for digits in range(_depth(code) - 1, 1, -1):
        wider = code[:digits].ljust(8, "0")
        if wider in _listed():
            return wider
    return None


def _kind(code: str) -> Kind:
    if code.startswith("45"):
        return "works"
    return "services" if code >= "50" else "supplies"


@cache
def _children() -> dict[str, tuple[str, ...]]:
    below: dict[str, list[str]] = {}
    for code in _listed():
        if parent := _parent(code):
            below.setdefault(parent, []).append(code)
    return {code: tuple(sorted(codes)) for code, codes in below.items()}


def get(code: str) -> Cpv | None:
    """The entry of an eight-digit code, or None where CPV 2008 has no such code."""
    return _entry(code) if code in _listed() else None


@cache  # only ever asked for codes that exist, so that strangers' input cannot fill it
def _entry(code: str) -> Cpv:
    return Cpv(code, *_listed()[code], parent=_parent(code), depth=_depth(code), kind=_kind(code))


def codes() -> tuple[str, ...]:
    """Every code there is, in order."""
    return tuple(_listed())


def name(code: str) -> str:
    """The description of a code, or the code itself where CPV 2008 does not know it."""
    return _listed()[code][1] if code in _listed() else code


def parse(text: str) -> str:
    """The eight-digit code in what a person typed or a notice has: `90910000-9`, `90910000`, `CPV:
    90910000`.

    Raises CpvError when the shape is wrong, the check digit does not fit, or CPV 2008 has no such code.
    """
    text = text[:LONGEST].strip()
    match = _SHAPE.fullmatch(text)
    if not match:
        digits = re.sub(r"\D", "", text)
        if len(digits) == 7:
            raise CpvError(f"A CPV code has eight digits, but “{text}” has seven. Is the first 0 missing?")
        raise CpvError("Enter a CPV code as eight digits, like 90910000 or 90910000-9")
    code, check_digit = match.groups()
    entry = get(code)
    if entry is None:
        raise CpvError(f"{code} is not in the CPV list of 2008")
    if check_digit is not None and check_digit != entry.check_digit:
        raise CpvError(
            f"The check digit of {code} is {entry.check_digit}, not {check_digit}. Is one of the digits"
            " mistyped?"
        )
    return code


def level(code: str) -> Level:
    """division, group, class, category or subcategory, from the significant digits alone."""
    return _LEVELS.get(_depth(code), "subcategory")


def group_or_deeper(code: str) -> bool:
    """Whether the code is narrow enough to pick: anything but a bare division."""
    return _depth(code) >= 3


def ancestors(code: str) -> tuple[str, ...]:
    """Every wider code that exists, nearest first, the division last; empty for an unknown code."""
    wider: list[str] = []
    entry = get(code)
    while entry and entry.parent:
        wider.append(entry.parent)
        entry = get(entry.parent)
    return tuple(wider)


def children(code: str) -> tuple[str, ...]:
    """The next narrower codes, in order; empty for a leaf."""
    return _children().get(code, ())


def divisions() -> tuple[str, ...]:
    """The 45 divisions, in order, for browsing."""
    return tuple(code for code in _listed() if _depth(code) == 2)


def serves(offer_code: str, package_code: str) -> bool:
    """Whether an offer under `offer_code` serves a work package under `package_code`: the same
    code, or an ancestor of it at group level or deeper. Never across or from a bare division."""
    return group_or_deeper(offer_code) and _within(package_code, offer_code)


def narrower(offer_code: str, package_code: str) -> bool:
    """Whether the offer is strictly below the package, so that it serves it only once the enterprise
    has confirmed so for that tender."""
    return offer_code != package_code and _within(offer_code, package_code)


def serving_codes(package_code: str) -> tuple[str, ...]:
    """Every code whose offers serve the package, for a database look-up: itself and its
    ancestors down from group level."""
    return tuple(code for code in (package_code, *ancestors(package_code)) if group_or_deeper(code))


def _within(inner: str, outer: str) -> bool:
    return inner.startswith(outer[: _depth(outer)])
