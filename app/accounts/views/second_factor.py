"""The second factor: setting it up, recovery codes, turning it off."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts import codes
from app.accounts.actions import second_factor as second_factor_actions
from app.accounts.forms.people import CodeForm, PasswordAgainForm
from app.accounts.models import SecondFactor
from app.accounts.queries import people
from app.accounts.screens import second_factor_screen
from app.accounts.views.asking_again import knows_password
from app.accounts.views.returning import kept, return_address
from app.accounts.views.routes import GUESSES, actor_or_network, blueprint
from app.foundation import web


@blueprint.route("/account/second-factor", methods=["GET", "POST"])
@web.limiter.limit(GUESSES, key_func=actor_or_network, methods=["POST"])
@web.access(web.SIGNED_IN)
def second_factor() -> ResponseReturnValue:
    """What is set up; or, after the password, begin setting up."""
    actor, form = web.signed_in(), PasswordAgainForm()
    if form.submitted_ok() and knows_password(form):
        with form.refusals():
            second_factor_actions.begin_second_factor(web.session(), actor, web.settings().secret_key)
            return web.see_other("accounts.set_up_second_factor", **kept())
    with web.reading() as session:
        screen = second_factor_screen(session, actor)
    return web.render(
        "accounts/second_factor.html", status=form.status, form=form, screen=screen, kept=kept()
    )


@blueprint.route("/account/second-factor/set-up", methods=["GET", "POST"])
@web.limiter.limit(GUESSES, key_func=actor_or_network, methods=["POST"])
@web.access(web.SIGNED_IN)
def set_up_second_factor() -> ResponseReturnValue:
    """Scan a picture, type a code, get recovery codes, which are shown once."""
    actor, form = web.signed_in(), CodeForm()
    with web.reading() as session:
        factor, email = _being_set_up(session, actor.person_id), second_factor_screen(session, actor).email
    secret = codes.unseal(factor.sealed_secret, web.settings().secret_key) if factor else None
    if secret is None:
        return web.see_other("accounts.second_factor", **kept())
    if form.submitted_ok():
        fresh, salt, hashes = _recovery_codes()
        with form.refusals():
            key = web.settings().secret_key
            token = second_factor_actions.confirm_second_factor(
                web.session(), actor, form.code.data, key, salt, hashes
            )
            shown = web.render(
                "accounts/recovery_codes.html", codes=fresh, turned_on=True, next_href=return_address()
            )
            web.sign_in(token)
            return shown
    return web.render(
        "accounts/set_up_second_factor.html",
        status=form.status,
        form=form,
        picture=codes.picture(secret, email),
        by_hand=codes.by_hand(secret),
    )


@blueprint.route("/account/second-factor/recovery-codes", methods=["GET", "POST"])
@web.limiter.limit(GUESSES, key_func=actor_or_network, methods=["POST"])
@web.access(web.SIGNED_IN)
def recovery_codes() -> ResponseReturnValue:
    """Make new recovery codes after the password; the old ones stop working."""
    form = PasswordAgainForm()
    if form.submitted_ok() and knows_password(form):
        fresh, salt, hashes = _recovery_codes()
        second_factor_actions.renew_recovery_codes(web.session(), web.signed_in(), salt, hashes)
        return web.render(
            "accounts/recovery_codes.html", codes=fresh, turned_on=False, next_href=return_address()
        )
    return web.render("accounts/renew_recovery_codes.html", status=form.status, form=form)


@blueprint.route("/account/second-factor/turn-off", methods=["GET", "POST"])
@web.limiter.limit(GUESSES, key_func=actor_or_network, methods=["POST"])
@web.access(web.SIGNED_IN)
def turn_off_second_factor() -> ResponseReturnValue:
    """Turn the second factor off after the password."""
    actor, form = web.signed_in(), PasswordAgainForm()
    if form.submitted_ok() and knows_password(form):
        assert actor.person_id is not None
        session = web.session()
        second_factor_actions.remove_second_factor(session, actor, people.person(session, actor.person_id))
        web.flash("Your second factor is off.")
        return web.see_other("accounts.account")
    with web.reading() as session:
        screen = second_factor_screen(session, actor)
    return web.render("accounts/turn_off_second_factor.html", status=form.status, form=form, screen=screen)


def _recovery_codes() -> tuple[list[str], bytes, list[str]]:
    """Fresh codes, their salt and their hashes. Hashing is slow, so it comes before the write lock."""
    fresh, salt = codes.new_recovery_codes(), codes.new_salt()
    return fresh, salt, [codes.hash_recovery_code(code, salt) for code in fresh]


def _being_set_up(session: Session, person_id: int | None) -> SecondFactor | None:
    factor = people.second_factor(session, person_id, confirmed=False)
    return factor if factor is not None and factor.confirmed_at is None else None
