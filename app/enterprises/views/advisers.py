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
    found = register.register_entry(session, web.signed_in(), enterprise_id)
    pairs = pairs_queries.trust_pairs(session, found, web.signed_in().organisation_id)
    declared = pairs_queries.declared_incompatible(session, found)
    screen = register_screens.register_screen(session, found, pairs, declared, today())
    shows_figures_of([enterprise_id], ViewedIn.register_entry, f"enterprises:{enterprise_id}")
    return web.render(
        "enterprises/register.html", screen=screen, body=web.signed_in().organisation_id, **context
    )


@blueprint.get("/enterprises/<int:enterprise_id>/capacity")
@web.access(web.ADVISER)
def register_capacity(enterprise_id: int) -> ResponseReturnValue:
    """The capacity ledger of one enterprise."""
    found = register.register_entry(web.session(), web.signed_in(), enterprise_id)
    held = holds.enterprise_holds(web.session(), found)
    screen = capacity.capacity_screen(found, held)
    shows_figures_of([enterprise_id], ViewedIn.capacity, f"enterprises:{enterprise_id}")
    return web.render("enterprises/register_capacity.html", screen=screen, enterprise_id=enterprise_id)


@blueprint.route("/enterprises/<int:enterprise_id>/verify", methods=["GET", "POST"])
@web.access(web.ADVISER)
def verify(enterprise_id: int) -> ResponseReturnValue:
    """Say where one saw that this is a social enterprise."""
    form = VerifyForm(on=today())
    if form.submitted_ok(register.register_entry(web.session(), web.signed_in(), enterprise_id)):
        with form.refusals():
            assert form.on.data is not None
            scheme = Scheme[form.scheme.data]
            verifying.verify_enterprise(web.session(), web.signed_in(), enterprise_id, scheme, form.on.data)
            web.flash("Verified under your name.")
            return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)
    found = register.register_entry(web.session(), web.signed_in(), enterprise_id)
    form.show(found)
    return web.render(
        "enterprises/verify.html",
        status=form.status,
        form=form,
        name=found.organisation.name,
        enterprise_id=enterprise_id,
    )


@blueprint.post("/enterprises/<int:enterprise_id>/withdraw-verification")
@web.access(web.ADVISER)
def withdraw_verification(enterprise_id: int) -> ResponseReturnValue:
    """Take a verification back."""
    verifying.withdraw_verification(web.session(), web.signed_in(), enterprise_id)
    web.flash("Verification withdrawn.")
    return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)


@blueprint.post("/enterprises/<int:enterprise_id>/credentials/<int:credential_id>/verify")
@web.access(web.ADVISER)
def verify_credential(enterprise_id: int, credential_id: int) -> ResponseReturnValue:
    """Say that one has seen the paper today."""
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
    """Take it back."""
    verifying.withdraw_credential_verification(web.session(), web.signed_in(), enterprise_id, credential_id)
    web.flash("Verification withdrawn.")
    return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)


@blueprint.get("/enterprises/<int:enterprise_id>/vouch")
@web.access(web.ADVISER)
def choose_vouched(enterprise_id: int) -> ResponseReturnValue:
    """Find the other enterprise by name."""
    found = register.register_entry(web.session(), web.signed_in(), enterprise_id)
    search = directory.Search(name=typed("q"))
    meant = directory.understood(search)
    listing = (
        None
        if search.empty
        else directory.directory(web.session(), search, meant, 1, web.signed_in().organisation_id)
    )
    return web.render(
        "enterprises/choose_vouched.html",
        choices=pairs_screens.partner_choices(search.name, listing, found),
        name=found.organisation.name,
        enterprise_id=enterprise_id,
    )


@blueprint.route("/enterprises/<int:enterprise_id>/vouch/<int:other_id>", methods=["GET", "POST"])
@web.access(web.ADVISER)
def vouch(enterprise_id: int, other_id: int) -> ResponseReturnValue:
    """Vouch for the trust between two enterprises."""
    form = VouchForm()
    one = register.register_entry(web.session(), web.signed_in(), enterprise_id)
    if form.submitted_ok(pairs_queries.pair_between(web.session(), one, other_id)):
        with form.refusals():
            other = register.register_entry(web.session(), web.signed_in(), other_id)
            trust.vouch(web.session(), web.signed_in(), one, other, form.closeness, form.basis.data)
            web.flash("Saved. Your vouch counts from now on.")
            return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)
    both = [register.register_entry(web.session(), web.signed_in(), id) for id in (enterprise_id, other_id)]
    form.show(pairs_queries.pair_between(web.session(), both[0], other_id))
    names = [one.organisation.name for one in both]
    return web.render(
        "enterprises/vouch.html", status=form.status, form=form, names=names, enterprise_id=enterprise_id
    )


@blueprint.post("/enterprises/<int:enterprise_id>/trust/<int:pair_id>/withdraw-vouch")
@web.access(web.ADVISER)
def withdraw_vouch(enterprise_id: int, pair_id: int) -> ResponseReturnValue:
    """Take an adviser's word back."""
    trust.withdraw_vouch(web.session(), web.signed_in(), pair_id)
    web.flash("Vouch withdrawn. It no longer counts.")
    return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)
