"""Pages of enquiries, proposals and consortia."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from app.consortia.actions import asking, consenting, forming
from app.consortia.actions.asking import KIND
from app.consortia.forms.asking import EnquiryForm
from app.consortia.forms.consent import AdoptForm, ReasonForm
from app.consortia.models import Enquiry
from app.consortia.queries import access, choices
from app.consortia.queries import consortia as consortia_queries
from app.consortia.queries import enquiries as enquiries_queries
from app.consortia.rules.question import Question
from app.consortia.rules.states import ConsortiumState, EnquiryState
from app.consortia.screens.consortia import consortium_view
from app.consortia.screens.enquiries import answer_screen, progress_of
from app.enterprises.rules import ViewedIn
from app.enterprises.views.viewing import shows_figures_of
from app.foundation import web
from app.foundation.errors import Refused
from app.foundation.jobs import queue, turns
from app.foundation.templating.pieces import Progress
from app.foundation.types import now
from app.tenders.models import Tender

blueprint = Blueprint("consortia", __name__)

SEES_TENDER = web.Rule("advisers who can read the tender", access.sees_tender)
OWNS_ENQUIRY = web.Rule("advisers of the body that asked", access.owns_enquiry)
OWNS_PROPOSAL = web.Rule("advisers of the body that asked", access.owns_proposal)
BROKERS = web.Rule("advisers of the body that formed the consortium", access.brokers)
INVITED = web.Rule("enterprises invited to the consortium", access.was_invited)
PARTY = web.Rule("the consortium’s adviser body and its invited enterprises", access.party_to)


@blueprint.get("/tenders/<int:tender_id>/enquiries")
@web.access(SEES_TENDER)
def enquiries(tender_id: int) -> ResponseReturnValue:
    """What this adviser body has asked about a tender."""
    tender = enquiries_queries.askable_tender(web.session(), web.signed_in(), tender_id)
    earlier = enquiries_queries.enquiries_about(web.session(), web.signed_in(), tender_id)
    return web.render("consortia/enquiries.html", practice=tender.practice, tender=tender, enquiries=earlier)


@blueprint.get("/tenders/<int:tender_id>/enquiries/new")
@web.access(SEES_TENDER)
def new_enquiry(tender_id: int) -> ResponseReturnValue:
    """The form, filled from the tender, or from an earlier question (`again`), without the members that left
    a consortium (`without`).
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
    enquiry = enquiries_queries.enquiry_for(web.session(), web.signed_in(), enquiry_id, files=True)
    rank = request.args.get("proposal", default=1, type=int)
    withheld = enquiries_queries.withheld_from(enquiry)
    answered = enquiry.state is EnquiryState.answered and not withheld
    if answered:
        shows_figures_of(enquiries_queries.proposed_in(enquiry), ViewedIn.enquiry, f"enquiries:{enquiry.id}")
    return web.render(
        "consortia/enquiry.html",
        practice=enquiry.tender.practice,
        enquiry=enquiry,
        progress=_progress(enquiry),
        answer=answer_screen(web.session(), enquiry, rank) if answered else None,
        withheld=withheld,
        form=web.ButtonForm(),
    )


@blueprint.get("/enquiries/<int:enquiry_id>/progress")
@web.access(OWNS_ENQUIRY)
def enquiry_progress(enquiry_id: int) -> ResponseReturnValue:
    """The progress panel alone, for the page to refresh."""
    enquiry = enquiries_queries.enquiry_for(web.session(), web.signed_in(), enquiry_id)
    return web.render("consortia/_progress.html", progress=_progress(enquiry))


@blueprint.post("/enquiries/<int:enquiry_id>/again")
@web.access(OWNS_ENQUIRY)
def ask_again(enquiry_id: int) -> ResponseReturnValue:
    """The same question once more, after it failed or was cancelled."""
    enquiry = asking.ask_again(web.session(), web.signed_in(), enquiry_id)
    return web.see_other("consortia.enquiry", enquiry_id=enquiry.id)


@blueprint.post("/enquiries/<int:enquiry_id>/cancel")
@web.access(OWNS_ENQUIRY)
def cancel_enquiry(enquiry_id: int) -> ResponseReturnValue:
    """End it, waiting or under way. One that ended a moment before is shown as it ended."""
    try:
        asking.cancel_enquiry(web.session(), web.signed_in(), enquiry_id)
    except Refused as refusal:
        web.flash(refusal.message, "information")
    return web.see_other("consortia.enquiry", enquiry_id=enquiry_id)


def _starting_question(tender: Tender) -> Question:
    earlier = web.row_asked("again")
    if earlier is None:
        return enquiries_queries.default_question(tender)
    without, change = web.row_asked("without"), request.args.get("change", type=int)
    question = enquiries_queries.question_again(web.session(), web.signed_in(), earlier, without, change)
    askable = {lot_id for lot_id, _ in choices.lot_choices(tender)}
    return question if askable.issuperset(question.lots) else enquiries_queries.default_question(tender)


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


@blueprint.get("/proposals/<int:proposal_id>")
@web.access(OWNS_PROPOSAL)
def proposal(proposal_id: int) -> ResponseReturnValue:
    """A proposal has no page of its own: it is shown beside its alternatives."""
    proposal = enquiries_queries.proposal_for(web.session(), web.signed_in(), proposal_id)
    return web.see_other("consortia.enquiry", enquiry_id=proposal.enquiry_id, proposal=proposal.rank)


