"""Writing a tender by hand, one page for each step."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from app.foundation import web
from app.foundation.types import now
from app.tenders.actions import writing
from app.tenders.forms.writing import AboutForm, DatesForm
from app.tenders.models import Tender
from app.tenders.screens.writing import WritingScreen, writing_screen
from app.tenders.views.routes import WRITERS, blueprint, tender_of

PAGES = {
    "about": "tenders.about",
    "lots": "tenders.lots",
    "work_packages": "tenders.work_packages",
    "conditions": "tenders.conditions",
    "criteria": "tenders.criteria",
    "dates": "tenders.dates",
    "check": "tenders.check",
}


def screen_of(tender: Tender) -> WritingScreen:
    """The task list of a draft, with addresses."""
    return writing_screen(tender, lambda page: url_for(PAGES[page], tender_id=tender.id), now())


@blueprint.route("/tenders/new", methods=["GET", "POST"])
@web.access(web.BUYER)
def new() -> ResponseReturnValue:
    """Start a tender."""
    form = AboutForm()
    if form.submitted_ok():
        with form.refusals():
            tender = writing.create_tender(web.session(), web.signed_in(), form.details())
            web.flash("Your draft is saved. You can leave and come back at any time.")
            return web.see_other("tenders.write", tender_id=tender.id)
    return web.render("tenders/about.html", status=form.status, form=form, tender=None)


@blueprint.get("/tenders/<int:tender_id>/write")
@web.access(WRITERS)
def write(tender_id: int) -> ResponseReturnValue:
    """The task list."""
    tender = tender_of(tender_id)
    if tender.state.name != "draft" or tender.source.name == "imported":
        return web.see_other("tenders.tender", tender_id=tender_id)
    return web.render("tenders/write.html", screen=screen_of(tender), form=web.ButtonForm())


@blueprint.route("/tenders/<int:tender_id>/about", methods=["GET", "POST"])
@web.access(WRITERS)
def about(tender_id: int) -> ResponseReturnValue:
    """What a tender is for."""
    tender, form = tender_of(tender_id), AboutForm()
    if form.submitted_ok(tender):
        with form.refusals():
            writing.describe(web.session(), web.signed_in(), tender, form.details())
            return web.see_other("tenders.write", tender_id=tender_id)
        tender = tender_of(tender_id)
    form.show(tender)
    return web.render("tenders/about.html", status=form.status, form=form, tender=tender)


@blueprint.route("/tenders/<int:tender_id>/dates", methods=["GET", "POST"])
@web.access(WRITERS)
def dates(tender_id: int) -> ResponseReturnValue:
    """The dates of a tender."""
    tender, form = tender_of(tender_id), DatesForm()
    if form.submitted_ok(tender):
        with form.refusals():
            writing.set_dates(web.session(), web.signed_in(), tender, form.details())
            return web.see_other("tenders.write", tender_id=tender_id)
        tender = tender_of(tender_id)
    form.show(tender)
    return web.render("tenders/dates.html", status=form.status, form=form, tender=tender)
