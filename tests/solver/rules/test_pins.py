"""What a person has decided holds."""

from __future__ import annotations

from typing import Any

from tests.solver.tiny import answered, best, question

PINS: dict[str, Any] = {"include": [], "exclude": [], "lead": None, "allocations": []}


def test_an_included_enterprise_with_nothing_to_deliver_is_infeasible_not_invalid() -> None:
    data = question(pins={**PINS, "include": ["c"]})
    data["enterprises"][2]["offers"] = []
    assert answered(data).status == "infeasible"


def test_a_pinned_lead_that_cannot_lead_is_infeasible_not_invalid() -> None:
    data = question(pins={**PINS, "lead": "b"})
    data["enterprises"][1]["can_lead"] = False
    assert answered(data).status == "infeasible"


def test_included_excluded_and_lead_are_kept() -> None:
    proposal = best(question(pins={**PINS, "include": ["c"], "exclude": ["a"], "lead": "b"}))
    assert set(proposal.members) == {"b", "c"}
    assert proposal.lead == "b"


def test_parts_already_agreed_are_kept_as_they_are() -> None:
    agreed = {"enterprise": "c", "offer": "c-offer", "work_package": "w2", "quantity": 3}
    proposal = best(question(pins={**PINS, "allocations": [agreed]}))
    assert [a.quantity for a in proposal.allocations if (a.enterprise, a.work_package) == ("c", "w2")] == [3]


def test_an_agreed_part_beyond_the_capacity_is_infeasible() -> None:
    agreed = {"enterprise": "c", "offer": "c-offer", "work_package": "w2", "quantity": 9}
    data = question(pins={**PINS, "allocations": [agreed]})
    data["enterprises"][2]["offers"][0]["capacity"] = 8
    assert answered(data).status == "infeasible"
