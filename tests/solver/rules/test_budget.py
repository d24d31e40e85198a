"""The price, joining costs included, stays within the budget."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question


def test_a_penny_below_the_cheapest_price_is_infeasible_by_a_penny() -> None:
    found = answered(question(rules={"budget": 20_099}))
    assert found.status == "infeasible"
    assert [(r.rule, r.short) for r in found.reasons] == [("budget", 1)]


def test_the_cheapest_price_itself_is_within_it() -> None:
    assert best(question(rules={"budget": 20_100})).price == 20_100
