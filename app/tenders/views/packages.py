"""Work packages: the list with drafts to confirm, adding, confirming, removing."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.foundation import web
from app.foundation.reference import units
from app.foundation.types import now
from app.tenders.actions import work_packages as work_packages_actions
from app.tenders.forms.buttons import ConfirmForm
from app.tenders.forms.packages import WorkPackageForm
from app.tenders.models import WorkPackage
from app.tenders.queries import tenders as queries
from app.tenders.rules import periods_of_term
from app.tenders.screens.tender import package_row, tender_screen
from app.tenders.views.routes import COMPLETERS, all_packages, blueprint, lot_of, tender_of


@blueprint.route("/tenders/<int:tender_id>/work-packages", methods=["GET", "POST"])
@web.access(COMPLETERS)
def work_packages(tender_id: int) -> ResponseReturnValue:
    """Every package; a post confirms all drafts without changes."""
    tender, form = tender_of(tender_id), ConfirmForm()
    if form.submitted_ok(*all_packages(tender)):
        with form.refusals():
            count = work_packages_actions.confirm_all(web.session(), web.signed_in(), tender)
            web.flash(
                "1 work package is confirmed." if count == 1 else f"{count} work packages are confirmed."
            )
            return web.see_other("tenders.work_packages", tender_id=tender_id)
        tender = tender_of(tender_id)
    form.show(*all_packages(tender))
    screen = tender_screen(tender, web.actor(), now())
    return web.render(
        "tenders/work_packages.html",
        status=form.status,
        practice=tender.practice,
        screen=screen,
        form=form,
        drafting=tender.state.name == "draft" and tender.source.name == "written",
    )


@blueprint.route("/tenders/<int:tender_id>/lots/<int:lot_id>/work-packages/new", methods=["GET", "POST"])
@web.access(COMPLETERS)
def new_work_package(tender_id: int, lot_id: int) -> ResponseReturnValue:
    """One more package of a lot."""
    tender, form = tender_of(tender_id), WorkPackageForm(max_providers=3)
    lot = lot_of(tender, lot_id)
    if form.submitted_ok():
        with form.refusals():
            package = work_packages_actions.add_work_package(
                web.session(), web.signed_in(), lot, form.details()
            )
            web.flash(f"Added: {package_row(package).rate}, {package_row(package).term}.")
            return web.see_other("tenders.work_packages", tender_id=tender_id)
        tender = tender_of(tender_id)
        lot = lot_of(tender, lot_id)
    return web.render(
        "tenders/work_package.html",
        status=form.status,
        practice=tender.practice,
        form=form,
        tender=tender,
        row=None,
        heading=f"Add a work package to lot {lot.key}",
        unit=_unit_words(form, None),
    )


@blueprint.route("/tenders/<int:tender_id>/work-packages/<int:package_id>", methods=["GET", "POST"])
@web.access(COMPLETERS)
def work_package(tender_id: int, package_id: int) -> ResponseReturnValue:
    """Confirm a draft with or without corrections, or change a package of a draft tender."""
    package, form = queries.work_package(web.session(), web.actor(), tender_id, package_id), WorkPackageForm()
    if form.submitted_ok(package):
        with form.refusals():
            work_packages_actions.confirm_work_package(
                web.session(), web.signed_in(), package, form.details()
            )
            web.flash(f"Confirmed: {package.name}.")
            return web.see_other("tenders.work_packages", tender_id=tender_id)
        package = queries.work_package(web.session(), web.actor(), tender_id, package_id)
    form.show(package)
    row, tender = package_row(package), package.lot.tender
    return web.render(
        "tenders/work_package.html",
        status=form.status,
        practice=tender.practice,
        form=form,
        tender=tender,
        row=row,
        heading="Confirm this work package" if row.draft else "Change this work package",
        unit=_unit_words(form, package),
    )


@blueprint.route("/tenders/<int:tender_id>/work-packages/<int:package_id>/remove", methods=["GET", "POST"])
@web.access(COMPLETERS)
def remove_work_package(tender_id: int, package_id: int) -> ResponseReturnValue:
    """Remove a package."""
    package, form = queries.work_package(web.session(), web.actor(), tender_id, package_id), ConfirmForm()
    if form.submitted_ok(package):
        with form.refusals():
            work_packages_actions.remove_work_package(web.session(), web.signed_in(), package)
            return web.see_other("tenders.work_packages", tender_id=tender_id)
        package = queries.work_package(web.session(), web.actor(), tender_id, package_id)
    form.show(package)
    return web.render(
        "tenders/remove_work_package.html",
        status=form.status,
        practice=package.lot.tender.practice,
        form=form,
        tender_id=tender_id,
        row=package_row(package),
    )


def _unit_words(form: WorkPackageForm, package: WorkPackage | None) -> str:
    """The unit of the quantity, in words; it follows from the kind of work."""
    code = form.capability.code or (package.capability if package else None)
    if code is None:
        return "The unit depends on the kind of work: hours a week for cleaning, meals a day for catering."
    unit = units.standard_unit(code)
    tender = package.lot.tender if package else None
    hint = f"Measured in {unit.name}. One period is a {unit.period}."
    if tender is not None and (tender.starts_on or tender.term_months):
        count, words = periods_of_term(unit, tender.starts_on, tender.ends_on, tender.term_months)
        hint = f"{hint} The contract has {words}." if count else hint
    return hint
