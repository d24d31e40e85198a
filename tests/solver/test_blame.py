"""A limit on what each member does is named where it bars the work: nobody is said to be unable to do what
they can.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from solver import problem
from solver.candidates import candidates
from solver.explain.counting import LIMITS, quick_reasons
from solver.outcome import Reason
from solver.rules import BY_NAME
from solver.search.answer import propose
from solver.settings import Settings
from tests.solver.tiny import enterprise, question, work_package

Data = dict[str, Any]
NAMES = {limit.name for limit in LIMITS}


def market(**changes: Any) -> Data:
    """Three enterprises of £10,000 a year, each able to deliver a third of two packages of 30 meals a day."""
    return question(
        work_packages=[work_package("w1", quantity=30), work_package("w2", quantity=30)],
        enterprises=[enterprise(name, {"w1": 100, "w2": 100}, capacity=20) for name in "abc"],
        **changes,
    )


def rule(**changes: Any) -> Callable[[Data], object]:
    return lambda data: data["rules"].update(changes)


def everybody(**changes: Any) -> Callable[[Data], object]:
    return lambda data: [each.update(changes) for each in data["enterprises"]]


def each_package(**changes: Any) -> Callable[[Data], object]:
    return lambda data: [each.update(changes) for each in data["work_packages"]]


# 1,000p a unit over the term. A limit that leaves each of them less than a third of a package.
BARRING: dict[str, Callable[[Data], object]] = {
    "exposure": rule(exposure_bp=50),
    "member_floor": rule(member_floor=60_000),
    "max_value": everybody(max_value=9_000),
    "min_value": everybody(min_value=60_000),
    "min_share": each_package(min_share=21),
}


def reasons(change: Callable[[Data], object]) -> list[Reason]:
    data = market()
    change(data)
    return quick_reasons(candidates(problem.from_dict(data)))


def test_what_is_asked_here_fits_without_a_limit() -> None:
    assert reasons(lambda data: None) == []


def test_every_limit_has_a_case() -> None:
    assert set(BARRING) == NAMES


@pytest.mark.parametrize("limit", sorted(BARRING))
def test_the_limit_that_bars_the_work_is_the_one_that_is_named(limit: str) -> None:
    told = reasons(BARRING[limit])
    assert {reason.rule for reason in told} <= {limit}
    assert told[0].work_package == "w1"
    assert "w1 is " in told[0].text
    assert "cannot" not in told[0].text
    assert len(told) == 1 or not BY_NAME[limit].of_whole_tender
    assert told[0].short is not None
    assert told[0].short > 0


@pytest.mark.parametrize("limit", sorted(BARRING))
def test_the_answer_names_the_limit_first_and_agrees_that_nothing_fits(limit: str) -> None:
    data = market()
    BARRING[limit](data)
    answer = propose(problem.from_dict(data), Settings(seconds=20, workers=1))
    assert answer.status == "infeasible"
    assert answer.reasons[0].rule == limit


def test_a_limit_of_the_whole_tender_is_named_once_with_all_it_leaves_short() -> None:
    (reason,) = reasons(BARRING["exposure"])
    assert (
        reason.text
        == "A member's work in a year must not exceed 0.5% of its turnover. Within that limit, w1 is 15 meals"
        " a day short of 30, and 1 other work package is short too."
    )


def test_two_limits_that_only_together_bar_the_work_are_told_as_the_second() -> None:
    data = market()
    rule(exposure_bp=150)(data)  # 15 units each
    each_package(max_providers=1, quantity=16)(data)
    everybody(max_value=15_000)(data)
    first, *rest = quick_reasons(candidates(problem.from_dict(data)))
    assert first.rule == "max_value"
    assert {reason.rule for reason in rest} <= {"max_value"}


def test_what_people_lack_is_still_told_of_people() -> None:
    data = market()
    rule(exposure_bp=50)(data)
    each_package(credentials=["food_hygiene"])(data)
    assert {reason.rule for reason in quick_reasons(candidates(problem.from_dict(data)))} >= {
        "package_credentials"
    }


def test_capacity_is_told_as_it_is_offered_whatever_a_limit_leaves_of_it() -> None:
    data = market()
    rule(exposure_bp=50)(data)
    each_package(quantity=70)(data)
    told = quick_reasons(candidates(problem.from_dict(data)))
    assert told[0].rule == "quantity"
    assert "the 3 enterprises that qualify can deliver 60 together" in told[0].text


def test_leads_and_holders_whom_a_limit_bars_are_not_said_to_be_missing() -> None:
    data = market()
    data["enterprises"] = [
        *data["enterprises"], enterprise("d", {"w1": 100}, turnover=100, credentials=["iso9001"]),
    ]  # fmt: skip
    rule(exposure_bp=10_000, group_credentials=["iso9001"])(data)
    (told,) = quick_reasons(candidates(problem.from_dict(data)))
    assert told.rule == "exposure"
    assert told.text.endswith("Within that limit, no enterprise that has iso9001 can be a member.")
    data["rules"]["group_credentials"] = []
    data["rules"]["lead"]["credentials"] = ["iso9001"]
    (told,) = quick_reasons(candidates(problem.from_dict(data)))
    assert told.rule == "exposure"
    assert told.text.endswith("Within that limit, no enterprise that could lead can be a member.")


def test_a_limit_of_nothing_is_a_limit() -> None:
    (reason,) = reasons(rule(exposure_bp=0))
    assert reason.rule == "exposure"
