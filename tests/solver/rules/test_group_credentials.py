"""At least one member holds each."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question


def test_nobody_holding_it_is_infeasible() -> None:
    found = answered(question(rules={"group_credentials": ["public_liability_5m"]}))
    assert found.status == "infeasible"
    assert "public_liability_5m" in found.reasons[0].text


def test_one_holder_among_them_is_enough() -> None:
    data = question(rules={"group_credentials": ["public_liability_5m"]})
    data["enterprises"][2]["credentials"] = ["public_liability_5m"]
    assert set(best(data).members) == {"a", "c"}
