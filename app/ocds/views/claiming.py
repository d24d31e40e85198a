"""An authority says that a notice is its own, and the operators' pages where nothing proves it."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.foundation import web
from app.ocds import queries
from app.ocds.actions import claiming
from app.ocds.forms import ClaimDecisionForm
from app.ocds.rules import ClaimState
from app.ocds.screens.owning import claim_screen
from app.ocds.views.routes import CLAIMANTS, blueprint
from app.tenders.queries import tenders


@blueprint.route("/tenders/<int:tender_id>/claim", methods=["GET", "POST"])
@web.access(CLAIMANTS)
def claim(tender_id: int) -> ResponseReturnValue:
    """Say that this is one's own notice."""
    tender, form = tenders.get(web.session(), web.actor(), tender_id), web.ButtonForm()
    if form.submitted_ok():
        with form.refusals():
            claimed = claiming.claim(web.session(), web.signed_in(), tender, web.settings().public_url)
            granted = claimed.state is ClaimState.granted
            web.flash(
                "This tender is now yours. You can correct it and confirm its work packages."
                if granted
                else "Your claim is sent. We will email you when it is decided."
            )
            return web.see_other("tenders.tender", tender_id=tender_id)
        tender = tenders.get(web.session(), web.actor(), tender_id)
    previous = queries.claim_of(web.session(), tender_id, web.signed_in().organisation_id)
    return web.render("ocds/claim.html", status=form.status, form=form, tender=tender, claim=previous)


@blueprint.get("/operator/notices")
@web.access(web.OPERATOR)
def operator_notices() -> ResponseReturnValue:
    """Claims, and suggested changes, that wait for an operator."""
    return web.render(
        "ocds/operator_notices.html",
        claims=queries.waiting_claims(web.session()),
        suggestions=queries.suggestions_for(web.session(), web.signed_in()),
    )


@blueprint.route("/operator/claims/<int:claim_id>", methods=["GET", "POST"])
@web.access(web.OPERATOR)
def decide_claim(claim_id: int) -> ResponseReturnValue:
    """One claim: what the notice says of its buyer, what the authority was approved with, and the
    decision.
    """
    screen, form = claim_screen(web.session(), claim_id), ClaimDecisionForm()
    if form.submitted_ok():
        with form.refusals():
            grant = form.decision.data == "grant"
            claiming.decide_claim(
                web.session(),
                web.signed_in(),
                claim_id,
                grant=grant,
                reason=form.reason.data or "",
                public_url=web.settings().public_url,
            )
            web.flash(
                "The notice now belongs to the authority."
                if grant
                else "The claim is refused. We have told the authority."
            )
            return web.see_other("ocds.operator_notices")
        screen = claim_screen(web.session(), claim_id)
    return web.render("ocds/decide_claim.html", status=form.status, form=form, screen=screen)
