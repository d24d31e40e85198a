"""An enterprise's certificates, licences, policies and insurance."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.enterprises.actions import credentials as credentials_actions
from app.enterprises.forms import CredentialForm, NewCredentialForm
from app.enterprises.queries import register
from app.enterprises.screens import own
from app.enterprises.views.routes import blueprint, mine, today, typed
from app.foundation import web
from app.foundation.reference import credentials as credential_types


@blueprint.get("/enterprise/credentials")
@web.access(web.ENTERPRISE)
def credentials() -> ResponseReturnValue:
    """The enterprise's credentials, and others that are often asked for."""
    screen = own.credentials_screen(web.session(), mine(), today())
    return web.render("enterprises/credentials.html", screen=screen)


@blueprint.route("/enterprise/credentials/new", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def new_credential() -> ResponseReturnValue:
    """Add a credential."""
    enterprise, form = mine(), NewCredentialForm(type=typed("type", 60))
    if form.submitted_ok():
        with form.refusals():
            credentials_actions.add_credential(web.session(), web.signed_in(), enterprise, **form.given())
            web.flash("Saved.")
            return web.see_other("enterprises.credentials")
    return web.render("enterprises/credential.html", status=form.status, form=form, name="", credential=None)


@blueprint.route("/enterprise/credentials/<int:credential_id>", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def change_credential(credential_id: int) -> ResponseReturnValue:
    """Renew or correct a credential."""
    credential = register.credential(web.session(), web.signed_in(), credential_id)
    form = CredentialForm()
    if form.submitted_ok(credential):
        with form.refusals():
            credentials_actions.change_credential(
                web.session(), web.signed_in(), credential_id, credential.version, **form.given()
            )
            web.flash("Saved.")
            return web.see_other("enterprises.credentials")
    credential = register.credential(web.session(), web.signed_in(), credential_id)
    form.show(credential)
    name = credential_types.name(credential.type)
    return web.render(
        "enterprises/credential.html", status=form.status, form=form, name=name, credential=credential.id
    )


@blueprint.route("/enterprise/credentials/<int:credential_id>/withdraw", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def withdraw_credential(credential_id: int) -> ResponseReturnValue:
    """Ask for confirmation, then withdraw a credential."""
    credential, form = register.credential(web.session(), web.signed_in(), credential_id), web.StateForm()
    if form.submitted_ok(credential):
        with form.refusals():
            credentials_actions.withdraw_credential(web.session(), web.signed_in(), credential_id)
            web.flash("Removed.")
            return web.see_other("enterprises.credentials")
    credential = register.credential(web.session(), web.signed_in(), credential_id)
    form.show(credential)
    name = credential_types.name(credential.type)
    return web.render(
        "enterprises/withdraw_credential.html",
        status=form.status,
        form=form,
        credential=credential.id,
        name=name,
    )
