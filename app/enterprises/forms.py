"""The shape of what people type about an enterprise. Rules live in actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput, GovSelect
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.enterprises.rules import Closeness, Scheme
from app.foundation import web
from app.foundation.reference import credentials, legal_forms
from app.foundation.templating import formats
from app.foundation.web.fields import DateField, LineField, PoundsField, ProseField, WholeNumberField

CHOOSE = SelectChoice("", "Choose one")


class VersionField(HiddenField):
    """The version a form was opened at. Anything that is no number counts as version 0, which nothing has."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = str(valuelist[0]) if valuelist else ""
        self.data = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 15 else 0

    def _value(self) -> str:
        return str(self.data or 0)


class EditForm(web.Form):
    """A form over one stored row, that knows at which version it was opened."""

    version = VersionField()

    def given(self) -> dict[str, Any]:
        """What was typed, by the names the action takes."""
        return {field.name: field.data for field in self._own_fields()}

    def renew(self, row: Any) -> list[tuple[str, str]]:
        """After somebody else's save: take the row's version, and give what is stored where it differs, in words."""
        self.version.data = row.version
        return [
            (field.label.text, stored_words(field, getattr(row, field.name)))
            for field in self._own_fields()
            if getattr(row, field.name) != field.data
        ]

    def _own_fields(self) -> list[Field]:
        return [field for field in self if field.name not in ("csrf_token", "version")]


def stored_words(field: Field, value: Any) -> str:
    """How a stored value reads to a person."""
    if value is None or value == "":
        return "Nothing"
    if isinstance(field, BooleanField):
        return "Yes" if value else "No"
    if isinstance(field, PoundsField):
        return formats.money(value, exact=True)
    if isinstance(field, DateField):
        return formats.date(value)
    if isinstance(field, SelectField):
        return next((one.label for one in field.choices if one.value == value), str(value))
    return formats.number(value) if isinstance(value, int) else str(value)


def _optional(value: str | None) -> str | None:
    return value or None


