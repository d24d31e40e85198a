"""The shape of what the lead types about a bid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextInput
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, StopValidation

from app.bids.models import Bid
from app.bids.rules.states import BidOutcome
from app.foundation import web
from app.foundation.types import LONDON
from app.foundation.web.fields import DateField, LineField, PercentField, ProseField

LONGEST_FEEDBACK = 20_000
NOT_A_TIME = "Enter a time, like 2:30pm or 14:30"
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|noon|midnight)?", re.ASCII | re.IGNORECASE)


def clock(text: str) -> time:
    """ "14:30", "2.30pm", "12 noon" as a time of day. ValueError, with words for the person, for anything
    else.
    """
    match = _CLOCK.fullmatch(text.strip())
    if not match:
        raise ValueError(NOT_A_TIME)
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if minute > 59:
        raise ValueError(NOT_A_TIME)
    if half:
        return time(_hour_of_day(hour, half), minute)
    if match[2] is None or hour > 23:  # "14" alone could be anything
        raise ValueError(NOT_A_TIME)
    return time(hour, minute)


def _hour_of_day(hour: int, half: str) -> int:
    """12 and "am" or "midnight" -> 0, 12 and "pm" or "noon" -> 12, 2 and "pm" -> 14."""
    if not 1 <= hour <= 12:
        raise ValueError(NOT_A_TIME)
    return hour % 12 + (12 if half in ("pm", "noon") else 0)


class ClockField(LineField):
    """A time of day, in `at` once the field is valid."""

    widget = GovTextInput()
    at: time | None = None

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        try:
            self.at = clock(self.data or "")
        except ValueError as error:
            raise StopValidation(str(error)) from None


class ReceiptForm(web.Form):
    """What the buyer's portal answered when the bid was sent."""

    number = RadioField(
        "Which version did you submit?",
        coerce=int,
        widget=GovRadioInput(),
        validators=[InputRequired("Choose the version you submitted")],
    )
    reference = LineField(
        "Portal reference",
        required="Enter the portal reference",
        at_most=120,
        description="The number or code on the portal’s receipt.",
    )
    day = DateField(
        "Date submitted",
        required="Enter the date the bid was submitted",
        description="For example, 27 3 2027",
    )
    time = ClockField(
        "Time submitted",
        required="Enter the time the bid was submitted",
        at_most=20,
        description="UK time, for example 2:30pm or 14:30",
    )

    def offer(self, numbers: Sequence[int]) -> None:
        """Which versions there are to choose from, newest first; the newest is chosen where nothing else
        is.
        """
        self.number.choices = [SelectChoice(number, f"Version {number}") for number in numbers]
        if self.number.data is None and numbers and not self.is_submitted():
            self.number.data = numbers[0]

    @property
    def at(self) -> datetime:
        """When the portal took it; only on a valid form."""
        if self.day.data is None or self.time.at is None:
            raise ValueError("the form is not valid")
        return datetime.combine(self.day.data, self.time.at, LONDON).astimezone(UTC)


class FeedbackForm(web.EditForm):
    """What the buyer said about the bid."""

    score = PercentField(
        "Score, as a percentage of all marks",
        at_most=10_000,
        description="For example, 72.5. Leave blank if the buyer gave no score.",
    )
    feedback = ProseField(
        "Buyer’s feedback",
        at_most=LONGEST_FEEDBACK,
        rows=10,
        description="Every member can read this. Use the buyer’s own words if you can.",
    )

    def fill(self, bid: Bid | None) -> None:
        """Show what was kept so far."""
        if bid is not None:
            self.score.data, self.feedback.data = bid.score_bp, bid.feedback


class OutcomeForm(FeedbackForm):
    """What the buyer decided, with what it said."""

    outcome = RadioField(
        "What did the buyer decide?",
        choices=[SelectChoice("won", "It chose our bid"), SelectChoice("lost", "It chose another bid")],
        widget=GovRadioInput(),
        validators=[InputRequired("Choose what the buyer decided")],
    )

    @property
    def decided(self) -> BidOutcome:
        """Only on a valid form."""
        return BidOutcome[str(self.outcome.data)]
