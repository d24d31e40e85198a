"""Whom an enterprise trusts, and whom it cannot work with."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.enterprises.actions import incompatible
from app.enterprises.actions import trust as trust_actions
from app.enterprises.forms import IncompatibleForm, TrustForm
from app.enterprises.queries import directory, pairs, register
from app.enterprises.screens import pairs as pairs_screens
from app.enterprises.views.routes import blueprint, mine, typed
from app.foundation import web
from app.foundation.errors import NotFound


@blueprint.get("/enterprise/trust")
@web.access(web.ENTERPRISE)
def trust() -> ResponseReturnValue:
    """Trust that counts, trust that waits to be confirmed, and enterprises to keep apart."""
    enterprise, session = mine(), web.session()
    screen = pairs_screens.trust_screen(
        session,
        enterprise,
        pairs.trust_pairs(session, enterprise),
        pairs.declared_incompatible(session, enterprise),
    )
    return web.render("enterprises/trust.html", screen=screen)


@blueprint.get("/enterprise/trust/new")
@web.access(web.ENTERPRISE)
def choose_partner() -> ResponseReturnValue:
    """Find the other enterprise by name."""
    enterprise, search = mine(), directory.Search(name=typed("q"))
    listing = (
        None if search.empty else directory.directory(web.session(), search, directory.understood(search), 1)
    )
    return web.render(
        "enterprises/choose_partner.html",
        choices=pairs_screens.partner_choices(search.name, listing, enterprise),
    )


@blueprint.route("/enterprise/trust/with/<int:enterprise_id>", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def propose(enterprise_id: int) -> ResponseReturnValue:
    """Say how well the enterprise knows another."""
    form = TrustForm()
    if form.submitted_ok(pairs.pair_between(web.session(), mine(), enterprise_id)):
        with form.refusals():
            other = register.named(web.session(), web.signed_in(), enterprise_id)
            trust_actions.propose_trust(
                web.session(),
                web.signed_in(),
                mine(),
                other,
                form.closeness,
                form.basis.data,
                web.settings().public_url,
            )
            web.flash(f"Saved. It counts once {other.organisation.name} confirms it.")
            return web.see_other("enterprises.trust")
    other = register.named(web.session(), web.signed_in(), enterprise_id)
    form.show(pairs.pair_between(web.session(), mine(), enterprise_id))
    return web.render(
        "enterprises/propose.html", status=form.status, form=form, other=other.organisation.name
    )


@blueprint.route("/enterprise/trust/<int:pair_id>/confirm", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def confirm(pair_id: int) -> ResponseReturnValue:
    """Confirm another enterprise's proposal, with an answer of one's own."""
    form = TrustForm()
    if form.submitted_ok(pairs.trust_pair(web.session(), mine(), pair_id)):
        with form.refusals():
            trust_actions.confirm_trust(
                web.session(), web.signed_in(), mine(), pair_id, form.closeness, web.settings().public_url
            )
            web.flash("Confirmed by both of you. It counts from now on.")
            return web.see_other("enterprises.trust")
    line = _line(pair_id)
    if not line.to_confirm:
        raise NotFound("There is nothing to confirm here.")
    form.show(pairs.trust_pair(web.session(), mine(), pair_id))
    return web.render("enterprises/confirm.html", status=form.status, form=form, line=line)


@blueprint.route("/enterprise/trust/<int:pair_id>/withdraw", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def withdraw_trust(pair_id: int) -> ResponseReturnValue:
    """Ask for confirmation, then withdraw trust or decline a proposal."""
    form = web.StateForm()
    if form.submitted_ok(pairs.trust_pair(web.session(), mine(), pair_id)):
        with form.refusals():
            trust_actions.withdraw_trust(web.session(), web.signed_in(), mine(), pair_id)
            web.flash("Saved. It does not count from now on.")
            return web.see_other("enterprises.trust")
    form.show(pairs.trust_pair(web.session(), mine(), pair_id))
    return web.render("enterprises/withdraw_trust.html", status=form.status, line=_line(pair_id), form=form)


def _line(pair_id: int) -> pairs_screens.TrustLine:
    enterprise, session = mine(), web.session()
    pair = pairs.trust_pair(session, enterprise, pair_id)
    return pairs_screens.trust_screen(session, enterprise, [pair], []).trusts[0]


@blueprint.route("/enterprise/incompatible/<int:enterprise_id>", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def declare_incompatible(enterprise_id: int) -> ResponseReturnValue:
    """Rule out another enterprise, without telling it."""
    form = IncompatibleForm()
    if form.submitted_ok(pairs.incompatible_with(web.session(), mine(), enterprise_id)):
        with form.refusals():
            other = register.named(web.session(), web.signed_in(), enterprise_id)
            incompatible.declare_incompatible(web.session(), web.signed_in(), mine(), other, form.reason.data)
            web.flash(f"You will not be put in a consortium with {other.organisation.name}.")
            return web.see_other("enterprises.trust")
    other = register.named(web.session(), web.signed_in(), enterprise_id)
    form.show(pairs.incompatible_with(web.session(), mine(), enterprise_id))
    return web.render(
        "enterprises/incompatible.html", status=form.status, form=form, other=other.organisation.name
    )


@blueprint.post("/enterprise/incompatible/<int:pair_id>/withdraw")
@web.access(web.ENTERPRISE)
def withdraw_incompatible(pair_id: int) -> ResponseReturnValue:
    """Allow the two in one consortium again."""
    incompatible.withdraw_incompatible(web.session(), web.signed_in(), mine(), pair_id)
    web.flash("You can be put in a consortium together again.")
    return web.see_other("enterprises.trust")
