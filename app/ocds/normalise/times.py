"""Instants and days, as sources write them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from app.ocds.normalise.remarks import Remarks

LONDON = ZoneInfo("Europe/London")
EARLIEST, LATEST = 1990, 2100
_EDGE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(?:00:00:00|23:59:59)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def instant(value: Any, remarks: Remarks, what: str, *, ends_day: bool = False) -> datetime | None:
    """An aware instant in UTC. A time without a zone is London's; a bare day begins, or ends, in London."""
    if not isinstance(value, str) or not value.strip():
        return None
    written = value.strip()
    try:
        if _DAY.fullmatch(written):
            clock = time(23, 59, 59) if ends_day else time()
            found = datetime.combine(date.fromisoformat(written), clock, LONDON)
            remarks.add(f"{what}: a day without a time was read as its {'end' if ends_day else 'beginning'}.")
        else:
            found = datetime.fromisoformat(written)
        if not EARLIEST <= found.year <= LATEST:
            raise ValueError
        if found.tzinfo is None:
            remarks.add(f"{what}: a time without a zone was read as London time.")
            found = found.replace(tzinfo=LONDON)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        remarks.add(f"{what}: “{written[:40]}” is no date we can read, so it was left out.")
        return None


def day(value: Any, remarks: Remarks, what: str) -> date | None:
    """The day of an instant in London; of the first or last second of a day the day as written, whatever its zone:
    sources label London's midnight with a Z all summer."""
    if isinstance(value, str) and (edge := _EDGE.fullmatch(value.strip())):
        with suppress(ValueError):
            found = date.fromisoformat(edge[1])
            if EARLIEST <= found.year <= LATEST:
                return found
    moment = instant(value, remarks, what)
    return moment.astimezone(LONDON).date() if moment else None
