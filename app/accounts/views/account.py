"""A person's own page: name, organisations, sessions."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.accounts.actions import organisations, people, signing_in
from app.accounts.forms.people import NameForm, OrganisationForm
from app.accounts.queries import admission
from app.accounts.queries import people as people_queries
from app.accounts.screens import account_screen
from app.accounts.views.routes import blueprint
from app.foundation import web
from app.foundation.actor import OrganisationKind
from app.foundation.web.identity import token


@blueprint.get("/account")
@web.access(web.SIGNED_IN)
def account() -> ResponseReturnValue:
    """Name, address, password, organisations."""
    return web.render(
        "accounts/account.html", screen=account_screen(web.session(), web.signed_in()), form=web.ButtonForm()
    )


@blueprint.route("/account/name", methods=["GET", "POST"])
@web.access(web.SIGNED_IN)
def change_name() -> ResponseReturnValue:
    """Change the actor's own name."""
    form, person_id = NameForm(), web.signed_in().person_id
    assert person_id is not None
    if form.submitted_ok(people_queries.person(web.session(), person_id)):
        with form.refusals():
            people.rename_person(web.session(), web.signed_in(), form.name.data)
            web.flash("Your name has been changed.")
            return web.see_other("accounts.account")
    form.show(people_queries.person(web.session(), person_id))
    return web.render("accounts/change_name.html", status=form.status, form=form)


@blueprint.post("/account/organisations/<int:organisation_id>")
@web.access(web.SIGNED_IN)
def act_for(organisation_id: int) -> ResponseReturnValue:
    """Act for another of one's organisations in this browser."""
    held = token()
    assert held is not None
    signing_in.act_for(web.session(), web.signed_in(), held, organisation_id)
    return web.see_other("home.home")


@blueprint.post("/account/sign-out-everywhere")
@web.access(web.SIGNED_IN)
def sign_out_everywhere() -> ResponseReturnValue:
    """End all sessions of this person but this one."""
    actor, session = web.signed_in(), web.session()
    assert actor.person_id is not None
    signing_in.end_sign_ins(session, actor.person_id)
    person = people_queries.person(session, actor.person_id)
    web.sign_in(signing_in.open_sign_in(session, person, actor.organisation_id, confirmed=actor.confirmed))
    web.flash("You have been signed out of every other browser.")
    return web.see_other("accounts.sessions")


@blueprint.route("/organisation/new", methods=["GET", "POST"])
@web.access(web.SIGNED_IN)
def new_organisation() -> ResponseReturnValue:
    """Make a further organisation, or a first one, and act for it."""
    form = OrganisationForm()
    if form.submitted_ok():
        actor, session = web.signed_in(), web.session()
        assert actor.person_id is not None
        kind, name, version = (
            OrganisationKind[form.kind.data],
            form.organisation_name.data,
            form.terms_version.data,
        )
        alike = admission.look_alikes(session, name) if form.asks_about_names else []
        if alike:
            form.ask_about([organisation.name for organisation in alike])
            return web.render("accounts/new_organisation.html", status=form.status, form=form)
        with form.refusals():
            person = people_queries.person(session, actor.person_id)
            created = organisations.create_organisation(session, actor, person, kind, name, version)
            held = token()
            assert held is not None
            signing_in.act_for(session, actor, held, created.id)
            web.flash(f"{created.name} is registered. You are now acting for it.")
            return web.see_other("home.home")
        form.renew()
    return web.render("accounts/new_organisation.html", status=form.status, form=form)
