"""A time of day as people type it."""

from __future__ import annotations

from datetime import time

import pytest

from app.bids.forms import clock


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:30", time(14, 30)),
        ("2:30pm", time(14, 30)),
        ("2.30 pm", time(14, 30)),
        ("9am", time(9)),
        ("12 noon", time(12)),
        ("12am", time(0)),
        ("12 midnight", time(0)),
        ("00:05", time(0, 5)),
        ("12:15pm", time(12, 15)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, meant: time) -> None:
    assert clock(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "9", "24:00", "13pm", "0am", "12:60", "noonish", "٩:٣٠", "-1:30", "9" * 50]
)
def test_anything_else_is_answered_with_how_to_write_it(typed: str) -> None:
    with pytest.raises(ValueError, match="like 2:30pm"):
        clock(typed)
