"""Friendly error pages: what happened, what is kept, what to do. What a person typed is on every one of
them.
"""

from __future__ import annotations

import logging

from flask import Flask, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from app.foundation import security_log
from app.foundation.causes import cause_of, trace_of
from app.foundation.database import contended
from app.foundation.errors import Conflict, DomainError, NotAllowed, NotFound, Refused
from app.foundation.web import identity, once, typed
from app.foundation.web.forms import CHANGED_MEANWHILE, OTHERS_FIRST
from app.foundation.web.pages import render
from app.foundation.web.unit import rollback

log = logging.getLogger("bidbridge.web")
STATUS = ((NotFound, 404), (NotAllowed, 403), (Conflict, 409), (Refused, 400))
PAGES = (400, 403, 404, 409, 413, 429, 500, 503)
REFUSALS = (403, 429)  # for the security log
DONE_ALREADY = "You have already sent this form. We did nothing the second time."
RETRY_AFTER_SECONDS = 10
NO_ANSWER = "The database did not answer in time. Nothing has changed. Please try again in a moment."
SIGNED_IN_SINCE = (
    "Your session has ended. You signed in or out after you opened this form. Open the page again, and copy"
    " what you typed from below."
)
OF_ANOTHER = "Someone else opened this form. We have kept what they typed for them. Open the page again."


def install(app: Flask) -> None:
    """Register a page for every way a request can end badly."""
    app.register_error_handler(once.Answered, _answered)
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(SecurityError, _other_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(IntegrityError, _overtaken)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _unexpected)


def _answered(error: once.Answered) -> ResponseReturnValue:
    rollback()
    return once.repeat(error.answer) or _page(409, DONE_ALREADY)


def _domain(error: DomainError) -> ResponseReturnValue:
    rollback()
    status = next((code for kind, code in STATUS if isinstance(error, kind)), 400)
    return _page(status, error.message)


def _csrf(error: CSRFError) -> ResponseReturnValue:
    if identity.actor() is None and typed.keep_and_say(typed.SIGNED_OUT):
        return redirect(url_for("accounts.sign_in", **typed.return_address()), code=303)
    return _page(400, SIGNED_IN_SINCE)


def _other_host(error: SecurityError) -> ResponseReturnValue:
    # For a request to a host that is not ours, Flask can make no address, and so no page with links.
    return Response("You cannot reach this site at that address.\n", 400, mimetype="text/plain")


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error.get_response()
    rollback()
    return _page(error.code or 500, "")


def _overtaken(error: IntegrityError | StaleDataError) -> ResponseReturnValue:
    """Two people at once wanted what only one can have. The log keeps the constraint's name, never whose row
    it was.
    """
    log.warning("conflict: %s %s: %s", request.method, request.endpoint, cause_of(error))
    rollback()
    return _page(409, CHANGED_MEANWHILE)


def _database(error: OperationalError) -> ResponseReturnValue:
    rollback()
    if contended(error):
        log.warning("contended: %s %s: %s", request.method, request.endpoint, cause_of(error))
        return _page(409, OTHERS_FIRST)
    log.error("database: %s", cause_of(error))
    answer = make_response(_page(503, NO_ANSWER))
    answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def _unexpected(error: Exception) -> ResponseReturnValue:
    # An address can contain a token, and an error what somebody typed: kinds and places are enough to find
    # the fault.
    log.error("unexpected: %s %s\n%s", request.method, request.endpoint, trace_of(error))
    rollback()
    return _page(500, "")


def _page(status: int, message: str) -> ResponseReturnValue:
    if status in REFUSALS:
        _note_refusal(status)
    page = status if status in PAGES else (400 if status < 500 else 500)
    words = typed.words()
    if _of_another():
        words, message = [], OF_ANOTHER if status < 500 and typed.keep() else message
    return render(f"errors/{page}.html", status=status, message=message, typed=words)


def _of_another() -> bool:
    # While nobody can be identified, the words go back to the browser that sent them.
    return not identity.unknown() and typed.of_another() is not None


def _note_refusal(status: int) -> None:
    by = identity.actor()
    security_log.note(
        "refused",
        status=status,
        method=request.method,
        endpoint=request.endpoint,
        by=by.person_id if by else None,
        by_organisation=by.organisation_id if by else None,
    )
