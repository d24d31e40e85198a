"""When bids close, in words: a day is a day, and a date that nobody states is not known."""

from __future__ import annotations

from app.foundation.templating import formats
from app.tenders.models import Tender


def closing_words(tender: Tender) -> str:
    """When bids close, in words; "" where that is no question any more or not yet."""
    if tender.deadline is None:
        return "Not known: the notice states no closing date. Ask the buyer." if tender.stale_at is not None else ""
    if tender.deadline_is_day:
        return f"By {formats.date(tender.deadline, weekday=True)}, no time given"
    return formats.datetime(tender.deadline, weekday=True)
