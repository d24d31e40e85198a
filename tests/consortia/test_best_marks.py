"""In a comparison "best" marks what nothing beats, and only where something is beaten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.consortia.screens import alternatives


@pytest.mark.parametrize(
    ("values", "least", "marked"),
    [
        ((3, 1, 2), False, (True, False, False)),
        ((3, 1, 2), True, (False, True, False)),
        ((3, 3, 2), False, (True, True, False)),
        ((2, 2, 2), False, (False, False, False)),
        ((2, 2, 2), True, (False, False, False)),
        ((5,), False, (False,)),
    ],
)
def test_best_is_what_nothing_beats_where_something_is_beaten(
    values: tuple[int, ...], least: bool, marked: tuple[bool, ...]
) -> None:
    proposals: Any = values
    figure_of: Callable[[Any], int] = int
    figures = alternatives._figures(proposals, figure_of, str, least=least)
    assert tuple(figure.best for figure in figures) == marked
