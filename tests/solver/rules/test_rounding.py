"""Amounts in whole pounds are rounded so that they still work: what is needed up, what is allowed down."""

from __future__ import annotations

import pytest

from solver.rules.amounts import down, up
from solver.rules.phrases import WHOLE_POUNDS_FROM


@pytest.mark.parametrize(
    ("pence", "needed", "allowed"),
    [(1_000_000, 1_000_000, 1_000_000), (1_000_001, 1_000_100, 1_000_000), (1_000_099, 1_000_100, 1_000_000)],
)
def test_what_is_needed_is_never_told_too_small_nor_what_is_allowed_too_large(
    pence: int, needed: int, allowed: int
) -> None:
    assert (up(pence, WHOLE_POUNDS_FROM), down(pence, WHOLE_POUNDS_FROM)) == (needed, allowed)
    assert (up(pence, WHOLE_POUNDS_FROM - 1), down(pence, WHOLE_POUNDS_FROM - 1)) == (pence, pence)
