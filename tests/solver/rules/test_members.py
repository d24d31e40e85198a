"""A consortium has neither too few members nor too many."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question


def test_more_members_than_exist_is_infeasible() -> None:
    assert answered(question(rules={"members": {"min": 4, "max": 5}})).status == "infeasible"


def test_a_least_number_is_filled_with_members_who_deliver() -> None:
    proposal = best(question(rules={"members": {"min": 3, "max": 3}}))
    assert set(proposal.members) == {"a", "b", "c"}
    assert {a.enterprise for a in proposal.allocations} == {"a", "b", "c"}


def test_too_few_members_for_the_work_is_infeasible() -> None:
    data = question(rules={"members": {"min": 1, "max": 1}})
    data["enterprises"][0]["offers"][0]["capacity"] = 10
    data["enterprises"][1]["offers"][0]["capacity"] = 10
    data["enterprises"][2]["offers"][0]["capacity"] = 10
    assert answered(data).status == "infeasible"
