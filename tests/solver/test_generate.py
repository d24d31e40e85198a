"""The invented markets look like the real one, are the same for the same seed, and hold a country."""

from __future__ import annotations

import numpy as np
import pytest

from solver import generate, problem
from solver.generate import Capability, Catalogue, Geography, Place
from solver.generate.matching import covers


def test_the_same_seed_gives_the_same_market_and_another_seed_another() -> None:
    once, again, other = (list(generate.market(seed, 200)) for seed in (1, 1, 2))
    assert once == again
    assert once != other


def test_fifty_seven_in_a_hundred_turn_over_less_than_a_hundred_thousand_pounds() -> None:
    turnover = generate.market(3, 20_000).columns.turnover
    assert np.mean(turnover < 10_000_000) == pytest.approx(0.57, abs=0.01)
    assert turnover.max() > 100 * np.median(turnover)  # heavy-tailed


def test_trust_is_mostly_local_and_between_two_different_enterprises() -> None:
    market = generate.market(4, 5_000)
    district = [e.home_area.split("w")[0] for e in market]
    pairs = list(market.trust)
    near = sum(district[int(a[1:]) - 1] == district[int(b[1:]) - 1] for a, b, _ in pairs)
    assert near > 0.7 * len(pairs)
    assert all(a != b and 1 <= strength <= 1000 for a, b, strength in pairs)


def test_a_given_geography_and_catalogue_are_used() -> None:
    places = (
        Place("city", None, 52.5, -1.9, 0),
        Place("ward1", "city", 52.5, -1.9, 3.0),
        Place("ward2", "city", 52.4, -1.8, 1.0),
    )
    catalogue = Catalogue(
        (Capability("55520000", "catering", "meals a day", 450, 300, (("food_hygiene", 0.9),)),)
    )
    market = generate.market(5, 120, Geography(places), catalogue)
    assert {e.home_area for e in market} == {"ward1", "ward2"}
    assert {o.capability for e in market for o in e.offers} == {"55520000"}
    assert {a for e in market for o in e.offers for a in o.areas} <= {"city", "ward1", "ward2"}


def test_who_is_insured_for_more_is_insured_for_less() -> None:
    for one in generate.market(6, 500):
        if "public_liability_10m" in one.credentials:
            assert {"public_liability_5m", "public_liability_1m"} <= set(one.credentials)


@pytest.mark.parametrize(
    ("offered", "wanted", "serves"),
    [
        ("55520000", "55520000", True),
        ("55500000", "55520000", True),
        ("55521000", "55520000", False),
        ("55000000", "55020000", True),
        ("55000000", "55520000", False),  # a bare division is not deep enough to say anything
    ],
)
def test_a_code_covers_itself_and_what_lies_under_it_from_the_group_down(
    offered: str, wanted: str, serves: bool
) -> None:
    assert covers(offered, wanted) == serves


@pytest.mark.parametrize("seed", range(5))
def test_a_tender_on_a_market_is_a_valid_problem(seed: int) -> None:
    found = problem.from_dict(generate.problem(seed, 6, enterprises=500))
    assert len(found.work_packages) == 6
    assert generate.problem(seed, 6, enterprises=500) == generate.problem(seed, 6, enterprises=500)


def test_unknown_names_are_refused() -> None:
    for wrong in ({"infeasible": "weather"}, {"rules": "none"}, {"work_packages": 0}):
        with pytest.raises(ValueError):
            generate.problem(1, **wrong)
