"""Forms for what people type about an enterprise. The rules are in the actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovCheckboxInput, GovRadioInput, GovSelect
from wtforms import BooleanField, Field, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.enterprises.rules import Closeness, Scheme
from app.foundation import web
from app.foundation.reference import credentials, legal_forms
from app.foundation.web.fields import DateField, LineField, PoundsField, ProseField, WholeNumberField

CHOOSE = SelectChoice("", "Choose one")


def _optional(value: str | None) -> str | None:
    return value or None


class AboutForm(web.EditForm):
    """Who the enterprise is, in law and in a few words."""

    summary = ProseField(
        "What you do, in two or three sentences",
        description="This is the first thing people read about you.",
        at_most=600,
        required="Enter a sentence or two about what you do",
        rows=4,
    )
    legal_form = SelectField("Legal form", widget=GovSelect(), filters=[_optional], validate_choice=True)
    company_number = LineField(
        "Company number",
        description="If you have one. It has 8 characters, like 01234567 or CE012345.",
        at_most=20,
    )
    charity_number = LineField(
        "Charity number", description="If you have one, like 1012345 or SC012345.", at_most=20
    )
    ppon = LineField(
        "Central Digital Platform number (PPON)",
        description="If you are registered there. For example, PDTL-7248-GWZW.",
        at_most=30,
    )
    share_code = LineField(
        "Share code",
        description=(
            "From the Central Digital Platform. Bid packs show it to the lead and the buyer, and the lead "
            "enters it to bid for all of you. If you change your answers there, create a new code."
        ),
        at_most=40,
    )
    share_code_on = DateField("Date you created the share code", description="For example, 27 3 2027")
    website = LineField("Website", description="If you have one, like www.example.org", at_most=200)
    social_enterprise = BooleanField(
        "We are a social enterprise: we trade for a social or environmental purpose and put most of our"
        " profit into it",
        widget=GovCheckboxInput(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.legal_form.choices = [
            CHOOSE,
            *(SelectChoice(form.key, form.name) for form in legal_forms.all_forms()),
        ]


class SizeForm(web.EditForm):
    """How large the enterprise is."""

    turnover = PoundsField(
        "Turnover in your last full year",
        description=(
            "Without VAT. Only you and advisers see this. We use it to judge how large a part of a contract"
            " is safe for you."
        ),
    )
    workforce = WholeNumberField(
        "Number of people who work for you",
        description="Count each employee and regular worker once, whether full time or part time.",
        required="Enter how many people work for you",
        at_most=100_000,
    )
    supported_workforce = WholeNumberField(
        "How many of them are disabled or disadvantaged",
        description="Some contracts are reserved for groups where they make up 30% or more of the workforce.",
        required="Enter how many of them are disabled or disadvantaged, or 0 if none",
        at_most=100_000,
    )


class TermsForm(web.EditForm):
    """The terms on which the enterprise joins a consortium."""

    can_lead = BooleanField(
        "We can lead a consortium: sign for all members and answer to the buyer", widget=GovCheckboxInput()
    )
    min_value = PoundsField(
        "Smallest part of a contract you would take on", description="In total, over the whole contract term."
    )
    max_value = PoundsField(
        "Largest part of a contract you could take on",
        description="In total, over the whole contract term. Leave blank if there is no limit.",
    )
    joining_cost = PoundsField(
        "Joining cost",
        description=(
            "What it costs you, once, to take part in a consortium: meetings, setting up, insurance for the "
            "contract. We add it to the price."
        ),
    )
    listed = BooleanField(
        "List us in the public directory, without our figures",
        widget=GovCheckboxInput(),
        description="If you untick this, you will not be listed or included in new proposals.",
    )

    def given(self) -> dict[str, Any]:
        """The smallest part and the joining cost are 0 when they are left blank."""
        fields = super().given()
        return {**fields, "min_value": fields["min_value"] or 0, "joining_cost": fields["joining_cost"] or 0}


class FiguresForm(web.EditForm):
    """Which adviser bodies see the figures."""

    who = RadioField(
        "Which adviser bodies can see your figures?",
        choices=[
            SelectChoice("all", "Every approved adviser body"),
            SelectChoice("named", "Only those I choose below"),
        ],
        widget=GovRadioInput(),
        validators=[InputRequired("Choose which adviser bodies can see your figures")],
    )
    bodies = SelectMultipleField(
        "Adviser bodies that can see your figures",
        coerce=int,
        widget=GovCheckboxesInput(),
        description=(
            "Only needed if you chose “Only those I choose below”. If you tick none, no adviser body sees"
            " your figures."
        ),
    )

    def offer(self, bodies: Iterable[tuple[int, str]]) -> None:
        """Set the approved adviser bodies to choose from."""
        self.bodies.choices = [SelectChoice(number, name) for number, name in bodies]

    def fill(self, row: Any) -> None:
        """Show what the enterprise chose."""
        self.who.process(None, "named" if row.figures_only_named else "all")
        self.bodies.process(None, [permission.organisation_id for permission in row.figure_permissions])

    def given(self) -> dict[str, Any]:
        """The answers as arguments of `share_figures`."""
        return {"only_named": self.who.data == "named", "bodies": self.bodies.data or []}


class HistoryForm(web.EditForm):
    """What the enterprise has done before."""

    history = ProseField(
        "Contracts and work you have delivered",
        description=(
            "Who each was for, what you did, when, and how large it was. Buyers ask for up to three examples."
        ),
        at_most=6000,
        rows=14,
    )


class OfferForm(web.EditForm):
    """One offer's figures; labels name its unit."""

    description = LineField(
        "Your name for this work (optional)",
        description="Use this if your own name is clearer than the standard one.",
        at_most=120,
    )
    capacity = WholeNumberField("Capacity", required="Enter how much you can deliver", at_least=1)
    unit_price = PoundsField("Price", required="Enter your price")
    social_value = WholeNumberField(
        "Social value points for each one",
        description="Use the measures in tenders you know. Leave blank if you do not count any.",
        at_most=1_000_000,
    )

    def given(self) -> dict[str, Any]:
        """Social value points are 0 when they are left blank."""
        fields = super().given()
        return {**fields, "social_value": fields["social_value"] or 0}


