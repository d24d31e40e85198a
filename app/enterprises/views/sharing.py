"""An enterprise decides who sees its figures, and reads who has seen them."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.enterprises.actions import sharing
from app.enterprises.forms import FiguresForm
from app.enterprises.queries import figures as figures_queries
from app.enterprises.queries import viewings as viewings_queries
from app.enterprises.views.routes import blueprint, mine
from app.foundation import web


@blueprint.route("/enterprise/figures", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def figures() -> ResponseReturnValue:
    """Choose every approved adviser body, or name some."""
    enterprise, form = mine(), FiguresForm()
    form.offer((body.id, body.name) for body in figures_queries.adviser_bodies(web.session()))
    if form.submitted_ok(enterprise):
        with form.refusals():
            sharing.share_figures(
                web.session(), web.signed_in(), enterprise.id, enterprise.version, **form.given()
            )
            web.flash("Saved.")
            return web.see_other("enterprises.own")
    form.show(mine())
    return web.render("enterprises/figures.html", status=form.status, form=form)


@blueprint.get("/enterprise/figures/viewings")
@web.access(web.ENTERPRISE)
def viewings() -> ResponseReturnValue:
    """Who has seen the figures, newest first."""
    page = viewings_queries.viewings(web.session(), mine(), web.page_number())
    return web.render("enterprises/viewings.html", viewings=page)
