"""Instants and days, as sources write them."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.foundation.types import LONDON
from app.ocds.normalise import worded, written
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.written import LAST_SECOND

EARLIEST, LATEST = 1990, 2100
_EDGES = (time(), LAST_SECOND)
_EDGE = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ](?:(?:00|24):00(?::00)?|23:59:59)(?:\.[0-9]+)? ?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_LABELLED_Z = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z")
_WEEK = re.compile(r"[0-9]{4}-?W", re.IGNORECASE)  # names seven days
_BEFORE_ZONE = re.compile(r"(?<=[0-9]) (?=Z$|[+-][0-9]{2}:?[0-9]{2}$)")


@dataclass(frozen=True)
class Moment:
    """An aware instant in UTC. `is_day`: the source states no hour, so it is the last second of that day in
    London.
    """

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
    """The instant by which something has to be done. A bare day, however it is written, is that day to its
    end.
    """
    if (written_day := _written_edge(value)) is not None:
        return _whole_day(written_day, remarks, what)
    read = instant(value, remarks, what)
    if read is None:
        return None
    bare = _edge_of(read)
    return Moment(read) if bare is None else _whole_day(bare, remarks, what)


def _written_edge(value: Any) -> date | None:
    """The day of a text that is a bare day, or its first or last second, whatever the zone."""
    if isinstance(value, str) and (edge := _EDGE.fullmatch(value.strip())):
        with suppress(ValueError):
            return date.fromisoformat(edge[1])
    return None


def _edge_of(read: datetime) -> date | None:
    """The day of which this is the first or last second, in London or in UTC: portals keep a day as UTC's
    midnight and write it as 01:00+01:00 all summer."""
    local, standard = read.astimezone(LONDON), read.astimezone(UTC)
    if local.time() in _EDGES:
        return local.date()
    return standard.date() if standard.time() in _EDGES else None


def _whole_day(day_meant: date, remarks: Remarks, what: str) -> Moment | None:
    if not EARLIEST <= day_meant.year <= LATEST:
        remarks.add(f"{what}: we cannot read “{day_meant}” as a date, so we left it out.")
        return None
    remarks.add(f"{what}: the notice gives a date but no time. Ask the buyer for the time.")
    return Moment(datetime.combine(day_meant, LAST_SECOND, LONDON).astimezone(UTC), is_day=True)


def instant(value: Any, remarks: Remarks, what: str) -> datetime | None:
    """An aware instant in UTC. A time without a zone is London's, and so is a date written the British
    way.
    """
    if not isinstance(value, str) or not value.strip():
        return None
    stated = value.strip()
    try:
        read = _iso(stated) or written.moment_of(stated)
        if read is None:
            raise ValueError
        if not EARLIEST <= read.year <= LATEST:
            raise ValueError
        if read.tzinfo is None:
            if _has_hour(read):
                remarks.add(f"{what}: the time has no time zone, so we read it as London time.")
            read = read.replace(tzinfo=LONDON)
        return read.astimezone(UTC)
    except (ValueError, OverflowError):
        remarks.add(f"{what}: we cannot read “{stated[:40]}” as a date, so we left it out.")
        return None


def _has_hour(read: datetime) -> bool:
    return read.time() not in _EDGES


def _iso(stated: str) -> datetime | None:
    if _WEEK.match(stated):
        return None
    with suppress(ValueError):
        return datetime.fromisoformat(_BEFORE_ZONE.sub("", stated))
    return None


def day(value: Any, remarks: Remarks, what: str) -> date | None:
    """The day of an instant in London; of the first or last second of a day that day: sources label London's
    midnight with a Z all summer, or write UTC's with London's offset."""
    written_day = _written_edge(value)
    if written_day is not None and EARLIEST <= written_day.year <= LATEST:
        return written_day
    read = instant(value, remarks, what)
    return (_edge_of(read) or read.astimezone(LONDON).date()) if read else None


def compared(stated: Moment, texts: list[str], remarks: Remarks, what: str) -> Moment:
    """The deadline of the field, or the hour that the words give for its day where that is earlier or the
    only one.

    Another day in the words is a remark; the field's stays.
    """
    local = stated.at.astimezone(LONDON)
    listed = list(worded.deadlines(texts, local.date()))
    _tell_other_days(stated, listed, remarks, what)
    hours = sorted(
        {deadline.clock for deadline in listed if deadline.day == local.date() and deadline.clock is not None}
    )
    if not hours:
        return stated
    at = datetime.combine(local.date(), hours[0], LONDON).astimezone(UTC)
    if stated.is_day:
        if hours[0] == LAST_SECOND:
            return stated
        remarks.drop(f"{what}: the notice gives a date but no time. Ask the buyer for the time.")
        remarks.add(f"{what}: the time, {_spoken(hours[0])}, is only in the text of the notice.")
        return Moment(at)
    if abs(at - stated.at) < timedelta(minutes=1):
        return stated
    first, later = (hours[0], local.time()) if at < stated.at else (local.time(), hours[0])
    remarks.add(
        f"{what}: the notice says {_spoken(hours[0])} in its text and {_spoken(local.time())} in its date"
        f" field. We show the earlier, {_spoken(first)}. Ask the buyer before you rely on {_spoken(later)}."
    )
    return Moment(min(at, stated.at))


def _tell_other_days(stated: Moment, listed: list[worded.Worded], remarks: Remarks, what: str) -> None:
    own = stated.at.astimezone(LONDON).date()
    repeated = any(deadline.day == own for deadline in listed)
    for deadline in listed:
        # Words that also give the day of the field list steps of one procurement, unless they say that it was
        # moved.
        odd = not repeated or (deadline.moved and deadline.day > own)
        if deadline.sure and deadline.day != own and odd:
            remarks.add(
                f"{what}: the notice says {_day_spoken(deadline.day)} in its text and {_day_spoken(own)} in"
                " its date field. We show the date field. Ask the buyer which is right."
            )


def earlier_of(bids: Moment, interest: Moment, remarks: Remarks) -> Moment:
    """The deadline of bids or, with a remark, the one for taking part where that comes first."""
    if interest.at >= bids.at:
        return bids
    remarks.add(
        f"You must tell the buyer by {in_words(interest)} that you want to take part. Bids are due by"
        f" {in_words(bids)}. We show the earlier."
    )
    return interest


def in_words(stated: Moment) -> str:
    """`12 noon on 10 June 2027`, or the day alone."""
    local = stated.at.astimezone(LONDON)
    return (
        _day_spoken(local.date())
        if stated.is_day
        else f"{_spoken(local.time())} on {_day_spoken(local.date())}"
    )


def _day_spoken(day_meant: date) -> str:
    return f"{day_meant:%-d %B %Y}"


def _spoken(clock: time) -> str:
    return "12 noon" if clock == time(12) else f"{clock:%H:%M}"
