"""An enterprise's own profile: the task list, its sections, and its capacity ledger."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import Organisation
from app.enterprises.actions import profile
from app.enterprises.forms import AboutForm, HistoryForm, HomeAreaForm, SizeForm, TermsForm
from app.enterprises.queries import holds, register
from app.enterprises.queries import pairs as pairs_queries
from app.enterprises.screens import capacity as capacity_screens
from app.enterprises.screens import choosing
from app.enterprises.screens import own as own_screens
from app.enterprises.views.routes import blueprint, mine, today, typed
from app.foundation import web


@blueprint.get("/enterprise")
@web.access(web.ENTERPRISE)
def own() -> ResponseReturnValue:
    """What is complete and what is missing; or how to start."""
    enterprise = register.own(web.session(), web.signed_in())
    if enterprise is None:
        return web.render("enterprises/start.html", form=web.ButtonForm())
    pairs = pairs_queries.trust_pairs(web.session(), enterprise)
    screen = own_screens.own_screen(web.session(), enterprise, pairs, today(), url_for)
    return web.render("enterprises/own.html", screen=screen)


@blueprint.post("/enterprise/start")
@web.access(web.ENTERPRISE)
def start() -> ResponseReturnValue:
    """Put the organisation in the register; a second click changes nothing."""
    actor = web.signed_in()
    if register.own(web.session(), actor) is None:
        organisation = web.session().get_one(Organisation, actor.organisation_id)
        profile.create_enterprise(web.session(), actor, organisation)
        web.flash("Your profile is started. Complete the sections in any order. We save each one.")
    return web.see_other("enterprises.own")


@blueprint.route("/enterprise/about", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def about() -> ResponseReturnValue:
    """Summary, legal form, numbers, website."""
    return _section(AboutForm, "enterprises/about.html")


@blueprint.route("/enterprise/size", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def size() -> ResponseReturnValue:
    """Turnover and workforce."""
    return _section(SizeForm, "enterprises/size.html")


@blueprint.route("/enterprise/terms", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def terms() -> ResponseReturnValue:
    """Leading, smallest and largest part of a contract, cost of joining."""
    return _section(TermsForm, "enterprises/terms.html")


@blueprint.route("/enterprise/history", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def history() -> ResponseReturnValue:
    """Past contracts."""
    return _section(HistoryForm, "enterprises/history.html")


def _section(kind: type[web.EditForm], template: str) -> ResponseReturnValue:
    enterprise, form = mine(), kind()
    if form.submitted_ok(enterprise):
        with form.refusals():
            profile.change_profile(
                web.session(), web.signed_in(), enterprise.id, enterprise.version, **form.given()
            )
            web.flash("Saved.")
            return web.see_other("enterprises.own")
    form.show(mine())
    return web.render(template, status=form.status, form=form)


@blueprint.route("/enterprise/home-area", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def home_area() -> ResponseReturnValue:
    """Choose the ward or district where the enterprise is based."""
    enterprise, form = mine(), HomeAreaForm()
    if form.submitted_ok(enterprise):
        with form.refusals():
            code = request.form.get("area", "")
            profile.change_profile(
                web.session(), web.signed_in(), enterprise.id, enterprise.version, home_area=code[:12] or None
            )
            web.flash("Saved.")
            return web.see_other("enterprises.own")
    enterprise = mine()  # read anew: a refusal drops what was loaded before
    form.show(enterprise)
    chosen = [enterprise.home_area] if enterprise.home_area else []
    return web.render(
        "enterprises/home_area.html",
        status=form.status,
        form=form,
        choices=choosing.area_choices(typed("q"), []),
        chosen=choosing.area_names(chosen),
    )


@blueprint.get("/enterprise/capacity")
@web.access(web.ENTERPRISE)
def capacity() -> ResponseReturnValue:
    """How much of each offer is held, and for whom."""
    enterprise = mine()
    held = holds.enterprise_holds(web.session(), enterprise)
    return web.render("enterprises/capacity.html", screen=capacity_screens.capacity_screen(enterprise, held))
