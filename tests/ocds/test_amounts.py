"""Amounts as sources write them: never a figure that the notice does not state."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.ocds.normalise import amounts
from app.ocds.normalise.remarks import Remarks
from app.ocds.source_json import SourceNumber


@pytest.mark.parametrize(
    ("written", "number"),
    [("1200000", "1200000"), ("£1,200,000", "1200000"), ("£1.2m", "1200000"), ("1.2 million", "1200000"),
     ("£1.2M", "1200000"), ("1.5bn", "1500000000"), ("250k", "250000"), ("£250 thousand", "250000"),
     ("1.234,56", "1234.56"), ("1.234.567", "1234567"), ("1.234.567,8", "1234567.8"), ("1234,56", "1234.56"),
     ("1,234.56", "1234.56"), ("1,234", "1234"), ("1.234", "1.234"), ("1 234 567,50", "1234567.50"),
     ("1'234", "1234"), ("GBP 5,000", "5000"), ("5000 GBP", "5000"), ("5,000 pounds", "5000"), ("-5", "-5"),
     ("1.5e6", "1500000"), (SourceNumber("12.50"), "12.50"), (7, "7")],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(written: Any, number: str) -> None:
    assert amounts.number(written) == Decimal(number)


@pytest.mark.parametrize(
    "written",
    [
        "€1,000",
        "1,000 EUR",
        "$5",
        "lots",
        "",
        "1,23,456",
        "1.2.3",
        "£1m-£2m",
        "up to 5,000",
        "1,2,3",
        "٥٠٠",
        "1e9999",
        "1" * 60,
        True,
        None,
        [],
        {},
        SourceNumber("1e9999"),
        "1,234,5",
        "5 000 00",
        "m",
        "£",
    ],
)
def test_what_is_no_number_of_pounds_is_none(written: Any) -> None:
    assert amounts.number(written) is None


def read(**value: Any) -> tuple[amounts.Amount, tuple[str, ...]]:
    remarks = Remarks()
    return amounts.amount({"value": value}, remarks, "The whole"), remarks.all()


@pytest.mark.parametrize(
    ("value", "pence", "note", "words"),
    [
        ({"amount": "£1.2m"}, 120_000_000, "", ""),
        ({"amount": "1.234,56"}, 123_456, "", ""),
        ({"amount": "about £2m"}, None, "“about £2m” in the source", "as an amount"),
        ({"amount": "€1,000"}, None, "“€1,000” in the source", "as an amount"),
        ({"amount": {}}, None, "Not stated", "as an amount"),
        ({"amount": SourceNumber("1e9999")}, None, "No limit stated", "no limit stated"),
        ({"amount": "1e9999"}, None, "No limit stated", "no limit stated"),
        (
            {"amountGross": 120000, "currency": "EUR"},
            None,
            "120,000 EUR with VAT, not stated without VAT",
            "with VAT",
        ),
        ({"amountGross": 1200}, None, "£1,200 with VAT, not stated without VAT", "with VAT"),
        ({"amount": 5, "currency": "eur"}, None, "5 EUR in the source, not converted", "in EUR"),
    ],
)
def test_a_value_is_what_stands_there_or_a_note(
    value: dict[str, Any], pence: int | None, note: str, words: str
) -> None:
    amount, remarks = read(**value)
    assert (amount.pence, amount.note) == (pence, note)
    assert [words in remark for remark in remarks] == ([True] if words else [])


@pytest.mark.parametrize(
    ("least", "value", "note"),
    [
        ({"amount": 93007}, {"amount": 372032}, "the notice says from £93,007 to £372,032"),
        (
            {"amount": SourceNumber("45956.52")},
            {"amount": SourceNumber("66801.65")},
            "the notice says from £45,956.52 to £66,801.65",
        ),
        ({"amount": 5000}, {"amount": 5000}, ""),
        ({"amount": 0}, {"amount": 5000}, ""),
        ({}, {"amount": 5000}, ""),
        ({"amount": 9000}, {"amount": 5000}, "the notice also says at least £9,000"),
        ({"amount": 900, "currency": "EUR"}, {"amount": 5000}, "the notice also says at least 900 EUR"),
        ({"amount": 900, "currency": "EUR"}, {}, "Not stated, at least 900 EUR"),
        ({"amount": 1120000}, {"amount": 0}, "Not stated, at least £1,120,000"),
        ({"amount": "n/a"}, {"amount": 7}, ""),
    ],
)
def test_a_least_value_is_told_beside_the_value(
    least: dict[str, Any], value: dict[str, Any], note: str
) -> None:
    total, _ = read(**value)
    assert amounts.least({"minValue": least}, total, Remarks()) == note
