"""Consortia: the list, and one of them as each may see it."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.consortia.actions import forming
from app.consortia.forms.consent import ReasonForm
from app.consortia.queries import consortia as consortia_queries
from app.consortia.screens.consortia import consortium_view
from app.consortia.views.routes import BROKERS, PARTY, blueprint, shows_prices_in
from app.foundation import web


@blueprint.get("/consortia")
@web.access(web.any_of(web.ADVISER, web.ENTERPRISE))
def consortia() -> ResponseReturnValue:
    """Those an adviser body brokers, or those an enterprise was invited to."""
    actor = web.signed_in()
    found = consortia_queries.consortia_for(web.session(), actor)
    views = [consortium_view(one, involvement, actor) for one, involvement in found]
    return web.render("consortia/consortia.html", consortia=views, adviser=actor.is_adviser)


@blueprint.get("/consortia/<int:consortium_id>")
@web.access(PARTY)
def consortium(consortium_id: int) -> ResponseReturnValue:
    """Who has said yes, what waits for whom, what each promises; for an invited enterprise its own terms."""
    found, involvement = consortia_queries.consortium_for(web.session(), web.signed_in(), consortium_id)
    view = consortium_view(found, involvement, web.signed_in())
    shows_prices_in(view)
    return web.render("consortia/consortium.html", practice=view.practice, view=view, form=web.ButtonForm())


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
    found, _ = consortia_queries.consortium_for(web.session(), web.signed_in(), consortium_id)
    return web.render(
        "consortia/dissolve.html",
        status=form.status,
        practice=found.tender.practice,
        form=form,
        consortium=found,
    )
