"""Registering: an address first, then, from the mailbox, who you are and whom you work for."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.accounts.actions import letters, registering, signing_in
from app.accounts.forms.people import EmailForm, PersonForm, RegistrationForm
from app.accounts.models import Registration
from app.accounts.passwords import hash_password
from app.accounts.queries import admission, people
from app.accounts.rules import InvitationState
from app.accounts.views.routes import (
    LETTERS,
    SPRAYS,
    address_and_network,
    blueprint,
    mails_are_files,
    network,
)
from app.foundation import web
from app.foundation.actor import OrganisationKind
from app.foundation.web import once


@blueprint.route("/register", methods=["GET", "POST"])
@web.limiter.limit(SPRAYS, key_func=network, methods=["POST"])
@web.limiter.limit(LETTERS, key_func=address_and_network, methods=["POST"])
@web.access(web.PUBLIC)
def register() -> ResponseReturnValue:
    """Ask for a link. The answer is the same for an address that has an account: its owner gets an email."""
    form = EmailForm()
    if form.submitted_ok():
        letters.ask_to_register(web.session(), form.email.data, web.settings().public_url)
        return web.see_other("accounts.register_sent")
    return web.render("accounts/register.html", status=form.status, form=form)


@blueprint.get("/register/sent")
@web.access(web.PUBLIC)
def register_sent() -> ResponseReturnValue:
    """Look in your mailbox."""
    return web.render("accounts/register_sent.html", mail_folder=mails_are_files())


@blueprint.route("/register/<token>", methods=["GET", "POST"])
@web.access(web.PUBLIC)
def finish_registration(token: str) -> ResponseReturnValue:
    """Make the account for an emailed link, with a new organisation or by the invitation in the link."""
    with web.reading() as session:
        registration = people.open_registration(session, token)
        has_account = (
            registration is not None and people.person_with_email(session, registration.email) is not None
        )
    if registration is None or has_account:
        return web.render("accounts/register_ended.html", status=404, has_account=has_account)
    invitation = registration.invitation if _waits(registration) else None
    form = PersonForm() if invitation else RegistrationForm()
    form.guessable = (registration.email,)
    if form.submitted_ok() and not _asks_about_its_name(form):
        with form.refusals():
            return _make_account(token, form)
        if isinstance(form, RegistrationForm):
            form.renew()
    return web.render(
        "accounts/finish_registration.html",
        status=form.status,
        form=form,
        email=registration.email,
        organisation=invitation.organisation.name if invitation else None,
    )


def _asks_about_its_name(form: PersonForm) -> bool:
    """Whether an enterprise of a similar name is registered; if so, the form asks about it."""
    if not isinstance(form, RegistrationForm) or not form.asks_about_names:
        return False
    with web.reading() as session:
        alike = admission.look_alikes(session, form.organisation_name.data)
    if alike:
        form.ask_about([organisation.name for organisation in alike])
    return bool(alike)


def _waits(registration: Registration) -> bool:
    return registration.invitation is not None and registration.invitation.state is InvitationState.pending


def _make_account(token: str, form: PersonForm) -> ResponseReturnValue:
    password_hash = hash_password(form.password.data)
    kind = OrganisationKind[form.kind.data] if isinstance(form, RegistrationForm) else None
    name = form.organisation_name.data if isinstance(form, RegistrationForm) else None
    version = form.terms_version.data if isinstance(form, RegistrationForm) else None
    session = web.session()
    person = registering.finish_registration(
        session, token, form.name.data, password_hash, kind, name, version
    )
    web.sign_in(signing_in.open_sign_in(session, person))
    once.repeatable()  # a second click finds the link used, and gets the answer of the first
    web.flash(f"Welcome, {person.name}. Your account is ready.")
    return web.see_other("home.home")
