"""The lead delivers its share of the value."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question

LEAD = {"credentials": [], "min_turnover": 0, "min_value_share_bp": 5000}


def test_a_lead_that_takes_too_little_is_infeasible() -> None:
    data = question(rules={"lead": LEAD})
    data["enterprises"][0]["can_lead"] = data["enterprises"][1]["can_lead"] = False
    data["enterprises"][2]["max_value"] = 9_000
    assert answered(data).status == "infeasible"


def test_a_dear_lead_takes_its_share_and_no_more() -> None:
    data = question(rules={"lead": LEAD})
    data["enterprises"][0]["can_lead"] = data["enterprises"][1]["can_lead"] = False
    proposal = best(data)
    value = sum(a.quantity * 10 * 120 for a in proposal.allocations if a.enterprise == "c")
    assert 10_000 * value >= 5000 * proposal.value > 10_000 * (value - 1200)
