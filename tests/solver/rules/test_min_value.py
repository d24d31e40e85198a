"""A member delivers what it wants at least."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question


def test_more_than_there_is_makes_a_needed_member_impossible() -> None:
    data = question(pins={"include": ["a"], "exclude": [], "lead": None, "allocations": []})
    data["enterprises"][0]["min_value"] = 20_001
    assert answered(data).status == "infeasible"


def test_what_it_wants_may_be_all_there_is() -> None:
    data = question()
    data["enterprises"][0]["min_value"] = 20_000
    assert best(data).members == ("a",)
