"""What an enterprise holds: certificates, licences, policies, insurance."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.enterprises import actions, queries, screens
from app.enterprises.forms import ButtonForm, CredentialForm, NewCredentialForm
from app.enterprises.views.routes import Edit, blueprint, mine, saving, signed_in, today, typed
from app.foundation import web
from app.foundation.reference import credentials as credential_types


@blueprint.get("/enterprise/credentials")
@web.access(web.ENTERPRISE)
def credentials() -> ResponseReturnValue:
    """What is held, with what is often asked besides."""
    screen = screens.credentials_screen(web.session(), mine(), today())
    return web.render("enterprises/credentials.html", screen=screen)


@blueprint.route("/enterprise/credentials/new", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def new_credential() -> ResponseReturnValue:
    """Add one."""
    enterprise, edit = mine(), Edit(NewCredentialForm(type=typed("type", 60)))
    if edit.form.submitted_ok():
        with saving(edit):
            actions.add_credential(web.session(), signed_in(), enterprise, **edit.form.given())
            web.flash("Saved.")
            return web.see_other("enterprises.credentials")
    return edit.show("enterprises/credential.html", None, name="", credential=None)


@blueprint.route("/enterprise/credentials/<int:credential_id>", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def change_credential(credential_id: int) -> ResponseReturnValue:
    """Renew or correct one."""
    found = queries.credential(web.session(), signed_in(), credential_id)
    edit = Edit(CredentialForm(obj=found))
    if edit.form.submitted_ok():
        with saving(edit):
            actions.change_credential(
                web.session(), signed_in(), credential_id, edit.form.version.data, **edit.form.given()
            )
            web.flash("Saved.")
            return web.see_other("enterprises.credentials")
    found = queries.credential(web.session(), signed_in(), credential_id)
    return edit.show("enterprises/credential.html", found, name=credential_types.name(found.type), credential=found.id)


@blueprint.route("/enterprise/credentials/<int:credential_id>/withdraw", methods=["GET", "POST"])
@web.access(web.ENTERPRISE)
def withdraw_credential(credential_id: int) -> ResponseReturnValue:
    """Ask first, then hold it no more."""
    form = ButtonForm()
    if form.submitted_ok():
        actions.withdraw_credential(web.session(), signed_in(), credential_id)
        web.flash("Removed from what you hold.")
        return web.see_other("enterprises.credentials")
    found = queries.credential(web.session(), signed_in(), credential_id)
    return web.render(
        "enterprises/withdraw_credential.html",
        status=form.status,
        credential=found.id,
        name=credential_types.name(found.type),
    )
