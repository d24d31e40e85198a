"""No regular expression goes over a stranger's text again and again, unless the text is short."""

from __future__ import annotations

import pytest

from app.foundation.config import PROJECT_DIR
from app.ocds.normalise import criteria
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.text import text
from tests.patterns import patterns_of, slow

# Patterns that may go over a text again, with the most characters they are given; `bench.reading` times them
# at that. Spaces of every kind are made one before, so the endless `\s*` in them are short.
SHORT = {
    criteria._BARE.pattern: criteria.LONGEST_WEIGHED,
    criteria._POINTS.pattern: criteria.LONGEST_WEIGHED,
    criteria._AT_END.pattern: 300,  # a line, or a short description
    criteria._PERCENT_AT_END.pattern: 300,
    criteria._LISTED.pattern: criteria.LONGEST_LISTED,
    criteria._WEIGHT_FIRST.pattern: criteria.LONGEST_LISTED,
}


@pytest.mark.parametrize(
    "pattern", [r"\s*x?\s*", r"(a+)+b", r"(?:a|ab)*a*", r"\s+x", r".*?\D\s*-", r"a*(?:b?a*)c"]
)
def test_a_slow_pattern_is_told(pattern: str) -> None:
    assert slow(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"[a-z]+",
        r"(?:\.[^.]+)+",
        r"\d+(?:,\d{3})*",
        r"^a+b",
        r" ?\n ?",
        r'"[^"\\]*+(?:\\.[^"\\]*+)*+"',
        r"\ba{1,9}b",
    ],
)
def test_a_quick_pattern_is_let_be(pattern: str) -> None:
    assert slow(pattern) == ""


def test_every_pattern_of_the_product_is_quick_or_given_short_texts() -> None:
    every = list(patterns_of(PROJECT_DIR / "app"))
    assert len(every) > 50
    slow_ones = {
        pattern: where for where, pattern, flags, searched in every if slow(pattern, flags, searched)
    }
    assert {pattern: where for pattern, where in slow_ones.items() if pattern not in SHORT} == {}
    assert set(SHORT) <= set(slow_ones), "patterns that are quick now need no limit here"


@pytest.mark.parametrize("space", [" ", "\t", "\u00a0", "\u2003", "\u3000", "\u2028", "\x85"])
def test_a_run_of_spaces_of_any_kind_becomes_one(space: str) -> None:
    assert text(f"5{space * 3_000}x", Remarks()) == "5 x"


def test_a_long_description_is_not_searched_for_one_weight() -> None:
    long = "x" * criteria.LONGEST_WEIGHED + " - 40"
    assert criteria._hidden("", long) == ("", long, None)
    assert criteria._hidden("", "Price - 40") == ("Price", "", 4_000)
