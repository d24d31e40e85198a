"""Asking for approval, and the operators' pages that decide."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput

from app.accounts.actions import admission as admission_actions
from app.accounts.forms.admission import ApprovalForm, DecisionForm
from app.accounts.queries import admission as admission_queries
from app.accounts.rules import IdentifierScheme
from app.accounts.screens import admission_screen, queue_screen
from app.accounts.views.routes import actor_or_network, blueprint
from app.foundation import web
from app.foundation.actor import Standing

QUEUES = {
    "waiting": ("Waiting for a decision", (Standing.requested,)),
    "unsent": ("Request not sent yet", (Standing.requested,)),
    "asked": ("Asked for more information", (Standing.more_needed,)),
    "approved": ("Approved", (Standing.approved,)),
    "ended": ("Refused or suspended", (Standing.refused, Standing.suspended)),
}
SENT = {"waiting": True, "unsent": False}  # there is nothing to decide before evidence was sent
DONE = {
    Standing.approved: "has been approved",
    Standing.more_needed: "has been asked for more information",
    Standing.refused: "has been refused",
    Standing.suspended: "has been suspended",
}


@blueprint.route("/organisation/approval", methods=["GET", "POST"])
@web.limiter.limit("20 per hour", key_func=actor_or_network, methods=["POST"])
@web.access(web.APPLICANT)
def ask_for_approval() -> ResponseReturnValue:
    """Send the evidence, or change what was sent."""
    actor = web.signed_in()
    assert actor.organisation_id is not None
    form = ApprovalForm()
    if form.submitted_ok(admission_queries.admission_request(web.session(), actor.organisation_id)):
        with form.refusals():
            admission_actions.ask_for_approval(
                web.session(), actor, form.evidence(), web.settings().public_url
            )
            web.flash(
                "You have sent your request. We will email the owners of your organisation when we have"
                " decided."
            )
            return web.see_other("home.home")
    form.show(admission_queries.admission_request(web.session(), actor.organisation_id))
    return web.render("accounts/ask_for_approval.html", status=form.status, form=form)


@blueprint.get("/operator/organisations")
@web.access(web.OPERATOR)
def admissions() -> ResponseReturnValue:
    """Who waits to be approved."""
    queue = request.args.get("show", "waiting")
    chosen = queue if queue in QUEUES else "waiting"
    heading, standings = QUEUES[chosen]
    return web.render(
        "accounts/admissions.html",
        heading=heading,
        rows=queue_screen(web.session(), standings, sent=SENT.get(chosen)),
        queues=[(name, words, name == chosen) for name, (words, _) in QUEUES.items()],
    )


@blueprint.route("/operator/organisations/<int:organisation_id>", methods=["GET", "POST"])
@web.access(web.OPERATOR)
def admission(organisation_id: int) -> ResponseReturnValue:
    """One organisation: its evidence, who it looks like, and the decision."""
    screen = admission_screen(web.session(), organisation_id)
    form = DecisionForm()
    form.decision.widget = GovRadioInput()
    form.offer(screen.moves, screen.organisation.standing is Standing.suspended)
    if form.submitted_ok(screen.organisation, screen.request):
        with form.refusals():
            standing, reason = Standing[form.decision.data], form.reason.data or ""
            decided = admission_actions.decide(
                web.session(), web.signed_in(), organisation_id, standing, reason, web.settings().public_url
            )
            web.flash(f"{decided.name} {DONE[standing]}. We will email its owners.")
            return web.see_other("accounts.admissions")
        screen = admission_screen(web.session(), organisation_id)
    form.show(screen.organisation, screen.request)
    scheme = IdentifierScheme[screen.request.identifier_scheme].value if screen.request else ""
    return web.render("accounts/admission.html", status=form.status, form=form, screen=screen, scheme=scheme)
