"""The lead turns over enough."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question

LEAD = {"credentials": [], "min_turnover": 1_000_001, "min_value_share_bp": 0}


def test_nobody_large_enough_is_infeasible_by_what_is_short() -> None:
    found = answered(question(rules={"lead": LEAD}))
    assert found.status == "infeasible"
    assert (found.reasons[0].rule, found.reasons[0].short) == ("lead_turnover", 1)


def test_the_one_large_enough_leads() -> None:
    data = question(rules={"lead": LEAD})
    data["enterprises"][2]["turnover"] = 1_000_001
    assert best(data).lead == "c"
