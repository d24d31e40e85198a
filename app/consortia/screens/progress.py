"""How far an enquiry is, at first paint and at each refresh alike."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.consortia.models import Enquiry
from app.consortia.rules import EnquiryState, Question, Weights
from app.foundation import jobs
from app.foundation.templating import Progress
from app.foundation.templating.formats import money, percent_bp, plural

STEPS = ("Reading the register", "Looking for consortia", "Checking the answer")
WAITING = "Waiting for its turn"


def progress_of(
    enquiry: Enquiry, job: jobs.Progress | None, moment: datetime, page_href: str, refresh_href: str
) -> Progress:
    """The panel of one enquiry. Once it has ended it asks for no further refresh and leads on."""
    ended = enquiry.state in (EnquiryState.answered, EnquiryState.failed)
    running = enquiry.state is EnquiryState.running or (job is not None and job.state is jobs.JobState.running)
    stage = job.stage if job is not None and running else WAITING
    return Progress(
        id="enquiry-progress",
        state={EnquiryState.answered: "done", EnquiryState.failed: "failed"}.get(
            enquiry.state, "running" if running else "queued"
        ),
        stage=_ended_stage(enquiry) if ended else stage,
        page_href=page_href,
        refresh_href=refresh_href,
        done=(job.fraction_bp // 100) if job is not None and running else 0,
        total=100 if running else 0,
        steps=() if ended else tuple((words, _step_state(number, stage)) for number, words in enumerate(STEPS)),
        found="" if ended or job is None else _found(job, Question.from_json(enquiry.question).weights),
        elapsed="" if ended else _elapsed(moment - enquiry.created_at),
        failure=f"{enquiry.reason} Your question is kept." if enquiry.state is EnquiryState.failed else "",
        next_href=page_href if enquiry.state is EnquiryState.answered else "",
        next_text="See the answer",
        seconds_between=2,
    )


def _ended_stage(enquiry: Enquiry) -> str:
    if enquiry.state is EnquiryState.failed:
        return "This question could not be answered"
    return {
        "solved": f"Answered: {plural(len(enquiry.proposals), 'proposal')}",
        "infeasible": "Answered: no consortium fits",
        "out_of_time": "The time ran out before a consortium was found",
    }.get(enquiry.status or "", "Answered")


def _step_state(number: int, stage: str) -> str:
    current = STEPS.index(stage) if stage in STEPS else -1
    if number == current:
        return "now"
    return "done" if number < current else "later"


def _found(job: jobs.Progress, weights: Weights) -> str:
    count, best, bound = (job.found.get(name) for name in ("proposals", "best", "bound"))
    words = []
    if count:
        words.append(f"{plural(count, 'proposal')} so far.")
    if best is not None and weights == Weights():
        words.append(f"The best costs {money(best)}.")
    if best is not None and bound is not None and best > 0:
        gap = max(0, -(-10_000 * (best - bound) // best))
        words.append("It is proven best." if gap == 0 else f"It is at most {percent_bp(gap)} from the best possible.")
    return " ".join(words)


def _elapsed(passed: timedelta) -> str:
    seconds = max(0, int(passed.total_seconds()))
    if seconds < 60:
        return f"asked {plural(seconds, 'second')} ago"
    if seconds < 3600:
        return f"asked {plural(seconds // 60, 'minute')} ago"
    return f"asked {plural(seconds // 3600, 'hour')} ago"
