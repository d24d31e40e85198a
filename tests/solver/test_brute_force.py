"""On problems small enough to try everything, the search is neither better nor worse than trying
everything.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import cache

import pytest

from solver import problem
from solver.check import check
from solver.outcome import Proposal
from solver.problem import Problem
from solver.search import completion, state
from solver.search.answer import propose
from solver.settings import Settings
from tests.solver.tiny import ONE_WORKER, everything, random_question

SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_proposal_is_the_best_that_differs_from_those_before_it(seed: int) -> None:
    _is_best(seed, ONE_WORKER)


@pytest.mark.parametrize("seed", range(0, 60, 2))
def test_so_is_it_on_the_way_that_large_questions_go(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exchanges round the first, and its proof alone, with a core beside."""
    monkeypatch.setattr(state, "LARGE", 0)
    monkeypatch.setattr(completion, "LARGE", 0)
    _is_best(seed, replace(ONE_WORKER, workers=1 + seed // 2 % 2))


@cache
def _tried(seed: int) -> tuple[Problem, list[tuple[int, Proposal]]]:
    """The question of a seed, and every consortium that answers it: trying all takes longer than
    searching.
    """
    tiny = problem.from_dict(random_question(seed))
    return tiny, list(everything(tiny))


def _is_best(seed: int, settings: Settings) -> None:
    tiny, rest = _tried(seed)
    found = propose(tiny, settings)
    assert check(tiny, found) == []
    assert found.status == ("solved" if rest else "infeasible")
    least = tiny.alternatives.min_difference
    for proposal in found.proposals:
        best = min(objective for objective, _ in rest)
        tolerance = max(1, tiny.weights.price * proposal.price // 20_000)
        assert best <= proposal.objective <= best + tolerance, "not the best"
        assert proposal.bound <= best, "the bound is not valid"
        assert proposal.proven
        rest = [
            (objective, other)
            for objective, other in rest
            if len(set(other.members) ^ set(proposal.members)) >= least
            and not (tiny.alternatives.distinct_leads and other.lead == proposal.lead)
        ]
    if found.ended == "none_left":
        assert not rest


@pytest.mark.parametrize("seed", range(0, 60, 6))
def test_another_enterprise_never_worsens_the_best(seed: int) -> None:
    data = random_question(seed)
    fewer = copy.deepcopy(data)
    # One that nothing else in the question names: without it the same question can still be asked.
    pins = fewer["pins"]
    named = {*fewer["baseline"], *pins["include"], *pins["exclude"], pins["lead"]}
    named |= {part["enterprise"] for part in pins["allocations"]}
    gone = next(one["id"] for one in reversed(fewer["enterprises"]) if one["id"] not in named)
    fewer["enterprises"] = [one for one in fewer["enterprises"] if one["id"] != gone]
    fewer["trust"] = [pair for pair in fewer["trust"] if gone not in pair]
    fewer["incompatible"] = [pair for pair in fewer["incompatible"] if gone not in pair]
    without = propose(problem.from_dict(fewer), ONE_WORKER)
    whole = propose(problem.from_dict(data), ONE_WORKER)
    if without.proposals:
        assert whole.proposals[0].objective <= without.proposals[0].objective
