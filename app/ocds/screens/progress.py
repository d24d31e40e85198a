"""How far an imported file is, at first paint and at each refresh alike."""

from __future__ import annotations

from app.foundation.jobs import queue
from app.foundation.templating.formats import plural
from app.foundation.templating.pieces import Progress
from app.ocds.models import NoticeFile
from app.ocds.rules import FileState


def progress_of(file: NoticeFile, job: queue.Progress | None, page_href: str, refresh_href: str) -> Progress:
    """The panel of one file. Once it has ended it asks for no further refresh and leads on."""
    waiting = file.state is FileState.waiting
    running = waiting and job is not None and job.state is queue.JobState.running
    return Progress(
        id="file-progress",
        state=_state(file, running),
        stage=_stage(file, job),
        page_href=page_href,
        refresh_href=refresh_href,
        done=job.fraction_bp // 100 if running and job is not None else 0,
        total=100 if running else 0,
        failure=_failure(file),
        next_href=page_href if file.state is FileState.read else "",
        next_text="See what was imported",
        seconds_between=2,
    )


def _state(file: NoticeFile, running: bool) -> str:
    if file.state is FileState.waiting:
        return "running" if running else "queued"
    return "done" if file.state is FileState.read else "failed"


def _stage(file: NoticeFile, job: queue.Progress | None) -> str:
    if file.state is FileState.read:
        return f"Read: {plural(len(file.results), 'notice')}"
    if file.state is FileState.failed:
        return "We could not read this file"
    return job.stage if job is not None and job.state is queue.JobState.running else file.state.value


def _failure(file: NoticeFile) -> str:
    if file.state is not FileState.failed:
        return ""
    kept = (
        f" We kept the {plural(len(file.results), 'notice')} we had already imported." if file.results else ""
    )
    return f"{file.reason}{kept}"
