"""One lot in category A, or two in B: never lots of both, and no more than each allows."""

from __future__ import annotations

from typing import Any

from tests.solver.rules.test_lots_per_bidder import lots, lots_by_member
from tests.solver.tiny import answered, best

A, B = {"lots": ["1", "2"], "most": 1}, {"lots": ["3", "4"], "most": 2}


def tender(*names: str, **rules: Any) -> dict[str, Any]:
    return lots(*names, lot_categories=[A, B], **rules)


def test_a_consortium_keeps_to_one_category_and_its_number() -> None:
    assert best(tender("1")).members == ("a",)
    assert best(tender("3", "4")).members == ("a",)
    assert best(tender("3", "4", "5")).members == ("a",), "a lot of no category counts in none"
    assert answered(tender("1", "2")).status == "infeasible"
    assert answered(tender("1", "3")).status == "infeasible"


def test_members_as_bidders_divide_the_categories() -> None:
    shares = lots_by_member(tender("1", "2", "3", "4", lot_bidder="member"))
    assert sorted(map(sorted, shares.values())) == [["1"], ["2"], ["3", "4"]]


def test_the_reason_says_what_a_bidder_may_have() -> None:
    reason = answered(tender("1", "3")).reasons[0]
    assert reason.rule == "lot_categories"
    either = "1 of lots 1 and 2, or lots 3 and 4"
    assert (
        reason.text
        == f"A consortium can have {either}. The work needs more lots than that, or a different mix."
    )
