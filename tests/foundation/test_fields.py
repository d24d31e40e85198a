"""What people type into money, number, date and text fields."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.foundation import templating
from app.foundation.web.fields import (
    DateField,
    LineField,
    PoundsField,
    ProseField,
    WholeNumberField,
    day_of,
    pence_to_pounds,
    pounds_to_pence,
    whole_number,
)


class Everything(Form):  # type: ignore[misc]  # WTForms ships no types
    price = PoundsField("Price", required="Enter a price")
    budget = PoundsField("Budget", at_least=100, at_most=1_000_00)
    people = WholeNumberField("People", at_most=500)
    starts = DateField("Starts", required="Enter the day it starts")
    ends = DateField("Ends")
    title = LineField("Title", required="Enter a title", at_most=10)
    words = ProseField("Words", at_most=20)


def filled(*pairs: tuple[str, str]) -> Everything:
    good = {"price": ["12"], "starts": ["1", "2", "2027"], "title": ["Lunch"]}
    for name in dict(pairs):
        good[name] = [value for key, value in pairs if key == name]
    return Everything(MultiDict([(key, value) for key, values in good.items() for value in values]))


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("£1,234.50", 123_450),
        ("1234.5", 123_450),
        (" 7 ", 700),
        ("0", 0),
        ("£ 0.07", 7),
        ("1,000,000", 100_000_000),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, pence: int) -> None:
    assert pounds_to_pence(typed) == pence


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ten",
        "-5",
        "1.234",
        "1,23",
        "1_000",
        "1e9",
        "inf",
        "nan",
        "£",
        "12.5.1",
        "٣",
        "1" * 5000,
        "12,3456",
        "$5",
    ],
)
def test_nonsense_is_not_an_amount(typed: str) -> None:
    with pytest.raises(ValueError, match="Enter an amount"):
        pounds_to_pence(typed)


@pytest.mark.parametrize("pence", [0, 7, 100, 123_450, 123_400, 99_999_999])
def test_an_amount_shown_in_a_field_reads_back_as_itself(pence: int) -> None:
    assert pounds_to_pence(pence_to_pounds(pence)) == pence


@pytest.mark.parametrize("typed", ["1.5", "-1", "1,2", "two", "1_000", "²", "1e3"])
def test_only_whole_numbers_are_whole(typed: str) -> None:
    with pytest.raises(ValueError, match="whole number"):
        whole_number(typed)


def test_a_month_may_be_a_number_or_a_name() -> None:
    assert (
        day_of("27", "3", "2027")
        == day_of("27", "March", "2027")
        == day_of(" 27", "mar", "2027")
        == date(2027, 3, 27)
    )


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (["", "3", "2027"], "a day"),
        (["1", "", ""], "a month and a year"),
        (["31", "2", "2027"], "real date"),
        (["1", "2", "27"], "four digits"),
        (["x", "2", "2027"], "real date"),
        (["²", "2", "2027"], "real date"),
        (["1", "2", "99999"], "real date"),
    ],
)
def test_a_date_says_what_is_wrong_with_it(parts: list[str], message: str) -> None:
    form = filled(*[("starts", part) for part in parts])
    assert not form.validate()
    assert message in form.starts.errors[0]


@pytest.mark.parametrize("parts", [[], ["1"], ["1", "2"], ["1", "2", "2027", "9"], ["\x00", "2", "2027"]])
def test_a_date_with_parts_missing_is_a_message_and_can_still_be_drawn(parts: list[str]) -> None:
    form = filled(*[("ends", part) for part in parts])
    form.validate()
    app = Flask(__name__)
    templating.install(app.jinja_env, templating.static_address)
    with app.test_request_context():
        assert "ends-year" in str(form.ends())


def test_a_whole_form_gives_its_values_and_leaves_what_is_optional_empty() -> None:
    form = filled(("words", "one\r\ntwo "), ("people", "1,2"))
    assert not form.validate()
    assert list(form.errors) == ["people"]
    form = filled(("words", "one\r\ntwo "), ("people", "12"), ("title", "  Hot   meals "))
    assert form.validate(), form.errors
    assert form.data == {
        "price": 1200,
        "budget": None,
        "people": 12,
        "starts": date(2027, 2, 1),
        "ends": None,
        "title": "Hot meals",
        "words": "one\ntwo",
    }


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("price", "", "Enter a price"),
        ("budget", "0.99", "£1 or more"),
        ("budget", "1000.01", "£1,000 or less"),
        ("people", "501", "500 or less"),
        ("title", "   ", "Enter a title"),
        ("title", "x" * 11, "10 characters"),
        ("title", "a\x00b", "character that we cannot save"),
        ("words", "a\ud800", "character that we cannot save"),
    ],
)
def test_each_mistake_has_its_message(name: str, typed: str, message: str) -> None:
    form = filled((name, typed))
    assert not form.validate()
    assert message in form[name].errors[0]
    assert list(form.errors) == [name]


def test_what_was_typed_is_kept_and_what_is_stored_is_shown() -> None:
    assert filled(("price", "ten pounds")).price._value() == "ten pounds"
    stored: dict[str, Any] = {"price": 123_450, "people": 1200}
    assert Everything(None, data=stored).price._value() == "1,234.50"
    assert Everything(None, data=stored).people._value() == "1,200"


def test_a_money_field_is_drawn_with_its_pound_sign_and_its_message() -> None:
    form = filled(("price", "ten"))
    form.validate()
    app = Flask(__name__)
    templating.install(app.jinja_env, templating.static_address)
    with app.test_request_context():
        drawn = str(form.price())
        assert "govuk-input__prefix" in drawn
        assert "Enter an amount in pounds" in drawn
        assert 'data-maxlength="20"' in str(form.words())
