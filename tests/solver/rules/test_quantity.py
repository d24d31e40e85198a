"""Each quantity is met exactly."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question, work_package


def test_more_than_everybody_has_is_infeasible_and_says_how_much_is_short() -> None:
    data = question(work_packages=[work_package("w1", quantity=70), work_package("w2", quantity=1)])
    found = answered(data)
    assert found.status == "infeasible"
    assert found.reasons[0].rule == "quantity"
    assert found.reasons[0].work_package == "w1"
    assert found.reasons[0].short == 10  # three offers of 20


def test_what_is_asked_is_what_is_delivered() -> None:
    proposal = best(question(work_packages=[work_package("w1", quantity=13), work_package("w2", quantity=7)]))
    for package, quantity in (("w1", 13), ("w2", 7)):
        assert sum(a.quantity for a in proposal.allocations if a.work_package == package) == quantity
