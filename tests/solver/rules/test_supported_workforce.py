"""Enough of the combined workforce is supported."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question


def test_too_few_everywhere_is_infeasible() -> None:
    data = question(rules={"supported_workforce_bp": 3000})
    for one in data["enterprises"]:
        one["supported_workforce"] = 2
    assert answered(data).status == "infeasible"


def test_one_member_may_lift_the_others() -> None:
    data = question(rules={"supported_workforce_bp": 3000})
    data["enterprises"][0]["supported_workforce"] = 2
    data["enterprises"][1]["supported_workforce"] = 4
    data["enterprises"][2]["supported_workforce"] = 0
    assert set(best(data).members) in ({"a", "b"}, {"b"})
