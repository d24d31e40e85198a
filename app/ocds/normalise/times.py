"""Instants and days, as sources write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.ocds.normalise.remarks import Remarks

LONDON = ZoneInfo("Europe/London")
EARLIEST, LATEST = 1990, 2100
LAST_SECOND = time(23, 59, 59)
_EDGES = (time(), LAST_SECOND)
_EDGE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(?:00:00:00|23:59:59)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?")
_LABELLED_Z = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = r"(?:(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::\d{2})?\s*(?P<half>[ap]\.?m\.?\b)?)"
_BRITISH = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:[/.-](?P<number>\d{1,2})[/.-]|\s+(?P<month>[A-Za-z]{3,9})\.?,?\s+)(?P<year>\d{4})"
    rf"(?:[\sT,]*(?:at\s+)?{_CLOCK})?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Moment:
    """An aware instant in UTC. `is_day`: the source states no hour, so it is the last second of that day in London."""

    at: datetime
    is_day: bool = False


def with_london_clocks(value: Any) -> Any:
    """A release of a portal that labels London's time with a Z, with each such time as London's."""
    if isinstance(value, dict):
        return {name: with_london_clocks(part) for name, part in value.items()}
    if isinstance(value, list):
        return [with_london_clocks(part) for part in value]
    if isinstance(value, str) and _LABELLED_Z.fullmatch(value):
        with suppress(ValueError):
            return datetime.fromisoformat(value[:-1]).replace(tzinfo=LONDON).isoformat()
    return value


def moment(value: Any, remarks: Remarks, what: str) -> Moment | None:
    """The instant by which something has to be done. A bare day, however it is written, is that day to its end."""
    if isinstance(value, str) and (edge := _EDGE.fullmatch(value.strip())):
        with suppress(ValueError):
            return _whole_day(date.fromisoformat(edge[1]), remarks, what)
    read = instant(value, remarks, what)
    if read is None:
        return None
    local = read.astimezone(LONDON)
    if local.time() in _EDGES:
        return _whole_day(local.date(), remarks, what)
    return Moment(read)


def _whole_day(day_meant: date, remarks: Remarks, what: str) -> Moment | None:
    if not EARLIEST <= day_meant.year <= LATEST:
        remarks.add(f"{what}: “{day_meant}” is no date we can read, so it was left out.")
        return None
    remarks.add(f"{what}: the notice gives a day and no time. Ask the buyer for the time.")
    return Moment(datetime.combine(day_meant, LAST_SECOND, LONDON).astimezone(UTC), is_day=True)


def instant(value: Any, remarks: Remarks, what: str) -> datetime | None:
    """An aware instant in UTC. A time without a zone is London's, and so is a date written the British way."""
    if not isinstance(value, str) or not value.strip():
        return None
    written = value.strip()
    try:
        read = _british(written) or datetime.fromisoformat(written)
        if not EARLIEST <= read.year <= LATEST:
            raise ValueError
        if read.tzinfo is None:
            if _has_hour(read):
                remarks.add(f"{what}: a time without a zone was read as London time.")
            read = read.replace(tzinfo=LONDON)
        return read.astimezone(UTC)
    except (ValueError, OverflowError):
        remarks.add(f"{what}: “{written[:40]}” is no date we can read, so it was left out.")
        return None


def _has_hour(read: datetime) -> bool:
    return read.time() not in _EDGES


def _british(written: str) -> datetime | None:
    """`30/09/2026 12:00` and `30 September 2026, 5.30pm`; None for anything else."""
    parts = _BRITISH.fullmatch(written[:60])
    month = _month_of(parts) if parts else None
    if parts is None or month is None:
        return None
    clock = _clock(parts["hour"], parts["minute"], parts["half"]) if parts["hour"] else time()
    if clock is None:
        return None
    return datetime.combine(date(int(parts["year"]), month, int(parts["day"])), clock, LONDON)


def _month_of(parts: re.Match[str]) -> int | None:
    if parts["number"]:
        return int(parts["number"])
    beginning = parts["month"][:3].lower()
    return _MONTHS.index(beginning) + 1 if beginning in _MONTHS else None


def _clock(hour: str, minute: str | None, half: str | None) -> time | None:
    number, rest = int(hour), int(minute or 0)
    if half:
        if not 1 <= number <= 12:
            return None
        number = number % 12 + (12 if half[0].lower() == "p" else 0)
    return time(number, rest) if number <= 23 and rest <= 59 else None


def day(value: Any, remarks: Remarks, what: str) -> date | None:
    """The day of an instant in London; of the first or last second of a day the day as written, whatever its zone:
    sources label London's midnight with a Z all summer."""
    if isinstance(value, str) and (edge := _EDGE.fullmatch(value.strip())):
        with suppress(ValueError):
            written = date.fromisoformat(edge[1])
            if EARLIEST <= written.year <= LATEST:
                return written
    read = instant(value, remarks, what)
    return read.astimezone(LONDON).date() if read else None


