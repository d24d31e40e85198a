"""A bidder has work in one lot of a pair that excludes each other, never in both."""

from __future__ import annotations

from tests.solver.rules.test_lots_per_bidder import lots, lots_by_member
from tests.solver.tiny import answered, best


def test_a_consortium_cannot_have_both() -> None:
    outcome = answered(lots("1", "2", exclusive_lots=[["1", "2"]]))
    assert outcome.status == "infeasible"
    assert outcome.reasons[0].rule == "exclusive_lots"
    assert best(lots("1", "2", exclusive_lots=[["1", "3"]])).members == ("a",)


def test_members_as_bidders_share_a_pair_out() -> None:
    shares = lots_by_member(lots("1", "2", "3", exclusive_lots=[["2", "1"]], lot_bidder="member"))
    assert set(shares) == {"a", "b"}
    assert not any({"1", "2"} <= there for there in shares.values())
