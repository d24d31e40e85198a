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
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|noon|midnight)?", re.ASCII | re.IGNORECASE)


def clock(text: str) -> time:
    """ "14:30", "2.30pm", "12 noon" as a time of day. ValueError, with words for the person, for anything
    else.
    """
    found = _CLOCK.fullmatch(text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    half = (found[3] or "").lower() if found else ""
    if half in ("am", "pm", "noon", "midnight"):
        hour = hour % 12 + (12 if half in ("pm", "noon") else 0) if 1 <= hour <= 12 else 99
    if found is None or hour > 23 or minute > 59 or (not half and found[2] is None):
        raise ValueError("Enter a time, like 2:30pm or 14:30")
    return time(hour, minute)


class ClockField(LineField):
    """A time of day; `at` is it, once the field is valid."""

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

    number = RadioField("Which version did you submit?", coerce=int, widget=GovRadioInput(),
                        validators=[InputRequired("Choose the version you submitted")])  # fmt: skip
    reference = LineField("Portal reference", required="Enter the portal reference", at_most=120,
                          description="The number or code on the portal’s receipt.")  # fmt: skip
    day = DateField("Date submitted", required="Enter the date the bid was submitted",
                    description="For example, 27 3 2027")  # fmt: skip
    time = ClockField("Time submitted", required="Enter the time the bid was submitted", at_most=20,
                      description="UK time, for example 2:30pm or 14:30")  # fmt: skip

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
        widget=GovRadioInput(), validators=[InputRequired("Choose what the buyer decided")],
    )  # fmt: skip

    @property
    def decided(self) -> BidOutcome:
        """Only on a valid form."""
        return BidOutcome[str(self.outcome.data)]
