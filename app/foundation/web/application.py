"""Flask, with the unit of work around every view."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import flask
from flask import Flask, get_flashed_messages, request, url_for
from flask_wtf.csrf import CSRFProtect, generate_csrf
from govuk_frontend_wtf.main import WTFormsHelpers
from sqlalchemy.exc import OperationalError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from app.foundation import templating
from app.foundation.config import PROJECT_DIR
from app.foundation.templating import pieces
from app.foundation.web import errors, identity, once, security, typed, unit
from app.foundation.web.access import install as enforce_access
from app.foundation.web.edge import Edge, edge, limiter
from app.foundation.web.pages import MAX_ROW


class RowConverter(IntegerConverter):
    """A row's id in an address. A number too large for the databases is the id of nothing: it is not found,
    without asking.
    """

    regex = r"[0-9]{1,10}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=MAX_ROW)


class Application(Flask):
    """A Flask application that commits the request's unit of work once, after its view succeeded."""

    def dispatch_request(self) -> flask.typing.ResponseReturnValue:
        return unit.finish(self.make_response(super().dispatch_request()))


def build(name: str, parts: Edge) -> Application:
    """An application without routes: the caller adds blueprints, then calls `refuse_undeclared`."""
    app = Application(
        name,
        static_folder=str(PROJECT_DIR / "app" / "static"),
        template_folder=str(PROJECT_DIR / "templates"),
    )
    app.config.update(security.configuration(parts.settings))
    app.extensions["bidbridge"] = parts
    app.url_map.converters["int"] = RowConverter
    templating.install(app.jinja_env, _static_url)
    app.jinja_options = {**app.jinja_options, "autoescape": True}
    app.before_request(unit.start)
    WTFormsHelpers(app)
    CSRFProtect(app)
    limiter.init_app(app)
    identity.install(app)
    once.install(app)
    enforce_access(app)
    errors.install(app)
    security.install(app)
    app.teardown_request(unit.close)
    app.context_processor(_frame)
    if parts.settings.trusted_proxies:
        _behind_proxies(app, parts.settings.trusted_proxies)
    return app


def _static_url(name: str) -> str:
    return url_for("static", filename=name)


def _frame() -> dict[str, Any]:
    """The shell around every page. An error page must still be drawn when the database is away."""
    flashed: list[Any] = list(get_flashed_messages(with_categories=True))
    flashes = tuple((category, message) for category, message in flashed)
    try:
        shell = replace(edge().frame(identity.actor(), request.endpoint), kept=typed.offered())
    except OperationalError:
        shell = pieces.Shell()
    practice = bool(flask.g.get("practice", False))
    return {"shell": replace(shell, flashes=flashes, csrf_token=generate_csrf, practice=practice)}


def _behind_proxies(app: Flask, count: int) -> None:
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
