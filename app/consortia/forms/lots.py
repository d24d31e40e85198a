"""Typed rules on lots: "1 and 2; 3 and 4" excludes, "1 of lots 1, 2; 2 of lots 3, 4" puts into categories."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms.validators import StopValidation

from app.foundation.web.fields import OneLineField

_PAIR = re.compile(
    r"(?:lots?\s+)?(\d{1,6})\s*(?:and|or|,|&|-|/)\s*(?:lot\s+)?(\d{1,6})", re.ASCII | re.IGNORECASE
)
_CATEGORY = re.compile(r"(?:or )?(\d{1,6}|one|two) of (?:lots? )?(\d[\d ,&a-z-]*)", re.ASCII | re.IGNORECASE)
_LOTS = re.compile(r"(\d{1,6})(?:\s*(?:to|-)\s*(\d{1,6}))?", re.ASCII | re.IGNORECASE)
_BETWEEN_LOTS = re.compile(r"(?:\s|,|&|and)*", re.ASCII | re.IGNORECASE)
_WORDS = {"one": 1, "two": 2}
_MOST_LOTS = 10_000

MIXED = "Enter how many of which lots, like 1 of lots 1, 2; 2 of lots 3, 4"


class LotsField(OneLineField):
    """Lots by their numbers in the tender; `numbers` are those it has, known only after what was typed is
    read.
    """

    widget = GovTextInput()
    longest = 600
    numbers: Collection[int] = ()

    def named(self) -> list[int]:
        """Every lot number that was typed."""
        raise NotImplementedError

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        unknown = next((number for number in self.named() if number not in self.numbers), None)
        if unknown is not None:
            raise StopValidation(
                f"This tender has no lot {unknown}. Its lots are {listed_numbers(self.numbers)}"
            )


class ExclusiveLotsField(LotsField):
    """Data: pairs of lot numbers."""

    def read(self, typed: str) -> tuple[tuple[int, int], ...]:
        pairs: dict[frozenset[int], tuple[int, int]] = {}
        for part in _parts(typed):
            match = _PAIR.fullmatch(part)
            if not match:
                raise ValueError("Enter pairs of lots by their numbers, like 1 and 2; 3 and 4")
            pair = int(match[1]), int(match[2])
            if pair[0] == pair[1]:
                raise ValueError(f"Lot {pair[0]} cannot exclude itself")
            pairs.setdefault(frozenset(pair), pair)
        return tuple(pairs.values())

    def shown(self, data: Any) -> str:
        return "; ".join(f"{first} and {second}" for first, second in data)

    def named(self) -> list[int]:
        return [number for pair in self.data or () for number in pair]


class LotCategoriesField(LotsField):
    """Data: (lot numbers, how many of them one bidder may have), no lot in two categories."""

    def read(self, typed: str) -> tuple[tuple[tuple[int, ...], int], ...]:
        categories: list[tuple[tuple[int, ...], int]] = []
        taken: set[int] = set()
        for part in _parts(typed):
            match = _CATEGORY.fullmatch(part)
            if not match:
                raise ValueError(MIXED)
            most = _WORDS.get(match[1].lower()) or int(match[1])
            if most < 1:
                raise ValueError("Enter 1 or more lots for each category")
            numbers = tuple(dict.fromkeys(_lots(match[2])))
            twice = next((number for number in numbers if number in taken), None)
            if twice is not None:
                raise ValueError(f"Lot {twice} is in two categories. Keep it in one")
            taken.update(numbers)
            categories.append((numbers, most))
        return tuple(categories)

    def shown(self, data: Any) -> str:
        return "; ".join(f"{most} of lots {', '.join(map(str, numbers))}" for numbers, most in data)

    def named(self) -> list[int]:
        return [number for numbers, _ in self.data or () for number in numbers]


def _parts(typed: str) -> list[str]:
    """The parts between semicolons, without the full stop and no-break spaces that come with copied text."""
    plain = " ".join(typed.split()).rstrip(".")
    return [part.strip() for part in plain.split(";") if part.strip()]


def _lots(typed: str) -> list[int]:
    """ "1, 2 and 5 to 7" -> 1, 2, 5, 6, 7. Raises ValueError, with words for the person."""
    numbers: list[int] = []
    if _BETWEEN_LOTS.sub("", _LOTS.sub("", typed)):
        raise ValueError(MIXED)
    for match in _LOTS.finditer(typed):
        first, last = int(match[1]), int(match[2] or match[1])
        if not first <= last <= _MOST_LOTS:
            raise ValueError(MIXED)
        numbers += range(first, last + 1)
    if not numbers:
        raise ValueError(MIXED)
    return numbers


def listed_numbers(numbers: Collection[int]) -> str:
    """ "1, 2, 3" or "1 to 12" """
    ordered = sorted(numbers)
    if len(ordered) > 1 and ordered == list(range(ordered[0], ordered[-1] + 1)):
        return f"{ordered[0]} to {ordered[-1]}"
    return ", ".join(map(str, ordered))
