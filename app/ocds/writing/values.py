"""Money, days and instants as Open Contracting writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from app.foundation.reference import cpv
from app.foundation.types import LONDON

Data = dict[str, Any]
LAST_SECOND = time(23, 59, 59)
DAYS_OF_A_MONTH = 30  # as UK notices count: 36 months are 1,080 days


def stated(**values: Any) -> Data:
    """Only what is there: Open Contracting has no empty values."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def amount(pence: int | None, currency: str) -> Data:
    """A Value: pounds as a number. Where only the currency is known, that alone."""
    if pence is None:
        return {} if currency == "GBP" else {"currency": currency}
    return {"amount": pence // 100 if pence % 100 == 0 else pence / 100, "currency": currency}


def instant(at: datetime | None) -> str | None:
    """An instant in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def period(starts_on: date | None, ends_on: date | None, months: int | None) -> Data:
    """A contract's period: from the first second of its first day to the last of its last, by London's clock.

    Periods are instants: a last day written as its midnight would not be in it. With dates no length is
    given, as it would have to be theirs to the day.
    """
    return stated(
        startDate=_london(starts_on, time()),
        endDate=_london(ends_on, LAST_SECOND),
        durationInDays=months * DAYS_OF_A_MONTH if months and not (starts_on and ends_on) else None,
    )


def _london(on: date | None, clock: time) -> str | None:
    return datetime.combine(on, clock, LONDON).isoformat() if on else None


def classification(code: str) -> Data:
    """A CPV code with its name."""
    return {"scheme": "CPV", "id": code, "description": cpv.name(code)}