class NewCredentialForm(web.EditForm):
    """One certificate, licence, policy or insurance."""

    type = SelectField("Type", widget=GovSelect(), validators=[InputRequired("Choose what to add")])
    issuer = LineField("Issuer", description="If there is one, such as an insurer.", at_most=120)
    reference = LineField("Certificate or policy number", description="If there is one.", at_most=100)
    issued_on = DateField("Issue date", description="For example, 27 3 2026")
    expires_on = DateField("Expiry date", description="Leave blank if it does not expire.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.type is not None:
            self.type.choices = [
                CHOOSE,
                *(SelectChoice(type.key, type.name) for type in credentials.all_types()),
            ]


class CredentialForm(NewCredentialForm):
    """The same for a credential that is listed already, whose type cannot change."""

    type = None


class HomeAreaForm(web.EditForm):
    """A button for each area that can be chosen."""

    def shown(self, enterprise: Any) -> Any:
        """Only the home area: other changes to the profile do not make this form stale."""
        return enterprise.home_area


class TrustForm(web.StateForm):
    """How well two enterprises know each other, in words. Opened on their pair, or on None without one."""

    how = RadioField(
        "How well do you know each other’s work?",
        choices=[SelectChoice(step.name, step.value) for step in Closeness],
        widget=GovRadioInput(),
        validators=[InputRequired("Choose how well you know each other’s work")],
    )
    basis = ProseField(
        "What you did together (optional)", description="Both enterprises can read this.", at_most=500, rows=3
    )

    @property
    def closeness(self) -> Closeness:
        """The step that was chosen."""
        return Closeness[self.how.data]


class VouchForm(TrustForm):
    """The same for an adviser, in words about "them"."""

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
        description="Both enterprises can read this.",
        at_most=500,
        rows=3,
        required="Say why you vouch for them",
    )


class IncompatibleForm(web.StateForm):
    """Why two enterprises cannot work together. Opened on the pair, or on None without one."""

    reason = ProseField(
        "Reason (optional)", description="Only you and advisers can read this.", at_most=500, rows=3
    )


class VerifyForm(web.EditForm):
    """Where an adviser checked the enterprise, and when. Opened on the enterprise."""

    def fill(self, enterprise: Any) -> None:
        """Fill in nothing: the form is about today's check, not about an earlier one."""

    def shown(self, enterprise: Any) -> Any:
        """The enterprise's name and numbers in law, and its last verification."""
        return (
            enterprise.organisation.name,
            enterprise.legal_form,
            enterprise.company_number,
            enterprise.charity_number,
            enterprise.verified_by_id,
            enterprise.verified_on,
            enterprise.verified_by_scheme,
        )

    scheme = RadioField(
        "Where did you check that it is a social enterprise?",
        choices=[SelectChoice(scheme.name, scheme.value) for scheme in Scheme],
        widget=GovRadioInput(),
        validators=[InputRequired("Choose where you checked")],
    )
    on = DateField("When did you check?", required="Enter the date you checked")

    def validate_on(self, field: Field) -> None:
        """Refuse a date in the future."""
        if field.data is not None and field.data > dt.datetime.now(dt.UTC).date():
            field.errors = [*field.errors, "Enter today’s date or a date in the past"]
