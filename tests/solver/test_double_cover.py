"""Where every loss must be taken over, a double cover gives the search a start at once."""

from __future__ import annotations

import random
from typing import Any

import pytest

from solver import problem
from solver.check import check
from solver.model import build
from solver.outcome import Outcome
from solver.search.double_cover import double_cover
from solver.search.proposals import as_proposal
from solver.search.state import SearchState
from tests.solver.tiny import ONE_WORKER, enterprise, everything, question, random_question, work_package


def team(seed: int, packages: int, enterprises: int) -> dict[str, Any]:
    """People with two to five skills each, and a project that needs every skill: once, whoever drops out."""
    draw = random.Random(seed)
    names = [f"w{k:03}" for k in range(packages)]
    people = [
        enterprise(
            f"e{k:03}", {}, joining_cost=draw.randint(800, 1200), can_lead=k % 5 == 0,
            offers=[
                {"id": f"e{k:03}-{name}", "capacity": 1,
                 "serves": [{"work_package": name, "unit_price": 100, "social_value": 0}]}
                for name in sorted(draw.sample(names, draw.randint(2, 5)))
            ],
        )
        for k in range(enterprises)
    ]  # fmt: skip
    return question(
        work_packages=[work_package(name, quantity=1, periods=1, max_providers=1) for name in names],
        enterprises=people,
        rules={"resilience": "require", "members": {"min": 1, "max": packages}},
    )


def started(data: dict[str, Any]) -> SearchState:
    state = SearchState(problem.from_dict(data), ONE_WORKER)
    state.model = build(state.c)
    return state


@pytest.mark.parametrize("seed", range(3))
def test_a_team_of_dozens_among_hundreds_is_found_at_once_and_outlives_each_loss(seed: int) -> None:
    state = started(team(seed, 60, 400))
    (members,) = double_cover(state)
    completed = state.completer.complete(members, state.left)
    assert completed is not None
    plan, figures = completed
    assert figures.shortfall == 0
    assert 20 <= len(members) <= 60
    proposal = as_proposal(state.c, plan, figures, -(2**53))
    assert check(state.problem, Outcome(state.problem.sha256, "solved", "out_of_time", (proposal,))) == []


def test_where_somebody_alone_can_do_a_package_it_leads_or_nothing_is_found() -> None:
    data = team(4, 6, 30)
    for person in data["enterprises"][1:]:
        person["offers"] = [offer for offer in person["offers"] if not offer["id"].endswith("w003")]
    data["enterprises"] = [person for person in data["enterprises"] if person["offers"]]
    only = data["enterprises"][0]
    only["offers"] = [
        {**only["offers"][0], "serves": [{**only["offers"][0]["serves"][0], "work_package": "w003"}]}
    ]
    state = started(data)
    (members,) = double_cover(state)
    completed = state.completer.complete(members, state.left)
    assert completed is not None
    assert completed[0].lead == 0
    only["can_lead"] = False
    assert list(double_cover(started(data))) == []


def test_what_it_gives_is_never_better_than_the_best_there_is() -> None:
    tried = 0
    for seed in range(40):
        data = random_question(seed)
        data["rules"]["resilience"] = "require"
        state = started(data)
        best = min((objective for objective, _ in everything(state.problem)), default=None)
        for members in double_cover(state):
            completed = state.completer.complete(members, state.left)
            if completed is not None:
                assert best is not None
                assert completed[1].objective >= best
                tried += 1
    assert tried > 5
