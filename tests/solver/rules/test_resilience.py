"""Any member but the lead can be lost."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question, random_question


def test_required_is_infeasible_where_nobody_has_spare_capacity() -> None:
    data = question(rules={"members": {"min": 2, "max": 3}, "resilience": "require"})
    for one in data["enterprises"]:
        one["offers"][0]["capacity"] = 7
    found = answered(data)
    assert found.status == "infeasible"
    assert found.reasons[0].rule == "resilience"


def test_required_is_met_where_the_others_can_take_over() -> None:
    proposal = best(question(rules={"members": {"min": 2, "max": 3}, "resilience": "require"}))
    assert proposal.shortfall == 0
    assert proposal.losses == ()


def test_reported_tells_what_would_be_lost_in_pence_at_the_price_of_who_is_lost() -> None:
    data = question(rules={"members": {"min": 2, "max": 2}})
    data["enterprises"] = data["enterprises"][:2]
    for one in data["enterprises"]:
        one["offers"][0]["capacity"] = 12
    data["enterprises"][1]["can_lead"] = False
    proposal = best(data)
    # a leads with 12 units, b delivers the other 8; a has nothing to spare for them.
    assert [(loss.of, loss.short) for loss in proposal.losses] == [("b", 8 * 10 * 110)]


def test_preferred_pays_for_a_member_with_room_where_that_costs_less_than_the_loss() -> None:
    data = question(rules={"members": {"min": 2, "max": 2}, "resilience": "prefer"}, weights={"shortfall": 1})
    data["enterprises"][0]["offers"][0]["capacity"] = 15
    data["enterprises"][0]["can_lead"] = False
    # Against b, whose 12 cannot take over what a would leave, c costs more and loses nothing.
    data["enterprises"][1]["offers"][0]["capacity"] = 12
    assert set(best(data).members) == {"a", "c"}
    data["rules"]["resilience"], data["weights"]["shortfall"] = "report", 0
    assert set(best(data).members) == {"a", "b"}


def test_what_would_help_is_found_where_losses_clash_with_another_rule() -> None:
    """Changes are looked for with the losses in view: without them every set looked as if it would do, and
    none did.
    """
    outcome = answered(random_question(20071))
    assert outcome.status == "infeasible"
    assert [relaxation.text for relaxation in outcome.relaxations]
    assert {"lead_value_share", "resilience"} <= {reason.rule for reason in outcome.reasons}
