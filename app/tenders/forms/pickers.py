"""Choosing a CPV code or an area by typing words. The next page offers the matches, without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from wtforms.validators import StopValidation

from app.foundation.reference import area_search, areas, cpv, cpv_search
from app.foundation.web.fields import LineField

MOST = 8


class PickedField(LineField):
    """A code, typed as such or found by words. `options` are the codes to choose from when the words match
    several.

    `<name>_choice` is the option that was chosen, and `<name>_words` the words that the options were for. The
    choice counts only while the words stay the same.
    """

    look_up: Callable[[str], str | None]
    suggest: Callable[[str], list[tuple[str, str]]]
    words_of: Callable[[str], str]
    several = "Choose one of these, or enter other words"
    nothing = "We found no matches. Try other words"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options: list[tuple[str, str]] = []
        self.code: str | None = None

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        typed = self.data or ""
        self.code = type(self).look_up(typed)
        if self.code is None:
            self.options = type(self).suggest(typed)
            self.code = self._chosen(typed)
        if self.code is None:
            raise StopValidation(self._several(typed) if self.options else self.nothing)

    def _several(self, typed: str) -> str:
        return self.several

    def _chosen(self, typed: str) -> str | None:
        chosen = request.form.get(f"{self.name}_choice", "")
        same = " ".join(request.form.get(f"{self.name}_words", "").split()) == typed
        return chosen if same and chosen in {code for code, _ in self.options} else None

    def show(self, code: str) -> None:
        """Fill the input from a stored code."""
        self.data = type(self).words_of(code)


class CapabilityField(PickedField):
    """A CPV code at group level or deeper."""

    several = "Choose a kind of work from the list, or enter other words"
    nothing = "We found no matching kinds of work. Try other words"

    @staticmethod
    def look_up(typed: str) -> str | None:
        """The code that was typed, alone or in front of its description."""
        first = typed.split(" ")[0] if typed else ""
        for text in (typed, first):
            try:
                code = cpv.parse(text)
            except cpv.CpvError:
                continue
            return code if cpv.group_or_deeper(code) else None
        return None

    @staticmethod
    def suggest(typed: str) -> list[tuple[str, str]]:
        """The nearest codes, or the groups of a division where one was typed."""
        first = typed.split(" ")[0]
        if first in cpv.divisions():
            return [(code, f"{cpv.name(code)} ({code})") for code in cpv.children(first)][:20]
        return [
            (match.code, f"{match.description} ({match.code})") for match in cpv_search.search(typed, MOST)
        ]

    @staticmethod
    def words_of(code: str) -> str:
        """ "90910000 Cleaning services"."""
        return f"{code} {cpv.name(code)}"


class AreaField(PickedField):
    """An area of the tree."""

    several = "Choose an area from the list, or enter another name"
    nothing = "We cannot find that area. Try a ward, a council area, a region or a postcode"

    def _several(self, typed: str) -> str:
        return f"{self.several}. {area_search.caution(typed)}".removesuffix(". ")

    @staticmethod
    def look_up(typed: str) -> str | None:
        """The area whose code or full label was typed, or whose name was typed if no other has the same."""
        if areas.get(typed) is not None:
            return areas.canonical(typed)
        near = area_search.search(typed, MOST)
        for words in (areas.label, areas.name):
            codes = [area.code for area in near if words(area.code).casefold() == typed.casefold()]
            if len(codes) == 1:
                return codes[0]
        return None

    @staticmethod
    def suggest(typed: str) -> list[tuple[str, str]]:
        """The nearest areas."""
        return [
            (area.code, f"{areas.label(area.code)}, {areas.LEVEL_NAMES[area.level]}")
            for area in area_search.search(typed, MOST)
        ]

    @staticmethod
    def words_of(code: str) -> str:
        """ "Aston, Birmingham"."""
        return areas.label(code)
