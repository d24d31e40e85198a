"""Form fields for text, money, whole numbers and dates: what a person types, or a message that says what to
type.

Each takes `required`, the message where nothing was typed; without it the field may stay empty and its data
is None (text: ""). What was typed is kept for the page to show again. Nothing typed here can make a 500:
missing parts, other scripts' digits, and characters that no database can store all become messages.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCharacterCount, GovDateInput, GovTextInput
from wtforms import Field, StringField
from wtforms.validators import StopValidation

MOST_POUNDS = 10_000_000_000
MOST_NUMBER = 1_000_000_000
LONGEST_TYPED = 60  # characters of an amount or a number
_POUNDS = re.compile(
    r"£?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?\s*(?:£|pounds?)?", re.ASCII | re.IGNORECASE
)
_PERCENT = re.compile(r"(\d{1,6})(?:\.(\d{1,2}))?\s*%?", re.ASCII)
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = re.compile(r"[a-z]{3,9}", re.IGNORECASE | re.ASCII)


def pounds_to_pence(text: str) -> int:
    """ "£1,234.50", "1234.5" or "1234" as pence. ValueError, with words for the person, for anything else."""
    match = _POUNDS.fullmatch(text.strip())
    if not match:
        raise ValueError("Enter an amount in pounds, like 1,234 or 1,234.50")
    pounds = int(match[1].replace(",", "")[:20])
    if pounds > MOST_POUNDS:
        raise ValueError("Enter an amount of £10,000,000,000 or less")
    return pounds * 100 + int((match[2] or "0").ljust(2, "0"))


def pence_to_pounds(pence: int) -> str:
    """How an amount is written in an input: 123450 -> "1,234.50", 120000 -> "1,200"."""
    pounds, odd_pence = divmod(pence, 100)
    return f"{pounds:,}.{odd_pence:02d}" if odd_pence else f"{pounds:,}"


def whole_number(text: str) -> int:
    """ "1,200" -> 1200. ValueError, with words for the person, for anything but a whole number of 0 or
    more.
    """
    typed = text.strip()
    if not _WHOLE.fullmatch(typed):
        raise ValueError("Enter a whole number, like 40 or 1,200")
    return int(typed.replace(",", "")[:20])


def day_of(day: str, month: str, year: str) -> date:
    """The date in the three parts of a date input; the month may be a name. ValueError says what is
    missing.
    """
    parts = {"a day": day.strip(), "a month": month.strip(), "a year": year.strip()}
    missing = [name for name, typed in parts.items() if not typed]
    if missing:
        raise ValueError(f"The date must include {' and '.join(missing)}")
    numbers = [_part(parts["a day"]), _month(parts["a month"]), _part(parts["a year"])]
    if numbers[2] is not None and not 1900 <= numbers[2] <= 2200:
        raise ValueError("Enter the year with four digits, like 2027")
    try:
        return date(*(n for n in reversed(numbers) if n is not None))
    except (TypeError, ValueError):
        raise ValueError("Enter a real date, like 27 3 2027") from None


def _part(typed: str) -> int | None:
    return int(typed) if re.fullmatch(r"[0-9]{1,4}", typed) else None


def _month(typed: str) -> int | None:
    if _MONTH_NAME.fullmatch(typed):
        short = typed[:3].lower()
        return _MONTHS.index(short) + 1 if short in _MONTHS else None
    return _part(typed)


def storable(text: str) -> bool:
    """Whether databases and pages can carry the text (no NUL, no half of a surrogate pair)."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


class OneLineField(Field):
    """A one-line input whose data is worked out from what was typed."""

    longest = LONGEST_TYPED

    widget = GovTextInput()

    def __init__(
        self,
        label: str,
        *,
        required: str | None = None,
        at_least: int = 0,
        at_most: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        self.required, self.at_least, self.at_most = required, at_least, at_most

    def read(self, typed: str) -> Any:
        raise NotImplementedError

    def shown(self, data: Any) -> str:
        raise NotImplementedError

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0] if storable(str(self.raw_data[0])) else ""
        return self.shown(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = str(valuelist[0]).strip() if valuelist else ""
        if len(typed) > self.longest:
            raise ValueError(f"Shorten this to {self.longest} characters or fewer")
        self.data = self.read(typed) if typed else None

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation
        if self.data is None:
            raise StopValidation(self.required or "")


class _Params:
    """Gives a GOV.UK widget parameters that the template may still add to."""

    def __init__(self, **params: Any) -> None:
        super().__init__()
        self.params = params

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)  # type: ignore[misc]
        for name, value in self.params.items():
            params.setdefault(name, value)
        return params


