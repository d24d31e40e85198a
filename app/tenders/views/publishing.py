"""Checking and publishing, withdrawing, copying."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from app.foundation import web
from app.tenders.actions import closing, copying, correcting, practice, publishing
from app.tenders.forms.buttons import HAS_NOTICE, CorrectForm, PracticeForm, PublishForm, WithdrawForm
from app.tenders.models import Tender
from app.tenders.views.routes import (
    COPIERS,
    CORRECTORS,
    WRITERS,
    all_packages,
    blueprint,
    tender_of,
)
from app.tenders.views.writing import screen_of


@blueprint.route("/tenders/<int:tender_id>/check", methods=["GET", "POST"])
@web.access(WRITERS)
def check(tender_id: int) -> ResponseReturnValue:
    """Every answer, the official notice, and the button that publishes."""
    tender, form = tender_of(tender_id), PublishForm()
    if form.submitted_ok(*_published(tender)):
        with form.refusals():
            has_notice = form.notice.data == HAS_NOTICE
            publishing.publish(
                web.session(),
                web.signed_in(),
                tender,
                no_notice=form.no_notice,
                notice_number=form.notice_number.data or "" if has_notice else "",
                notice_url=form.notice_url.data or "" if has_notice else "",
            )
            web.flash("Your tender is published.")
            return web.see_other("tenders.tender", tender_id=tender_id)
        tender = tender_of(tender_id)
    if tender.state.name != "draft" or tender.source.name == "imported":
        return web.see_other("tenders.tender", tender_id=tender_id)
    form.show(*_published(tender))
    return web.render("tenders/check.html", status=form.status, form=form, screen=screen_of(tender))


def _published(tender: Tender) -> list[Any]:
    """Everything that bidders will read, so that nobody publishes what a colleague has just changed."""
    return [tender, *tender.lots, *all_packages(tender), *tender.conditions, *tender.criteria]


@blueprint.route("/tenders/<int:tender_id>/withdraw", methods=["GET", "POST"])
@web.access(WRITERS)
def withdraw(tender_id: int) -> ResponseReturnValue:
    """Withdraw a tender, for a reason."""
    tender, form = tender_of(tender_id), WithdrawForm()
    if form.submitted_ok():
        with form.refusals():
            closing.withdraw(web.session(), web.signed_in(), tender, form.reason.data or "")
            web.flash("The tender is withdrawn. Anyone who opens it will see the reason.")
            return web.see_other("tenders.tender", tender_id=tender_id)
        tender = tender_of(tender_id)
    return web.render(
        "tenders/withdraw.html", status=form.status, practice=tender.practice, form=form, tender=tender
    )


@blueprint.route("/tenders/<int:tender_id>/correct", methods=["GET", "POST"])
@web.access(CORRECTORS)
def correct(tender_id: int) -> ResponseReturnValue:
    """Correct the words of a claimed notice."""
    tender, form = tender_of(tender_id), CorrectForm()
    if form.submitted_ok(tender):
        with form.refusals():
            correcting.correct(web.session(), web.signed_in(), tender, form.words(), tender.version)
            web.flash("The tender now shows your text.")
            return web.see_other("tenders.tender", tender_id=tender_id)
        tender = tender_of(tender_id)
    form.show(tender)
    return web.render("tenders/correct.html", status=form.status, form=form, tender=tender)


@blueprint.route("/tenders/<int:tender_id>/copy", methods=["GET", "POST"])
@web.access(COPIERS)
def copy(tender_id: int) -> ResponseReturnValue:
    """Make a practice copy."""
    tender, form = tender_of(tender_id), PracticeForm()
    if form.submitted_ok():
        with form.refusals():
            buyer = form.buyer_name.data or ""
            practice_copy = practice.copy_as_practice(
                web.session(), web.signed_in(), tender, buyer_name=buyer
            )
            web.flash("Your practice copy is ready. Confirm its work packages, then ask for consortia.")
            return web.see_other("tenders.work_packages", tender_id=practice_copy.id)
        tender = tender_of(tender_id)
    return web.render(
        "tenders/copy.html", status=form.status, practice=tender.practice, form=form, tender=tender
    )


@blueprint.post("/tenders/<int:tender_id>/copy-as-draft")
@web.access(WRITERS)
def copy_as_draft(tender_id: int) -> ResponseReturnValue:
    """Copy the authority's own tender as a new draft."""
    form = web.ButtonForm()
    if form.submitted_ok():
        draft = copying.copy_as_draft(web.session(), web.signed_in(), tender_of(tender_id))
        web.flash("This is your new draft. You still need to set its dates and its notice.")
        return web.see_other("tenders.write", tender_id=draft.id)
    return web.see_other("tenders.tender", tender_id=tender_id)
