"""The lead holds what a lead must hold."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question

LEAD = {"credentials": ["iso9001"], "min_turnover": 0, "min_value_share_bp": 0}


def test_nobody_with_the_credential_is_infeasible() -> None:
    found = answered(question(rules={"lead": LEAD}))
    assert found.status == "infeasible"
    assert found.reasons[0].rule == "lead_credentials"


def test_only_the_lead_needs_it() -> None:
    data = question(rules={"lead": LEAD})
    data["enterprises"][1]["credentials"] = ["iso9001"]
    proposal = best(data)
    assert proposal.lead == "b"
    assert "a" in proposal.members
