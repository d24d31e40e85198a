"""The benchmark of freezing, run small: what it prints is right, and a wrong problem does not pass it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.consortia.solving.freezing import Frozen, freeze
from bench import freeze as bench
from bench.asking import expected
from bench.filling import drawn
from solver import generate

ENTERPRISES, OFFERS_EACH, PACKAGES, SEED = 600, 8.0, 8, 11


def run(database_url: str, say: Callable[[str], None]) -> dict[str, list[bench.Timed]]:
    options = {
        "enterprises": ENTERPRISES,
        "offers-each": OFFERS_EACH,
        "work-packages": PACKAGES,
        "start": SEED,
        "seeds": 2,
        "repeats": 1,
        "database": database_url,
    }
    return bench.run([f"--{name}={value}" for name, value in options.items()], say)


def test_its_figures_are_those_of_a_plain_walk_over_the_market(database_url: str) -> None:
    lines: list[str] = []
    (timed,) = run(database_url, lines.append).values()
    register = drawn(SEED, ENTERPRISES, OFFERS_EACH)
    for seed, figures in zip((SEED, SEED + 1), timed, strict=True):
        tender = generate.problem(register.market, PACKAGES, seed=seed, members=bench.MEMBERS)
        walked = expected(register, tender["work_packages"])
        pairs = sum(len(offer["serves"]) for who in walked["enterprises"] for offer in who["offers"])
        assert pairs > PACKAGES
        assert (figures.pairs, figures.enterprises, figures.trust) == (
            pairs,
            len(walked["enterprises"]),
            len(walked["trust"]),
        )
        printed = f"tender {seed} | {pairs:,} pairs | {len(walked['enterprises']):,} enterprises"
        assert any(line.startswith(printed) for line in lines)


def test_the_register_holds_what_freezing_must_leave_out() -> None:
    register = drawn(SEED, ENTERPRISES, OFFERS_EACH)
    free = register.market.columns.capacity - register.held
    for present in (~register.listed, ~register.active, register.held > 0, free == 0, register.lapsed):
        assert present.any()


def test_a_frozen_problem_that_lacks_an_offer_does_not_pass(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_one(*arguments: Any) -> Frozen:
        problem = json.loads(freeze(*arguments).problem)
        problem["enterprises"][0]["offers"].pop()
        return Frozen(json.dumps(problem).encode(), 0)

    monkeypatch.setattr(bench, "freeze", without_one)
    with pytest.raises(SystemExit, match="enterprises of the frozen problem differ"):
        run(database_url, lambda words: None)
