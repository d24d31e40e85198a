"""Which browsers people have signed in from before: a signed cookie that lives long, and opens nothing by
itself.
"""

from __future__ import annotations

import secrets
from typing import Any

import flask_login
from flask import Flask, Response, after_this_request, request
from flask.blueprints import BlueprintSetupState
from itsdangerous import BadSignature, URLSafeSerializer

from app.accounts import guessing
from app.accounts.queries import people as people_queries
from app.accounts.views.routes import blueprint, network, writing
from app.foundation import web

LASTS_SECONDS = 400 * 24 * 60 * 60  # browsers keep no cookie longer
MOST_PEOPLE = 8  # at one browser, such as one in an office


def device_cookie() -> str:
    """The cookie's name."""
    return "__Host-bidbridge-device" if web.settings().production else "bidbridge-device"


def begin_try(email: str) -> int | None:
    """Count a try at an account from this browser; None when it has to wait."""
    device, people = _device()
    with web.reading() as session:
        person = people_queries.person_with_email(session, email)
    known_device = device if person is not None and person.id in people else ""
    account = guessing.account_key(email, web.settings().secret_key)
    with writing() as session:
        return guessing.begin(session, guessing.Origin(account, known_device, network()))


def is_known_to(person_id: int) -> bool:
    """Whether this person has signed in here before."""
    return person_id in _device()[1]


def _device() -> tuple[str, list[int]]:
    """This browser's name and who has signed in here before; a new name where it has none."""
    try:
        held: Any = _serializer().loads(request.cookies.get(device_cookie(), ""))
        name, people = held["device"], held["people"]
    except (BadSignature, KeyError, TypeError):
        return secrets.token_hex(16), []
    return name, people


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(web.settings().secret_key, salt="device")


def remember(person_id: int) -> None:
    """Remember at the end of this request that the person uses this browser."""
    after_this_request(
        lambda response: _with_person(response, person_id) if response.status_code < 400 else response
    )


def _signed_in(sender: Flask, user: Any, **extra: Any) -> None:
    """Remember this browser after a sign-in by password, by code or by registering."""
    after_this_request(lambda response: _with_holder(response, user.token))


def _with_holder(response: Response, token: str) -> Response:
    with web.reading() as session:
        sign_in = people_queries.sign_in_for(session, token)
    return response if sign_in is None else _with_person(response, sign_in.person_id)


def _with_person(response: Response, person_id: int) -> Response:
    device, people = _device()
    people = [person_id, *(person for person in people if person != person_id)][:MOST_PEOPLE]
    response.set_cookie(
        device_cookie(),
        _serializer().dumps({"device": device, "people": people}),
        max_age=LASTS_SECONDS,
        secure=web.settings().production,
        httponly=True,
        samesite="Lax",
    )
    return response


@blueprint.record_once
def listen(state: BlueprintSetupState) -> None:
    """Listen for every sign-in, on whichever page."""
    flask_login.user_logged_in.connect(_signed_in, state.app)
