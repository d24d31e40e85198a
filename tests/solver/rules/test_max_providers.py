"""A work package has at most so many providers."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question, work_package


def test_one_provider_is_not_enough_where_none_is_large_enough() -> None:
    data = question(
        work_packages=[work_package("w1", quantity=25, max_providers=1), work_package("w2", quantity=1)]
    )
    assert answered(data).status == "infeasible"


def test_two_providers_are() -> None:
    data = question(
        work_packages=[work_package("w1", quantity=25, max_providers=2), work_package("w2", quantity=1)]
    )
    assert len({a.enterprise for a in best(data).allocations if a.work_package == "w1"}) == 2
