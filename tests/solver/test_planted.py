"""Mistakes planted in the search are seen by trying everything: the comparison is no ornament."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from solver import evaluate, problem
from solver.candidates import Candidates, candidates
from solver.check import check
from solver.problem import Problem
from solver.search import primal, proof, state
from solver.search.answer import propose
from solver.search.regions import RegionResult
from tests.solver.tiny import ONE_WORKER, everything, random_question

SEEDS = (0, 2, 5, 8, 11, 14, 17, 20, 23, 26)


def _wrong(tiny: Problem) -> bool:
    """Whether the first proposal or its bound is not what trying everything finds."""
    found = propose(tiny, ONE_WORKER)
    best = min((objective for objective, _ in everything(tiny)), default=None)
    if best is None:
        return False
    if check(tiny, found) or not found.proposals:
        return True
    first = found.proposals[0]
    return first.bound > best or first.objective > best + max(1, tiny.weights.price * first.price // 20_000)


def _any_wrong() -> bool:
    return any(_wrong(problem.from_dict(random_question(seed))) for seed in SEEDS)


def test_unplanted_nothing_is_wrong() -> None:
    assert not _any_wrong()


def test_a_pair_dropped_for_its_price_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def cheapest_only(question: Problem) -> Candidates:
        c = candidates(question)
        cheap = np.array([c.worth[p] <= c.worth[c.w == c.w[p]].min() for p in range(len(c.w))], dtype=bool)
        names = ("enterprise_of", "offer_of", "package_of", "low", "high", "worth", "points", "cost", "kept")
        return replace(c, **{name: getattr(c, name)[cheap] for name in names})

    monkeypatch.setattr(state, "candidates", cheapest_only)
    assert _any_wrong()


def test_a_bound_that_closes_the_search_too_early_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A region claimed closed without looking, after a first look that found the dearest consortium."""
    for seed in SEEDS:
        tiny = problem.from_dict(random_question(seed))
        dearest = max(everything(tiny), key=lambda pair: pair[0], default=None)
        if dearest is None:
            continue
        place = candidates(tiny).place
        members = tuple(sorted(place[one] for one in dearest[1].members))
        with monkeypatch.context() as planted:
            planted.setattr(primal, "among", lambda *_, worst=members: [worst])
            for module in (primal, proof):
                planted.setattr(module, "solve_region", lambda *_, **__: RegionResult(bound=1e15))
            if _wrong(tiny):
                return
    pytest.fail("nobody noticed")


def test_a_shortfall_half_counted_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    true_left = evaluate.left_undone

    def half(c: Candidates, plan: evaluate.Plan, member: int) -> dict[int, int]:
        return {pair: units for pair, units in true_left(c, plan, member).items() if units > 1}

    monkeypatch.setattr(evaluate, "left_undone", half)
    tinies = (problem.from_dict(random_question(seed)) for seed in range(30))
    assert any(check(tiny, propose(tiny, replace(ONE_WORKER, seconds=5))) for tiny in tinies)
