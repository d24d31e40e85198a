"""A provider delivers at least its share."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question, work_package


def test_a_quantity_that_cannot_be_cut_into_such_shares_is_infeasible() -> None:
    # 25 needs two providers of at most 20, and 13 twice is 26.
    data = question(
        work_packages=[work_package("w1", quantity=25, min_share=13), work_package("w2", quantity=1)]
    )
    assert answered(data).status == "infeasible"


def test_shares_that_fit_are_kept() -> None:
    data = question(
        work_packages=[work_package("w1", quantity=25, min_share=12), work_package("w2", quantity=1)]
    )
    assert sorted(a.quantity for a in best(data).allocations if a.work_package == "w1") == [12, 13]
