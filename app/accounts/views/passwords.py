"""Forgotten and changed passwords."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.accounts.actions import letters, passwords
from app.accounts.forms.people import ChangePasswordForm, EmailForm, NewPasswordForm
from app.accounts.passwords import hash_password, verify_password
from app.accounts.queries import people
from app.accounts.views.devices import remember
from app.accounts.views.routes import (
    GUESSES,
    LETTERS,
    SPRAYS,
    actor_or_network,
    address_and_network,
    blueprint,
    mails_are_files,
    network,
)
from app.foundation import security_log, web


@blueprint.route("/password/forgotten", methods=["GET", "POST"])
@web.limiter.limit(SPRAYS, key_func=network, methods=["POST"])
@web.limiter.limit(LETTERS, key_func=address_and_network, methods=["POST"])
@web.access(web.PUBLIC)
def forgotten_password() -> ResponseReturnValue:
    """Ask for a link that sets a new password. The answer never says whether there is an account."""
    form = EmailForm()
    if form.submitted_ok():
        letters.ask_for_password_reset(web.session(), form.email.data, web.settings().public_url)
        return web.see_other("accounts.reset_sent")
    return web.render("accounts/forgotten_password.html", status=form.status, form=form)


@blueprint.get("/password/sent")
@web.access(web.PUBLIC)
def reset_sent() -> ResponseReturnValue:
    """Look in your mailbox."""
    return web.render("accounts/reset_sent.html", mail_folder=mails_are_files())


@blueprint.route("/password/reset/<token>", methods=["GET", "POST"])
@web.access(web.PUBLIC)
def reset_password(token: str) -> ResponseReturnValue:
    """Set a new password with a link from the mailbox. All sessions end, so the person signs in again."""
    with web.reading() as session:
        reset = people.open_reset(session, token)
        person = people.person(session, reset.person_id) if reset else None
    if person is None:
        return web.render("accounts/reset_ended.html", status=404)
    form = NewPasswordForm()
    form.guessable = (person.name, person.email)
    if form.submitted_ok():
        password_hash = hash_password(form.password.data)
        passwords.reset_password(web.session(), token, password_hash)
        web.sign_out()
        remember(person.id)  # so that strangers who guess from here do not keep them waiting
        web.flash("Your password has been changed. Sign in with the new one.")
        return web.see_other("accounts.sign_in")
    return web.render("accounts/reset_password.html", status=form.status, form=form, email=person.email)


@blueprint.route("/account/password", methods=["GET", "POST"])
@web.limiter.limit(GUESSES, key_func=actor_or_network, methods=["POST"])
@web.access(web.SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """Change the password; every other browser is signed out, this one gets a fresh sign-in."""
    actor = web.actor()
    assert actor is not None
    assert actor.person_id is not None
    with web.reading() as session:
        person = people.person(session, actor.person_id)
    form = ChangePasswordForm()
    form.guessable = (person.name, person.email, actor.organisation_name or "")
    if form.submitted_ok():
        if not verify_password(person.password_hash, form.current_password.data):
            security_log.note("password_failed", person=person.id)
            form.refuse("This is not your current password", "current_password")
        else:
            password_hash = hash_password(form.password.data)
            with form.refusals():
                web.sign_in(
                    passwords.change_password(web.session(), actor, password_hash, person.password_hash)
                )
                web.flash("Your password has been changed. You have been signed out of every other browser.")
                return web.see_other("accounts.account")
    return web.render("accounts/change_password.html", status=form.status, form=form)
