"""Short forms: buttons, publishing, withdrawing, copying."""

from __future__ import annotations

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput
from wtforms import RadioField
from wtforms.validators import InputRequired, StopValidation

from app.foundation import web
from app.foundation.web.fields import LineField, ProseField, WholeNumberField
from app.tenders.actions.correcting import NoticeWords
from app.tenders.models import Tender
from app.tenders.rules import NoNotice

HAS_NOTICE = "has_notice"


class ConfirmForm(web.StateForm):
    """A button that confirms or removes what its page shows."""


class NarrowForm(web.Form):
    """One offer for one work package, both in hidden fields."""

    work_package_id = WholeNumberField("Work package", required="Choose a work package")
    offer_id = WholeNumberField("Offer", required="Choose an offer")


class PublishForm(web.StateForm):
    """The official notice, or why there is none. Opened on everything that will be published."""

    notice = RadioField(
        "Is there an official notice?",
        choices=[
            (HAS_NOTICE, "Yes"),
            *((reason.name, f"No: {reason.value[0].lower()}{reason.value[1:]}") for reason in NoNotice),
        ],
        widget=GovRadioInput(),
        validators=[InputRequired("Choose whether there is an official notice")],
    )
    notice_number = LineField(
        "Number of the official notice", description="For example, 050722-2026", at_most=120
    )
    notice_url = LineField(
        "Web address of the official notice",
        description="For example, https://www.find-tender.service.gov.uk/Notice/050722-2026",
        at_most=500,
    )

    @property
    def no_notice(self) -> NoNotice | None:
        """Why no notice is needed, or None where there is one."""
        return NoNotice[self.notice.data] if self.notice.data in NoNotice.__members__ else None


class WithdrawForm(web.Form):
    """Why a tender is withdrawn."""

    reason = ProseField(
        "Why are you withdrawing it?",
        description="Suppliers will see this reason.",
        required="Enter a reason. Suppliers will see it",
        at_most=1000,
    )


class PracticeForm(web.Form):
    """A practice copy's invented buyer."""

    buyer_name = LineField(
        "Invent a name for the buyer",
        description="For example, Ladywood Parks Trust. Nobody should mistake the copy for the real thing.",
        required="Enter an invented name for the buyer",
        at_most=120,
    )


class CorrectForm(web.EditForm):
    """The words of a notice, corrected by its buyer."""

    title = LineField("Title", required="Enter a title", at_most=160)
    description = ProseField(
        "What you need, in plain words", required="Enter what you need", at_most=20_000, rows=12
    )
    portal_url = LineField(
        "Web address for bids",
        description="It must begin with https://. Bidders see it as a link.",
        at_most=500,
    )

    def validate_portal_url(self, field: LineField) -> None:
        """A link that pages may show."""
        typed = field.data or ""
        if typed and (not typed.startswith("https://") or " " in typed or not typed.isascii()):
            raise StopValidation("Enter a web address that begins with https://")

    def words(self) -> NoticeWords:
        """The answers as the argument of `correct`."""
        return NoticeWords(self.title.data or "", self.description.data or "", self.portal_url.data or "")

    def fill(self, tender: Tender) -> None:
        """Show the tender as it is."""
        self.title.data = tender.title
        self.description.data, self.portal_url.data = tender.description, tender.portal_url or ""
