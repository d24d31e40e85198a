"""How a tender fits an enterprise, and confirming that a narrower offer covers a work package."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask.typing import ResponseReturnValue

from app.enterprises.models import Enterprise, Offer
from app.foundation import web
from app.foundation.errors import NotFound
from app.foundation.types import now
from app.tenders.actions import confirming
from app.tenders.forms.buttons import NarrowForm
from app.tenders.models import Tender
from app.tenders.queries import matching
from app.tenders.queries import tenders as queries
from app.tenders.rules import is_open
from app.tenders.screens.reach import ReachScreen, reach_screen
from app.tenders.views.routes import blueprint, tender_of


def reach_of(tender: Tender, at: datetime) -> ReachScreen | None:
    """How the tender fits the reader's enterprise; None for other readers and for a closed tender."""
    actor = web.actor()
    if actor is None or not actor.is_enterprise or not is_open(tender.state, tender.closes_at, at):
        return None
    enterprise_id = web.session().scalar(
        sa.select(Enterprise.id).where(Enterprise.organisation_id == actor.organisation_id)
    )
    if enterprise_id is None:
        return reach_screen(None)
    return reach_screen(matching.reach_of_tender(web.session(), enterprise_id, tender))


@blueprint.route("/tenders/<int:tender_id>/your-offers", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def your_offers(tender_id: int) -> ResponseReturnValue:
    """Confirm that a narrower offer serves a work package."""
    tender, form = tender_of(tender_id), NarrowForm()
    if form.submitted_ok():
        with form.refusals():
            package = queries.work_package(
                web.session(), web.actor(), tender_id, form.work_package_id.data or 0
            )
            confirming.confirm_narrower(
                web.session(), web.signed_in(), package, _own_offer(form.offer_id.data)
            )
            web.flash("Your offer now counts for this work package.")
            return web.see_other("tenders.your_offers", tender_id=tender_id)
        tender = tender_of(tender_id)
    reach = reach_of(tender, now())
    if reach is None:
        raise NotFound("This tender is closed.")
    return web.render(
        "tenders/your_offers.html",
        status=form.status,
        practice=tender.practice,
        tender=tender,
        reach=reach,
        form=form,
    )


@blueprint.post("/tenders/<int:tender_id>/your-offers/take-back")
@web.access(web.ENTERPRISE)
def take_back_offer(tender_id: int) -> ResponseReturnValue:
    """Withdraw a confirmation."""
    form = NarrowForm()
    if form.submitted_ok():
        package = queries.work_package(web.session(), web.actor(), tender_id, form.work_package_id.data or 0)
        confirming.take_back(web.session(), web.signed_in(), package, _own_offer(form.offer_id.data))
        web.flash("Your offer no longer counts for this work package.")
    return web.see_other("tenders.your_offers", tender_id=tender_id)


def _own_offer(offer_id: int | None) -> Offer:
    offer = web.session().get(Offer, offer_id or 0)
    if offer is None or offer.enterprise.organisation_id != web.signed_in().organisation_id:
        raise NotFound("We cannot find that offer among yours.")
    return offer
