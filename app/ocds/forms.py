"""Choosing a file to import; deciding about suggested changes and claims."""

from __future__ import annotations

from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovRadioInput
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, StopValidation

from app.foundation import web
from app.foundation.web.fields import ProseField, WholeNumberField


class ImportForm(web.Form):
    """One file of Open Contracting JSON."""

    file = FileField(
        "A file of Open Contracting JSON",
        description=(
            "From Find a Tender, Contracts Finder, Public Contracts Scotland or Sell2Wales. No more than"
            " 4 MB."
        ),
        widget=GovFileInput(),
    )

    def validate_file(self, field: FileField) -> None:
        """Something was chosen."""
        if not field.data or not field.data.filename:
            raise StopValidation("Choose a file")


class SuggestionForm(web.Form):
    """What an owner decides about a suggested change. `tender_version` is the tender's when they compared."""

    tender_version = WholeNumberField("Version", required="Open the page again, then decide")
    decision = RadioField(
        "Do you want to make this change?",
        choices=[
            SelectChoice("take", "Yes, change the tender"),
            SelectChoice("decline", "No, keep the tender as it is"),
        ],
        widget=GovRadioInput(),
        validators=[InputRequired("Choose whether to make this change")],
    )


class ClaimDecisionForm(web.Form):
    """What an operator decides about a claim."""

    decision = RadioField(
        "Is this the authority’s own notice?",
        choices=[SelectChoice("grant", "Yes, give it to the authority"), SelectChoice("refuse", "No")],
        widget=GovRadioInput(),
        validators=[InputRequired("Choose whether this is the authority’s own notice")],
    )
    reason = ProseField(
        "Reason",
        description="We send this to the authority. You must give a reason if you refuse.",
        at_most=2000,
    )
