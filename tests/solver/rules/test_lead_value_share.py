"""The lead delivers its share of the value."""

from __future__ import annotations

import copy

import pytest

from solver import problem
from solver.candidates import candidates, far_from_leading, without_distant_leads
from solver.check.proposal_view import ProposalView
from tests.solver.tiny import answered, best, everything, question, random_question

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


@pytest.mark.parametrize("seed", range(40))
def test_nobody_who_leads_a_consortium_is_thought_too_far_from_leading(seed: int) -> None:
    data = copy.deepcopy(random_question(seed))
    data["rules"]["lead"]["min_value_share_bp"] = 4000
    tiny = problem.from_dict(data)
    c = candidates(tiny)
    near = {tiny.enterprises[i].id for i in without_distant_leads(c).leads}
    for _, proposal in everything(tiny):
        assert c.least_value <= ProposalView.of(tiny, proposal, "brute force").value
        assert proposal.lead in near


def test_whoever_cannot_reach_a_lead_s_share_of_the_least_value_is_left_out_before_the_search() -> None:
    data = question(rules={"lead": LEAD})
    least = min(one["offers"][0]["serves"][0]["unit_price"] for one in data["enterprises"])
    data["enterprises"][0]["max_value"] = 1
    c = candidates(problem.from_dict(data))
    assert c.least_value >= least
    assert far_from_leading(c).tolist()[0]
    assert 0 not in without_distant_leads(c).leads


def test_a_pinned_lead_that_cannot_reach_it_is_named() -> None:
    data = question(rules={"lead": LEAD})
    data["enterprises"][2]["max_value"] = 9_000
    data["pins"] = {"lead": "c"}
    found = answered(data)
    assert found.status == "infeasible"
    reason = next(one for one in found.reasons if one.rule == "lead_value_share")
    assert reason.enterprise == "c"
    assert "c, your required lead, can deliver" in reason.text


def test_where_nobody_reaches_it_the_reason_names_how_much_is_missing() -> None:
    data = question(rules={"lead": LEAD})
    for one in data["enterprises"]:
        one["max_value"] = 9_000 if one["id"] == "c" else None
        one["can_lead"] = one["id"] == "c"
    found = answered(data)
    assert found.status == "infeasible"
    reason = next(one for one in found.reasons if one.rule == "lead_value_share")
    c = candidates(problem.from_dict(data))
    assert reason.short == -(-5000 * c.least_value // 10_000) - int(c.reach[2])
    assert reason.text.startswith(
        "The lead must deliver at least 50% of the work by value. The most that any enterprise that could"
        " lead"
    )