class _TextInput(_Params, GovTextInput):
    pass


class PoundsField(OneLineField):
    """Money: data in pence. `at_least` and `at_most` are in pence."""

    widget = _TextInput(
        prefix={"text": "£"}, classes="govuk-input--width-10", inputmode="decimal", spellcheck=False
    )

    def read(self, typed: str) -> int:
        pence = pounds_to_pence(typed)
        if pence < self.at_least:
            raise ValueError(f"Enter £{pence_to_pounds(self.at_least)} or more")
        if self.at_most is not None and pence > self.at_most:
            raise ValueError(f"Enter £{pence_to_pounds(self.at_most)} or less")
        return pence

    def shown(self, data: int) -> str:
        return pence_to_pounds(data)


class WholeNumberField(OneLineField):
    """A whole number from `at_least` (0) to `at_most` (a thousand million)."""

    widget = _TextInput(classes="govuk-input--width-5", inputmode="numeric", spellcheck=False)

    def read(self, typed: str) -> int:
        number, most = whole_number(typed), MOST_NUMBER if self.at_most is None else self.at_most
        if number < self.at_least:
            raise ValueError(f"Enter {self.at_least:,} or more")
        if number > most:
            raise ValueError(f"Enter {most:,} or less")
        return number

    def shown(self, data: int) -> str:
        return f"{data:,}"


class PercentField(WholeNumberField):
    """A percentage with at most two decimals; data, `at_least` and `at_most` are in basis points."""

    def read(self, typed: str) -> int:
        percent = _PERCENT.fullmatch(typed)
        if percent is None:
            raise ValueError("Enter a percentage, like 30 or 12.5")
        bp = int(percent[1]) * 100 + int((percent[2] or "0").ljust(2, "0"))
        if bp < self.at_least:
            raise ValueError("Enter a percentage above 0")
        if self.at_most is not None and bp > self.at_most:
            raise ValueError(f"Enter {self.shown(self.at_most)} or less")
        return bp

    def shown(self, data: int) -> str:
        percents, hundredths = divmod(data, 100)
        decimals = f"{hundredths:02d}".rstrip("0")
        return f"{percents}.{decimals}" if decimals else str(percents)


class DateField(Field):
    """A date in three parts, as the GOV.UK pattern asks for it: data is a date or None.

    The widget answers 500 unless it is given exactly three parts; here there always are.
    """

    widget = GovDateInput()

    def __init__(self, label: str, *, required: str | None = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.required = required

    def _value(self) -> str:
        return ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        parts = [str(part) if storable(str(part)) else "" for part in valuelist]
        self.raw_data = [*parts, "", "", ""][:3]
        self.data = None
        if any(part.strip() for part in self.raw_data):
            self.data = day_of(*self.raw_data)

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation
        if self.data is None:
            raise StopValidation(self.required or "")


class LineField(StringField):
    """One line of text, its ends trimmed: "" where empty."""

    widget = GovTextInput()

    def __init__(self, label: str, *, required: str | None = None, at_most: int = 200, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.required, self.at_most = required, at_most

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = self.tidy(str(valuelist[0])) if valuelist else ""

    def tidy(self, typed: str) -> str:
        return " ".join(typed.split())

    def pre_validate(self, form: Any) -> None:
        typed = self.data or ""
        if not storable(typed):
            self.data = "".join(character for character in typed if storable(character))
            raise StopValidation("This contains a character that we cannot save. Please type it again")
        if not typed and self.required:
            raise StopValidation(self.required)
        if len(typed) > self.at_most:
            raise StopValidation(
                f"Shorten this to {self.at_most:,} characters or fewer. It has {len(typed):,}"
            )
        if not typed:
            raise StopValidation


class _CharacterCount(GovCharacterCount):
    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        params.setdefault("maxlength", field.at_most)
        params.setdefault("rows", field.rows)
        return params


class ProseField(LineField):
    """Several lines of text with a count of what is left; line ends as "\\n"."""

    widget = _CharacterCount()

    def __init__(self, label: str, *, at_most: int = 2000, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(label, at_most=at_most, **kwargs)
        self.rows = rows

    def tidy(self, typed: str) -> str:
        return typed.replace("\r\n", "\n").replace("\r", "\n").strip()
