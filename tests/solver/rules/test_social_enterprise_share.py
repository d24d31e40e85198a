"""Social enterprises deliver their share of the value."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question


def test_without_social_enterprises_no_share_is_reached() -> None:
    data = question(rules={"social_enterprise_share_bp": 1})
    for one in data["enterprises"]:
        one["social_enterprise"] = False
    assert answered(data).status == "infeasible"


def test_the_share_is_reached_with_the_dearer_social_enterprise() -> None:
    data = question(rules={"social_enterprise_share_bp": 3000})
    data["enterprises"][0]["social_enterprise"] = False
    proposal = best(data)
    value = sum(a.quantity * 10 * 110 for a in proposal.allocations if a.enterprise == "b")
    assert 10_000 * value >= 3000 * proposal.value
    assert "a" in proposal.members
