"""The steps of writing a tender by hand."""

from __future__ import annotations

import enum
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect
from wtforms import RadioField, SelectField
from wtforms.validators import StopValidation

from app.foundation import web
from app.foundation.reference import credentials, regimes
from app.foundation.types import LONDON
from app.foundation.web.fields import (
    DateField,
    LineField,
    PercentField,
    PoundsField,
    ProseField,
    pounds_to_pence,
)
from app.tenders.actions.writing import About, ConditionDetails, CriterionDetails, Dates, LotDetails
from app.tenders.models import Lot, Tender
from app.tenders.rules import Arrangement, ConditionKind, CriterionKind, Liability, Needed

HOURS = [(f"{hour:02d}:00", f"{hour % 12 or 12}{'am' if hour < 12 else 'pm'}") for hour in range(8, 21)]
HOURS[4] = ("12:00", "12 noon")


def _pairs(members: type[enum.Enum]) -> list[tuple[str, str]]:
    return [(member.name, member.value) for member in members]


class AboutForm(web.EditForm):
    """What a tender is for."""

    title = LineField(
        "Title",
        description="Use words that a supplier would search for.",
        required="Enter a title",
        at_most=160,
    )
    description = ProseField(
        "What you need, in plain words", required="Enter what you need", at_most=6000, rows=8
    )
    value = PoundsField(
        "Estimated value of the whole contract",
        description="In pounds, without VAT. Leave blank if you do not say.",
    )
    arrangement = RadioField(
        "Type",
        choices=_pairs(Arrangement),
        widget=GovRadioInput(),
        default="contract",
    )
    regime = SelectField(
        "Procurement rules",
        choices=[(regime.key, regime.name) for regime in regimes.all_regimes()],
        widget=GovSelect(),
    )
    liability = RadioField(
        "Liability of consortium members",
        description=(
            "If joint and several, every member's finances count. Otherwise only the lead's finances count."
        ),
        choices=_pairs(Liability),
        widget=GovRadioInput(),
        default="joint",
    )
    portal_url = LineField(
        "Web address for bids", description="The portal you use. We never send bids from here.", at_most=500
    )

    def validate_portal_url(self, field: LineField) -> None:
        """A link that pages may show."""
        typed = field.data or ""
        if typed and (not typed.startswith(("https://", "http://")) or " " in typed or not typed.isascii()):
            raise StopValidation("Enter a web address that begins with https://")

    def details(self) -> About:
        """The answers as the argument of the actions."""
        return About(
            title=self.title.data,
            description=self.description.data,
            value=self.value.data,
            arrangement=Arrangement[self.arrangement.data],
            regime=self.regime.data,
            liability=Liability[self.liability.data],
            portal_url=self.portal_url.data or "",
        )

    def fill(self, tender: Tender) -> None:
        """Show a stored tender."""
        self.title.data, self.description.data, self.value.data = (
            tender.title,
            tender.description,
            tender.value,
        )
        self.arrangement.data, self.regime.data = tender.arrangement.name, tender.regime
        self.liability.data, self.portal_url.data = tender.liability.name, tender.portal_url or ""


class LotForm(web.EditForm):
    """A lot."""

    title = LineField("Title of the lot", required="Enter a title", at_most=160)
    description = ProseField(
        "What it covers", description="Leave blank if the title says enough.", at_most=4000
    )
    value = PoundsField(
        "Value of the lot", description="In pounds, without VAT. Leave blank if you do not say."
    )

    def details(self) -> LotDetails:
        """The answers as the argument of the actions."""
        return LotDetails(self.title.data, self.description.data or "", self.value.data)

    def fill(self, lot: Lot) -> None:
        """Show a stored lot."""
        self.title.data, self.description.data, self.value.data = lot.title, lot.description, lot.value


