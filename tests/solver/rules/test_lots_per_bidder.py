"""One bidder has work in only so many lots; a bidder is the consortium, or each of its members."""

from __future__ import annotations

from typing import Any

from tests.solver.tiny import answered, best, question, work_package

Data = dict[str, Any]


def lots(*names: str, **rules: Any) -> Data:
    """A work package in each lot, which all three enterprises serve, `a` for the least."""
    data = question(
        work_packages=[work_package(f"w{n + 1}", lot=lot) for n, lot in enumerate(names)], rules=rules
    )
    for enterprise in data["enterprises"]:
        offer = enterprise["offers"][0]
        price = offer["serves"][0]["unit_price"]
        serves = [
            {"work_package": f"w{n + 1}", "unit_price": price, "social_value": 0} for n in range(len(names))
        ]
        enterprise["offers"] = [{**offer, "capacity": 10 * len(names), "serves": serves}]
    return data


def lots_by_member(data: Data) -> dict[str, set[str]]:
    lot_of = {package["id"]: package["lot"] for package in data["work_packages"]}
    shares: dict[str, set[str]] = {}
    for part in best(data).allocations:
        shares.setdefault(part.enterprise, set()).add(lot_of[part.work_package])
    return shares


def test_a_consortium_is_one_bidder_unless_the_rules_say_otherwise() -> None:
    assert answered(lots("1", "2", lots_per_bidder=1)).status == "infeasible"
    assert best(lots("1", "2", lots_per_bidder=2)).members == ("a",)
    assert best(lots("1", "1", lots_per_bidder=1)).members == ("a",)


def test_each_member_keeps_to_its_lots_where_members_are_bidders() -> None:
    assert lots_by_member(lots("1", "2", "3")) == {"a": {"1", "2", "3"}}
    two = lots_by_member(lots("1", "2", "3", lots_per_bidder=2, lot_bidder="member"))
    assert sorted(len(there) for there in two.values()) == [1, 2]
    assert set(two) == {"a", "b"}
    one = lots_by_member(lots("1", "2", "3", lots_per_bidder=1, lot_bidder="member"))
    assert sorted(map(sorted, one.values())) == [["1"], ["2"], ["3"]]
    assert answered(lots("1", "2", "3", "4", lots_per_bidder=1, lot_bidder="member")).status == "infeasible"


def test_why_nothing_fits_is_told_with_what_would() -> None:
    outcome = answered(lots("1", "2", lots_per_bidder=1))
    assert outcome.reasons[0].text == "A consortium can have at most 1 lot, but this work is in 2."
    change = outcome.relaxations[0].changes[0]
    assert (change.rule, change.from_, change.to) == ("lots_per_bidder", 1, 2)
    assert outcome.relaxations[0].text.startswith("Letting a consortium have 2 lots instead of 1 would")
