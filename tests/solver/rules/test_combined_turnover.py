"""Turnover that counts covers the yearly value."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question


def test_one_small_turnover_does_not_cover_it() -> None:
    data = question(rules={"combined_turnover_bp": 10_000})
    for one in data["enterprises"]:
        one["turnover"] = 5_000
    assert answered(data).status == "infeasible"


def test_jointly_liable_members_pool_theirs() -> None:
    data = question(rules={"combined_turnover_bp": 10_000})
    for one in data["enterprises"]:
        one["turnover"] = 11_000
    assert len(best(data).members) == 2


def test_where_the_lead_alone_is_liable_only_its_own_counts() -> None:
    data = question(rules={"combined_turnover_bp": 10_000, "liability": "lead"})
    for one in data["enterprises"]:
        one["turnover"] = 11_000
    assert answered(data).status == "infeasible"
    data["enterprises"][1]["turnover"] = 30_000
    assert best(data).lead == "b"
