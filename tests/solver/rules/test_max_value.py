"""A member takes no more than it wants."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question


def test_everybody_taking_less_than_the_whole_is_infeasible() -> None:
    data = question()
    for one in data["enterprises"]:
        one["max_value"] = 6_000
    assert answered(data).status == "infeasible"


def test_what_one_does_not_take_another_does() -> None:
    data = question()
    data["enterprises"][0]["max_value"] = 15_000
    assert set(best(data).members) == {"a", "b"}
