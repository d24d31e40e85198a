"""Importing notices on the web, and getting a source back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from flask import url_for
from flask.typing import ResponseReturnValue

from app.foundation import web
from app.foundation.errors import Refused
from app.foundation.jobs import queue
from app.foundation.templating.pieces import Progress
from app.ocds import files, queries, reading
from app.ocds.actions import importing, preparing
from app.ocds.actions.results import ReleaseResult
from app.ocds.forms import ImportForm
from app.ocds.merges import Unmerged, is_quick, merged_ahead, texts_of
from app.ocds.models import NoticeFile
from app.ocds.screens.progress import progress_of
from app.ocds.views.routes import BUYERS_AND_BROKERS, OWNS_FILE, SOURCE_READERS, blueprint


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
    set_aside = queries.quarantined(web.session(), web.signed_in().organisation_id, limit=20)
    sent = queries.files_of(web.session(), web.signed_in())
    return web.render("ocds/import.html", status=form.status, form=form, set_aside=set_aside, sent=sent)


def _import(name: str, content: bytes) -> ResponseReturnValue:
    results = _import_at_once(name, content) if reading.is_small(content) else None
    if results is None:
        file = files.receive(web.session(), web.signed_in(), name, content, web.settings().documents_dir)
        return web.see_other("ocds.imported_file", file_id=file.id)
    return web.render("ocds/imported.html", results=results, file=None, to_publish=_to_publish(results))


def _import_at_once(name: str, content: bytes) -> list[ReleaseResult] | None:
    """Read and merge before the lock is taken, then import; None where that takes longer than a person
    waits.
    """
    releases = importing.read_file(content, queries.MOST_RELEASES, queries.MOST_LOTS)
    if not reading.quick_to_import(releases):
        return None
    with web.reading() as session:
        needed = preparing.needed_merges(session, web.signed_in(), releases)
    if not is_quick(text for merge in needed for text in texts_of(merge.ordered)):
        return None
    merges = merged_ahead(needed)
    with suppress(Unmerged), web.session().begin_nested():
        return importing.import_releases(web.session(), web.signed_in(), name, releases, merges=merges)
    return None  # another release came in meanwhile, or they build on each other: the job merges again


@blueprint.get("/tenders/import/<int:file_id>")
@web.access(OWNS_FILE)
def imported_file(file_id: int) -> ResponseReturnValue:
    """How far a larger file is, and what became of each of its releases."""
    file = queries.file_for(web.session(), web.signed_in(), file_id)
    results = files.results(file)
    return web.render(
        "ocds/imported.html",
        results=results,
        file=file,
        progress=_progress(file),
        to_publish=_to_publish(results),
    )


@blueprint.get("/tenders/import/<int:file_id>/progress")
@web.access(OWNS_FILE)
def imported_file_progress(file_id: int) -> ResponseReturnValue:
    """The progress panel alone, for the page to refresh."""
    file = queries.file_for(web.session(), web.signed_in(), file_id)
    return web.render("ocds/_progress.html", progress=_progress(file))


def _to_publish(results: Sequence[ReleaseResult]) -> set[int]:
    """The tenders among these that wait to be published."""
    return queries.to_publish(web.session(), web.signed_in(), [result.tender_id or 0 for result in results])


def _progress(file: NoticeFile) -> Progress:
    job = queue.latest(web.session(), files.KIND, file.id)
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
