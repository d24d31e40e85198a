"""An enterprise's own answer: yes, no, or leaving."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.consortia.actions import consenting
from app.consortia.forms.consent import ReasonForm
from app.consortia.queries import consortia
from app.consortia.rules.states import ConsortiumState
from app.consortia.screens.consortia import consortium_view
from app.consortia.views.routes import INVITED, blueprint, shows_prices_in
from app.foundation import web


@blueprint.post("/consortia/<int:consortium_id>/accept")
@web.access(INVITED)
def accept(consortium_id: int) -> ResponseReturnValue:
    """Say yes: the capacity is held. A refusal is shown on the page of the invitation."""
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
    found, involvement = consortia.consortium_for(web.session(), web.signed_in(), consortium_id)
    view = consortium_view(found, involvement, web.signed_in())
    shows_prices_in(view)
    return web.render(
        "consortia/consortium.html", status=form.status, practice=view.practice, view=view, form=form
    )


@blueprint.route("/consortia/<int:consortium_id>/decline", methods=["GET", "POST"])
@web.access(INVITED)
def decline(consortium_id: int) -> ResponseReturnValue:
    """Say no, with a reason for the adviser."""
    form = ReasonForm()
    if form.submitted_ok():
        with form.refusals():
            public_url = web.settings().public_url
            consenting.decline(
                web.session(), web.signed_in(), consortium_id, form.reason.data or "", public_url
            )
            web.flash("You have declined. We have told the adviser why. Nobody else will see your reason.")
            return web.see_other("consortia.consortium", consortium_id=consortium_id)
    return _reason_page("consortia/decline.html", consortium_id, form)


@blueprint.route("/consortia/<int:consortium_id>/leave", methods=["GET", "POST"])
@web.access(INVITED)
def leave(consortium_id: int) -> ResponseReturnValue:
    """Take a yes back before the bid is sent."""
    form = ReasonForm()
    if form.submitted_ok():
        with form.refusals():
            public_url = web.settings().public_url
            consenting.leave(
                web.session(), web.signed_in(), consortium_id, form.reason.data or "", public_url
            )
            web.flash("You have left the consortium. We have freed your capacity and told the adviser.")
            return web.see_other("consortia.consortium", consortium_id=consortium_id)
    return _reason_page("consortia/leave.html", consortium_id, form)


def _reason_page(template: str, consortium_id: int, form: ReasonForm) -> ResponseReturnValue:
    found, involvement = consortia.consortium_for(web.session(), web.signed_in(), consortium_id)
    view = consortium_view(found, involvement, web.signed_in())
    shows_prices_in(view)
    return web.render(template, status=form.status, practice=view.practice, view=view, form=form)
