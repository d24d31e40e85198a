"""Adopting a proposal."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.consortia.actions import forming
from app.consortia.forms.consent import AdoptForm
from app.consortia.queries import enquiries
from app.consortia.views.routes import OWNS_PROPOSAL, blueprint
from app.foundation import web


@blueprint.get("/proposals/<int:proposal_id>")
@web.access(OWNS_PROPOSAL)
def proposal(proposal_id: int) -> ResponseReturnValue:
    """A proposal is looked at beside its alternatives."""
    found = enquiries.proposal_for(web.session(), web.signed_in(), proposal_id)
    return web.see_other("consortia.enquiry", enquiry_id=found.enquiry_id, proposal=found.rank)


@blueprint.route("/proposals/<int:proposal_id>/adopt", methods=["GET", "POST"])
@web.access(OWNS_PROPOSAL)
def adopt(proposal_id: int) -> ResponseReturnValue:
    """Name the consortium, record why it bids together, invite its members."""
    form = AdoptForm()
    if form.submitted_ok():
        with form.refusals():
            made = forming.adopt(
                web.session(),
                web.signed_in(),
                proposal_id,
                form.name.data or "",
                form.joint_reason.data or "",
                web.settings().public_url,
            )
            web.flash("We have invited the members. We will email you if one of them declines.")
            return web.see_other("consortia.consortium", consortium_id=made.id)
    found = enquiries.proposal_for(web.session(), web.signed_in(), proposal_id)
    if enquiries.withheld_from(found.enquiry):
        return web.see_other("consortia.enquiry", enquiry_id=found.enquiry_id)
    return web.render(
        "consortia/adopt.html",
        status=form.status,
        practice=found.enquiry.tender.practice,
        form=form,
        proposal=found,
    )
