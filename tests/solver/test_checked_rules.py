"""Each rule of the checker finds what breaks that rule alone, and passes what stands on its limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from solver import problem
from solver.check.proposal_view import ProposalView
from solver.check.rules import RULES, check_rules
from solver.outcome import Allocation, Proposal
from solver.problem import Problem
from tests.solver.tiny import question

# a leads and delivers 6 of w1 at 100p; b delivers 4 of w1 and all 12 of w2 at 110p; ten periods.
ALLOCATIONS = (
    Allocation("a", "a-offer", "w1", 6),
    Allocation("b", "b-offer", "w1", 4),
    Allocation("b", "b-offer", "w2", 12),
)
OF_A, OF_B = 6_000, 17_600  # pence
VALUE, PRICE = OF_A + OF_B, OF_A + OF_B + 200
SHARE_OF_A = 10_000 * OF_A // VALUE  # 2,542 basis points and a bit
Data = dict[str, Any]
Change = Callable[[Data], object]


def market(change: Change) -> Problem:
    """The problem that ALLOCATIONS answer, changed."""
    data = question()
    data["work_packages"][1]["quantity"] = 12
    change(data)
    return problem.from_dict(data)


def findings(
    change: Change, allocations: tuple[Allocation, ...] = ALLOCATIONS, members: tuple[str, ...] = ("a", "b")
) -> set[str]:
    """The rules that the consortium breaks once the problem was changed."""
    changed = market(change)
    proposal = Proposal("a", members, allocations, 0, 0, 0, 0, 0, 0, (), 0, False, 0, 0)
    view = ProposalView.of(changed, proposal, "by hand")
    assert view.findings == []
    return {finding.rule for finding in check_rules(changed, view)}


def rules(**changes: Any) -> Change:
    return lambda data: data["rules"].update(changes)


def lead(**changes: Any) -> Change:
    return lambda data: data["rules"]["lead"].update(changes)


def package(number: int, **changes: Any) -> Change:
    return lambda data: data["work_packages"][number].update(changes)


def member(number: int, **changes: Any) -> Change:
    return lambda data: data["enterprises"][number].update(changes)


def offer(number: int, **changes: Any) -> Change:
    return lambda data: data["enterprises"][number]["offers"][0].update(changes)


def price(number: int, pence: int) -> Change:
    def change(data: Data) -> None:
        for serve in data["enterprises"][number]["offers"][0]["serves"]:
            serve["unit_price"] = pence

    return change


def pins(**changes: Any) -> Change:
    return lambda data: data["pins"].update(changes)


def all_of(*changes: Change) -> Change:
    return lambda data: [change(data) for change in changes]


def turnovers(a: int, b: int) -> Change:
    return all_of(member(0, turnover=a), member(1, turnover=b))


def agreed(quantity: int) -> Change:
    return pins(
        allocations=[{"enterprise": "b", "offer": "b-offer", "work_package": "w1", "quantity": quantity}]
    )


def categories(*kinds: tuple[list[str], int]) -> Change:
    return rules(lot_categories=[{"lots": lots, "most": most} for lots, most in kinds])


def staff(workforce: int, supported: int) -> Change:
    return all_of(*(member(n, workforce=workforce, supported_workforce=supported) for n in range(2)))


# a delivers a quarter to the penny, and a little less: a share is never rounded
A_QUARTER = all_of(price(0, 80_000), price(1, 90_000))
NEARLY = all_of(price(0, 79_999), price(1, 90_000))
REQUIRED = rules(resilience="require")
TWO_LOTS = package(1, lot="2")
BY_MEMBER = rules(lot_bidder="member")
# rule -> (what stands on its limit, what breaks it), one pair a way of breaking it
CASES: dict[str, list[tuple[Change, Change]]] = {
    "quantity": [
        (package(0, quantity=10), package(0, quantity=11)),
        (package(1, quantity=12), package(1, quantity=11)),
    ],
    "max_providers": [(package(0, max_providers=2), package(0, max_providers=1))],
    "min_share": [(package(0, min_share=4), package(0, min_share=5))],
    "capacity": [(offer(1, capacity=16), offer(1, capacity=15))],
    "package_credentials": [
        (
            all_of(
                package(0, credentials=["iso9001"]),
                member(0, credentials=["iso9001"]),
                member(1, credentials=["iso9001"]),
            ),
            all_of(package(0, credentials=["iso9001"]), member(0, credentials=["iso9001"])),
        ),
    ],
    "members": [
        (rules(members={"min": 2, "max": 2}), rules(members={"min": 1, "max": 1})),
        (rules(members={"min": 2, "max": 2}), rules(members={"min": 3, "max": 3})),
    ],
    "member_floor": [(rules(member_floor=OF_A), rules(member_floor=OF_A + 1))],
    "min_value": [(member(0, min_value=OF_A), member(0, min_value=OF_A + 1))],
    "max_value": [(member(1, max_value=OF_B), member(1, max_value=OF_B - 1))],
    "exposure": [
        (
            all_of(rules(exposure_bp=100), member(1, turnover=100 * OF_B)),
            all_of(rules(exposure_bp=100), member(1, turnover=100 * OF_B - 1)),
        ),
        # a year at least; of a longer contract what falls on a year
        (
            all_of(rules(exposure_bp=100, term_months=6), member(1, turnover=100 * OF_B)),
            all_of(rules(exposure_bp=100, term_months=6), member(1, turnover=100 * OF_B - 1)),
        ),
        (
            all_of(rules(exposure_bp=100, term_months=24), member(1, turnover=50 * OF_B)),
            all_of(rules(exposure_bp=100, term_months=24), member(1, turnover=50 * OF_B - 1)),
        ),
    ],
    "budget": [(rules(budget=PRICE), rules(budget=PRICE - 1))],
    "lot_budget": [
        (
            all_of(package(1, lot="2"), rules(lot_budgets={"2": 13_200})),
            all_of(package(1, lot="2"), rules(lot_budgets={"2": 13_199})),
        ),
    ],
    "combined_turnover": [
        (
            all_of(rules(combined_turnover_bp=10_000), turnovers(10_000, VALUE - 10_000)),
            all_of(rules(combined_turnover_bp=10_000), turnovers(10_000, VALUE - 10_001)),
        ),
        (
            all_of(rules(combined_turnover_bp=10_000, liability="lead"), turnovers(VALUE, 0)),
            all_of(rules(combined_turnover_bp=10_000, liability="lead"), turnovers(VALUE - 1, 10**9)),
        ),
        (
            all_of(rules(combined_turnover_bp=10_000, term_months=24), turnovers(VALUE // 2, 0)),
            all_of(rules(combined_turnover_bp=10_000, term_months=24), turnovers(VALUE // 2 - 1, 0)),
        ),
    ],
    "can_lead": [(member(1, can_lead=False), member(0, can_lead=False))],
    "lead_credentials": [
        (
            all_of(lead(credentials=["iso9001"]), member(0, credentials=["iso9001"])),
            all_of(lead(credentials=["iso9001"]), member(1, credentials=["iso9001"])),
        ),
    ],
    "lead_turnover": [
        (
            all_of(lead(min_turnover=500), turnovers(500, 10**9)),
            all_of(lead(min_turnover=500), turnovers(499, 10**9)),
        ),
    ],
    "lead_value_share": [
        (lead(min_value_share_bp=SHARE_OF_A), lead(min_value_share_bp=SHARE_OF_A + 1)),
        (all_of(A_QUARTER, lead(min_value_share_bp=2_500)), all_of(NEARLY, lead(min_value_share_bp=2_500))),
    ],
    "group_credentials": [
        (
            all_of(rules(group_credentials=["iso9001"]), member(1, credentials=["iso9001"])),
            all_of(rules(group_credentials=["iso9001"]), member(2, credentials=["iso9001"])),
        ),
    ],
    "social_enterprise_share": [
        (
            all_of(rules(social_enterprise_share_bp=SHARE_OF_A), member(1, social_enterprise=False)),
            all_of(rules(social_enterprise_share_bp=SHARE_OF_A + 1), member(1, social_enterprise=False)),
        ),
        (
            all_of(A_QUARTER, rules(social_enterprise_share_bp=2_500), member(1, social_enterprise=False)),
            all_of(NEARLY, rules(social_enterprise_share_bp=2_500), member(1, social_enterprise=False)),
        ),
    ],
    "local_share": [
        (
            all_of(
                rules(local_share_bp=SHARE_OF_A, local_areas=["E08000028"]), member(0, home_area="E08000028")
            ),
            all_of(
                rules(local_share_bp=SHARE_OF_A + 1, local_areas=["E08000028"]),
                member(0, home_area="E08000028"),
            ),
        ),
        (
            all_of(
                A_QUARTER,
                rules(local_share_bp=2_500, local_areas=["E08000028"]),
                member(0, home_area="E08000028"),
            ),
            all_of(
                NEARLY,
                rules(local_share_bp=2_500, local_areas=["E08000028"]),
                member(0, home_area="E08000028"),
            ),
        ),
    ],
    "supported_workforce": [
        (
            all_of(rules(supported_workforce_bp=5_000), staff(10, 5)),
            all_of(rules(supported_workforce_bp=5_001), staff(10, 5)),
        ),
        (
            all_of(rules(supported_workforce_bp=5_000), staff(20_000, 10_000)),
            all_of(
                rules(supported_workforce_bp=5_000),
                staff(20_000, 10_000),
                member(1, supported_workforce=9_999),
            ),
        ),
    ],
    "trust_with_lead": [
        (
            all_of(rules(trust="lead"), lambda data: data.update(trust=[["a", "b", 1]])),
            all_of(rules(trust="lead"), lambda data: data.update(trust=[["b", "c", 1000]])),
        ),
    ],
    "incompatible": [
        (
            lambda data: data.update(incompatible=[["a", "c"]]),
            lambda data: data.update(incompatible=[["a", "b"]]),
        ),
    ],
    # Without b, a delivers all 22; nobody asks what would be without the lead
    "resilience": [
        (all_of(REQUIRED, offer(0, capacity=22)), all_of(REQUIRED, offer(0, capacity=21))),
        # units count, whatever they cost
        (
            all_of(REQUIRED, offer(0, capacity=22), price(1, 0)),
            all_of(REQUIRED, offer(0, capacity=21), price(1, 0)),
        ),
    ],
    "pins": [
        (pins(include=["b"]), pins(include=["c"])),
        (pins(exclude=["c"]), pins(exclude=["b"])),
        (pins(lead="a"), pins(lead="b")),
        (agreed(4), agreed(5)),
        (agreed(4), agreed(3)),
    ],
    # w1 is in lot 1 and w2 in lot 2: a has work in one, b and the consortium in both
    "lots_per_bidder": [
        (all_of(TWO_LOTS, rules(lots_per_bidder=2)), all_of(TWO_LOTS, rules(lots_per_bidder=1))),
        (
            all_of(TWO_LOTS, BY_MEMBER, rules(lots_per_bidder=2)),
            all_of(TWO_LOTS, BY_MEMBER, rules(lots_per_bidder=1)),
        ),
    ],
    "exclusive_lots": [
        (
            all_of(TWO_LOTS, rules(exclusive_lots=[["1", "3"]])),
            all_of(TWO_LOTS, rules(exclusive_lots=[["2", "1"]])),
        ),
        (
            all_of(TWO_LOTS, BY_MEMBER, rules(exclusive_lots=[["1", "3"]])),
            all_of(TWO_LOTS, BY_MEMBER, rules(exclusive_lots=[["2", "1"]])),
        ),
    ],
    "lot_categories": [
        (all_of(TWO_LOTS, categories((["1", "2"], 2))), all_of(TWO_LOTS, categories((["1", "2"], 1)))),
        (
            all_of(TWO_LOTS, categories((["1"], 1), (["3"], 2))),
            all_of(TWO_LOTS, categories((["1"], 1), (["2"], 2))),
        ),
        (
            all_of(TWO_LOTS, BY_MEMBER, categories((["1", "2"], 2))),
            all_of(TWO_LOTS, BY_MEMBER, categories((["1", "2"], 1))),
        ),
    ],
}


def test_every_rule_of_the_checker_has_a_case() -> None:
    assert list(CASES) == list(RULES)


@pytest.mark.parametrize(
    ("rule", "way"), [(rule, way) for rule, ways in CASES.items() for way in range(len(ways))]
)
def test_a_rule_finds_what_breaks_it_alone_and_passes_what_stands_on_its_limit(rule: str, way: int) -> None:
    on_the_limit, broken = CASES[rule][way]
    assert findings(on_the_limit) == set()
    assert findings(broken) == {rule}


def test_a_member_that_delivers_nothing_is_found() -> None:
    assert findings(rules(), members=("a", "b", "c")) == {"members"}


def test_rules_that_nobody_set_ask_for_nothing() -> None:
    nobody = all_of(
        *(member(n, social_enterprise=False, workforce=10, supported_workforce=0) for n in range(3))
    )
    assert findings(nobody) == set()


@pytest.mark.parametrize(
    "asked",
    [
        {"lots_per_bidder": 1},
        {"exclusive_lots": [["1", "2"]]},
        {"lot_categories": [{"lots": ["1", "2"], "most": 1}]},
    ],
)
def test_members_with_a_lot_each_are_one_bidder_only_as_a_consortium(asked: Data) -> None:
    apart = (Allocation("a", "a-offer", "w1", 10), Allocation("b", "b-offer", "w2", 12))
    assert findings(all_of(TWO_LOTS, BY_MEMBER, rules(**asked)), apart) == set()
    assert findings(all_of(TWO_LOTS, rules(**asked)), apart) == {next(iter(asked))}


def test_the_smallest_part_is_a_unit() -> None:
    allocations = (
        Allocation("a", "a-offer", "w1", 9),
        Allocation("b", "b-offer", "w1", 1),
        Allocation("b", "b-offer", "w2", 12),
    )
    assert findings(package(0, min_share=1), allocations) == set()
    assert findings(package(0, min_share=2), allocations) == {"min_share"}