class AboutForm(EditForm):
    """Who they are, in law and in a few words."""

    summary = ProseField(
        "What you do, in two or three sentences",
        description="Everybody who looks you up reads this first.",
        at_most=600,
        required="Say in a sentence or two what you do",
        rows=4,
    )
    legal_form = SelectField("Legal form", widget=GovSelect(), filters=[_optional], validate_choice=True)
    company_number = LineField(
        "Company number", description="If you have one. Eight characters, like 01234567 or CE012345.", at_most=20
    )
    charity_number = LineField("Charity number", description="If you have one, like 1012345 or SC012345.", at_most=20)
    ppon = LineField(
        "Central Digital Platform number (PPON)",
        description="If you are registered there. Like PDTL-7248-GWZW.",
        at_most=30,
    )
    share_code = LineField(
        "Share code",
        description="From the Central Digital Platform. It stands in bid packs for the lead and the buyer: the lead "
        "types it in to bid for all of you. After any change there, make a new one.",
        at_most=40,
    )
    share_code_on = DateField("The day you made the share code", description="For example, 27 3 2027")
    website = LineField("Website", description="If you have one, like www.example.org", at_most=200)
    social_enterprise = BooleanField(
        "We are a social enterprise: we trade for a social or environmental purpose and put most of our profit into it",
        widget=GovCheckboxInput(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.legal_form.choices = [CHOOSE, *(SelectChoice(one.key, one.name) for one in legal_forms.all_forms())]


class SizeForm(EditForm):
    """How large they are."""

    turnover = PoundsField(
        "Turnover in your last full year",
        description="Without VAT. Only you and advisers see this. It decides how large a part of a contract is safe.",
    )
    workforce = WholeNumberField(
        "People who work for you",
        description="Employees and regular workers, full time and part time, each counted once.",
        required="Enter how many people work for you",
        at_most=100_000,
    )
    supported_workforce = WholeNumberField(
        "Of them, disabled or disadvantaged people",
        description="Some contracts are reserved for groups in which they are 30% or more of the workforce.",
        required="Enter how many of them are disabled or disadvantaged people; 0 if none",
        at_most=100_000,
    )


class TermsForm(EditForm):
    """On what terms they join a consortium."""

    can_lead = BooleanField(
        "We could lead a consortium: sign for all, and answer to the buyer", widget=GovCheckboxInput()
    )
    min_value = PoundsField(
        "The smallest part of a contract that is worth it to you", description="For the whole of the contract's term."
    )
    max_value = PoundsField(
        "The largest part of a contract that you could carry",
        description="For the whole of the contract's term. Leave it empty if there is no limit.",
    )
    joining_cost = PoundsField(
        "What it costs you to take part in a consortium, once",
        description="Meetings, setting up, insurance for the contract. It is added to the price.",
    )
    listed = BooleanField(
        "Show us in the public directory, without any figures",
        widget=GovCheckboxInput(),
        description="Without this nobody finds you, and no new consortium is proposed with you.",
    )

    def given(self) -> dict[str, Any]:
        """Left empty, the smallest contract and the cost of joining are nothing."""
        given = super().given()
        return {**given, "min_value": given["min_value"] or 0, "joining_cost": given["joining_cost"] or 0}


class HistoryForm(EditForm):
    """What they have done before."""

    history = ProseField(
        "Contracts and work you have delivered",
        description="For whom, what, when and how large. Buyers ask for up to three examples.",
        at_most=6000,
        rows=14,
    )


class OfferForm(EditForm):
    """One offer's figures; labels name its unit."""

    description = LineField(
        "What you call it",
        description="If you have a name for it that says more than the standard one.",
        at_most=120,
    )
    capacity = WholeNumberField("Capacity", required="Enter how much you can deliver", at_least=1)
    unit_price = PoundsField("Price", required="Enter your price")
    social_value = WholeNumberField(
        "Social value points for each one",
        description="From the measures of the tenders you know. Leave it empty if you do not count any.",
        at_most=1_000_000,
    )

    def given(self) -> dict[str, Any]:
        """Without social value points there are none."""
        given = super().given()
        return {**given, "social_value": given["social_value"] or 0}


class NewCredentialForm(EditForm):
    """One certificate, licence, policy or insurance."""

    type = SelectField("What you hold", widget=GovSelect(), validators=[InputRequired("Choose what you hold")])
    issuer = LineField("Who issued it", description="If it has an issuer, such as an insurer.", at_most=120)
    reference = LineField("Certificate or policy number", description="If it has one.", at_most=100)
    issued_on = DateField("When it was issued", description="For example, 27 3 2026")
    expires_on = DateField("When it ends", description="Leave this empty if it does not end.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.type is not None:
            self.type.choices = [CHOOSE, *(SelectChoice(one.key, one.name) for one in credentials.all_types())]


class CredentialForm(NewCredentialForm):
    """The same for one that is listed already: what it is does not change."""

    type = None


class TrustForm(web.Form):
    """How well two enterprises know each other, in words."""

    how = RadioField(
        "How well do you know each other’s work?",
        choices=[SelectChoice(step.name, step.value) for step in Closeness],
        widget=GovRadioInput(),
        validators=[InputRequired("Choose how well you know each other’s work")],
    )
    basis = ProseField("What you did together, if anything", description="Both sides read this.", at_most=500, rows=3)

    @property
    def closeness(self) -> Closeness:
        """What was chosen."""
        return Closeness[self.how.data]


class VouchForm(TrustForm):
    """The same, from an adviser, who speaks of them and not of us."""

    how = RadioField(
        "How well do they know each other’s work?",
        choices=[
            SelectChoice(step.name, step.value.replace("We ", "They ").replace(" our ", " their "))
            for step in Closeness
        ],
        widget=GovRadioInput(),
        validators=[InputRequired("Choose how well they know each other’s work")],
    )
    basis = ProseField(
        "Why you vouch for them",
        description="Both sides read this.",
        at_most=500,
        rows=3,
        required="Say why you vouch for them",
    )


class IncompatibleForm(web.Form):
    """Why two cannot work together."""

    reason = ProseField("Why, if you want to say", description="Only you and advisers read this.", at_most=500, rows=3)


class VerifyForm(web.Form):
    """What an adviser looked at, and when."""

    scheme = RadioField(
        "Where did you see that it is a social enterprise?",
        choices=[SelectChoice(scheme.name, scheme.value) for scheme in Scheme],
        widget=GovRadioInput(),
        validators=[InputRequired("Choose where you saw it")],
    )
    on = DateField("When did you look?", required="Enter the day you looked")

    def validate_on(self, field: Field) -> None:
        """Nobody has looked tomorrow yet."""
        if field.data is not None and field.data > dt.datetime.now(dt.UTC).date():
            field.errors = [*field.errors, "Enter today or a day in the past"]


class ButtonForm(web.Form):
    """A form that is only a button."""
