"""The value of each lot, without joining costs, stays within its budget."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question


def test_a_lot_that_costs_more_is_infeasible() -> None:
    assert answered(question(rules={"lot_budgets": {"1": 19_999}})).status == "infeasible"


def test_a_lot_that_costs_just_that_is_not_and_other_lots_do_not_count() -> None:
    assert best(question(rules={"lot_budgets": {"1": 20_000, "9": 1}})).value == 20_000
