"""Under the rule, every member has a trust pair with the lead."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question


def test_strangers_who_must_work_together_are_infeasible() -> None:
    assert answered(question(rules={"trust": "lead", "members": {"min": 2, "max": 3}})).status == "infeasible"


def test_the_star_of_pairs_decides_who_leads() -> None:
    data = question(
        rules={"trust": "lead", "members": {"min": 3, "max": 3}}, trust=[["a", "c", 1], ["c", "b", 1]]
    )
    assert best(data).lead == "c"


def test_without_the_rule_strangers_may_work_together() -> None:
    assert len(best(question(rules={"members": {"min": 2, "max": 3}})).members) == 2
