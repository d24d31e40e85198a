"""Signing in and out."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError

from app.accounts import actions, queries
from app.accounts.forms import SignInForm
from app.accounts.models import Person
from app.accounts.passwords import verify_password
from app.accounts.rules import PersonState
from app.accounts.views.routes import GUESSES, SPRAYS, address_and_network, blueprint, network, reading
from app.foundation import web
from app.foundation.web.identity import token

NO_MATCH = "That email address and password do not belong together. Check both, or set a new password."
HOME = "home.home"
NEVER_BACK_TO = ("static", "accounts.sign_in")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@web.limiter.limit(SPRAYS, key_func=network, methods=["POST"])
@web.limiter.limit(GUESSES, key_func=address_and_network, methods=["POST"])
@web.access(web.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Address and password. The same answer and the same work whether or not the address is known."""
    if web.actor() is not None:
        return web.see_other(HOME)
    form = SignInForm()
    if form.submitted_ok():
        checked = _matching_person(form.email.data, form.password.data)
        if checked is not None and _open(checked):
            return redirect(return_address(), code=303)
        form.refuse(NO_MATCH, "email")
    return web.render("accounts/sign_in.html", status=form.status, form=form)


@blueprint.post("/sign-out")
@web.access(web.PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End this browser's session, here and in the database."""
    held = token()
    if held is not None:
        actions.close_sign_in(web.session(), held)
    web.sign_out()
    web.flash("You are signed out.")
    return web.see_other(HOME)


def _matching_person(email: str, password: str) -> Person | None:
    # Before the unit of work: hashing takes long, and nobody else could write meanwhile.
    with reading() as session:
        person = queries.person_with_email(session, email)
    fits = verify_password(person.password_hash if person else None, password)
    return person if person and fits and person.state is PersonState.active else None


def _open(checked: Person) -> bool:
    session = web.session()
    person = queries.person(session, checked.id)
    if person.password_hash != checked.password_hash:
        return False  # set anew while the old one was being checked
    web.sign_in(actions.open_sign_in(session, person))
    return True


def return_address() -> str:
    """The page that asked for signing in: an endpoint of ours and its arguments, never an address from outside."""
    endpoint = request.args.get("to", "")
    rules = [rule for rule in current_app.url_map.iter_rules() if rule.endpoint == endpoint]
    if not rules or endpoint in NEVER_BACK_TO:
        return url_for(HOME)
    wanted = {name for rule in rules for name in rule.arguments}
    values = {name: request.args[f"to_{name}"] for name in wanted if f"to_{name}" in request.args}
    addresses = current_app.url_map.bind("", url_scheme="https")
    try:
        address = addresses.build(endpoint, values, method="GET")
        reached, _ = addresses.match(address, method="GET")
    except (BuildError, HTTPException, ValueError):
        return url_for(HOME)
    return address if reached == endpoint else url_for(HOME)
