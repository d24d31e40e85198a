"""Money as large as tenders have it, and a limit a penny below what the best consortium costs.

Solvers' tolerances are millionths of a row: pounds, on a contract of millions. Nobody may hear "infeasible",
or be shown a bound above a consortium that exists, because of them.
"""

from __future__ import annotations

import copy
import dataclasses
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from solver import problem
from solver.candidates import candidates
from solver.check import check
from solver.evaluate import Figures
from solver.model import build
from solver.problem import Problem
from solver.program import Answer
from solver.rules import value_share
from solver.search.answer import propose
from solver.search.completion import Completer
from solver.search.frontier import frontier
from solver.settings import Settings
from tests.solver.tiny import ONE_WORKER, enterprise, everything, question, random_question, work_package

# 11176 is one that HiGHS, left to its usual tolerance, answers differently by the seed.
SEEDS = (11176, 11136, 11049, *range(12_000, 12_024))


def _at_scale(seed: int) -> dict[str, Any]:
    """A tiny question whose money is 100 to 10,000 times as large, with broken prices."""
    draw, data = random.Random(seed), random_question(seed)
    scale = 10 ** draw.choice([2, 3, 4])
    rules, weights = data["rules"], data["weights"]
    if rules["member_floor"] is not None:
        rules["member_floor"] *= scale
    rules["budget"] = None
    rules["lot_budgets"] = {lot: most * scale for lot, most in rules["lot_budgets"].items()}
    rules["lead"]["min_turnover"] *= scale
    for one in data["enterprises"]:
        for name in ("turnover", "joining_cost", "min_value", "max_value"):
            one[name] = one[name] and one[name] * scale
        for offer in one["offers"]:
            for serve in offer["serves"]:
                serve["unit_price"] = serve["unit_price"] * scale + draw.randint(0, scale - 1)
                serve["social_value"] *= scale
    weights["social_value"] = draw.choice([0, 20])
    for name in ("members", "changes", "trust"):
        weights[name] *= scale
    data["alternatives"]["count"] = 1
    return data


