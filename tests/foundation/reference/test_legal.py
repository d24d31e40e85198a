"""Dated figures of the law, and comparing amounts with and without VAT like with like."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.foundation.reference import legal, regimes


@pytest.mark.parametrize(
    ("buyer", "contract", "before", "after"),
    [
        ("central", "goods_services", 139_688_00, 135_018_00),
        ("sub_central", "goods_services", 214_904_00, 207_720_00),
        ("utility", "goods_services", 429_809_00, 415_440_00),
        ("central", "works", 5_372_609_00, 5_193_000_00),
        ("sub_central", "works", 5_372_609_00, 5_193_000_00),
        ("sub_central", "concession", 5_372_609_00, 5_193_000_00),
        ("sub_central", "light_touch", 663_540_00, 663_540_00),
        ("utility", "light_touch", 884_720_00, 884_720_00),
        ("central", "light_touch_concession", 5_372_609_00, 5_372_609_00),
    ],
)
def test_thresholds_changed_with_the_year_2026(
    buyer: regimes.Buyer, contract: legal.Contract, before: int, after: int
) -> None:
    assert legal.threshold(buyer, contract, date(2025, 12, 31)).value == before
    assert legal.threshold(buyer, contract, date(2026, 1, 1)).value == after
    assert legal.threshold(buyer, contract, date(2026, 1, 1)).with_vat


def test_a_day_the_table_does_not_reach_has_no_figure_rather_than_a_stale_one() -> None:
    with pytest.raises(legal.NoFigure, match="for 2028-01-01"):
        legal.figure("threshold_sub_central", date(2028, 1, 1))
    assert legal.find("threshold_sub_central", date(2024, 1, 1)) is None
    with pytest.raises(KeyError):
        legal.figure("no_such_figure", date(2026, 1, 1))


def test_spans_of_one_figure_follow_each_other_without_gap_or_overlap() -> None:
    for key in legal.all_keys():
        spans = legal.history(key)
        for earlier, later in pairwise(spans):
            assert earlier.valid_to is not None, key
            assert later.valid_from == earlier.valid_to + timedelta(days=1), key


def test_every_figure_says_where_it_stands_and_how_sure_we_are() -> None:
    for key in legal.all_keys():
        for figure in legal.history(key):
            assert figure.source
            assert figure.value > 0
            assert figure.certainty in ("A", "B", "C")
            assert figure.valid_to is None or figure.valid_from < figure.valid_to


def test_a_contract_just_below_a_threshold_reaches_it_with_its_vat() -> None:
    """The example law firms give: £205,000 without VAT is £246,000 with it."""
    limit = legal.threshold("sub_central", "goods_services", date(2026, 6, 1))
    assert legal.reaches(205_000_00, limit, rate=2000)
    assert not legal.reaches(205_000_00, limit, rate=0)
    assert legal.reaches(173_100_00, limit, rate=2000)  # exactly £207,720 with VAT
    assert not legal.reaches(173_099_99, limit, rate=2000)


def test_a_figure_without_vat_is_compared_without_vat() -> None:
    limit = legal.figure("scotland_regulated_services", date(2026, 6, 1))
    assert not limit.with_vat
    assert legal.reaches(50_000_00, limit, rate=2000)
    assert not legal.reaches(49_999_99, limit, rate=2000)


def test_only_money_can_be_reached() -> None:
    with pytest.raises(ValueError, match="not an amount of money"):
        legal.reaches(1, legal.figure("supported_workforce", date(2026, 6, 1)), rate=0)


def test_adding_and_taking_off_vat_round_to_the_penny() -> None:
    assert legal.vat_rate(date(2026, 6, 1)) == 2000
    assert legal.with_vat(100_00, 2000) == 120_00
    assert legal.without_vat(120_00, 2000) == 100_00
    assert legal.without_vat(207_720_00, 2000) == 173_100_00
    assert legal.with_vat(3, 2000) == 4
    assert legal.with_vat(-3, 2000) == -4
    assert legal.with_vat(1, 5000) == 2


@pytest.mark.parametrize("pence", [0, 1, 7, 99, 12_345_67, 10**11])
def test_taking_off_what_was_added_comes_back(pence: int) -> None:
    assert legal.without_vat(legal.with_vat(pence, 2000), 2000) == pence
