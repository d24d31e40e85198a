"""The data-sharing terms: anyone can read them, owners accept them for the organisation."""

from __future__ import annotations

from flask import redirect
from flask.typing import ResponseReturnValue

from app.accounts import terms
from app.accounts.actions import organisations
from app.accounts.forms.people import AcceptTermsForm
from app.accounts.queries import admission
from app.accounts.views.returning import return_address
from app.accounts.views.routes import blueprint
from app.foundation import web
from app.foundation.errors import NotAllowed


@blueprint.get("/data-sharing-terms")
@web.access(web.PUBLIC)
def data_sharing_terms() -> ResponseReturnValue:
    """The newest version, and who accepted it for the reader's organisation."""
    text, actor = terms.current(), web.actor()
    acceptance = None
    if actor is not None and actor.organisation_id is not None:
        acceptance = admission.accepted_terms(web.session(), actor.organisation_id, text.version)
    return web.render("accounts/data_sharing_terms.html", terms=text, acceptance=acceptance, ask_owner=False)


@blueprint.route("/organisation/data-sharing-terms", methods=["GET", "POST"])
@web.access(web.ORGANISATION)
def accept_terms() -> ResponseReturnValue:
    """Asked before anything private is shown, when the organisation has not accepted the newest version."""
    form = AcceptTermsForm()
    if form.is_submitted() and not web.signed_in().is_owner:
        raise NotAllowed("Only an owner can accept the terms for your organisation.")
    if form.submitted_ok():
        with form.refusals():
            organisations.accept_terms(web.session(), web.signed_in(), form.terms_version.data)
            web.flash(f"You have accepted the data-sharing terms for {web.signed_in().organisation_name}.")
            return redirect(return_address(), code=303)
        form.renew()
    if not web.signed_in().is_owner:
        return web.render(
            "accounts/data_sharing_terms.html", terms=terms.current(), acceptance=None, ask_owner=True
        )
    return web.render("accounts/accept_terms.html", status=form.status, form=form, terms=terms.current())
