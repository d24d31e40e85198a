"""Short forms: buttons, publishing, withdrawing, copying."""

from __future__ import annotations

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.foundation import web
from app.foundation.web.fields import LineField, ProseField, WholeNumberField
from app.tenders.rules import NoNotice

HAS_NOTICE = "has_notice"


class ButtonForm(web.Form):
    """A button that changes something."""


class ConfirmForm(web.StateForm):
    """A button about what its page shows: confirming it as it stands, or losing it."""


class NarrowForm(web.Form):
    """One offer for one work package, both hidden."""

    work_package_id = WholeNumberField("Work package", required="Choose a work package")
    offer_id = WholeNumberField("Offer", required="Choose an offer")


class PublishForm(web.StateForm):
    """The official notice, or why there is none. Opened on all that is published."""

    notice = RadioField(
        "Is there an official notice?",
        choices=[
            (HAS_NOTICE, "Yes"),
            *((reason.name, f"No: {reason.value[0].lower()}{reason.value[1:]}") for reason in NoNotice),
        ],
        widget=GovRadioInput(),
        validators=[InputRequired("Say whether there is an official notice")],
    )
    notice_number = LineField("Number of the official notice", description="Like 050722-2026", at_most=120)
    notice_url = LineField(
        "Web address of the official notice",
        description="Like https://www.find-tender.service.gov.uk/Notice/050722-2026",
        at_most=500,
    )

    @property
    def no_notice(self) -> NoNotice | None:
        """Why none is needed, or None where there is one."""
        return NoNotice[self.notice.data] if self.notice.data in NoNotice.__members__ else None


class WithdrawForm(web.Form):
    """Why a tender is withdrawn."""

    reason = ProseField(
        "Why do you withdraw it?",
        description="Everybody who looked at this tender reads it.",
        required="Say why: everybody who looked at this tender reads it",
        at_most=1000,
    )


class PracticeForm(web.Form):
    """A practice copy's invented buyer."""

    buyer_name = LineField(
        "Invent a name for the buyer",
        description="Nobody should take the copy for the real thing: “Ladywood Parks Trust”, say.",
        required="Invent a name for the buyer",
        at_most=120,
    )
