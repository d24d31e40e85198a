"""One unit for each family of codes, and how many of its periods a contract has."""

from datetime import date

import pytest

from app.foundation.reference import cpv, units


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("55520000", "meals a day"),
        ("55523100", "meals a day"),
        ("90910000", "hours a week"),
        ("90500000", "tonnes a week"),
        ("79710000", "guard-hours a day"),
        ("79952000", "steward-hours a day"),
        ("77314000", "crew-days a week"),
        ("60130000", "vehicle-days a week"),
        ("80500000", "learner-days a week"),
        ("85312000", "care hours a week"),
        ("85311100", "resident-nights a month"),
        ("98310000", "kilograms of laundry a week"),
        ("79810000", "thousand printed pages a month"),
        ("45442100", "trade-days a week"),
        ("50850000", "repair jobs a week"),
        ("79530000", "thousand words a month"),
        ("39130000", "items a month"),
        ("24955000", "toilets on hire a week"),
        ("72232000", "work-days a month"),
        ("71314300", "work-days a month"),
    ],
)
def test_each_family_has_its_unit(code: str, name: str) -> None:
    assert cpv.get(code) is not None
    assert units.standard_unit(code).name == name


def test_the_longest_beginning_wins() -> None:
    assert units.standard_unit("79800000").name == "thousand printed pages a month"
    assert units.standard_unit("79822500").name == "work-days a month"


def test_where_the_table_says_nothing_the_unit_is_work_days_a_month() -> None:
    assert units.standard_unit("73110000") == units.DEFAULT
    assert units.DEFAULT.name == "work-days a month"


def test_unit_names_are_distinct_and_every_one_is_used() -> None:
    names = [unit.name for unit in units.UNITS]
    assert len(names) == len(set(names))
    assert {units.standard_unit(code).name for code in cpv.codes()} == set(names)


def test_every_beginning_in_the_table_is_one_of_a_real_code() -> None:
    for prefix in units._by_prefix():
        assert cpv.get(prefix.ljust(8, "0")) is not None, prefix


def test_stored_names_stay_readable() -> None:
    """These names are in databases: a name may be added, never renamed or dropped."""
    for name in ("meals a day", "hours a week", "guard-hours a day", "tonnes a week", "vehicle-days a week"):
        assert units.get(name).name == name
    with pytest.raises(KeyError):
        units.get("meals an hour")


def test_a_unit_speaks_in_the_singular_and_the_plural() -> None:
    meals = units.get("meals a day")
    assert meals.rate(1200) == "1,200 meals a day"
    assert meals.count(1) == "1 meal"
    assert (meals.period, meals.periods) == ("day", "days")


def test_a_care_home_is_not_counted_in_the_hours_of_home_care() -> None:
    assert not units.same_unit("85300000", "85311000")
    assert units.same_unit("85300000", "85312000")


@pytest.mark.parametrize(
    ("name", "start", "end", "periods"),
    [
        ("work-days a month", date(2026, 4, 1), date(2027, 3, 31), 12),
        ("work-days a month", date(2026, 4, 1), date(2027, 4, 1), 12),
        ("work-days a month", date(2026, 4, 15), date(2026, 7, 14), 3),
        ("work-days a month", date(2026, 1, 31), date(2026, 2, 27), 1),
        ("work-days a month", date(2026, 8, 31), date(2031, 8, 30), 60),
        ("work-days a month", date(2026, 1, 1), date(2026, 2, 13), 1),
        ("work-days a month", date(2026, 1, 1), date(2026, 2, 14), 2),
        ("work-days a month", date(2028, 2, 1), date(2028, 2, 29), 1),
        ("work-days a month", date(2026, 12, 1), date(2026, 12, 31), 1),
        ("work-days a month", date(2026, 5, 5), date(2026, 5, 5), 1),
        ("hours a week", date(2026, 4, 1), date(2027, 3, 31), 52),
        ("hours a week", date(2026, 7, 1), date(2026, 7, 28), 4),
        ("hours a week", date(2026, 7, 1), date(2026, 7, 2), 1),
        ("hours a week", date(2026, 7, 1), date(2026, 7, 11), 2),
        ("meals a day", date(2022, 7, 28), date(2022, 8, 8), 12),
    ],
)
def test_periods_are_counted_to_the_nearest_and_never_none(
    name: str, start: date, end: date, periods: int
) -> None:
    assert units.periods_between(units.get(name), start, end) == periods


@pytest.mark.parametrize("unit", units.UNITS, ids=lambda unit: unit.name)
def test_a_longer_contract_never_has_fewer_periods(unit: units.Unit) -> None:
    start = date(2027, 10, 31)
    ends = [date.fromordinal(start.toordinal() + days) for days in range(900)]
    counts = [units.periods_between(unit, start, end) for end in ends]
    assert counts == sorted(counts)
    assert counts[0] == 1


def test_a_contract_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="ends on 2026-01-01, before it starts"):
        units.periods_between(units.DEFAULT, date(2026, 1, 2), date(2026, 1, 1))
