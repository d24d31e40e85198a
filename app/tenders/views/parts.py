"""Lots, conditions and criteria of a draft: a list each, with one form to add to it."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.foundation import web
from app.foundation.errors import NotFound
from app.tenders.actions import writing
from app.tenders.forms.buttons import ConfirmForm
from app.tenders.forms.writing import ConditionForm, CriterionForm, LotForm
from app.tenders.views.routes import WRITERS, blueprint, lot_of, tender_of
from app.tenders.views.writing import screen_of


@blueprint.get("/tenders/<int:tender_id>/lots")
@web.access(WRITERS)
def lots(tender_id: int) -> ResponseReturnValue:
    """The lots so far."""
    return web.render("tenders/lots.html", screen=screen_of(tender_of(tender_id)))


@blueprint.route("/tenders/<int:tender_id>/lots/new", methods=["GET", "POST"])
@web.access(WRITERS)
def new_lot(tender_id: int) -> ResponseReturnValue:
    """One more lot."""
    tender, form = tender_of(tender_id), LotForm()
    if form.submitted_ok():
        with form.refusals():
            writing.add_lot(web.session(), web.signed_in(), tender, form.details())
            return web.see_other("tenders.lots", tender_id=tender_id)
    return web.render(
        "tenders/lot.html", status=form.status, form=form, tender_id=tender_id, heading="Add a lot"
    )


@blueprint.route("/tenders/<int:tender_id>/lots/<int:lot_id>", methods=["GET", "POST"])
@web.access(WRITERS)
def change_lot(tender_id: int, lot_id: int) -> ResponseReturnValue:
    """Change a lot."""
    lot, form = lot_of(tender_of(tender_id), lot_id), LotForm()
    if form.submitted_ok(lot):
        with form.refusals():
            writing.change_lot(web.session(), web.signed_in(), lot, form.details())
            return web.see_other("tenders.lots", tender_id=tender_id)
        lot = lot_of(tender_of(tender_id), lot_id)
    form.show(lot)
    return web.render(
        "tenders/lot.html", status=form.status, form=form, tender_id=tender_id, heading="Change this lot"
    )


@blueprint.route("/tenders/<int:tender_id>/lots/<int:lot_id>/remove", methods=["GET", "POST"])
@web.access(WRITERS)
def remove_lot(tender_id: int, lot_id: int) -> ResponseReturnValue:
    """Remove a lot."""
    lot, form = lot_of(tender_of(tender_id), lot_id), ConfirmForm()
    if form.submitted_ok(lot, *lot.work_packages):
        with form.refusals():
            writing.remove_lot(web.session(), web.signed_in(), lot)
            return web.see_other("tenders.lots", tender_id=tender_id)
        lot = lot_of(tender_of(tender_id), lot_id)
    form.show(lot, *lot.work_packages)
    return web.render("tenders/remove_lot.html", status=form.status, form=form, tender_id=tender_id, lot=lot)


@blueprint.route("/tenders/<int:tender_id>/conditions", methods=["GET", "POST"])
@web.access(WRITERS)
def conditions(tender_id: int) -> ResponseReturnValue:
    """What a bidder must have."""
    tender, form = tender_of(tender_id), ConditionForm()
    if form.submitted_ok():
        with form.refusals():
            writing.add_condition(web.session(), web.signed_in(), tender, form.details())
            return web.see_other("tenders.conditions", tender_id=tender_id)
        tender = tender_of(tender_id)
    return web.render("tenders/conditions.html", status=form.status, form=form, screen=screen_of(tender))


@blueprint.post("/tenders/<int:tender_id>/conditions/<int:condition_id>/remove")
@web.access(WRITERS)
def remove_condition(tender_id: int, condition_id: int) -> ResponseReturnValue:
    """Remove a condition."""
    tender = tender_of(tender_id)
    condition = next((condition for condition in tender.conditions if condition.id == condition_id), None)
    if condition is None:
        raise NotFound("We cannot find that condition.")
    writing.remove_condition(web.session(), web.signed_in(), tender, condition)
    return web.see_other("tenders.conditions", tender_id=tender_id)


@blueprint.route("/tenders/<int:tender_id>/criteria", methods=["GET", "POST"])
@web.access(WRITERS)
def criteria(tender_id: int) -> ResponseReturnValue:
    """How bids are judged."""
    tender, form = tender_of(tender_id), CriterionForm()
    if form.submitted_ok():
        with form.refusals():
            writing.add_criterion(web.session(), web.signed_in(), tender, form.details())
            return web.see_other("tenders.criteria", tender_id=tender_id)
        tender = tender_of(tender_id)
    return web.render("tenders/criteria.html", status=form.status, form=form, screen=screen_of(tender))


@blueprint.post("/tenders/<int:tender_id>/criteria/<int:criterion_id>/remove")
@web.access(WRITERS)
def remove_criterion(tender_id: int, criterion_id: int) -> ResponseReturnValue:
    """Remove a criterion."""
    tender = tender_of(tender_id)
    criterion = next((criterion for criterion in tender.criteria if criterion.id == criterion_id), None)
    if criterion is None:
        raise NotFound("We cannot find that criterion.")
    writing.remove_criterion(web.session(), web.signed_in(), tender, criterion)
    return web.see_other("tenders.criteria", tender_id=tender_id)
