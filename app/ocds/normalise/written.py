"""Days and hours as people write them: `30/09/26`, `30-Sep-2026`, `Wednesday 30th September 2026 at noon`,
`5pm`.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from email.utils import parsedate_to_datetime

from app.foundation.types import LONDON

LAST_SECOND = time(23, 59, 59)
LONGEST_FIELD = 80  # characters of a field for a day and an hour
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?:19|20)[0-9]{2}(?! ?(?:hours|hrs)\b)"
_SHORT_YEAR = r"[0-9]{2}(?![0-9])(?![:.][0-9]| ?(?:[ap]\.?m\b|noon|mid|hours|hrs|o['’]?clock))"
_DAY = re.compile(
    rf"(?<![\w£$€])(?<![0-9][,.:/-])(?:"
    rf"(?P<year_first>(?:19|20)[0-9]{{2}})[-/.](?P<number_second>[0-9]{{1,2}})[-/.](?P<day_third>[0-9]{{1,2}})"
    rf"|(?P<day>[0-9]{{1,2}}) ?(?:st|nd|rd|th)?(?: day)?(?: of)?"
    rf"(?: ?[/.-] ?(?P<number>[0-9]{{1,2}}) ?[/.-] ?(?P<year>{_YEAR}|{_SHORT_YEAR})"
    rf"|[ -]?(?P<month>{_MONTH})\b\.?(?:,? ?-? ?(?P<named_year>{_YEAR}|['’]?{_SHORT_YEAR}))?)"
    rf"|(?P<month_first>{_MONTH})\.? (?P<day_second>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year_third>{_YEAR})"
    rf")(?![0-9])",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"(?<![\w£$€])(?<![0-9][,.:/-])(?:"
    r"(?:12|12[:.]00|1200) ?(?:hours|hrs|pm|p\.m\.|o['’]?clock)?["
    r" ,(/-]{0,3}(?P<word>noon|mid-?day|midnight)\b"
    r"|(?P<bare>noon|mid-?day|midnight)\b(?: ?\(?12[:.]00 ?(?:hours|hrs|pm|p\.m\.)?\)?)?"
    r"|(?P<noon>12) ?o['’]? ?clock\b"
    r"|(?P<hour>[0-9]{1,2})(?: ?[:h] ?|(?P<dot>\.))(?P<minute>[0-9]{2})(?:[:.][0-9]{2})?"
    r"(?: ?(?P<half>[ap]\.? ?m\b\.?)| ?(?P<unit>hours|hrs|hr|h)\b)?"
    r"|(?P<only>[0-9]{1,2}) ?(?P<only_half>[ap]\.? ?m\b\.?)"
    r"|(?P<joined>(?:[01][0-9]|2[0-3])[0-5][0-9])(?= ?(?:hours|hrs|hr|h)\b)"
    r"|(?:(?<=\bat )|(?<=\bby )|(?<=@ ))(?P<plain>(?:0[0-9]|1[0-8]|2[1-3])[0-5][0-9])\b"
    r")(?![0-9%]|[.,:][0-9]| ?(?:%|m\b|km|million|k\b|per\b))",
    re.IGNORECASE,
)
_BEFORE_DOTTED = re.compile(r"(?:\b(?:at|by|before|than|until|till|time)|@)[ :]{0,2}$", re.IGNORECASE)
# What may come between a day and its hour.
_WEEKDAYS = (
    "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
_FILLING = re.compile(
    r"(?:[\s,:.@()\[\]–—|-]|\b(?:at|by|on|or|the|of|no|not|later|than|before|is|hours?|hrs?|gmt|bst|uk|local|london|"
    rf"british|summer|greenwich|mean|time|noon|mid-?day|sharp|precisely|latest|closing|deadline|{_WEEKDAYS})\b)*+",
    re.IGNORECASE,
)
_ZONE = re.compile(
    r" ?\(?\b(?P<utc>utc|z)\)?$|(?<=:[0-9]{2}) ?(?P<offset>[+-][0-9]{2}:?[0-9]{2})$", re.IGNORECASE
)
_JOINT = re.compile(r"(?<=[0-9])T(?=[0-9])")
_NEAREST = 12  # characters between a day and an hour with a dot
_FARTHEST = 40  # characters between a day and its hour


@dataclass(frozen=True)
class Written:
    """A day in a text with its hour (None: it has none beside it), and where the two begin and end."""

    day: date
    clock: time | None
    start: int
    end: int


@dataclass(frozen=True)
class Hour:
    """An hour in a text, and its place. `perhaps_number`: 9.15 may be an amount or a section."""

    clock: time
    start: int
    end: int
    perhaps_number: bool


def days(text: str, near: date) -> Iterator[Written]:
    """The days of a sentence, each with the hour beside it; one without a year lies as near to `near` as it
    can.
    """
    listed = [
        Written(day, None, *match.span()) for match in _DAY.finditer(text) if (day := _day(match, near))
    ]
    beside: dict[int, Hour] = {}
    spans = [(named.start, named.end) for named in listed]
    for hour in hours(text):
        position = _nearest(text, hour, spans, beside)
        if position is not None:
            beside[position] = hour
    for position, named in enumerate(listed):
        hour_beside = beside.get(position)
        if hour_beside is None:
            yield named
        else:
            start, end = min(named.start, hour_beside.start), max(named.end, hour_beside.end)
            yield Written(named.day, hour_beside.clock, start, end)


def hours(text: str) -> Iterator[Hour]:
    """The hours of a sentence. A number with a dot is one only where the words beside it say so: 9.15 may
    be a section."""
    spans = [match.span() for match in _DAY.finditer(text)]
    for match in _HOUR.finditer(text):
        start, end = match.span()
        gaps = _gaps(start, end, spans)
        if any(last < first for _, first, last in gaps):
            continue  # a part of the day
        perhaps_number = match["dot"] is not None and not (match["half"] or match["unit"])
        if perhaps_number and not _is_introduced(text, start, gaps):
            continue
        clock = _clock_of(match)
        if clock is not None:
            yield Hour(clock, start, end, perhaps_number)


def _is_introduced(text: str, start: int, gaps: list[tuple[int, int, int]]) -> bool:
    if _BEFORE_DOTTED.search(text[max(0, start - 12) : start]):
        return True
    return any(last - first <= _NEAREST and _FILLING.fullmatch(text, first, last) for _, first, last in gaps)


def _gaps(start: int, end: int, spans: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """(which, first, last) of what lies between an hour and the days around it; last < first where they
    overlap.
    """
    behind = bisect(spans, (start, end))
    gaps = []
    if behind:
        gaps.append((behind - 1, spans[behind - 1][1], start))
    if behind < len(spans):
        gaps.append((behind, end, spans[behind][0]))
    return gaps


def _nearest(text: str, hour: Hour, spans: list[tuple[int, int]], taken: dict[int, Hour]) -> int | None:
    """The position of the day beside an hour, with nothing between them but words such as "at"."""
    gaps = [
        (last - first, which)
        for which, first, last in _gaps(hour.start, hour.end, spans)
        if which not in taken and 0 <= last - first <= _FARTHEST and _FILLING.fullmatch(text, first, last)
    ]
    return min(gaps)[1] if gaps else None


def _day(match: re.Match[str], near: date) -> date | None:
    month_name = match["month"] or match["month_first"]
    number = int(match["day"] or match["day_third"] or match["day_second"])
    if month_name:
        month = _MONTHS.index(month_name[:3].lower()) + 1
    else:
        month = int(match["number"] or match["number_second"])
    year = _year(match)
    if year is None:
        return _in_nearest_year(number, month, near) if month_name[0].isupper() else None
    with suppress(ValueError):
        return date(year, month, number)
    return None


def _year(match: re.Match[str]) -> int | None:
    stated = match["year"] or match["named_year"] or match["year_first"] or match["year_third"]
    if stated is None:
        return None
    year = int(stated.strip("'’"))
    return year + 2000 if year < 100 else year


def _in_nearest_year(number: int, month: int, near: date) -> date | None:
    candidates = []
    for year in (near.year - 1, near.year, near.year + 1):
        with suppress(ValueError):
            candidates.append(date(year, month, number))
    return min(candidates, key=lambda day: abs(day - near), default=None)


def _clock_of(match: re.Match[str]) -> time | None:
    word = (match["word"] or match["bare"] or "").lower()
    if word:
        return LAST_SECOND if word == "midnight" else time(12)
    if match["noon"]:
        return time(12)
    if joined := match["joined"] or match["plain"]:
        clock = _clock(joined[:2], joined[2:], None)
    elif match["only"]:
        clock = _clock(match["only"], None, match["only_half"])
    else:
        clock = _clock(match["hour"], match["minute"], match["half"])
    return clock


def _clock(hour: str, minute: str | None, half: str | None) -> time | None:
    number, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= number <= 12:
            return None
        number = number % 12 + (12 if half[0].lower() == "p" else 0)
    return time(number, minutes) if number <= 23 and minutes <= 59 else None


def moment_of(value: str) -> datetime | None:
    """The instant of a field with a day and perhaps an hour, in words or numbers; midnight without an
    hour.

    None where there is anything else in it.
    """
    joined = " ".join(value[: LONGEST_FIELD + 1].split())
    if not joined or len(joined) > LONGEST_FIELD:
        return None
    zone = _ZONE.search(joined)
    text = _JOINT.sub(" ", joined[: zone.start()] if zone else joined)
    listed = list(days(text, date.max)) if re.search(r"[0-9]{2}", text) else []
    if len(listed) == 1 and not _left_beside(text, listed[0]):
        clock = listed[0].clock or time()
        return datetime.combine(listed[0].day, clock, _zone(zone))
    return _of_a_mail(joined)


def _left_beside(text: str, written: Written) -> bool:
    around = (text[: written.start], text[written.end :])
    return any(not _FILLING.fullmatch(part) for part in around)


def _zone(match: re.Match[str] | None) -> tzinfo:
    if match is None:
        return LONDON
    return UTC if match["utc"] else datetime.strptime(match["offset"], "%z").tzinfo or LONDON


def _of_a_mail(joined: str) -> datetime | None:
    """`Wed, 30 Sep 2026 12:00:00 +0100`."""
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        read = parsedate_to_datetime(joined)
        return read if read.tzinfo else None
    return None
