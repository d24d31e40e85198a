"""People's own data: downloading it and having it erased."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.accounts.forms.people import PasswordAgainForm
from app.accounts.models import Organisation
from app.accounts.queries import people as people_queries
from app.accounts.views.asking_again import knows_password
from app.accounts.views.routes import GUESSES, actor_or_network
from app.foundation import audit, web
from app.foundation.types import now
from app.home import archive
from app.home.actions import erasing
from app.home.queries import erasable, own
from app.home.views.pages import blueprint

ZIP = "application/zip"


@blueprint.route("/account/data", methods=["GET", "POST"])
@web.limiter.limit(GUESSES, key_func=actor_or_network, methods=["POST"])
@web.access(web.SIGNED_IN)
def own_data() -> ResponseReturnValue:
    """Download everything that is kept about you, after the password."""
    actor, form = web.signed_in(), PasswordAgainForm()
    if form.submitted_ok() and knows_password(form):
        session = web.session()
        person = people_queries.person(session, actor.person_id or 0)
        export = own.of_person(session, person)
        audit.record(session, actor, "person.exported", person)
        return web.download(
            archive.packed(export, web.settings().documents_dir, now()), "bidbridge-data.zip", ZIP
        )
    return web.render("home/own_data.html", status=form.status, form=form)


@blueprint.route("/organisation/data", methods=["GET", "POST"])
@web.limiter.limit(GUESSES, key_func=actor_or_network, methods=["POST"])
@web.access(web.OWNER)
def organisation_data() -> ResponseReturnValue:
    """Download everything the organisation put in, after the password."""
    actor, form = web.signed_in(), PasswordAgainForm()
    if form.submitted_ok() and knows_password(form):
        session = web.session()
        organisation = session.get_one(Organisation, actor.organisation_id)
        export = own.of_organisation(session, organisation)
        audit.record(session, actor, "organisation.exported", organisation)
        return web.download(
            archive.packed(export, web.settings().documents_dir, now()), "bidbridge-organisation.zip", ZIP
        )
    return web.render("home/organisation_data.html", status=form.status, form=form)


@blueprint.route("/account/erase", methods=["GET", "POST"])
@web.limiter.limit(GUESSES, key_func=actor_or_network, methods=["POST"])
@web.access(web.SIGNED_IN)
def erase_account() -> ResponseReturnValue:
    """Say what is erased and what is kept; after the password, erase the account."""
    actor, form = web.signed_in(), PasswordAgainForm()
    if form.submitted_ok() and knows_password(form):
        with form.refusals():
            erasing.erase_person(web.session(), actor)
            web.sign_out()
            web.flash("We have erased your account.")
            return web.see_other("home.home")
    with web.reading() as session:
        reasons = erasable.holds_person_back(session, actor.person_id or 0)
    return web.render("home/erase_account.html", status=form.status, form=form, reasons=reasons)


@blueprint.route("/organisation/close", methods=["GET", "POST"])
@web.limiter.limit(GUESSES, key_func=actor_or_network, methods=["POST"])
@web.access(web.OWNER)
def close_organisation() -> ResponseReturnValue:
    """Say what is erased and what is kept; after the password, close the organisation and erase what it
    entered.
    """
    actor, form = web.signed_in(), PasswordAgainForm()
    if form.submitted_ok() and knows_password(form):
        with form.refusals():
            erasing.close_organisation(web.session(), actor)
            web.sign_out()
            web.flash(
                "The organisation is closed. Its members can no longer act for it. Sign in again to continue."
            )
            return web.see_other("home.home")
    with web.reading() as session:
        organisation = session.get_one(Organisation, actor.organisation_id)
        reasons = erasable.holds_organisation_back(session, organisation)
        named = erasable.name_is_needed(session, organisation)
    return web.render(
        "home/close_organisation.html", status=form.status, form=form, reasons=reasons, named=named
    )
