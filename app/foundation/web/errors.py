"""Friendly error pages: what happened, what is kept, what to do."""

from __future__ import annotations

import logging

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from app.foundation import security_log
from app.foundation.errors import Conflict, DomainError, NotAllowed, NotFound, Refused
from app.foundation.web import identity
from app.foundation.web.pages import render
from app.foundation.web.unit import rollback

log = logging.getLogger("bidbridge.web")
STATUS = ((NotFound, 404), (NotAllowed, 403), (Conflict, 409), (Refused, 400))
PAGES = (400, 403, 404, 409, 413, 429, 500)
REFUSALS = (403, 429)  # for the security log
LONGEST_SHOWN = 20_000
SECRET_FIELDS = ("password", "token", "secret")


def install(app: Flask) -> None:
    """Register a page for every way a request can end badly."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(SecurityError, _other_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _unexpected)


def _domain(error: DomainError) -> ResponseReturnValue:
    rollback()
    status = next((code for kind, code in STATUS if isinstance(error, kind)), 400)
    return _page(status, error.message)


def _csrf(error: CSRFError) -> ResponseReturnValue:
    return _page(400, "This form was opened before you signed in or out. What you typed is below; open it again.")


def _other_host(error: SecurityError) -> ResponseReturnValue:
    # Asked under a host that is not ours, Flask can make no address, and so no page with links.
    return Response("This site is not reached under that address.\n", 400, mimetype="text/plain")


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error.get_response()
    return _page(error.code or 500, "")


def _database(error: OperationalError) -> ResponseReturnValue:
    log.error("database: %s", error)
    rollback()
    return _page(500, "The database did not answer in time. Nothing was changed; please try again in a moment.")


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.exception("unexpected: %s %s", request.method, request.path)
    rollback()
    return _page(500, "")


def _page(status: int, message: str) -> ResponseReturnValue:
    if status in REFUSALS:
        _note_refusal(status)
    page = status if status in PAGES else (400 if status < 500 else 500)
    return render(f"errors/{page}.html", status=status, message=message, typed=_typed(status))


def _note_refusal(status: int) -> None:
    by = identity.actor()
    security_log.note(
        "refused", status=status, method=request.method, endpoint=request.endpoint,
        by=by.person_id if by else None, by_organisation=by.organisation_id if by else None,
    )  # fmt: skip


def _typed(status: int) -> list[tuple[str, str]]:
    """What the person typed, to copy from; never on pages reached without a form, never secrets."""
    if request.method != "POST" or status == 413:
        return []
    fields = [
        (name.replace("_", " ").capitalize(), value)
        for name, value in request.form.items(multi=True)
        if value and name != "csrf_token" and not any(word in name for word in SECRET_FIELDS)
    ]
    return fields if sum(len(value) for _, value in fields) <= LONGEST_SHOWN else []
