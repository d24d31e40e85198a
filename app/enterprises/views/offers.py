"""An enterprise's own offers."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.enterprises.actions import offers as offers_actions
from app.enterprises.forms import OfferForm
from app.enterprises.queries import register
from app.enterprises.screens import choosing, own
from app.enterprises.views.routes import blueprint, mine, typed
from app.foundation import web
from app.foundation.errors import NotFound
from app.foundation.reference import cpv, units


@blueprint.get("/enterprise/offers")
@web.access(web.ENTERPRISE)
def offers() -> ResponseReturnValue:
    """What is on offer, with prices."""
    return web.render("enterprises/offers.html", screen=own.offers_screen(mine()))


@blueprint.get("/enterprise/offers/new")
@web.access(web.ENTERPRISE)
def choose_capability() -> ResponseReturnValue:
    """Choose the kind of work to offer: by words, or down the tree."""
    choices = choosing.capability_choices(typed("q"), typed("within", 8))
    return web.render("enterprises/choose_capability.html", choices=choices)


@blueprint.route("/enterprise/offers/new/<capability>", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def new_offer(capability: str) -> ResponseReturnValue:
    """Capacity, price and points of a new offer; its areas come next."""
    if cpv.get(capability) is None or not cpv.group_or_deeper(capability):
        raise NotFound("We cannot find that kind of work, or it is too broad to offer.")
    enterprise, form = mine(), OfferForm()
    if form.submitted_ok():
        with form.refusals():
            home = [enterprise.home_area] if enterprise.home_area else []
            offer = offers_actions.add_offer(
                web.session(), web.signed_in(), enterprise, capability=capability, areas=home, **form.given()
            )
            web.flash("Your offer is saved. Now choose where you deliver it.")
            return web.see_other("enterprises.offer_areas", offer_id=offer.id)
    return web.render(
        "enterprises/offer.html", status=form.status, form=form, **_measure(capability), offer=None
    )


@blueprint.route("/enterprise/offers/<int:offer_id>", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def offer(offer_id: int) -> ResponseReturnValue:
    """Change an offer."""
    row = register.offer(web.session(), web.signed_in(), offer_id)
    form = OfferForm()
    if form.submitted_ok(row):
        with form.refusals():
            offers_actions.change_offer(web.session(), web.signed_in(), offer_id, row.version, **form.given())
            web.flash("Your offer is saved.")
            return web.see_other("enterprises.offers")
    row = register.offer(web.session(), web.signed_in(), offer_id)
    form.show(row)
    return web.render(
        "enterprises/offer.html",
        status=form.status,
        form=form,
        **_measure(row.capability),
        offer=own.offer_line(row),
    )


def _measure(capability: str) -> dict[str, Any]:
    return {"capability": cpv.name(capability), "code": capability, "unit": units.standard_unit(capability)}


@blueprint.route("/enterprise/offers/<int:offer_id>/areas", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def offer_areas(offer_id: int) -> ResponseReturnValue:
    """Where an offer is delivered: add areas by search, remove them."""
    form = web.ButtonForm()
    if form.submitted_ok():
        with form.refusals():
            change = offers_actions.remove_area if request.form.get("remove") else offers_actions.add_area
            change(web.session(), web.signed_in(), offer_id, request.form.get("area", "")[:12])
            return web.see_other("enterprises.offer_areas", offer_id=offer_id)
    offer = register.offer(web.session(), web.signed_in(), offer_id)
    codes = [row.area for row in offer.areas]
    return web.render(
        "enterprises/offer_areas.html",
        status=form.status,
        form=form,
        offer=own.offer_line(offer),
        choices=choosing.area_choices(typed("q"), codes),
        chosen=choosing.area_names(codes),
    )


@blueprint.route("/enterprise/offers/<int:offer_id>/withdraw", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def withdraw_offer(offer_id: int) -> ResponseReturnValue:
    """Ask for confirmation, then withdraw an offer."""
    offer, form = register.offer(web.session(), web.signed_in(), offer_id), web.StateForm()
    if form.submitted_ok(offer):
        with form.refusals():
            offers_actions.withdraw_offer(web.session(), web.signed_in(), offer_id)
            web.flash("The offer is withdrawn.")
            return web.see_other("enterprises.offers")
    offer = register.offer(web.session(), web.signed_in(), offer_id)
    form.show(offer)
    return web.render(
        "enterprises/withdraw_offer.html", status=form.status, offer=own.offer_line(offer), form=form
    )


@blueprint.post("/enterprise/offers/<int:offer_id>/again")
@web.access(web.ENTERPRISE)
def offer_again(offer_id: int) -> ResponseReturnValue:
    """Put a withdrawn offer back."""
    form = web.ButtonForm()
    if form.submitted_ok():
        with form.refusals():
            offers_actions.offer_again(web.session(), web.signed_in(), offer_id)
            web.flash("You are offering this again.")
            return web.see_other("enterprises.offers")
    return web.render(
        "enterprises/offers.html", status=form.status, screen=own.offers_screen(mine()), form=form
    )
