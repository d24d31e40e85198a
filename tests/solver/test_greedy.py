"""The broker without a solver: the cheapest who can, one package after another."""

from __future__ import annotations

from solver import problem
from solver.search.greedy import greedy
from tests.solver.tiny import enterprise, question, work_package


def test_he_takes_the_cheapest_and_is_right_where_that_is_all_there_is() -> None:
    found = greedy(problem.from_dict(question()))
    assert found.feasible
    assert found.proposal is not None
    assert found.proposal.members == ("a",)
    assert found.proposal.objective == 20_100


def test_he_names_the_work_package_he_cannot_cover() -> None:
    data = question(
        work_packages=[work_package("w1"), work_package("w2")],
        enterprises=[
            enterprise("a", {"w1": 90, "w2": 90}, capacity=10),
            enterprise("b", {"w1": 100}, capacity=10),
        ],
    )
    # a, the cheapest for w1, was the only one who could have served w2.
    assert greedy(problem.from_dict(data)).failed == "w2"


def test_he_finds_out_at_the_end_which_rule_he_broke() -> None:
    found = greedy(problem.from_dict(question(rules={"members": {"min": 2, "max": 3}})))
    assert not found.feasible
    assert found.broken == ("members",)
