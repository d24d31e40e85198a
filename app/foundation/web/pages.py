"""Rendering, redirecting, downloading: what every view ends with."""

from __future__ import annotations

from typing import Any

import flask
from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

NO_STORE = "no-store"
LAST_PAGE = 10_000
MAX_ROW = 2**31 - 1  # the largest id that both databases can store


def render(template: str, status: int = 200, *, practice: bool = False, **context: Any) -> Response:
    """A page. Its frame (navigation, phase line, flashes) is added by the context processor in `shell`.

    `practice` puts the PRACTICE band on it: the page is about a practice copy.
    """
    flask.g.practice = practice
    return make_response(render_template(template, **context), status)


def see_other(endpoint: str, **values: Any) -> ResponseReturnValue:
    """303 to another page of ours, after a change."""
    return redirect(url_for(endpoint, **values), code=303)


def flash(message: str, category: str = "success") -> None:
    """Say something on the next page: success, information or error."""
    flask.g.setdefault("flashed", []).append((category, message))
    flask.flash(message, category)


def download(content: bytes, name: str, media_type: str) -> Response:
    """A file to keep: never shown inside our pages, never sniffed, never cached."""
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = NO_STORE
    return response


def row_asked(name: str) -> int | None:
    """The row an address asks for in its query: None when it asks for none, or for a number too large for the
    databases.
    """
    value = request.args.get(name, type=int)
    return value if value is not None and 0 < value <= MAX_ROW else None


def page_number() -> int:
    """Which page of a list is asked for: 1 when nothing sensible is."""
    value = request.args.get("page", default=1, type=int)
    return min(max(value, 1), LAST_PAGE)
