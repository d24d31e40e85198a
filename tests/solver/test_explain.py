"""Every reason names what is there, and every relaxation, unlock and condition, replayed, does what it
says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from solver import generate, problem
from solver.check import check
from solver.evaluate import Figures, Plan
from solver.explain import apply
from solver.explain.unlocking import with_credential
from solver.explain.words import gain_in_words
from solver.outcome import Outcome
from solver.problem import Alternatives, Problem
from solver.rules import without_rule
from solver.search.answer import Answering, propose
from solver.search.frontier import frontier
from solver.search.solution import Solution
from solver.settings import Settings
from tests.solver.tiny import ONE_WORKER, answered, enterprise, question, random_question, work_package

HALF_A_MINUTE = Settings(seconds=30, workers=1)


def _once(tiny: Problem) -> Outcome:
    return propose(replace(tiny, alternatives=Alternatives(1, 1, False)), ONE_WORKER)


def _infeasible() -> list[tuple[Problem, Outcome]]:
    found = []
    for seed in range(24):
        tiny = problem.from_dict(random_question(seed))
        answer = propose(tiny, HALF_A_MINUTE)
        if answer.status == "infeasible":
            found.append((tiny, answer))
    return found


@pytest.fixture(scope="module")
def infeasible() -> list[tuple[Problem, Outcome]]:
    """Tiny problems that nothing fits, with their explanations."""
    found = _infeasible()
    assert len(found) >= 5
    return found


def test_every_relaxation_lets_a_consortium_through_at_the_objective_it_says(
    infeasible: list[tuple[Problem, Outcome]],
) -> None:
    replayed = 0
    for tiny, answer in infeasible:
        assert check(tiny, answer) == []
        for relaxation in answer.relaxations[:3]:
            again = _once(apply(tiny, relaxation.changes))
            assert again.status == "solved", relaxation.text
            assert abs(again.proposals[0].objective - relaxation.objective) <= max(
                1, tiny.weights.price * again.proposals[0].price // 20_000
            )
            replayed += 1
    assert replayed >= 10


def test_every_unlock_of_an_infeasible_tender_makes_it_feasible(
    infeasible: list[tuple[Problem, Outcome]],
) -> None:
    for tiny, answer in infeasible:
        for unlock in answer.unlocks[:2]:
            assert _once(with_credential(tiny, unlock.enterprise, unlock.credential)).status == "solved"


def test_conditions_say_truly_whether_dropping_a_rule_helps(
    infeasible: list[tuple[Problem, Outcome]],
) -> None:
    for tiny, answer in infeasible[:4]:
        for condition in answer.conditions:
            dropped = without_rule(tiny, condition.rule)
            assert dropped is not None
            assert (_once(dropped).status == "solved") == condition.feasible, condition.rule


def test_one_missing_quantity_is_mended_by_one_certificate() -> None:
    data = question(
        work_packages=[
            work_package("w1", quantity=20, credentials=["food_hygiene"]),
            work_package("w2", quantity=5),
        ],
        enterprises=[
            enterprise("a", {"w1": 100, "w2": 100}, capacity=16, credentials=["food_hygiene"]),
            enterprise("b", {"w1": 110, "w2": 110}, capacity=16),
        ],
    )
    found = answered(data)
    assert found.status == "infeasible"
    assert [(u.enterprise, u.credential) for u in found.unlocks] == [("b", "food_hygiene")]
    assert "food_hygiene" in found.unlocks[0].text


def test_a_feasible_tender_tells_the_gain_of_each_credential_and_condition() -> None:
    data = question(
        work_packages=[work_package("w1", credentials=["food_hygiene"]), work_package("w2")],
        enterprises=[
            enterprise("a", {"w1": 100, "w2": 100}),
            enterprise("c", {"w1": 150, "w2": 150}, credentials=["food_hygiene"]),
        ],
    )
    work = Answering(problem.from_dict(data), HALF_A_MINUTE, explained=True)
    work.run()
    found = work.outcome()
    # c at 150 gives way to a at 100 on w1, and a alone does it all: 5,000p and a joining cost less.
    assert [(u.enterprise, u.credential, u.gain) for u in found.unlocks] == [("a", "food_hygiene", 5_100)]
    gains = {condition.rule: condition.gain for condition in found.conditions}
    assert gains["package_credentials"] == 5_100
    assert gains["members"] == 0


@pytest.mark.parametrize("kind", sorted(generate.INFEASIBLE))
def test_each_kind_of_spoiled_tender_is_recognised(kind: str) -> None:
    spoiled = problem.from_dict(generate.problem(3, 3, enterprises=300, infeasible=kind, count=1))
    found = propose(spoiled, replace(HALF_A_MINUTE, seconds=6))
    assert found.status == "infeasible"
    wanted = {
        "capacity": {"quantity"},
        "nobody": {"quantity"},
        "credential": {"package_credentials"},
        "lead": {"lead_turnover"},
        "budget": {"budget", "lot_budget"},
        "members": {"members", "quantity", "max_providers", "capacity"},
    }[kind]
    assert {reason.rule for reason in found.reasons} & wanted
    assert check(spoiled, found) == []


@pytest.mark.parametrize(
    ("weight", "figure", "now", "then", "says"),
    [
        ("price", "price", 500_000, 380_000, "costing £1,200 less"),
        ("social_value", "social_value", 10, 1_510, "with 1,500 more points of social value"),
        ("trust", "trust_gap", 900, 200, "with members who know the lead better"),
        (
            "shortfall",
            "shortfall",
            70_000,
            20_000,
            "with £500 less work left uncovered if members dropped out",
        ),
    ],
)
def test_a_gain_names_what_it_is_in(weight: str, figure: str, now: int, then: int, says: str) -> None:
    """All of it in one figure, while the price rises a little where it is not the price itself."""
    data = question(weights={**question()["weights"], "price": 1, weight: 10 if weight != "price" else 1})
    data["rules"]["resilience"] = "prefer" if weight == "shortfall" else "report"
    asked = problem.from_dict(data)
    even = Figures(0, 400_000, 400_000, 0, 0, 0, {})
    first: dict[str, Any] = {figure: now}
    second: dict[str, Any] = {"price": 400_001, figure: then}
    best = Solution(Plan(0, (0, 1), {}), replace(even, **first))
    better = Solution(Plan(0, (0, 1), {}), replace(even, **second))
    assert gain_in_words(asked, best, better) == says


def test_a_gain_may_be_in_the_members_themselves() -> None:
    data = question(weights={**question()["weights"], "members": 50, "changes": 70}, baseline=["a"])
    asked = problem.from_dict(data)
    even = Figures(0, 400_000, 400_000, 0, 0, 0, {})
    best, fewer = Solution(Plan(0, (0, 1, 2), {}), even), Solution(Plan(0, (0, 1), {}), even)
    assert gain_in_words(asked, best, fewer) == "with 1 fewer change of member"
    asked = problem.from_dict({**data, "baseline": []})
    assert gain_in_words(asked, best, fewer) == "with 1 member fewer"


def _nobody_left(why: str) -> dict[str, Any]:
    data = question()
    if why == "no enterprises":
        data["enterprises"] = []
    elif why == "a credential nobody holds":
        data["work_packages"] = [{**one, "credentials": ["x"]} for one in data["work_packages"]]
    elif why == "no turnover":
        data["rules"]["exposure_bp"] = 1
        data["enterprises"] = [{**one, "turnover": 0} for one in data["enterprises"]]
    else:
        data["pins"] = {"exclude": [one["id"] for one in data["enterprises"]]}
    return data


@pytest.mark.parametrize(
    "why", ["no enterprises", "a credential nobody holds", "no turnover", "everybody excluded"]
)
def test_a_tender_with_nobody_left_is_infeasible_and_says_why(why: str) -> None:
    data = _nobody_left(why)
    found = answered(data)
    assert found.status == "infeasible"
    assert check(problem.from_dict(data), found) == []
    assert found.reasons[0].work_package is not None
    if why == "everybody excluded":
        assert found.reasons[0].rule == "pins"
    assert frontier(problem.from_dict(data), 3, ONE_WORKER).ended == "none_left"
