"""Changing the email address: asked for when signed in, confirmed from both mailboxes."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.accounts.actions import email_change
from app.accounts.forms.people import ChangeEmailForm
from app.accounts.queries import people
from app.accounts.tokens import digest
from app.accounts.views.asking_again import knows_password
from app.accounts.views.routes import LETTERS, actor_or_network, blueprint, mails_are_files
from app.foundation import web


@blueprint.route("/account/email", methods=["GET", "POST"])
@web.limiter.limit(LETTERS, key_func=actor_or_network, methods=["POST"])
@web.access(web.SIGNED_IN)
def change_email() -> ResponseReturnValue:
    """Ask for a new address, with the password."""
    form = ChangeEmailForm()
    if form.submitted_ok() and knows_password(form):
        with form.refusals():
            email_change.ask_for_email_change(
                web.session(), web.signed_in(), form.email.data, web.settings().public_url
            )
            return web.see_other("accounts.email_change_sent")
    return web.render("accounts/change_email.html", status=form.status, form=form)


@blueprint.get("/account/email/sent")
@web.access(web.SIGNED_IN)
def email_change_sent() -> ResponseReturnValue:
    """Look in both mailboxes."""
    return web.render("accounts/email_change_sent.html", mail_folder=mails_are_files())


@blueprint.route("/account/email/old/<token>", methods=["GET", "POST"])
@web.access(web.PUBLIC)
def confirm_old_email(token: str) -> ResponseReturnValue:
    """The old mailbox agrees, or stops it."""
    return _confirm(token, "accounts/confirm_old_email.html")


@blueprint.route("/account/email/new/<token>", methods=["GET", "POST"])
@web.access(web.PUBLIC)
def confirm_new_email(token: str) -> ResponseReturnValue:
    """The new mailbox shows that it can be read."""
    return _confirm(token, "accounts/confirm_new_email.html")


@blueprint.post("/account/email/old/<token>/stop")
@web.access(web.PUBLIC)
def stop_email_change(token: str) -> ResponseReturnValue:
    """Keep the old address."""
    email_change.stop_email_change(web.session(), token)
    web.flash("You have stopped the change. Your email address stays the same.")
    return web.see_other("home.home")


def _confirm(token: str, template: str) -> ResponseReturnValue:
    with web.reading() as session:
        change = people.open_email_change(session, token)
    old_page = template.endswith("old_email.html")
    if change is None or old_page is not (digest(token) == change.old_token_sha256):
        return web.render("accounts/email_change_ended.html", status=404)
    form = web.ButtonForm()
    if form.submitted_ok():
        if email_change.confirm_email(web.session(), token) is None:
            web.flash("Thank you. Now follow the link we sent to the other address.")
            return web.see_other("home.home")
        web.sign_out()
        web.flash("Your email address has been changed. Sign in with the new one.")
        return web.see_other("accounts.sign_in")
    return web.render(template, status=form.status, form=form, token=token, email=change.new_email)
