"""How a contract may be extended: a number only where words or dates leave no doubt."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.ocds.normalise import extensions, terms
from app.ocds.normalise.remarks import Remarks

SURE = {
    "Two extensions of twelve months each": 24,
    "Two one year extensions": 24,
    "2 one-year extension options": 24,
    "2 separate one year extension options": 24,
    "2 x Extensions of up to 12 months each": 24,
    "2 x 12 months": 24,
    "3 no. 12 month extensions": 36,
    "up to three (3) 12-month periods": 36,
    "up to 4 further 1-year periods": 48,
    "Two (2) x Twelve (12) month extension options": 24,
    "four [4] year with an option to extend for four [4] individual one [1] year periods": 48,
    "Two additional, individual extension periods of up to 12-months each.": 24,
    "extendable by two periods of two years": 48,
    "Up to 2 extensions, each of 1 year": 24,
    "July 2022 or July 2024 if 2 options to extend for 12 month periods taken up": 24,
    "A further 1 + 1 years": 24,
    "with an option to extend +1year + 1year": 24,
    "An extension of one year plus one year (a total of two years) is available": 24,
    "24 months, plus an optional 24 + 12 months extension options": 36,
    "2 YEARS (1 YEAR PLUS 1 YEAR)": 24,
    "7 years with the option to extend for a further five years (3+1+1)": 60,
    "Option to extend for a further four years in two yearly increments (2 + 2 + 2)": 48,
    "The contract is for 5 years (3 years + 2 x 12 month extensions)": 24,
    "the option to extend this contract from 36 to 48 months": 12,
    "three years in all, with the option to extend for a further year": 12,
    "will last three years to 31 May 2022; with the possibility of a further two single year extensions": 24,
    "Up to 24 Months (Maximum Term, inclusive of initial term is 7 Years)": 24,
    "Up to 24 Months (7 Year Maximum Term, inclusive of initial 5 year term)": 24,
    "annual extension for a maximum 2 years - possible 5 year contract in total": 24,
    "up to 2 further years in 12-month increments": 24,
    "Option to extend for up to 24 months in 2 x 12 month intervals": 24,
    "The contract may be extended by 36 months by giving 3 months' notice.": 36,
    "Twenty four months initially, with two (2) optional extensions of twelve (12) months.": 24,
    "initial period of 36 months, with an option to extend for up to a further 12 months": 12,
    "3 years, or for 3 periods of insurance, with the option to extend it by up to 2 further years": 24,
    "forty-eight months": 48,
    "an option to extend up to a further 24 months, on a 12 + 12 month basis": 24,
    "a 5-year contract with a break clause after 3 years and an optional extension of 2 years": 24,
    "The Authority may extend it by up to 2 years. The total contract length would be 5 years.": 24,
    "a further six months": 6,
    "one (1) year": 12,
}
UNSURE = (
    "renewed every four years",
    "The DPS will remain live for a minimum of 4 years but may be extended further.",
    "Potential renewal in 4 years",
    "12 months + 12 months",
    "Contract on 3+1+1 basis",
    "3 years (+1+1)",
    "by 12 months or 24 months",
    "option to extend for a period of 6-12 months",
    "option to extend for 1, 2 or 3 years",
    "Extension of 12 months, then another 12 months.",
    "an extension of one year and a further extension of two years",
    "Extensions of 12 months",
    "12 month extension x 2",
    "extend on three occasions of 12 months",
    "Option to extend for up to 60 months in total (5 x 12 months)",
    "a further four years (2 + 3 + 2)",
    "The option to extend may be exercised 6 months before the end",
    "Two (3) extensions of 12 months",
    "extend for up to half of the initial term of 4 years",
    "36 months from 1 April",
    "A 3 year contract",
    "extend it by up to 12 months at a time up to a maximum of 36 months",
    "extend by 1 year, up to 3 times",
    "The contract can be extended by 26 weeks",
    "1.5 years extension",
    "as agreed",
    "500 years",
    "",
)


@pytest.mark.parametrize(("described", "months"), SURE.items())
def test_a_form_that_is_sure_gives_its_months(described: str, months: int) -> None:
    assert extensions.months_in_words(described) == months
    assert extensions.months_in_words(described.upper()) == months


@pytest.mark.parametrize("described", UNSURE)
def test_any_other_form_gives_no_number(described: str) -> None:
    assert extensions.months_in_words(described) is None


@pytest.mark.parametrize(("term", "months"), [(36, 24), (12, None), (None, None)])
def test_a_bare_sum_counts_where_its_first_part_is_not_the_contracts_own_length(
    term: int | None, months: int | None
) -> None:
    assert extensions.months_in_words("12 months + 12 months possible", term) == months


@pytest.mark.parametrize(
    ("ends", "latest", "months"),
    [(date(2029, 4, 30), date(2031, 4, 30), 24), (date(2029, 2, 28), date(2032, 2, 29), 36),
     (date(2029, 3, 31), date(2029, 4, 30), 1), (date(2029, 3, 31), date(2030, 3, 15), None),
     (date(2029, 3, 31), date(2029, 3, 31), None), (date(2029, 3, 31), date(2060, 3, 31), None)],
)  # fmt: skip
def test_months_between_two_last_days(ends: date, latest: date, months: int | None) -> None:
    assert extensions.months_between(ends, latest) == months


def read(
    holder: dict[str, Any], tender: dict[str, Any] | None = None
) -> tuple[str, int | None, tuple[str, ...]]:
    remarks = Remarks()
    parts = terms.extension(holder, holder if tender is None else tender, remarks)
    return parts["extension"], parts["extension_months"], remarks.all()


PERIOD = {"endDate": "2029-04-30T23:59:59+01:00", "maxExtentDate": "2031-04-30T23:59:59+01:00"}
UNTIL = "Until 30 April 2031 at the latest."


@pytest.mark.parametrize(
    ("holder", "shown", "months"),
    [
        ({"contractPeriod": PERIOD}, UNTIL, 24),
        ({"contractPeriod": PERIOD, "hasRenewal": True}, UNTIL, 24),
        (
            {"contractPeriod": PERIOD, "renewal": {"description": "At our discretion."}},
            f"At our discretion. {UNTIL}",
            24,
        ),
        (
            {"contractPeriod": PERIOD, "renewal": {"description": "2 x 12 months"}},
            f"2 x 12 months. {UNTIL}",
            24,
        ),
        ({"contractPeriod": {"maxExtentDate": "2031-04-29T23:00:00Z"}}, UNTIL, None),
        ({"contractPeriod": {**PERIOD, "maxExtentDate": PERIOD["endDate"]}}, "", None),
        ({"hasRenewal": True}, "The notice does not say how often or for how long.", None),
        ({"hasRenewal": False}, "", None),
    ],
)
def test_words_and_dates_are_both_shown(holder: dict[str, Any], shown: str, months: int | None) -> None:
    assert read(holder) == (shown, months, ())


def test_words_and_dates_that_differ_give_no_number_and_a_remark() -> None:
    shown, months, remarks = read(
        {"contractPeriod": PERIOD, "renewal": {"description": "One extension of 36 months"}}
    )
    assert (shown, months) == (f"One extension of 36 months. {UNTIL}", None)
    assert remarks == (
        "The text of the notice gives 36 months of extensions, but its dates give 24."
        " We do not show a number. Check the official notice.",
    )


@pytest.mark.parametrize(
    ("lot", "shown"),
    [({}, f"Two years. {UNTIL}"), ({"hasRenewal": False}, UNTIL),
     ({"hasRenewal": False, "contractPeriod": {"endDate": "2029-01-01"}}, ""),
     ({"renewal": {"description": "One year"}, "contractPeriod": {"endDate": "2029-01-01"}}, "One year")],
)  # fmt: skip
def test_what_a_lot_leaves_out_it_has_from_the_whole(lot: dict[str, Any], shown: str) -> None:
    assert read(lot, {"contractPeriod": PERIOD, "renewal": {"description": "Two years"}})[0] == shown