class DatesForm(web.EditForm):
    """The dates of a tender."""

    deadline = DateField("Closing date for bids", required="Enter a closing date for bids")
    deadline_time = SelectField("Closing time", choices=HOURS, widget=GovSelect(), default="12:00")
    enquiries_until = DateField("Last day for questions")
    starts_on = DateField("Contract start date", required="Enter a contract start date")
    ends_on = DateField("Contract end date", required="Enter a contract end date")

    def details(self) -> Dates:
        """The answers as the argument of `set_dates`: days and hours in London become instants."""
        closes_on, questions_until = self.deadline.data, self.enquiries_until.data
        starts_on, ends_on = self.starts_on.data, self.ends_on.data
        if closes_on is None or starts_on is None or ends_on is None:
            raise ValueError("the form was not validated")
        return Dates(
            deadline=_instant(closes_on, time.fromisoformat(self.deadline_time.data)),
            enquiries_until=_instant(questions_until, time(17)) if questions_until else None,
            starts_on=starts_on,
            ends_on=ends_on,
        )

    def fill(self, tender: Tender) -> None:
        """Show stored dates."""
        if tender.deadline:
            local = tender.deadline.astimezone(LONDON)
            self.deadline.data, self.deadline_time.data = local.date(), f"{local:%H}:00"
        if tender.enquiries_until:
            self.enquiries_until.data = tender.enquiries_until.astimezone(LONDON).date()
        self.starts_on.data, self.ends_on.data = tender.starts_on, tender.ends_on


def _instant(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


class CriterionForm(web.Form):
    """A criterion by which bids are judged."""

    kind = RadioField(
        "Type of criterion",
        choices=_pairs(CriterionKind),
        widget=GovRadioInput(),
        default="quality",
    )
    name = LineField(
        "Name of the criterion",
        description="For example, “Method and mobilisation”.",
        required="Enter a name for the criterion",
    )
    text = ProseField(
        "What a good answer shows", description="Leave blank if the name says enough.", at_most=2000
    )
    weight = PercentField(
        "Weight",
        description="As a percentage. Leave blank if you do not use weights.",
        at_least=1,
        at_most=10_000,
    )

    def details(self) -> CriterionDetails:
        """The answers as the argument of `add_criterion`."""
        kind, text = CriterionKind[self.kind.data], self.text.data or ""
        return CriterionDetails(kind, self.name.data, text, self.weight.data)


_IN_POUNDS = (ConditionKind.lead_turnover,)
_COUNTED = (ConditionKind.members_max,)


class ConditionForm(web.Form):
    """A condition of participation. Its kind decides which fields count; the action checks that they are
    there.
    """

    kind = RadioField(
        "Type of condition",
        choices=_pairs(ConditionKind),
        widget=GovRadioInput(),
        default="text",
    )
    credential = SelectField("Certificate, licence or insurance", widget=GovSelect(), validate_choice=True)
    needed = RadioField(
        "When must the bidder have it?",
        choices=_pairs(Needed),
        widget=GovRadioInput(),
        default="start",
    )
    amount = LineField(
        "Amount",
        description=(
            "Pounds for turnover, a percentage for shares, or a number for members. Leave blank if it does"
            " not apply."
        ),
        at_most=20,
    )
    text = ProseField("In your own words", description="Bidders see this with the condition.", at_most=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.credential.choices = [
            ("", "Choose one"),
            *((type.key, type.name) for type in credentials.all_types()),
        ]

    def validate_amount(self, field: LineField) -> None:
        """Read the amount in the unit of the kind: pounds, a percentage or a number."""
        try:
            self.read_amount = _amount(self.kind.data or "", field.data or "")
        except ValueError as error:
            raise StopValidation(str(error)) from None

    def details(self) -> ConditionDetails:
        """The answers as the argument of `add_condition`."""
        return ConditionDetails(
            kind=ConditionKind[self.kind.data],
            text=self.text.data or "",
            credential=self.credential.data or None,
            amount=getattr(self, "read_amount", None),
            needed=Needed[self.needed.data],
        )


def _amount(kind_name: str, typed: str) -> int | None:
    if not typed or kind_name not in ConditionKind.__members__:
        return None
    kind = ConditionKind[kind_name]
    if kind in _IN_POUNDS:
        return pounds_to_pence(typed)
    text = typed.removesuffix("%").replace(",", "").strip()
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError("Enter a number") from None
    if not amount.is_finite() or not 0 < amount <= 100_000:
        raise ValueError("Enter a number from 1 to 100,000")
    return int(amount) if kind in _COUNTED else int(amount * 100)
