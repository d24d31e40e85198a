"""Where a person is signed in, and ending one of these."""

from __future__ import annotations

from typing import Any

import flask_login
from flask import Flask, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from app.accounts import browsers
from app.accounts.actions import signing_in
from app.accounts.screens import session_rows
from app.accounts.views.routes import blueprint
from app.foundation import web
from app.foundation.web.identity import token


@blueprint.get("/account/sessions")
@web.access(web.SIGNED_IN)
def sessions() -> ResponseReturnValue:
    """Every browser that is signed in as this person."""
    return web.render(
        "accounts/sessions.html", rows=session_rows(web.session(), web.signed_in(), token() or "")
    )


@blueprint.post("/account/sessions/<int:sign_in_id>/end")
@web.access(web.SIGNED_IN)
def end_session(sign_in_id: int) -> ResponseReturnValue:
    """Sign one browser out."""
    ended = signing_in.end_session(web.session(), web.signed_in(), sign_in_id)
    web.flash(f"{ended.browser or 'The browser'} has been signed out.")
    return web.see_other("accounts.sessions")


def _note_browser(sender: Flask, user: Any, **extra: Any) -> None:
    signing_in.note_browser(web.session(), user.token, browsers.words(request.user_agent.string))


@blueprint.record_once
def listen(state: BlueprintSetupState) -> None:
    """Listen for every sign-in, on whichever page, so that its owner recognises the browser in the list."""
    flask_login.user_logged_in.connect(_note_browser, state.app)
