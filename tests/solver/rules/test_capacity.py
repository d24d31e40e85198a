"""An offer is promised once, whatever it serves."""

from __future__ import annotations

from tests.solver.tiny import answered, best, enterprise, question


def test_one_offer_does_not_serve_two_packages_with_the_same_units() -> None:
    data = question(enterprises=[enterprise("a", {"w1": 100, "w2": 100}, capacity=19)])
    assert answered(data).status == "infeasible"


def test_an_offer_may_serve_two_packages_with_all_it_has() -> None:
    data = question(enterprises=[enterprise("a", {"w1": 100, "w2": 100}, capacity=20)])
    assert best(data).members == ("a",)
