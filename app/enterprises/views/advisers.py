"""What advisers see of an enterprise, what they verify, and for whom they vouch. They edit nothing else."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from app.enterprises.actions import trust, verifying
from app.enterprises.forms import VerifyForm, VouchForm
from app.enterprises.queries import directory, holds, register
from app.enterprises.queries import pairs as pairs_queries
from app.enterprises.rules import Scheme, ViewedIn
from app.enterprises.screens import capacity
from app.enterprises.screens import pairs as pairs_screens
from app.enterprises.screens import register as register_screens
from app.enterprises.views.routes import blueprint, today, typed
from app.enterprises.views.viewing import shows_figures_of
from app.foundation import web


@blueprint.get("/enterprises/<int:enterprise_id>/register")
@web.access(web.ADVISER)
def register_entry(enterprise_id: int) -> ResponseReturnValue:
    """The whole entry, figures included."""
    return _entry_page(enterprise_id)


def _entry_page(enterprise_id: int, **context: Any) -> ResponseReturnValue:
    session = web.session()
    enterprise = register.register_entry(session, web.signed_in(), enterprise_id)
    pairs = pairs_queries.trust_pairs(session, enterprise, web.signed_in().organisation_id)
    declared = pairs_queries.declared_incompatible(session, enterprise)
    screen = register_screens.register_screen(session, enterprise, pairs, declared, today())
    shows_figures_of([enterprise_id], ViewedIn.register_entry, f"enterprises:{enterprise_id}")
    return web.render(
        "enterprises/register.html", screen=screen, body=web.signed_in().organisation_id, **context
    )


@blueprint.get("/enterprises/<int:enterprise_id>/capacity")
@web.access(web.ADVISER)
def register_capacity(enterprise_id: int) -> ResponseReturnValue:
    """The capacity ledger of one enterprise."""
    enterprise = register.register_entry(web.session(), web.signed_in(), enterprise_id)
    held = holds.enterprise_holds(web.session(), enterprise)
    screen = capacity.capacity_screen(enterprise, held)
    shows_figures_of([enterprise_id], ViewedIn.capacity, f"enterprises:{enterprise_id}")
    return web.render("enterprises/register_capacity.html", screen=screen, enterprise_id=enterprise_id)


@blueprint.route("/enterprises/<int:enterprise_id>/verify", methods=["GET", "POST"])
@web.access(web.ADVISER)
def verify(enterprise_id: int) -> ResponseReturnValue:
    """Verify that this is a social enterprise, and say where that was checked."""
    form = VerifyForm(on=today())
    if form.submitted_ok(register.register_entry(web.session(), web.signed_in(), enterprise_id)):
        with form.refusals():
            assert form.on.data is not None
            scheme = Scheme[form.scheme.data]
            verifying.verify_enterprise(web.session(), web.signed_in(), enterprise_id, scheme, form.on.data)
            web.flash("Verified under your name.")
            return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)
    enterprise = register.register_entry(web.session(), web.signed_in(), enterprise_id)
    form.show(enterprise)
    return web.render(
        "enterprises/verify.html",
        status=form.status,
        form=form,
        name=enterprise.organisation.name,
        enterprise_id=enterprise_id,
    )


@blueprint.post("/enterprises/<int:enterprise_id>/withdraw-verification")
@web.access(web.ADVISER)
def withdraw_verification(enterprise_id: int) -> ResponseReturnValue:
    """Withdraw the verification of an enterprise."""
    verifying.withdraw_verification(web.session(), web.signed_in(), enterprise_id)
    web.flash("Verification withdrawn.")
    return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)


@blueprint.post("/enterprises/<int:enterprise_id>/credentials/<int:credential_id>/verify")
@web.access(web.ADVISER)
def verify_credential(enterprise_id: int, credential_id: int) -> ResponseReturnValue:
    """Verify a certificate seen today."""
    form = web.StateForm()
    if form.submitted_ok(
        register.credential_of(web.session(), web.signed_in(), enterprise_id, credential_id)
    ):
        with form.refusals():
            verifying.verify_credential(web.session(), web.signed_in(), enterprise_id, credential_id, today())
            web.flash("Verified under your name.")
            return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)
    return _entry_page(enterprise_id, status=form.status, form=form)


@blueprint.post("/enterprises/<int:enterprise_id>/credentials/<int:credential_id>/withdraw-verification")
@web.access(web.ADVISER)
def withdraw_credential_verification(enterprise_id: int, credential_id: int) -> ResponseReturnValue:
    """Withdraw the verification of a credential."""
    verifying.withdraw_credential_verification(web.session(), web.signed_in(), enterprise_id, credential_id)
    web.flash("Verification withdrawn.")
    return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)


@blueprint.get("/enterprises/<int:enterprise_id>/vouch")
@web.access(web.ADVISER)
def choose_vouched(enterprise_id: int) -> ResponseReturnValue:
    """Find the other enterprise by name."""
    enterprise = register.register_entry(web.session(), web.signed_in(), enterprise_id)
    search = directory.Search(name=typed("q"))
    meant = directory.understood(search)
    listing = (
        None
        if search.empty
        else directory.directory(web.session(), search, meant, 1, web.signed_in().organisation_id)
    )
    return web.render(
        "enterprises/choose_vouched.html",
        choices=pairs_screens.partner_choices(search.name, listing, enterprise),
        name=enterprise.organisation.name,
        enterprise_id=enterprise_id,
    )


@blueprint.route("/enterprises/<int:enterprise_id>/vouch/<int:other_id>", methods=["GET", "POST"])
@web.access(web.ADVISER)
def vouch(enterprise_id: int, other_id: int) -> ResponseReturnValue:
    """Vouch for the trust between two enterprises."""
    form = VouchForm()
    enterprise = register.register_entry(web.session(), web.signed_in(), enterprise_id)
    if form.submitted_ok(pairs_queries.pair_between(web.session(), enterprise, other_id)):
        with form.refusals():
            other = register.register_entry(web.session(), web.signed_in(), other_id)
            trust.vouch(web.session(), web.signed_in(), enterprise, other, form.closeness, form.basis.data)
            web.flash("Saved. Your vouch counts from now on.")
            return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)
    enterprise = register.register_entry(web.session(), web.signed_in(), enterprise_id)
    other = register.register_entry(web.session(), web.signed_in(), other_id)
    form.show(pairs_queries.pair_between(web.session(), enterprise, other_id))
    names = [enterprise.organisation.name, other.organisation.name]
    return web.render(
        "enterprises/vouch.html", status=form.status, form=form, names=names, enterprise_id=enterprise_id
    )


@blueprint.post("/enterprises/<int:enterprise_id>/trust/<int:pair_id>/withdraw-vouch")
@web.access(web.ADVISER)
def withdraw_vouch(enterprise_id: int, pair_id: int) -> ResponseReturnValue:
    """Withdraw a vouch."""
    trust.withdraw_vouch(web.session(), web.signed_in(), pair_id)
    web.flash("Vouch withdrawn. It no longer counts.")
    return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)
