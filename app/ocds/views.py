"""Importing notices on the web, and getting a source back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.foundation import jobs, web
from app.foundation.actor import Actor
from app.foundation.errors import NotAllowed, NotFound, Refused
from app.foundation.templating import Progress
from app.ocds import actions, files, queries, reading
from app.ocds.forms import ImportForm
from app.ocds.models import NoticeFile
from app.ocds.screens import progress_of
from app.tenders.queries import tenders

blueprint = Blueprint("ocds", __name__)
MOST_BYTES_ON_THE_WEB = 4_000_000  # sending it is all the web process does with a large one
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


def _owns_file(session: Session, actor: Actor | None, file_id: int) -> bool:
    if actor is None or not (actor.is_officer or actor.is_adviser):
        return False
    try:
        queries.file_for(session, actor, file_id)
    except NotFound:
        return False
    return True


OWNS_FILE = web.Rule("the organisation that imported the file", _owns_file)


def _acting() -> Actor:
    actor = web.actor()
    if actor is None:
        raise NotAllowed("Please sign in.")
    return actor


@blueprint.route("/tenders/import", methods=["GET", "POST"])
@web.access(BUYERS_AND_BROKERS)
def import_notices() -> ResponseReturnValue:
    """Import a small file at once and say what became of each release; a larger one is read by a job."""
    form = ImportForm()
    if form.submitted_ok():
        try:
            return _import(form.file.data.filename, form.file.data.read())
        except Refused as error:
            form.refuse(error.message, error.field)
    set_aside = queries.quarantined(web.session(), limit=20)
    sent = queries.files_of(web.session(), _acting())
    return web.render("ocds/import.html", status=form.status, form=form, set_aside=set_aside, sent=sent)


def _import(name: str, content: bytes) -> ResponseReturnValue:
    small = len(content) <= reading.INLINE_BYTES
    # Before the lock is taken.
    releases = actions.read_file(content, queries.MOST_RELEASES, queries.MOST_LOTS) if small else []
    if not small or not reading.quick_to_import(releases):
        file = files.receive(web.session(), _acting(), name, content, web.settings().documents_dir)
        return web.see_other("ocds.imported_file", file_id=file.id)
    results = actions.import_releases(web.session(), _acting(), name, releases)
    return web.render("ocds/imported.html", results=results, file=None)


@blueprint.get("/tenders/import/<int:file_id>")
@web.access(OWNS_FILE)
def imported_file(file_id: int) -> ResponseReturnValue:
    """How far a larger file is, and what became of each of its releases."""
    file = queries.file_for(web.session(), _acting(), file_id)
    return web.render("ocds/imported.html", results=files.results(file), file=file, progress=_progress(file))


@blueprint.get("/tenders/import/<int:file_id>/progress")
@web.access(OWNS_FILE)
def imported_file_progress(file_id: int) -> ResponseReturnValue:
    """The progress panel alone, for the page to refresh."""
    file = queries.file_for(web.session(), _acting(), file_id)
    return web.render("ocds/_progress.html", progress=_progress(file))


def _progress(file: NoticeFile) -> Progress:
    job = jobs.latest(web.session(), files.KIND, file.id)
    return progress_of(
        file,
        job.progress if job else None,
        page_href=url_for("ocds.imported_file", file_id=file.id),
        refresh_href=url_for("ocds.imported_file_progress", file_id=file.id),
    )


@blueprint.get("/tenders/<int:tender_id>/releases/<int:release_id>.json")
@web.access(SOURCE_READERS)
def source(tender_id: int, release_id: int) -> ResponseReturnValue:
    """The source of a release, as it was imported."""
    row = queries.release(web.session(), tender_id, release_id)
    name = "".join(c if c.isalnum() or c in "-._" else "-" for c in f"{row.ocid}-{row.release_id}")
    return web.download(queries.source_text(row).encode("ascii"), f"{name[:150]}.json", "application/json")
