"""Asking for consortia and watching how far the answer is."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.consortia.actions import asking, cancelling
from app.consortia.actions.asking import KIND
from app.consortia.forms.asking import EnquiryForm
from app.consortia.models import Enquiry
from app.consortia.queries import choices
from app.consortia.queries import enquiries as enquiries_queries
from app.consortia.rules.question import Question
from app.consortia.rules.states import EnquiryState
from app.consortia.screens.answer import answer_screen
from app.consortia.screens.progress import progress_of
from app.consortia.views.routes import OWNS_ENQUIRY, SEES_TENDER, blueprint
from app.enterprises.rules import ViewedIn
from app.enterprises.views.viewing import shows_figures_of
from app.foundation import web
from app.foundation.errors import Refused
from app.foundation.jobs import queue, turns
from app.foundation.templating.pieces import Progress
from app.foundation.types import now
from app.tenders.models import Tender


@blueprint.get("/tenders/<int:tender_id>/enquiries")
@web.access(SEES_TENDER)
def enquiries(tender_id: int) -> ResponseReturnValue:
    """What this adviser body has asked about a tender."""
    tender = enquiries_queries.askable_tender(web.session(), web.signed_in(), tender_id)
    found = enquiries_queries.enquiries_about(web.session(), web.signed_in(), tender_id)
    return web.render("consortia/enquiries.html", practice=tender.practice, tender=tender, enquiries=found)


@blueprint.get("/tenders/<int:tender_id>/enquiries/new")
@web.access(SEES_TENDER)
def new_enquiry(tender_id: int) -> ResponseReturnValue:
    """The form, filled from the tender, or from an earlier question (`again`) without whoever left
    (`without`).
    """
    tender = enquiries_queries.askable_tender(web.session(), web.signed_in(), tender_id)
    question = _starting_question(tender)
    form = _form(tender, question)
    form.fill(question)
    return _form_page(form, tender)


@blueprint.post("/tenders/<int:tender_id>/enquiries")
@web.access(SEES_TENDER)
def ask(tender_id: int) -> ResponseReturnValue:
    """Queue the question. Posting the same form twice makes one enquiry."""
    tender = enquiries_queries.askable_tender(web.session(), web.signed_in(), tender_id)
    typed = {name: request.form.getlist(name) for name in request.form}
    form = _form(tender, choices.named_in(enquiries_queries.default_question(tender), typed))
    if form.submitted_ok():
        question = form.question({lot.id: lot.value for lot in tender.lots})
        with form.refusals():
            key = form.key.data or "no key"
            enquiry = asking.ask_for_consortia(web.session(), web.signed_in(), tender_id, question, key)
            return web.see_other("consortia.enquiry", enquiry_id=enquiry.id)
        tender = enquiries_queries.askable_tender(web.session(), web.signed_in(), tender_id)
    return _form_page(form, tender)


@blueprint.get("/enquiries/<int:enquiry_id>")
@web.access(OWNS_ENQUIRY)
def enquiry(enquiry_id: int) -> ResponseReturnValue:
    """How far it is; once answered, the proposals or why nothing fits."""
    found = enquiries_queries.enquiry_for(web.session(), web.signed_in(), enquiry_id, files=True)
    rank = request.args.get("proposal", default=1, type=int)
    withheld = enquiries_queries.withheld_from(found)
    answered = found.state is EnquiryState.answered and not withheld
    if answered:
        shows_figures_of(enquiries_queries.proposed_in(found), ViewedIn.enquiry, f"enquiries:{found.id}")
    return web.render(
        "consortia/enquiry.html",
        practice=found.tender.practice,
        enquiry=found,
        progress=_progress(found),
        answer=answer_screen(web.session(), found, rank) if answered else None,
        withheld=withheld,
        form=web.ButtonForm(),
    )


@blueprint.get("/enquiries/<int:enquiry_id>/progress")
@web.access(OWNS_ENQUIRY)
def enquiry_progress(enquiry_id: int) -> ResponseReturnValue:
    """The progress panel alone, for the page to refresh."""
    found = enquiries_queries.enquiry_for(web.session(), web.signed_in(), enquiry_id)
    return web.render("consortia/_progress.html", progress=_progress(found))


@blueprint.post("/enquiries/<int:enquiry_id>/again")
@web.access(OWNS_ENQUIRY)
def ask_again(enquiry_id: int) -> ResponseReturnValue:
    """The same question once more, after it failed or was cancelled."""
    made = asking.ask_again(web.session(), web.signed_in(), enquiry_id)
    return web.see_other("consortia.enquiry", enquiry_id=made.id)


@blueprint.post("/enquiries/<int:enquiry_id>/cancel")
@web.access(OWNS_ENQUIRY)
def cancel_enquiry(enquiry_id: int) -> ResponseReturnValue:
    """End it, waiting or under way. One that ended a moment before is shown as it ended."""
    try:
        cancelling.cancel_enquiry(web.session(), web.signed_in(), enquiry_id)
    except Refused as refusal:
        web.flash(refusal.message, "information")
    return web.see_other("consortia.enquiry", enquiry_id=enquiry_id)


def _starting_question(tender: Tender) -> Question:
    earlier = web.row_asked("again")
    if earlier is None:
        return enquiries_queries.default_question(tender)
    without, change = web.row_asked("without"), request.args.get("change", type=int)
    question = enquiries_queries.question_again(web.session(), web.signed_in(), earlier, without, change)
    known = {lot_id for lot_id, _ in choices.lot_choices(tender)}
    return question if known.issuperset(question.lots) else enquiries_queries.default_question(tender)


def _form(tender: Tender, question: Question) -> EnquiryForm:
    form = EnquiryForm()
    form.offer_choices(
        lots=choices.lot_choices(tender),
        credentials=choices.credential_choices(tender, question),
        areas=choices.area_choices(tender, question),
        enterprises=choices.enterprise_choices(
            web.session(), tender, question, web.signed_in().organisation_id or 0
        ),
        lot_numbers={lot.id: lot.position for lot in tender.lots},
    )
    return form


def _form_page(form: EnquiryForm, tender: Tender) -> ResponseReturnValue:
    return web.render(
        "consortia/new_enquiry.html", status=form.status, practice=tender.practice, form=form, tender=tender
    )


def _progress(enquiry: Enquiry) -> Progress:
    job, moment = queue.latest(web.session(), KIND, enquiry.id), now()
    waits = job is not None and job.state is queue.JobState.queued
    return progress_of(
        enquiry,
        job.progress if job else None,
        moment,
        ahead=turns.ahead_of(web.session(), job, moment) if job is not None and waits else None,
        page_href=url_for("consortia.enquiry", enquiry_id=enquiry.id),
        refresh_href=url_for("consortia.enquiry_progress", enquiry_id=enquiry.id),
    )
