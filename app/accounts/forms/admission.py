"""The shape of a request for approval, and of an operator's decision."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, StopValidation

from app.accounts.actions.admission import LONGEST_REASON, Evidence
from app.accounts.forms.people import EmailField, NameField, radios
from app.accounts.models import AdmissionRequest
from app.accounts.rules import LONGEST_NAME, IdentifierScheme, public_identifier
from app.foundation import web
from app.foundation.actor import Standing
from app.foundation.reference.identifiers import IdentifierError
from app.foundation.web.fields import LineField, ProseField

DECISION_WORDS = {
    Standing.approved: ("Approve", "It can use everything its type of organisation can use."),
    Standing.more_needed: ("Ask for more information", "Say below what is missing."),
    Standing.refused: ("Refuse", "Say why. It can reply and ask again."),
    Standing.suspended: ("Suspend", "It loses its approval immediately. Say why."),
}


class WebsiteField(LineField):
    """The address of a website; adds https:// if it is missing."""

    def tidy(self, typed: str) -> str:
        address = super().tidy(typed)
        return f"https://{address}" if address and "://" not in address else address

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        address = self.data or ""
        host = address.partition("://")[2].partition("/")[0]
        sound = address.startswith(("https://", "http://")) and "." in host.strip(".") and address.isascii()
        if not sound or " " in address or "@" in host:
            raise StopValidation("Enter a web address, like www.example.gov.uk")


class ApprovalForm(web.EditForm):
    """The evidence of who an adviser body or an authority is."""

    def fill(self, request: AdmissionRequest | None) -> None:
        """Show what was sent before."""
        if request is not None:
            super().fill(request)

    identifier_scheme = radios(
        "Which public register lists your organisation?",
        {scheme: (scheme.value, "") for scheme in IdentifierScheme},
        missing="Choose the register",
    )
    identifier = LineField(
        "Its number or code on that register", required="Enter the number or code", at_most=60
    )
    website = WebsiteField("Your organisation’s website", required="Enter the web address", at_most=300)
    senior_name = NameField("Name of a senior person", required="Enter a name", at_most=LONGEST_NAME)
    senior_position = LineField(
        "Their job title", required="Enter their job title, like Head of Procurement", at_most=120
    )
    senior_email = EmailField("Their work email address", missing="Enter their work email address")
    note = ProseField("Anything else that will help us check", at_most=LONGEST_REASON)

    def validate_identifier(self, field: LineField) -> None:
        """The number has the form that its register gives."""
        if self.identifier_scheme.data not in IdentifierScheme.__members__:
            return
        try:
            field.data = public_identifier(IdentifierScheme[self.identifier_scheme.data], field.data or "")
        except IdentifierError as error:
            raise StopValidation(str(error)) from error

    def evidence(self) -> Evidence:
        """What was typed."""
        return Evidence(
            identifier_scheme=self.identifier_scheme.data,
            identifier=self.identifier.data or "",
            website=self.website.data or "",
            senior_name=self.senior_name.data or "",
            senior_position=self.senior_position.data or "",
            senior_email=self.senior_email.data or "",
            note=self.note.data or "",
        )


class DecisionForm(web.StateForm):
    """What an operator decides about an organisation. Its version covers the organisation and the evidence
    that the page shows.
    """

    decision = RadioField("Decision", validators=[InputRequired("Choose a decision")])
    reason = ProseField(
        "Reason", description="The owners of the organisation will see this.", at_most=LONGEST_REASON
    )

    def offer(self, moves: tuple[Standing, ...], suspended: bool) -> None:
        """Offer only the decisions there are."""
        self.decision.choices = [
            SelectChoice(move.name, "Reinstate" if suspended else DECISION_WORDS[move][0]) for move in moves
        ]
