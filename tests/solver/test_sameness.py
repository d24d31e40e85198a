"""What must not matter does not: names, the order of things, the unit of money, the run."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from solver import generate, outcome, problem
from solver.explain import relaxing, trial
from solver.search import primal
from solver.search.answer import propose
from solver.settings import Settings
from tests.solver.tiny import ONE_WORKER, random_question

FEASIBLE = [0, 2, 5, 8, 11, 14, 17, 20]


def _relabelled(data: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """Other enterprise ids, in another order."""
    ids = [e["id"] for e in data["enterprises"]]
    names = dict(zip(ids, draw.sample([f"z{k}" for k in range(len(ids))], len(ids)), strict=True))
    again = copy.deepcopy(data)
    for one in again["enterprises"]:
        one["id"] = names[one["id"]]
    draw.shuffle(again["enterprises"])
    again["trust"] = [[names[b], names[a], strength] for a, b, strength in again["trust"]]
    again["incompatible"] = [[names[b], names[a]] for a, b in again["incompatible"]]
    again["baseline"] = [names[one] for one in again["baseline"]]
    return again


@pytest.mark.parametrize("seed", FEASIBLE)
def test_relabelling_enterprises_changes_no_objective(seed: int) -> None:
    data = random_question(seed)
    once = propose(problem.from_dict(data), ONE_WORKER)
    again = propose(problem.from_dict(_relabelled(data, random.Random(seed))), ONE_WORKER)
    assert once.status == again.status
    if once.proposals:
        assert abs(once.proposals[0].objective - again.proposals[0].objective) <= 1


@pytest.mark.parametrize("seed", FEASIBLE)
def test_money_in_another_unit_scales_the_answer(seed: int) -> None:
    data = random_question(seed)
    factor = 100
    scaled = copy.deepcopy(data)
    for rule in ("member_floor", "budget"):
        if scaled["rules"][rule] is not None:
            scaled["rules"][rule] *= factor
    scaled["rules"]["lot_budgets"] = {k: v * factor for k, v in scaled["rules"]["lot_budgets"].items()}
    scaled["rules"]["lead"]["min_turnover"] *= factor
    for one in scaled["enterprises"]:
        for key in ("turnover", "joining_cost", "min_value", "max_value"):
            if one.get(key) is not None:
                one[key] *= factor
        for offer in one["offers"]:
            for serve in offer["serves"]:
                serve["unit_price"] *= factor
    for key in ("social_value", "trust", "members", "changes"):
        scaled["weights"][key] *= factor
    once, again = (propose(problem.from_dict(d), ONE_WORKER) for d in (data, scaled))
    assert once.status == again.status
    if once.proposals:
        dividend = data["weights"]["price"] * once.proposals[0].price * factor
        difference = abs(again.proposals[0].objective - factor * once.proposals[0].objective)
        assert difference <= max(factor, dividend // 20_000)


def test_the_same_problem_seed_and_one_worker_give_the_same_bytes() -> None:
    question = problem.from_dict(generate.problem(4, 4, enterprises=400, count=2))
    once, again = (outcome.to_bytes(propose(question, Settings(seconds=60, workers=1))) for _ in range(2))
    assert once == again


def test_more_workers_give_the_same_status_and_objectives_within_the_tolerance() -> None:
    question = problem.from_dict(generate.problem(4, 4, enterprises=400, count=2))
    one, two = (propose(question, Settings(seconds=60, workers=k)) for k in (1, 2))
    assert one.status == two.status
    for a, b in zip(one.proposals, two.proposals, strict=True):
        assert abs(a.objective - b.objective) <= max(1, question.weights.price * a.price // 20_000)


@pytest.mark.parametrize("kind", ["budget", "members"])
def test_with_one_worker_no_step_ends_by_a_clock_of_its_own(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the bytes of an explanation do not hang on how busy the machine is."""
    asked = problem.from_dict(generate.problem(7, 4, enterprises=700, seed=7, infeasible=kind, members=6))
    once = outcome.to_bytes(propose(asked, ONE_WORKER))
    for module, name in (
        (trial, "POLISH_SECONDS"),
        (trial, "PROOF_SECONDS"),
        (relaxing, "NODE_SECONDS"),
        (primal, "EXCHANGE_PATIENCE"),
    ):
        monkeypatch.setattr(module, name, 1e-9)
    assert outcome.to_bytes(propose(asked, ONE_WORKER)) == once
