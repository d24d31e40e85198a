"""What advisers see of an enterprise, what they verify, and for whom they vouch. They edit nothing else."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from app.enterprises import actions, queries, screens
from app.enterprises.forms import VerifyForm, VouchForm
from app.enterprises.rules import Scheme, ViewedIn
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
    found = queries.register_entry(session, web.signed_in(), enterprise_id)
    pairs = queries.trust_pairs(session, found, web.signed_in().organisation_id)
    declared = queries.declared_incompatible(session, found)
    screen = screens.register_screen(session, found, pairs, declared, today())
    shows_figures_of([enterprise_id], ViewedIn.register_entry, f"enterprises:{enterprise_id}")
    return web.render("enterprises/register.html", screen=screen, body=web.signed_in().organisation_id, **context)


@blueprint.get("/enterprises/<int:enterprise_id>/capacity")
@web.access(web.ADVISER)
def register_capacity(enterprise_id: int) -> ResponseReturnValue:
    """The capacity ledger of one enterprise."""
    found = queries.register_entry(web.session(), web.signed_in(), enterprise_id)
    held = queries.enterprise_holds(web.session(), found)
    screen = screens.capacity_screen(found, held)
    shows_figures_of([enterprise_id], ViewedIn.capacity, f"enterprises:{enterprise_id}")
    return web.render("enterprises/register_capacity.html", screen=screen, enterprise_id=enterprise_id)


@blueprint.route("/enterprises/<int:enterprise_id>/verify", methods=["GET", "POST"])
@web.access(web.ADVISER)
def verify(enterprise_id: int) -> ResponseReturnValue:
    """Say where one saw that this is a social enterprise."""
    form = VerifyForm(on=today())
    if form.submitted_ok(queries.register_entry(web.session(), web.signed_in(), enterprise_id)):
        with form.refusals():
            assert form.on.data is not None
            scheme = Scheme[form.scheme.data]
            actions.verify_enterprise(web.session(), web.signed_in(), enterprise_id, scheme, form.on.data)
            web.flash("Verified under your name.")
            return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)
    found = queries.register_entry(web.session(), web.signed_in(), enterprise_id)
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
    actions.withdraw_verification(web.session(), web.signed_in(), enterprise_id)
    web.flash("Verification withdrawn.")
    return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)


@blueprint.post("/enterprises/<int:enterprise_id>/credentials/<int:credential_id>/verify")
@web.access(web.ADVISER)
def verify_credential(enterprise_id: int, credential_id: int) -> ResponseReturnValue:
    """Say that one has seen the paper today."""
    form = web.StateForm()
    if form.submitted_ok(queries.credential_of(web.session(), web.signed_in(), enterprise_id, credential_id)):
        with form.refusals():
            actions.verify_credential(web.session(), web.signed_in(), enterprise_id, credential_id, today())
            web.flash("Verified under your name.")
            return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)
    return _entry_page(enterprise_id, status=form.status, form=form)


@blueprint.post("/enterprises/<int:enterprise_id>/credentials/<int:credential_id>/withdraw-verification")
@web.access(web.ADVISER)
def withdraw_credential_verification(enterprise_id: int, credential_id: int) -> ResponseReturnValue:
    """Take it back."""
    actions.withdraw_credential_verification(web.session(), web.signed_in(), enterprise_id, credential_id)
    web.flash("Verification withdrawn.")
    return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)


@blueprint.get("/enterprises/<int:enterprise_id>/vouch")
@web.access(web.ADVISER)
def choose_vouched(enterprise_id: int) -> ResponseReturnValue:
    """Find the other enterprise by name."""
    found = queries.register_entry(web.session(), web.signed_in(), enterprise_id)
    search = queries.Search(name=typed("q"))
    meant = queries.understood(search)
    listing = (
        None if search.empty else queries.directory(web.session(), search, meant, 1, web.signed_in().organisation_id)
    )
    return web.render(
        "enterprises/choose_vouched.html",
        choices=screens.partner_choices(search.name, listing, found),
        name=found.organisation.name,
        enterprise_id=enterprise_id,
    )


@blueprint.route("/enterprises/<int:enterprise_id>/vouch/<int:other_id>", methods=["GET", "POST"])
@web.access(web.ADVISER)
def vouch(enterprise_id: int, other_id: int) -> ResponseReturnValue:
    """Vouch for the trust between two enterprises."""
    form = VouchForm()
    one = queries.register_entry(web.session(), web.signed_in(), enterprise_id)
    if form.submitted_ok(queries.pair_between(web.session(), one, other_id)):
        with form.refusals():
            other = queries.register_entry(web.session(), web.signed_in(), other_id)
            actions.vouch(web.session(), web.signed_in(), one, other, form.closeness, form.basis.data)
            web.flash("Saved. Your vouch counts from now on.")
            return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)
    both = [queries.register_entry(web.session(), web.signed_in(), id) for id in (enterprise_id, other_id)]
    form.show(queries.pair_between(web.session(), both[0], other_id))
    names = [one.organisation.name for one in both]
    return web.render("enterprises/vouch.html", status=form.status, form=form, names=names, enterprise_id=enterprise_id)


@blueprint.post("/enterprises/<int:enterprise_id>/trust/<int:pair_id>/withdraw-vouch")
@web.access(web.ADVISER)
def withdraw_vouch(enterprise_id: int, pair_id: int) -> ResponseReturnValue:
    """Take an adviser's word back."""
    actions.withdraw_vouch(web.session(), web.signed_in(), pair_id)
    web.flash("Vouch withdrawn. It no longer counts.")
    return web.see_other("enterprises.register_entry", enterprise_id=enterprise_id)
