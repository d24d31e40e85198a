"""Bidbridge: puts the web application together, and nothing else."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from app.foundation import audit, config, security_log
from app.foundation.database import Database

if TYPE_CHECKING:
    from app.foundation.config import Settings
    from app.foundation.jobs.kinds import JobKind
    from app.foundation.web.application import Application
    from app.foundation.web.edge import Edge

AREAS = ("accounts", "enterprises", "tenders", "ocds", "consortia", "bids", "home")
AREAS_WITH_TASKS = ("tenders", "ocds", "consortia", "bids", "home", "record")


def create_app(settings: Settings | None = None, database: Database | None = None) -> Application:
    """The site. Settings and database are read from the environment unless they are passed in."""
    from app import cli
    from app.accounts.actions.organisations import AFTER_RENAME
    from app.enterprises.actions.verifying import renamed
    from app.foundation.web import gallery
    from app.foundation.web.access import refuse_undeclared
    from app.foundation.web.application import build

    settings = settings or config.load()
    database = database or open_database(settings)
    app = build(__name__, edge_of(settings, database))
    for area in AREAS:
        app.register_blueprint(import_module(f"app.{area}.views").blueprint)
    if not settings.production:
        app.register_blueprint(gallery.blueprint)
    AFTER_RENAME["enterprises"] = renamed
    cli.register(app)
    refuse_undeclared(app)
    return app


def edge_of(settings: Settings, database: Database) -> Edge:
    """The web edge: settings, database, what identifies a sign-in and what frames a page."""
    from app.accounts.presence import Identifier
    from app.foundation.web.edge import Edge
    from app.site import frame

    return Edge(settings, database, Identifier(database), frame.framer())


def open_database(settings: Settings) -> Database:
    """The database of the settings, with the audit chain switched on."""
    audit.install()
    security_log.install()
    return Database(settings.database_url, settings.secret_key)


def job_kinds() -> dict[str, JobKind]:
    """Every kind of job by name."""
    from app.foundation.mail import sending

    kinds = [sending.JOB_KIND]
    for area in AREAS_WITH_TASKS:
        kinds.extend(import_module(f"app.{area}.tasks").JOB_KINDS)
    return {kind.name: kind for kind in kinds}
