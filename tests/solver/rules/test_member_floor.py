"""Nobody is a member for a certificate alone."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question


def test_a_floor_above_what_two_can_share_is_infeasible() -> None:
    assert (
        answered(question(rules={"members": {"min": 2, "max": 3}, "member_floor": 12_000})).status
        == "infeasible"
    )


def test_each_member_delivers_the_floor() -> None:
    proposal = best(question(rules={"members": {"min": 2, "max": 3}, "member_floor": 9_000}))
    prices = {"a": 100, "b": 110, "c": 120}
    for member in proposal.members:
        assert (
            sum(a.quantity * 10 * prices[member] for a in proposal.allocations if a.enterprise == member)
            >= 9_000
        )
