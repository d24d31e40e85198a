"""Members at home in the local areas deliver their share."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question


def test_nobody_from_there_is_infeasible() -> None:
    assert (
        answered(question(rules={"local_share_bp": 1, "local_areas": ["elsewhere"]})).status == "infeasible"
    )


def test_the_share_is_reached_by_home_area() -> None:
    data = question(rules={"local_share_bp": 2500, "local_areas": ["near"]})
    data["enterprises"][1]["home_area"] = "near"
    proposal = best(data)
    value = sum(a.quantity * 10 * 110 for a in proposal.allocations if a.enterprise == "b")
    assert 10_000 * value >= 2500 * proposal.value
