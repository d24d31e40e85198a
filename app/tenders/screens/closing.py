"""When bids and questions close, in words. A day is never shown with an hour that nobody stated."""

from __future__ import annotations

from datetime import datetime, time

from app.foundation.templating import formats
from app.foundation.types import LONDON
from app.tenders.models import Tender

LAST_SECOND = time(23, 59, 59)


def closing_words(tender: Tender) -> str:
    """When bids close, in words; "" for a tender without a closing date that is a draft or over."""
    if tender.deadline is None:
        return (
            "Not known. The notice does not give a closing date, so ask the buyer."
            if tender.stale_at is not None
            else ""
        )
    return formats.closing(tender.deadline, tender.deadline_is_day)


def until_words(until: datetime) -> str:
    """An instant by which something has to be done, in words. The last second of a day is shown as that day,
    because no hour was stated.
    """
    return formats.closing(until, is_day=until.astimezone(LONDON).time() == LAST_SECOND)


def questions_words(tender: Tender) -> str:
    """The last day for questions, in words; "" where that is not stated."""
    return until_words(tender.enquiries_until) if tender.enquiries_until is not None else ""
