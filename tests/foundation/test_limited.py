"""A child that reads strangers' bytes is held by its limits, and is given no secret."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.foundation import limited
from app.foundation.limited import Broken, Limits, OverBudget

GREEDY = "tests.foundation.greedy"
PLENTY = Limits(cpu_seconds=20, wall_seconds=60, memory_megabytes=256, answer_bytes=1000)


def test_bytes_go_in_and_bytes_come_out() -> None:
    assert limited.run(GREEDY, b"words", PLENTY) == b"wordswords"


@pytest.mark.parametrize(
    ("order", "limits"),
    [
        (b"memory", PLENTY),
        (b"time", replace(PLENTY, cpu_seconds=1)),
        (b"time", replace(PLENTY, wall_seconds=1)),
        (b"words", replace(PLENTY, answer_bytes=9)),
    ],
    ids=["memory", "processor", "clock", "answer"],
)
def test_more_than_a_limit_is_over_budget(order: bytes, limits: Limits) -> None:
    with pytest.raises(OverBudget):
        limited.run(GREEDY, order, limits)


def test_a_mistake_in_the_child_is_ours_and_told_apart() -> None:
    with pytest.raises(Broken):
        limited.run(GREEDY, b"fault", PLENTY)


def test_the_child_gets_neither_secret_nor_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///x")
    names = limited.run(GREEDY, b"environment", PLENTY).decode().split()
    assert not {"SECRET_KEY", "DATABASE_URL", "APP_ENV"} & set(names)
