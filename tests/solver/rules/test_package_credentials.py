"""A provider of a work package holds its credentials."""

from __future__ import annotations

from tests.solver.tiny import answered, best, question, work_package


def test_nobody_with_the_credential_is_infeasible_and_names_it() -> None:
    data = question(work_packages=[work_package("w1", credentials=["food_hygiene"]), work_package("w2")])
    found = answered(data)
    assert found.status == "infeasible"
    assert found.reasons[0].rule == "package_credentials"
    assert "food_hygiene" in found.reasons[0].text


def test_the_dearer_holder_takes_the_package_and_only_that() -> None:
    data = question(work_packages=[work_package("w1", credentials=["food_hygiene"]), work_package("w2")])
    data["enterprises"][2]["credentials"] = ["food_hygiene"]
    parts = {(a.enterprise, a.work_package) for a in best(data).allocations}
    assert ("c", "w1") in parts
    assert ("a", "w1") not in parts
