"""Every figure, bound, status and list of an outcome: right by hand it passes, a little beside it is found by
name.

Nothing is solved here: the outcome is worked out by hand, so that the checker is tested alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from solver import outcome as outcomes
from solver import problem
from solver.check import check
from solver.outcome import (
    Allocation,
    Change,
    Condition,
    Loss,
    Outcome,
    Proposal,
    Reason,
    Relaxation,
    Unlock,
)
from solver.problem import Problem
from tests.solver.tiny import question

SHA = hashlib.sha256(b"by hand").hexdigest()


def market() -> Problem:
    """w1 takes 10, w2 takes 12 meals a day for ten days; a, b and c ask 100p, 110p and 120p and can do 20
    each.
    """
    data: dict[str, Any] = question(
        rules={"resilience": "prefer"},
        weights={"price": 3, "social_value": 2, "trust": 5, "members": 7, "shortfall": 11, "changes": 13},
        alternatives={"count": 2, "min_difference": 2, "distinct_leads": False},
        baseline=["a", "c"],
        trust=[["a", "b", 300], ["b", "c", 900]],
    )
    data["work_packages"][1]["quantity"] = 12
    for enterprise, points in zip(data["enterprises"], ((4, 5), (9, 6), (0, 0)), strict=True):
        for serve, each in zip(enterprise["offers"][0]["serves"], points, strict=True):
            serve["social_value"] = each
    return problem.from_dict(data, SHA)


# a leads with 6 of w1; b does 4 of w1 and all 12 of w2. Without b, a has room for 14 of its 16: 2 of w2 are
# left.
FIRST = Proposal(
    lead="a",
    members=("a", "b"),
    allocations=(
        Allocation("a", "a-offer", "w1", 6),
        Allocation("b", "b-offer", "w1", 4),
        Allocation("b", "b-offer", "w2", 12),
    ),
    value=6 * 10 * 100 + 16 * 10 * 110,  # 23,600
    price=23_600 + 2 * 100,
    social_value=60 * 4 + 40 * 9 + 120 * 6,  # 1,320
    trust_gap=1000 - 300,
    shortfall=2 * 10 * 110,
    losses=(Loss("b", 2_200, ("w2",)),),
    objective=3 * 23_800
    - 2 * 1_320
    + 5 * 700
    + 7 * 2
    + 11 * 2_200
    + 13 * 2,  # 96,500; b and c differ from before
    bound=96_500 - 3,  # 3 of 71,400 is less than half a basis point, 4 is more
    proven=True,
    gap_bp=0,
    dearer_bp=0,
)
# The same with c in b's place, whom a does not know.
SECOND = Proposal(
    lead="a",
    members=("a", "c"),
    allocations=(
        Allocation("a", "a-offer", "w1", 6),
        Allocation("c", "c-offer", "w1", 4),
        Allocation("c", "c-offer", "w2", 12),
    ),
    value=6 * 10 * 100 + 16 * 10 * 120,  # 25,200
    price=25_400,
    social_value=240,
    trust_gap=1000,
    shortfall=2_400,
    losses=(Loss("c", 2_400, ("w2",)),),
    objective=3 * 25_400 - 2 * 240 + 5 * 1000 + 7 * 2 + 11 * 2_400,  # 107,134
    bound=107_134 - 4,  # 4 of 76,200 is more than half a basis point
    proven=False,
    gap_bp=1,
    dearer_bp=1_396,  # 10,634 of 76,200, rounded up
)
RIGHT = Outcome(SHA, "solved", "count", (FIRST, SECOND))


def findings(outcome: Outcome, asked: Problem | None = None) -> set[str]:
    return {finding.rule for finding in check(asked or market(), outcome)}


def second(**changes: Any) -> Outcome:
    return replace(RIGHT, proposals=(FIRST, replace(SECOND, **changes)))


def first(**changes: Any) -> Outcome:
    return replace(RIGHT, proposals=(replace(FIRST, **changes), SECOND))


def test_what_was_worked_out_by_hand_passes() -> None:
    assert check(market(), RIGHT) == []


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize(
    "figure", ["value", "price", "social_value", "trust_gap", "shortfall", "gap_bp", "dearer_bp"]
)
def test_a_figure_beside_the_right_one_is_found_by_its_name(figure: str, by: int) -> None:
    assert findings(second(**{figure: getattr(SECOND, figure) + by})) == {figure}


@pytest.mark.parametrize("by", [-1, 1])
def test_an_objective_beside_the_right_one_is_found(by: int) -> None:
    assert "objective" in findings(second(objective=SECOND.objective + by, bound=SECOND.bound + by))


def test_a_figure_of_another_kind_is_found() -> None:
    assert findings(first(proven=1)) == {"proven"}
    assert findings(first(gap_bp=False)) == {"gap_bp"}


def test_a_proof_is_claimed_from_half_a_basis_point_on_and_no_sooner() -> None:
    assert findings(first(bound=96_496)) == {"proven", "gap_bp"}
    assert findings(first(bound=96_496, proven=False, gap_bp=1)) == set()
    assert findings(first(bound=96_497, proven=False, gap_bp=1)) == {"proven", "gap_bp"}
    assert findings(second(bound=107_131)) == {"proven", "gap_bp"}
    assert findings(second(bound=107_131, proven=True, gap_bp=0)) == set()


def test_a_penny_is_always_within_a_proof() -> None:
    """Where half a basis point is less than a unit of the objective, one unit is still a proof and two are
    none.
    """
    data: dict[str, Any] = question(weights={"price": 1})
    cheap = problem.from_dict(data, SHA)
    allocations = (Allocation("a", "a-offer", "w1", 10), Allocation("a", "a-offer", "w2", 10))
    alone = Proposal("a", ("a",), allocations, 20_100, 20_100, 20_000, 0, 0, 0, (), 20_099, True, 0, 0)
    assert findings(Outcome(SHA, "solved", "count", (alone,)), cheap) == set()
    data["work_packages"][0]["quantity"] = data["work_packages"][1]["quantity"] = 1
    allocations = (Allocation("a", "a-offer", "w1", 1), Allocation("a", "a-offer", "w2", 1))
    small = replace(alone, allocations=allocations, objective=2_100, price=2_100, value=2_000, bound=2_099)
    tiny = problem.from_dict(data, SHA)
    assert findings(Outcome(SHA, "solved", "count", (small,)), tiny) == set()
    assert findings(Outcome(SHA, "solved", "count", (replace(small, bound=2_098),)), tiny) == {
        "proven",
        "gap_bp",
    }


def alone(enterprise: str, **figures: Any) -> Proposal:
    """One enterprise doing both packages of the tiny question by itself."""
    offer = f"{enterprise}-offer"
    allocations = (Allocation(enterprise, offer, "w1", 10), Allocation(enterprise, offer, "w2", 10))
    nothing = {"social_value": 0, "trust_gap": 0, "shortfall": 0, "losses": (), "gap_bp": 0, "dearer_bp": 0}
    return Proposal(enterprise, (enterprise,), allocations, **{**nothing, **figures})


def test_exactly_half_a_basis_point_is_a_proof() -> None:
    data: dict[str, Any] = question(weights={"price": 1})
    data["enterprises"][0]["joining_cost"] = 20_000
    asked = problem.from_dict(data, SHA)
    one = alone("a", objective=40_000, price=40_000, value=20_000, bound=39_998, proven=True)
    assert findings(Outcome(SHA, "solved", "count", (one,)), asked) == set()
    assert findings(Outcome(SHA, "solved", "count", (replace(one, bound=39_997),)), asked) == {
        "proven",
        "gap_bp",
    }


def test_as_much_again_is_dearer_by_all_of_it() -> None:
    data: dict[str, Any] = question(
        weights={"price": 1}, alternatives={"count": 2, "min_difference": 2, "distinct_leads": False}
    )
    data["enterprises"][0]["joining_cost"] = 0
    for serve in data["enterprises"][0]["offers"][0]["serves"]:
        serve["unit_price"] = 0
    free = alone("a", objective=0, price=0, value=0, bound=0, proven=True)
    other = alone(
        "b", objective=22_100, price=22_100, value=22_000, bound=22_100, proven=True, dearer_bp=10_000
    )
    assert findings(Outcome(SHA, "solved", "count", (free, other)), problem.from_dict(data, SHA)) == set()


def test_a_bound_above_its_objective_is_found_and_one_at_it_is_not() -> None:
    assert findings(first(bound=96_500)) == set()
    assert findings(first(bound=96_501)) == {"bound"}


@pytest.mark.parametrize(
    "losses",
    [
        (),
        (Loss("b", 2_199, ("w2",)),),
        (Loss("b", 2_200, ("w1",)),),
        (Loss("b", 2_200, ("w1", "w2")),),
        (Loss("a", 2_200, ("w2",)),),
        (Loss("b", 2_200, ("w2",)), Loss("b", 2_200, ("w2",))),
        (Loss("b", 2_200, ("w2",)), Loss("c", 0, ())),
    ],
)
def test_losses_are_those_there_are(losses: tuple[Loss, ...]) -> None:
    assert findings(first(losses=losses)) == {"losses"}


def test_an_objective_that_costs_nothing_still_has_a_measure() -> None:
    """D is at least 1: nothing is divided by nothing."""
    data: dict[str, Any] = question(weights={"price": 1})
    for enterprise in data["enterprises"]:
        enterprise["joining_cost"] = 0
        for serve in enterprise["offers"][0]["serves"]:
            serve["unit_price"] = 0
    allocations = (Allocation("a", "a-offer", "w1", 10), Allocation("a", "a-offer", "w2", 10))
    free = Proposal("a", ("a",), allocations, 0, 0, 0, 0, 0, 0, (), -2, False, 20_000, 0)
    assert findings(Outcome(SHA, "solved", "count", (free,)), problem.from_dict(data, SHA)) == set()


def test_a_broken_rule_is_found_in_a_whole_outcome_too() -> None:
    asked = market()
    tight = replace(asked, rules=replace(asked.rules, budget=23_799))
    assert findings(RIGHT, tight) == {"budget"}
    (first_only, second_too) = (check(replace(asked, rules=replace(asked.rules, budget=most)), RIGHT)
                                for most in (23_800, 23_799))  # fmt: skip
    assert [finding.where for finding in first_only] == ["proposals[1]"]
    assert [finding.where for finding in second_too] == ["proposals[0]", "proposals[1]"]


# What the whole outcome says


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"problem_sha256": "0" * 64}, "problem_sha256"),
        ({"ended": "never"}, "status"),
        (
            {"status": "infeasible", "ended": "none_left", "reasons": (Reason("budget", "Because."),)},
            "status",
        ),
        ({"status": "unheard of"}, "status"),
        ({"proposals": (FIRST,)}, "alternatives"),
        ({"proposals": (SECOND, FIRST)}, "alternatives"),
    ],
)
def test_a_whole_that_does_not_hold_together_is_found(changes: dict[str, Any], rule: str) -> None:
    assert rule in findings(replace(RIGHT, **changes))


def test_fewer_proposals_than_were_asked_for_need_another_end() -> None:
    for ended in ("none_left", "out_of_time"):
        assert findings(replace(RIGHT, proposals=(FIRST,), ended=ended)) == set()


def test_more_proposals_than_were_asked_for_are_found() -> None:
    one = replace(market(), alternatives=replace(market().alternatives, count=1))
    assert findings(replace(RIGHT, ended="none_left"), one) == {"alternatives"}


def test_proposals_of_one_objective_may_stand_in_any_order() -> None:
    asked = replace(market(), alternatives=replace(market().alternatives, min_difference=0))
    assert findings(replace(RIGHT, proposals=(FIRST, FIRST)), asked) == set()


def test_nothing_fits_needs_a_reason_and_no_proposal() -> None:
    nothing = Outcome(SHA, "infeasible", "none_left", reasons=(Reason("budget", "Because.", short=3),))
    assert findings(nothing) == set()
    assert findings(replace(nothing, reasons=())) == {"reasons"}
    assert findings(replace(nothing, ended="count")) >= {"status"}
    assert findings(Outcome(SHA, "out_of_time", "out_of_time")) == set()
    assert findings(Outcome(SHA, "solved", "none_left")) == {"status"}


def test_proposals_differ_by_as_many_members_as_was_asked() -> None:
    asked = market()
    assert findings(RIGHT, replace(asked, alternatives=replace(asked.alternatives, min_difference=3))) == {
        "alternatives"
    }
    assert findings(RIGHT, replace(asked, alternatives=replace(asked.alternatives, distinct_leads=True))) == {
        "alternatives"
    }


NAMED: dict[str, tuple[Callable[[], dict[str, Any]], str]] = {
    "a reason's rule": (lambda: {"reasons": (Reason("nonsense", "x"),)}, "reasons"),
    "a reason's package": (lambda: {"reasons": (Reason("quantity", "x", "w9"),)}, "reasons"),
    "a reason's enterprise": (lambda: {"reasons": (Reason("pins", "x", None, "z"),)}, "reasons"),
    "a change's rule": (lambda: _relaxed(Change("nonsense", 1, 2)), "reasons"),
    "a change's package": (lambda: _relaxed(Change("quantity", 1, 2, "w9")), "reasons"),
    "a change's enterprise": (lambda: _relaxed(Change("capacity", 1, 2, "w1", "z")), "reasons"),
    "a condition's rule": (lambda: {"conditions": (Condition("nonsense", True, "x"),)}, "conditions"),
    "an unlock's enterprise": (lambda: {"unlocks": (Unlock("z", "iso9001", 1, "x"),)}, "unlocks"),
}
NOTHING = Outcome(SHA, "infeasible", "none_left", reasons=(Reason("quantity", "x", "w1", "a", 1),))


def _relaxed(*changes: Change) -> dict[str, Any]:
    return {"relaxations": (Relaxation(changes, 1, "x"),)}


@pytest.mark.parametrize("what", NAMED)
def test_what_is_named_is_there(what: str) -> None:
    changes, rule = NAMED[what]
    assert findings(NOTHING) == set()
    assert findings(replace(NOTHING, **changes())) == {rule}


def test_names_that_are_there_pass() -> None:
    whole = replace(
        NOTHING,
        conditions=(Condition("budget", True, "x"),),
        unlocks=(Unlock("a", "iso9001", 1, "x"),),
        **_relaxed(Change("capacity", 1, 2, "w1", "a")),
    )
    assert findings(whole) == set()


def test_lists_are_as_long_and_in_the_order_of_the_format() -> None:
    change = Change("budget", 1, 2)
    one, two = Relaxation((change,), 1, "x"), Relaxation((change, change), 1, "x")
    assert findings(replace(NOTHING, relaxations=(one,) * 10)) == set()
    assert findings(replace(NOTHING, relaxations=(one,) * 11)) == {"relaxations"}
    assert findings(replace(NOTHING, relaxations=(one, two))) == set()
    assert findings(replace(NOTHING, relaxations=(two, one))) == {"relaxations"}
    assert findings(replace(NOTHING, relaxations=(Relaxation((), 1, "x"),))) == {"relaxations"}
    unlock = Unlock("a", "iso9001", 1, "x")
    assert findings(replace(NOTHING, unlocks=(unlock,) * 20)) == set()
    assert findings(replace(NOTHING, unlocks=(unlock,) * 21)) == {"unlocks"}


def test_only_lists_that_there_are_may_be_cut_short() -> None:
    short = replace(NOTHING, cut_short=("relaxations", "unlocks", "conditions"))
    assert findings(short) == set()
    assert outcomes.from_dict(outcomes.to_dict(short)) == short
    assert "cut_short" not in outcomes.to_dict(NOTHING)
    assert findings(replace(NOTHING, cut_short=("reasons",))) == {"cut_short"}
    spoilt_lists: tuple[Any, ...] = ("unlocks", [1], {})
    for spoilt in spoilt_lists:
        with pytest.raises(outcomes.OutcomeError, match="cut_short"):
            outcomes.from_dict({**outcomes.to_dict(short), "cut_short": spoilt})


def test_a_gain_is_the_fall_of_the_first_objective() -> None:
    def unlocked(objective: int, gain: int | None) -> set[str]:
        return findings(replace(RIGHT, unlocks=(Unlock("a", "iso9001", objective, "x", gain),)))

    assert unlocked(96_499, 1) == set()
    assert unlocked(96_400, 100) == set()
    assert unlocked(96_500, 0) == {"unlocks"}
    assert unlocked(96_501, -1) == {"unlocks"}
    assert unlocked(96_400, 99) == {"unlocks"}
    assert unlocked(96_400, None) == {"unlocks"}


# Who is who in a proposal


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"members": ("a", "b", "z")}, "members"),
        ({"members": ("a", "b", "b")}, "members"),
        ({"lead": "z"}, "members"),
        ({"lead": "c"}, "members"),
        ({"members": ("a",)}, "members"),
        ({"allocations": (*FIRST.allocations[:2], Allocation("b", "b-offer", "w9", 12))}, "quantity"),
        ({"allocations": (*FIRST.allocations[:2], Allocation("b", "a-offer", "w2", 12))}, "capacity"),
        ({"allocations": (*FIRST.allocations[:2], Allocation("b", "nobody's", "w2", 12))}, "capacity"),
        ({"allocations": (*FIRST.allocations, FIRST.allocations[2])}, "max_providers"),
        ({"allocations": (*FIRST.allocations, Allocation("a", "a-offer", "w2", 0))}, "min_share"),
    ],
)
def test_names_of_nobody_and_parts_that_cannot_be_are_found(changes: dict[str, Any], rule: str) -> None:
    assert findings(first(**changes)) == {rule} | (
        {"alternatives"} if len(changes.get("members", (1, 2))) == 1 else set()
    )


def test_an_offer_that_does_not_serve_the_package_is_found() -> None:
    data: dict[str, Any] = question()
    data["enterprises"][1]["offers"][0]["serves"] = data["enterprises"][1]["offers"][0]["serves"][:1]
    proposal = replace(FIRST, allocations=(FIRST.allocations[0], Allocation("b", "b-offer", "w2", 10)))
    assert findings(Outcome(SHA, "solved", "count", (proposal,)), problem.from_dict(data, SHA)) == {
        "capacity"
    }


def test_a_finding_says_where_and_what() -> None:
    (finding,) = check(market(), second(price=1))
    assert str(finding) == "proposals[1]: price: is 1, recomputed 25400"
