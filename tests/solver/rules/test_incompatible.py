"""Who does not work together never meets."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question


def test_two_who_are_both_needed_and_never_meet_is_infeasible() -> None:
    data = question(rules={"members": {"min": 3, "max": 3}}, incompatible=[["a", "c"]])
    assert answered(data).status == "infeasible"


def test_the_next_best_takes_the_place() -> None:
    data = question(rules={"members": {"min": 2, "max": 2}}, incompatible=[["a", "b"]])
    assert set(best(data).members) == {"a", "c"}