@blueprint.route("/proposals/<int:proposal_id>/adopt", methods=["GET", "POST"])
@web.access(OWNS_PROPOSAL)
def adopt(proposal_id: int) -> ResponseReturnValue:
    """Name the consortium, record why it bids together, invite its members."""
    form = AdoptForm()
    if form.submitted_ok():
        with form.refusals():
            consortium = forming.adopt(
                web.session(),
                web.signed_in(),
                proposal_id,
                form.name.data or "",
                form.joint_reason.data or "",
                web.settings().public_url,
            )
            web.flash("We have invited the members. We will email you if one of them declines.")
            return web.see_other("consortia.consortium", consortium_id=consortium.id)
    proposal = enquiries_queries.proposal_for(web.session(), web.signed_in(), proposal_id)
    if enquiries_queries.withheld_from(proposal.enquiry):
        return web.see_other("consortia.enquiry", enquiry_id=proposal.enquiry_id)
    return web.render(
        "consortia/adopt.html",
        status=form.status,
        practice=proposal.enquiry.tender.practice,
        form=form,
        proposal=proposal,
    )


@blueprint.get("/consortia")
@web.access(web.any_of(web.ADVISER, web.ENTERPRISE))
def consortia() -> ResponseReturnValue:
    """Those an adviser body brokers, or those an enterprise was invited to."""
    actor = web.signed_in()
    visible = consortia_queries.consortia_for(web.session(), actor)
    views = [consortium_view(consortium, involvement, actor) for consortium, involvement in visible]
    return web.render("consortia/consortia.html", consortia=views, adviser=actor.is_adviser)


@blueprint.get("/consortia/<int:consortium_id>")
@web.access(PARTY)
def consortium(consortium_id: int) -> ResponseReturnValue:
    """Who has accepted, who has to act next and what each member promises; for an invited enterprise its own
    terms.
    """
    return _consortium_page("consortia/consortium.html", consortium_id, web.ButtonForm())


@blueprint.route("/consortia/<int:consortium_id>/dissolve", methods=["GET", "POST"])
@web.access(BROKERS)
def dissolve(consortium_id: int) -> ResponseReturnValue:
    """End it with a reason."""
    form = ReasonForm()
    if form.submitted_ok():
        with form.refusals():
            public_url = web.settings().public_url
            forming.dissolve(
                web.session(), web.signed_in(), consortium_id, form.reason.data or "", public_url
            )
            web.flash("You have dissolved the consortium. We have told its members and freed their capacity.")
            return web.see_other("consortia.consortium", consortium_id=consortium_id)
    consortium, _ = consortia_queries.consortium_for(web.session(), web.signed_in(), consortium_id)
    return web.render(
        "consortia/dissolve.html",
        status=form.status,
        practice=consortium.tender.practice,
        form=form,
        consortium=consortium,
    )


@blueprint.post("/consortia/<int:consortium_id>/accept")
@web.access(INVITED)
def accept(consortium_id: int) -> ResponseReturnValue:
    """Accept, which holds the capacity. A refusal is shown on the page of the invitation."""
    form = web.ButtonForm()
    if form.submitted_ok():
        with form.refusals():
            member = consenting.accept(
                web.session(), web.signed_in(), consortium_id, web.settings().public_url
            )
            if member.consortium.state is ConsortiumState.agreed:
                web.flash("You have accepted, and so has everyone else. The consortium is agreed.")
            else:
                web.flash("You have accepted. We are holding the capacity you promised for this bid.")
            return web.see_other("consortia.consortium", consortium_id=consortium_id)
    return _consortium_page("consortia/consortium.html", consortium_id, form)


@blueprint.route("/consortia/<int:consortium_id>/decline", methods=["GET", "POST"])
@web.access(INVITED)
def decline(consortium_id: int) -> ResponseReturnValue:
    """Decline, with a reason for the adviser."""
    form = ReasonForm()
    if form.submitted_ok():
        with form.refusals():
            public_url = web.settings().public_url
            consenting.decline(
                web.session(), web.signed_in(), consortium_id, form.reason.data or "", public_url
            )
            web.flash("You have declined. We have told the adviser why. Nobody else will see your reason.")
            return web.see_other("consortia.consortium", consortium_id=consortium_id)
    return _consortium_page("consortia/decline.html", consortium_id, form)


@blueprint.route("/consortia/<int:consortium_id>/leave", methods=["GET", "POST"])
@web.access(INVITED)
def leave(consortium_id: int) -> ResponseReturnValue:
    """Leave before the bid is sent, with a reason for the adviser."""
    form = ReasonForm()
    if form.submitted_ok():
        with form.refusals():
            public_url = web.settings().public_url
            consenting.leave(
                web.session(), web.signed_in(), consortium_id, form.reason.data or "", public_url
            )
            web.flash("You have left the consortium. We have freed your capacity and told the adviser.")
            return web.see_other("consortia.consortium", consortium_id=consortium_id)
    return _consortium_page("consortia/leave.html", consortium_id, form)


def _consortium_page(
    template: str, consortium_id: int, form: web.ButtonForm | ReasonForm
) -> ResponseReturnValue:
    """A page about one consortium. It shows the prices of members, as far as its reader can see them."""
    actor = web.signed_in()
    consortium, involvement = consortia_queries.consortium_for(web.session(), actor, consortium_id)
    view = consortium_view(consortium, involvement, actor)
    shows_figures_of(view.priced, ViewedIn.consortium, f"consortia:{view.id}")
    return web.render(template, status=form.status, practice=view.practice, view=view, form=form)
