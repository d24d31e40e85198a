"""When bids close, in words: a day is a day, and a date that nobody states is not known."""

from __future__ import annotations

from app.foundation.templating import formats
from app.tenders.models import Tender


def closing_words(tender: Tender) -> str:
    """When bids close, in words; "" where that is no question any more or not yet."""
    if tender.deadline is None:
        return "Not known: the notice states no closing date. Ask the buyer." if tender.stale_at is not None else ""
    return formats.closing(tender.deadline, tender.deadline_is_day)
