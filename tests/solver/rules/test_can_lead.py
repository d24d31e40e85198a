"""Somebody has to be able to lead."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question


def test_nobody_able_is_infeasible() -> None:
    data = question()
    for one in data["enterprises"]:
        one["can_lead"] = False
    found = answered(data)
    assert found.status == "infeasible"
    assert found.reasons[0].rule == "can_lead"


def test_the_one_who_can_is_brought_in() -> None:
    data = question()
    data["enterprises"][0]["can_lead"] = data["enterprises"][1]["can_lead"] = False
    assert best(data).lead == "c"
