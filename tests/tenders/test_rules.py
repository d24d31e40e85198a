"""The arithmetic and the law of tenders, as plain values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.reference import units
from app.tenders.rules import (
    TenderState,
    cautions,
    demands_insurance_early,
    estimated_range,
    estimated_rate,
    is_open,
    periods_of_term,
    shown_state,
    value_of_lot,
    weights_fault,
)

NOON = datetime(2030, 3, 1, 12, tzinfo=UTC)


class TestDeadlines:
    def test_a_published_tender_is_closed_from_its_deadline_on(self) -> None:
        assert (
            shown_state(TenderState.published, NOON, NOON - timedelta(microseconds=1))
            is TenderState.published
        )
        assert shown_state(TenderState.published, NOON, NOON) is TenderState.closed

    def test_without_a_deadline_it_stays_open(self) -> None:
        assert is_open(TenderState.published, None, NOON)

    @pytest.mark.parametrize("state", [TenderState.draft, TenderState.awarded, TenderState.withdrawn])
    def test_other_states_do_not_change_with_time(self, state: TenderState) -> None:
        assert shown_state(state, NOON, NOON + timedelta(days=1)) is state


class TestValues:
    def test_a_lot_is_worth_what_it_states(self) -> None:
        assert value_of_lot(100, [30, None], 0) == 30

    def test_the_only_lot_without_a_figure_is_worth_what_the_others_leave(self) -> None:
        assert value_of_lot(100, [30, 20, None], 2) == 50
        assert value_of_lot(100, [None], 0) == 100

    def test_nobody_says_how_several_lots_share_a_value(self) -> None:
        assert value_of_lot(100, [30, None, None], 1) is None
        assert value_of_lot(100, [None, None], 0) is None
        assert value_of_lot(400, [400, 400, 400, 400], 2) is None

    def test_nobody_can_say_where_nothing_is_stated_or_nothing_is_left(self) -> None:
        assert value_of_lot(None, [None, 5], 0) is None
        assert value_of_lot(100, [100, None], 1) is None

    @pytest.mark.parametrize(
        ("value", "periods", "price", "rate"),
        [
            (52_000_000, 52, 1_600, 630),
            (12_345_600, 1, 100, 120_000),
            (9_990, 1, 10, 1_000),
            (1_600, 1, 1_600, 1),
        ],
    )
    def test_an_estimate_has_two_significant_digits(
        self, value: int, periods: int, price: int, rate: int
    ) -> None:
        assert estimated_rate(value, periods, price) == rate

    def test_what_does_not_buy_one_is_no_estimate(self) -> None:
        assert estimated_rate(14_000, 182, 30_000) is None

    @given(
        st.integers(100, 10**12), st.integers(1, 500), st.lists(st.integers(1, 10**6), min_size=3, max_size=3)
    )
    def test_a_range_holds_its_own_estimate(self, value: int, periods: int, prices: list[int]) -> None:
        low, median, high = sorted(prices)
        estimate, (least, most) = (
            estimated_rate(value, periods, median),
            estimated_range(value, periods, low, high),
        )
        assert estimate is None or least <= estimate <= most
        assert all(len(str(quantity).rstrip("0")) <= 1 for quantity in (least, most))


class TestPeriods:
    def test_from_dates_before_lengths(self) -> None:
        weekly = units.standard_unit("90910000")
        assert periods_of_term(weekly, date(2030, 4, 1), date(2031, 3, 31), 99)[0] == 52

    @pytest.mark.parametrize(("code", "expected"), [("90910000", 156), ("55520000", 1095), ("72200000", 36)])
    def test_from_a_length_in_months(self, code: str, expected: int) -> None:
        assert periods_of_term(units.standard_unit(code), None, None, 36)[0] == expected

    def test_without_either_a_year_is_assumed_and_said(self) -> None:
        count, words = periods_of_term(units.standard_unit("90910000"), None, None, None)
        assert count == 52
        assert "assume" in words


class TestInsuranceBeforeAward:
    @pytest.mark.parametrize(
        "text",
        [
            "Public liability insurance of £5m must already be in place.",
            "Bidders must hold employers' liability insurance at the time of tender.",
            "Provide a copy of your insurance certificate with your bid.",
            "Professional indemnity cover is needed before award.",
        ],
    )
    def test_is_found_in_words(self, text: str) -> None:
        assert demands_insurance_early(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Public liability insurance of £5m by the start of the contract.",
            (
                "Bidders must already hold a food hygiene rating of 5. Insurance is needed by the start of"
                " the contract."
            ),
            "Hold, or commit to obtain before the contract starts, insurance of £5m.",
            "",
        ],
    )
    def test_is_not_found_where_it_is_not(self, text: str) -> None:
        assert not demands_insurance_early(text)


def test_a_buyer_is_cautioned_about_high_turnover_and_little_time_and_nothing_else() -> None:
    far, near = NOON + timedelta(days=40), NOON + timedelta(days=20)
    assert cautions(24_000_000, 24, [24_000_000], far, NOON) == []
    assert "twice" in cautions(24_000_000, 24, [24_000_001], far, NOON)[0]
    assert "25 days" in cautions(None, None, [10**9], near, NOON)[0]


@pytest.mark.parametrize(
    ("weights", "fault"),
    [
        ([6000, 4000], None),
        ([None, None], None),
        ([], None),
        ([6000], "60%"),
        ([6000, None], "every criterion"),
    ],
)
def test_weights_add_up_or_say_what_is_wrong(weights: list[int | None], fault: str | None) -> None:
    message = weights_fault(weights)
    assert message is None if fault is None else fault in (message or "")