# Words beside a time that make it the one by which bids come in, and those that make it something else.
_ABOUT_BIDS = re.compile(
    r"\b(?:tenders?|bids?|submi\w+|submission|responses?|returned?|upload\w*|deadline|clos(?:e|es|ing)|receipt|quotations?|"
    r"applications?|no later than|not later than)\b",
    re.IGNORECASE,
)
_ABOUT_OTHERS = re.compile(
    r"\b(?:clarification|questions?|quer(?:y|ies)|enquir\w+|site visits?|visits?|interviews?|presentations?|briefing|"
    r"webinar|event|meeting|express\w* (?:of )?interest|open(?:ed|ing) of)\b",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"\b(?:(?P<twelve>12(?:[:.]00)?)\s*(?:o'?clock\s*)?(?P<word>noon|midday|midnight)"
    r"|(?P<bare>noon|midday)"
    r"|(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.]\d{2})?\s*(?P<half>[ap]\.?m\b)?"
    r"|(?P<only>\d{1,2})\s*(?P<only_half>[ap]\.?m\b)"
    r"|(?P<military>[01]\d|2[0-3])(?P<military_minute>[0-5]\d)\s*(?:hours|hrs)\b)",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?(?:[/.-](?P<number>\d{1,2})[/.-]|\s+(?P<month>[A-Za-z]{3,9})\.?,?\s+)"
    r"(?P<year>\d{4}|\d{2})\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z])|\n+")
_NEAR = 60  # characters between a day and its hour
LONGEST_SEARCHED = 20_000


def hours_in_words(text: str, wanted: date) -> Iterator[time]:
    """The hours that a text gives for bids on this day in London."""
    for sentence in _SENTENCE.split(text[:LONGEST_SEARCHED]):
        if not _ABOUT_BIDS.search(sentence) or _ABOUT_OTHERS.search(sentence):
            continue
        days = [found for found in _DAY.finditer(sentence) if _is(found, wanted)]
        others = [found.span() for found in _DAY.finditer(sentence)]
        for hour in _HOUR.finditer(sentence):
            if any(start <= hour.start() < end for start, end in others):
                continue
            clock = _hour(hour)
            if clock is not None and any(_beside(hour, named, others) for named in days):
                yield clock


def _is(found: re.Match[str], wanted: date) -> bool:
    month, year = _month_of(found), int(found["year"])
    return (int(found["day"]), month, year + 2000 if year < 100 else year) == (wanted.day, wanted.month, wanted.year)


def _beside(hour: re.Match[str], named: re.Match[str], days: list[tuple[int, int]]) -> bool:
    """Whether an hour stands near a day, with no other day nearer to it."""

    def gap(span: tuple[int, int]) -> int:
        return max(span[0] - hour.end(), hour.start() - span[1], 0)

    own = gap(named.span())
    return own <= _NEAR and all(own <= gap(span) for span in days)


def _hour(found: re.Match[str]) -> time | None:
    if found["word"]:
        return LAST_SECOND if found["word"].lower() == "midnight" else time(12)
    if found["bare"]:
        return time(12)
    if found["military"]:
        return time(int(found["military"]), int(found["military_minute"]))
    if found["only"]:
        return _clock(found["only"], None, found["only_half"])
    return _clock(found["hour"], found["minute"], found["half"])


def earlier_of(stated: Moment, texts: list[str], remarks: Remarks, what: str) -> Moment:
    """The deadline of the field, or the hour that the words give for its day where that is earlier or the only one."""
    local = stated.at.astimezone(LONDON)
    hours = sorted({clock for text in texts for clock in hours_in_words(text, local.date())})
    if not hours:
        return stated
    worded = datetime.combine(local.date(), hours[0], LONDON).astimezone(UTC)
    if stated.is_day:
        if hours[0] == LAST_SECOND:
            return stated
        remarks.drop(f"{what}: the notice gives a day and no time. Ask the buyer for the time.")
        remarks.add(f"{what}: the time, {_spoken(hours[0])}, stands only in the words of the notice.")
        return Moment(worded)
    if abs(worded - stated.at) < timedelta(minutes=1):
        return stated
    first, other = (hours[0], local.time()) if worded < stated.at else (local.time(), hours[0])
    remarks.add(
        f"{what}: the notice says {_spoken(hours[0])} in words and {_spoken(local.time())} in its date. We show the "
        f"earlier, {_spoken(first)}; ask the buyer before you rely on {_spoken(other)}."
    )
    return Moment(min(worded, stated.at))


def _spoken(clock: time) -> str:
    return "12 noon" if clock == time(12) else f"{clock:%H:%M}"
