"""Importing notices on the web, and getting a source back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.foundation import web
from app.foundation.actor import Actor
from app.foundation.errors import NotFound, Refused
from app.ocds import actions, queries
from app.ocds.forms import ImportForm
from app.tenders.queries import tenders

blueprint = Blueprint("ocds", __name__)
MOST_ON_THE_WEB = 100  # releases in one request: a page of Find a Tender's own service; the command line takes more
MOST_LOTS_ON_THE_WEB = 300  # each makes drafts
MOST_BYTES_ON_THE_WEB = 4_000_000  # no request may keep a web process busy for long
BUYERS_AND_BROKERS = web.any_of(web.OFFICER, web.ADVISER)


def _reads_the_tender(session: Session, actor: Actor | None, tender_id: int, **others: Any) -> bool:
    if actor is None or not (actor.is_officer or actor.is_adviser):
        return False
    try:
        tenders.get(session, actor, tender_id)
    except NotFound:
        return False
    return True


SOURCE_READERS = web.Rule("officers and advisers who may read the tender", _reads_the_tender)


@blueprint.url_value_preprocessor
def take_large_files(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The one page that takes more than a form's worth of bytes. Before anything reads the request's body."""
    if endpoint == "ocds.import_notices":
        request.max_content_length = MOST_BYTES_ON_THE_WEB


@blueprint.route("/tenders/import", methods=["GET", "POST"])
@web.access(BUYERS_AND_BROKERS)
def import_notices() -> ResponseReturnValue:
    """Import a file, and say what became of each release in it."""
    form, actor = ImportForm(), web.actor()
    if form.submitted_ok() and actor is not None:
        try:
            # Before the lock is taken.
            releases = actions.read_file(form.file.data.read(), most=MOST_ON_THE_WEB, most_lots=MOST_LOTS_ON_THE_WEB)
        except Refused as error:
            form.refuse(error.message, error.field)
        else:
            results = actions.import_releases(web.session(), actor, form.file.data.filename, releases)
            return web.render("ocds/imported.html", results=results)
    set_aside = queries.quarantined(web.session(), limit=20)
    return web.render("ocds/import.html", status=form.status, form=form, set_aside=set_aside)


@blueprint.get("/tenders/<int:tender_id>/releases/<int:release_id>.json")
@web.access(SOURCE_READERS)
def source(tender_id: int, release_id: int) -> ResponseReturnValue:
    """The source of a release, as it was imported."""
    row = queries.release(web.session(), tender_id, release_id)
    name = "".join(c if c.isalnum() or c in "-._" else "-" for c in f"{row.ocid}-{row.release_id}")
    return web.download(queries.source_text(row).encode("ascii"), f"{name[:150]}.json", "application/json")
