"""How amounts, quantities and times are written for people. One way each, everywhere."""

from __future__ import annotations

import datetime as dt
import re

from app.foundation.types import LONDON

_POUNDS_ONLY_FROM = 100_000  # pence: £1,000


def number(n: int) -> str:
    """12345 -> "12,345"; a real minus sign, so that it lines up and reads aloud."""
    return f"{n:,}".replace("-", "−")


def money(pence: int, exact: bool = False) -> str:
    """Pence as pounds. From £1,000 up no pence (rounded half up) unless exact; exact always shows them."""
    sign, size = ("−" if pence < 0 else ""), abs(_whole(pence))
    if not exact and size >= _POUNDS_ONLY_FROM:
        return f"{sign}£{(size + 50) // 100:,}"
    pounds, odd_pence = divmod(size, 100)
    if odd_pence == 0 and not exact:
        return f"{sign}£{pounds:,}"
    return f"{sign}£{pounds:,}.{odd_pence:02d}"


def money_range(low: int, high: int, estimated: bool = False) -> str:
    """Two amounts in pence as a range, or one where they are written alike."""
    first, last = money(low), money(high)
    written = first if first == last else f"{first} to {last}"
    return f"{written} (estimated)" if estimated else written


def quantity(n: int, unit: str) -> str:
    """1200, "meals a day" -> "1,200 meals a day"; 1 -> "1 meal a day". Units are stored in the plural."""
    return f"{number(_whole(n))} {_singular(unit) if n == 1 else unit}"


def percent_bp(bp: int) -> str:
    """Basis points (1/10000) as a percentage: 2050 -> "20.5%"."""
    percents, hundredths = divmod(abs(_whole(bp)), 100)
    decimals = f"{hundredths:02d}".rstrip("0")
    return f"{'−' if bp < 0 else ''}{percents:,}{'.' + decimals if decimals else ''}%"


def plural(n: int, singular: str, many: str | None = None) -> str:
    """1, "member" -> "1 member"; 3 -> "3 members"; `many` where an s will not do."""
    return f"{number(_whole(n))} {singular if n == 1 else many or singular + 's'}"


def lot_name(key: str, title: str) -> str:
    """ "1", "Hostel" -> "Lot 1: Hostel"; "1", "Lot 1 - Hostel" -> as it is. Buyers often number their
    titles.
    """
    numbered = re.match(rf"lot {re.escape(key)}(?![\w.])", title, re.IGNORECASE)
    return title if numbered else f"Lot {key}: {title}"


def date(when: dt.date | dt.datetime, weekday: bool = False) -> str:
    """ "3 August 2026", or "Monday 3 August 2026". A time is first taken to London."""
    day = _in_london(when).date() if isinstance(when, dt.datetime) else when
    written = f"{day.day} {day:%B} {day.year}"
    return f"{day:%A} {written}" if weekday else written


def closing(when: dt.datetime, is_day: bool, weekday: bool = True) -> str:
    """ "Monday 3 August 2026, 12 noon", or "By Monday 3 August 2026, no time given" where only the day is
    known.
    """
    return f"By {date(when, weekday)}, no time given" if is_day else datetime(when, weekday)


def datetime(when: dt.datetime, weekday: bool = False) -> str:
    """ "3 August 2026, 12 noon", London time."""
    local = _in_london(when)
    return f"{date(local, weekday)}, {_clock(local)}"


def days_left(deadline: dt.datetime, now: dt.datetime) -> str:
    """Days between two times, counted as people do: by the date on the wall in London."""
    if _in_london(deadline) <= _in_london(now):
        return "closed"
    days = (_in_london(deadline).date() - _in_london(now).date()).days
    return "closes today" if days == 0 else f"{plural(days, 'day')} left"


def machine_time(when: dt.date | dt.datetime) -> str:
    """For the datetime attribute of <time>."""
    return _in_london(when).isoformat() if isinstance(when, dt.datetime) else when.isoformat()


def _clock(local: dt.datetime) -> str:
    if local.minute == 0 and local.hour in (0, 12):
        return "12 noon" if local.hour == 12 else "midnight"
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def _in_london(when: dt.datetime) -> dt.datetime:
    if when.tzinfo is None:
        raise ValueError("a time without its zone cannot be shown: make it aware, in UTC")
    return when.astimezone(LONDON)


def _whole(n: int) -> int:
    if not isinstance(n, int) or isinstance(n, bool):
        raise TypeError(f"expected a whole number, got {n!r}")
    return n


def _singular(unit: str) -> str:
    """The counted noun is what comes before " a ", " an " or " per "; its last word loses its plural."""
    for link in (" a ", " an ", " per "):
        head, separator, tail = unit.partition(link)
        if separator:
            return _singular(head) + separator + tail
    if unit.endswith("ies"):
        return unit[:-3] + "y"
    if unit.endswith(("ses", "xes", "ches", "shes")):
        return unit[:-2]
    return unit[:-1] if unit.endswith("s") and not unit.endswith("ss") else unit