def _price(tiny: Problem, proposal: Any) -> int:
    prices = {
        (e.id, s.work_package): s.unit_price for e in tiny.enterprises for o in e.offers for s in o.serves
    }
    periods = {w.id: w.periods for w in tiny.work_packages}
    joining = {e.id: e.joining_cost for e in tiny.enterprises}
    value = sum(
        a.quantity * periods[a.work_package] * prices[a.enterprise, a.work_package]
        for a in proposal.allocations
    )
    return int(value + sum(joining[member] for member in proposal.members))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_budget_a_penny_too_small_for_the_best_is_answered_with_the_next_best(seed: int) -> None:
    data = _at_scale(seed)
    try:
        tiny = problem.from_dict(copy.deepcopy(data))
    except problem.ProblemError:
        return
    plans = list(everything(tiny))
    if not plans:
        return
    data["rules"]["budget"] = _price(tiny, min(plans, key=lambda one: one[0])[1]) - 1
    tiny = problem.from_dict(data)
    rest = [objective for objective, _ in everything(tiny)]
    found = propose(tiny, ONE_WORKER)
    assert check(tiny, found) == []
    assert found.status == ("solved" if rest else "infeasible")
    if rest:
        first = found.proposals[0]
        assert first.bound <= min(rest) <= first.objective
        assert first.objective <= min(rest) + max(1, tiny.weights.price * first.price // 20_000)


# The first three tell a search that stops after one look from one that goes on until the gap is kept.
@pytest.mark.parametrize("seed", [7_225, 7_257, 7_361, *range(7_000, 7_034, 2)])
def test_a_frontier_s_points_reach_their_floors_and_are_within_half_a_per_cent(seed: int) -> None:
    data = random_question(seed)
    data["weights"]["price"] = max(1, data["weights"]["price"])
    tiny = problem.from_dict(data)
    plans = list(everything(tiny))
    points = {s.work_package: {} for e in tiny.enterprises for o in e.offers for s in o.serves}  # type: ignore[var-annotated]
    for one in tiny.enterprises:
        for offer in one.offers:
            for serve in offer.serves:
                points[serve.work_package][one.id] = serve.social_value
    periods = {w.id: w.periods for w in tiny.work_packages}

    def social(proposal: Any) -> int:
        return sum(
            a.quantity * periods[a.work_package] * points[a.work_package][a.enterprise]
            for a in proposal.allocations
        )

    found = frontier(tiny, 3, Settings(seconds=20, workers=1))
    assert bool(found.points) == bool(plans)
    for point in found.points:
        assert point.proposal is not None
        assert point.proposal.social_value >= point.floor
        best = min(objective for objective, proposal in plans if social(proposal) >= point.floor)
        assert point.proposal.bound <= best
        assert (
            point.proposal.objective <= best + max(1, 0.005 * tiny.weights.price * point.proposal.price) + 1
        )


DATA = Path(__file__).parent / "data"
EDGE = DATA / "edge_of_a_floor.json"
EIGHT = DATA / "eight_to_the_penny.json"
MOST_POINTS = 53_434_992  # the social value of the one plan of these eight that has as much


@pytest.mark.parametrize("floor", [MOST_POINTS, MOST_POINTS - 1])
def test_members_whose_only_plan_stands_on_the_edge_of_a_floor_are_not_called_empty(floor: int) -> None:
    edge = dataclasses.replace(candidates(problem.read(EDGE)), social_floor=floor)
    found = Completer(edge).complete(tuple(range(8)), 60.0)
    assert found is not None
    assert found[1].social_value >= floor


def test_a_second_solver_is_heard_before_members_are_called_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The floor's row with numbers that no binary fraction holds, as it once was: then SCIP finds nothing at
    all.
    """
    monkeypatch.setattr(value_share, "power_of_two", lambda size: size)
    test_members_whose_only_plan_stands_on_the_edge_of_a_floor_are_not_called_empty(MOST_POINTS)


def test_the_program_of_a_question_where_price_hardly_counts_has_costs_no_larger_than_any_other() -> None:
    """HiGHS lost itself in costs of thousands of millions where only the price had set their size."""
    data = random_question(12_003)
    data["weights"].update(price=1, social_value=10**6)
    asked = candidates(problem.from_dict(data))
    whole = asked.quantity[asked.w] * np.abs(asked.cost)
    program = build(asked)
    assert whole.max() > 10**6
    assert np.abs(program.program.cost[program.columns.x]).max() <= 2 * 65_536


@pytest.mark.parametrize("large", [True, False])
def test_a_solver_that_ran_out_of_time_without_a_bound_leaves_none(large: bool) -> None:
    known = Figures(1000, 1000, 1000, 0, 0, 0, {})
    assert Completer._lower_of(known, Answer("feasible", 10.0), 100.0, large) == float("-inf")


@pytest.mark.parametrize(("large", "lower"), [(True, 989), (False, 990)])
def test_what_a_solver_left_open_is_taken_off_the_bound(large: bool, lower: int) -> None:
    known = Figures(1000, 1000, 1000, 0, 0, 0, {})
    assert Completer._lower_of(known, Answer("optimal", 10.0, 9.9), 100.0, large) == lower


def test_eight_members_are_settled_without_being_asked_for_the_last_penny() -> None:
    """Asked for it, SCIP has not come to an end in hundreds of times what it takes otherwise."""
    everybody = tuple(range(8))
    completer = Completer(candidates(problem.read(EIGHT)))
    found = completer.complete(everybody, 30.0)
    assert completer.certain(everybody)
    assert found is not None
    slack = problem.read(EIGHT).weights.price * found[1].price / 20_000
    assert found[1].objective - slack < completer.lower(everybody) <= found[1].objective


def test_a_frontier_reaches_the_most_social_value_however_dear_it_is() -> None:
    data = question()
    data["work_packages"] = [
        work_package(name, quantity=1, periods=12, max_providers=1) for name in ("w1", "w2")
    ]
    million = 100_000_000
    prices = {
        "a": (million, million),
        "b": (12 * million // 10, 12 * million // 10),
        "c": (13 * million // 10, million),
    }
    data["enterprises"] = [
        enterprise(name, {"w1": w1, "w2": w2}, turnover=10**11) for name, (w1, w2) in prices.items()
    ]
    for one, points in zip(data["enterprises"], (0, 10, 20), strict=True):
        one["offers"][0]["serves"][0]["social_value"] = points
    data["rules"]["members"] = {"min": 1, "max": 3}
    data["rules"]["budget"] = None
    found = frontier(problem.from_dict(data), 4, ONE_WORKER)
    assert found.ended == "count"
    assert found.points[-1].floor == 240
