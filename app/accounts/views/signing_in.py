"""Signing in and out."""

from __future__ import annotations

from flask import redirect, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import TooManyRequests

from app.accounts import browsers, codes, guessing
from app.accounts.actions import second_factor, signing_in
from app.accounts.forms.people import CodeForm, RecoveryCodeForm, SignInForm
from app.accounts.models import Person
from app.accounts.passwords import verify_password
from app.accounts.queries import people
from app.accounts.rules import CodeAnswer, PersonState
from app.accounts.views.devices import begin_try, is_known_to
from app.accounts.views.returning import HOME, kept, return_address
from app.accounts.views.routes import SPRAYS, blueprint, network, writing
from app.foundation import security_log, web
from app.foundation.web.identity import begin_anew, token

NO_MATCH = "The email address or password is not correct. Check both, or set a new password."
HALF = "half_sign_in"  # in the cookie: the token of a sign-in that waits for its second factor


@blueprint.route("/sign-in", methods=["GET", "POST"])
@web.access(web.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Address and password. The same answer and the same work whether or not the address has an account."""
    if web.actor() is not None:
        return web.see_other(HOME)
    form = SignInForm()
    if form.submitted_ok():
        number = begin_try(form.email.data)
        if number is None:
            raise TooManyRequests
        checked = _matching_person(form.email.data, form.password.data)
        opened = _open(checked) if checked is not None else None
        if opened is not None:
            guessing.succeeded(web.session(), number)
            return opened
        form.refuse(NO_MATCH, "email")
    return web.render("accounts/sign_in.html", status=form.status, form=form)


@blueprint.post("/sign-out")
@web.access(web.PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End this browser's session, here and in the database."""
    held = token()
    if held is not None:
        signing_in.close_sign_in(web.session(), held)
    web.sign_out()
    web.flash("You have signed out.")
    return web.see_other(HOME)


def _matching_person(email: str, password: str) -> Person | None:
    # Before the unit of work: hashing takes long, and would keep others from writing.
    with web.reading() as session:
        person = people.person_with_email(session, email)
    fits = verify_password(person.password_hash if person else None, password)
    shut = person is not None and person.is_sample and web.settings().production  # their passwords are public
    if person and fits and person.state is PersonState.active and not shut:
        return person
    security_log.note(
        "sign_in_failed", person=person.id if person else "unknown", fits=fits and person is not None
    )
    return None


def _open(checked: Person) -> ResponseReturnValue | None:
    session = web.session()
    person = people.person(session, checked.id)
    if person.password_hash != checked.password_hash:
        return None  # changed while the old one was being checked
    if people.second_factor(session, person.id) is not None:
        begin_anew()
        cookie[HALF] = second_factor.open_half_sign_in(session, person)
        return web.see_other("accounts.sign_in_code", **kept())
    _tell_of_new_browser(session, person)
    web.sign_in(signing_in.open_sign_in(session, person))
    return redirect(return_address(), code=303)


def _tell_of_new_browser(session: Session, person: Person) -> None:
    if not is_known_to(person.id):
        signing_in.tell_of_new_browser(session, person, browsers.words(request.user_agent.string))


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@web.limiter.limit(SPRAYS, key_func=network, methods=["POST"])
@web.access(web.PUBLIC)
def sign_in_code() -> ResponseReturnValue:
    """After the password: a code from the authenticator app. Until then nothing is shown."""
    form, half = CodeForm(), cookie.get(HALF, "")
    person = _half_person(half)
    if person is None:
        return _begin_again()
    if form.submitted_ok():
        with writing() as session:
            answer = second_factor.sign_in_with_code(session, half, form.code.data, web.settings().secret_key)
            if isinstance(answer, str):
                _tell_of_new_browser(session, person)
        return _answered(answer, form, "code", "accounts/sign_in_code.html")
    return web.render("accounts/sign_in_code.html", status=form.status, form=form, kept=kept())


@blueprint.route("/sign-in/recovery-code", methods=["GET", "POST"])
@web.limiter.limit(SPRAYS, key_func=network, methods=["POST"])
@web.access(web.PUBLIC)
def sign_in_recovery() -> ResponseReturnValue:
    """The same with a recovery code, for people without their phone."""
    form, half = RecoveryCodeForm(), cookie.get(HALF, "")
    person = _half_person(half)
    if person is None:
        return _begin_again()
    if form.submitted_ok():
        with web.reading() as session:
            factor = people.second_factor(session, person.id)
        code_hash = codes.hash_recovery_code(
            form.recovery_code.data, factor.recovery_salt if factor else b"-" * 16
        )
        with writing() as session:
            answer = second_factor.sign_in_with_recovery_code(session, half, code_hash)
            if isinstance(answer, str):
                _tell_of_new_browser(session, person)
        return _answered(answer, form, "recovery_code", "accounts/sign_in_recovery.html")
    return web.render("accounts/sign_in_recovery.html", status=form.status, form=form, kept=kept())


def _half_person(half: str) -> Person | None:
    with web.reading() as session:
        return people.half_signed_in(session, half)


def _begin_again() -> ResponseReturnValue:
    if web.actor() is None:
        cookie.pop(HALF, None)
        web.flash(CodeAnswer.ended.value, "information")
    return web.see_other("accounts.sign_in", **kept())


def _answered(answer: CodeAnswer | str, form: web.Form, field: str, template: str) -> ResponseReturnValue:
    if isinstance(answer, str):
        web.sign_in(answer)
        return redirect(return_address(), code=303)
    if answer is CodeAnswer.ended:
        return _begin_again()
    person = _half_person(cookie.get(HALF, ""))
    security_log.note("code_failed", person=person.id if person else "unknown", answer=answer.name)
    form.refuse(answer.value, field)
    return web.render(template, status=422, form=form, kept=kept())
