"""How far an enquiry is; then its answer: the alternatives, or why nothing fits and what would help."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.consortia.models import Enquiry
from app.consortia.rules.question import Question, Weights, relaxed
from app.consortia.rules.states import ENQUIRY_ENDED, EnquiryState
from app.consortia.screens.alternatives import Alternatives, alternatives
from app.consortia.solving.names import Names
from app.foundation.jobs import queue
from app.foundation.templating.formats import money, percent_bp, plural
from app.foundation.templating.pieces import Progress
from solver import outcome as outcomes
from solver import problem as problems
from solver.outcome import LISTS, Condition, Outcome

STEPS = ("Reading the register", "Looking for consortia", "Checking the answer")
WAITING = "Waiting to start"


def progress_of(
    enquiry: Enquiry,
    job: queue.Progress | None,
    moment: datetime,
    *,
    page_href: str,
    refresh_href: str,
    ahead: int | None = None,
) -> Progress:
    """The panel of one enquiry. Once it has ended, the panel stops refreshing and links to the answer.

    `ahead` is how many requests will start before it, while it waits.
    """
    ended, running = _has_ended(enquiry, job), _is_running(enquiry, job)
    reported = job if running else None
    panel = Progress(
        id="enquiry-progress",
        state=_panel_state(enquiry, ended, running),
        stage=reported.stage if reported else WAITING,
        page_href=page_href,
        refresh_href=refresh_href,
        done=reported.fraction_bp // 100 if reported else 0,
        total=100 if running else 0,
        next_text="See the answer",
        seconds_between=2,
    )
    if ended:
        return dataclasses.replace(
            panel,
            stage=_ended_stage(enquiry),
            failure=_failure(enquiry, job),
            next_href=page_href if enquiry.state is EnquiryState.answered else "",
        )
    return dataclasses.replace(
        panel,
        steps=tuple((words, _step_state(number, panel.stage)) for number, words in enumerate(STEPS)),
        found=_found_so_far(enquiry, job, ahead) if job else "",
        elapsed=_elapsed(moment - enquiry.created_at),
    )


def _has_ended(enquiry: Enquiry, job: queue.Progress | None) -> bool:
    """A job that failed has ended its enquiry, even where the enquiry could not be marked."""
    failed = job is not None and job.state is queue.JobState.failed
    return failed or enquiry.state in ENQUIRY_ENDED


def _is_running(enquiry: Enquiry, job: queue.Progress | None) -> bool:
    running = job is not None and job.state is queue.JobState.running
    return running or enquiry.state is EnquiryState.running


def _panel_state(enquiry: Enquiry, ended: bool, running: bool) -> str:
    if enquiry.state is EnquiryState.answered:
        return "done"
    if ended:
        return "failed"
    return "running" if running else "queued"


def _failure(enquiry: Enquiry, job: queue.Progress | None) -> str:
    if enquiry.state is EnquiryState.answered:
        return ""
    if enquiry.state is EnquiryState.cancelled:
        return "We have kept your question, so you can ask it again."
    return f"{enquiry.reason or (job.error if job else None) or ''} We have kept your question.".strip()


def _ended_stage(enquiry: Enquiry) -> str:
    if enquiry.state is EnquiryState.cancelled:
        return "This enquiry was cancelled"
    if enquiry.state is not EnquiryState.answered:
        return "We could not answer this question"
    return {
        "solved": f"Answered: {plural(len(enquiry.proposals), 'proposal')}",
        "infeasible": "Answered: no consortium meets the rules",
        "out_of_time": "No consortium was found in the time allowed",
    }.get(enquiry.status or "", "Answered")


def _step_state(number: int, stage: str) -> str:
    current = STEPS.index(stage) if stage in STEPS else -1
    if number == current:
        return "now"
    return "done" if number < current else "later"


def _found_so_far(enquiry: Enquiry, job: queue.Progress, ahead: int | None) -> str:
    if ahead is not None:
        return _turn(ahead)
    weights = Question.from_json(enquiry.question).weights
    count, best, bound = (job.found.get(name) for name in ("proposals", "best", "bound"))
    words = []
    if count:
        words.append(f"{plural(count, 'proposal')} so far.")
    if best is not None and weights == Weights():
        words.append(f"The best so far costs {money(best)}.")
    if best is not None and bound is not None and best > 0:
        gap = max(0, -(-10_000 * (best - bound) // best))
        words.append(
            "It is proven best." if gap == 0 else f"It is within {percent_bp(gap)} of the best possible."
        )
    return " ".join(words)


def _turn(ahead: int) -> str:
    if ahead == 0:
        return "Your enquiry is the next to start."
    verb = "is" if ahead == 1 else "are"
    return f"{plural(ahead, 'request')} {verb} ahead of yours. Organisations take turns."


def _elapsed(passed: timedelta) -> str:
    seconds = max(0, int(passed.total_seconds()))
    if seconds < 60:
        return f"asked {plural(seconds, 'second')} ago"
    if seconds < 3600:
        return f"asked {plural(seconds // 60, 'minute')} ago"
    return f"asked {plural(seconds // 3600, 'hour')} ago"


@dataclass(frozen=True)
class AnswerScreen:
    """What an answered enquiry shows. `alternatives` is None where nothing was found."""

    status: str
    alternatives: Alternatives | None
    reasons: Reasons
    out_of_time: bool
    enterprises: int
    offers: int
    seconds: str
    problem_sha256: str


def answer_screen(session: Session, enquiry: Enquiry, rank: int) -> AnswerScreen | None:
    """The screen of an answered enquiry that was loaded with its files; None where there is no answer yet."""
    if enquiry.outcome is None or enquiry.problem is None:
        return None
    outcome, problem = outcomes.read(enquiry.outcome), problems.read(enquiry.problem)
    question = Question.from_json(enquiry.question)
    askable = frozenset(
        number
        for number, relaxation in enumerate(outcome.relaxations)
        if relaxed(question, relaxation.changes) is not None
    )
    milliseconds = enquiry.solved_in_ms or 0
    return AnswerScreen(
        status=outcome.status,
        alternatives=alternatives(enquiry, problem, outcome, rank) if enquiry.proposals else None,
        reasons=reasons(session, outcome, askable),
        out_of_time=outcome.ended == "out_of_time",
        enterprises=len(problem.enterprises),
        offers=sum(len(enterprise.offers) for enterprise in problem.enterprises),
        seconds=f"{milliseconds / 1000:.1f}",
        problem_sha256=enquiry.problem_sha256 or "",
    )


CUT_SHORT = {"relaxations": "changes", "unlocks": "certificates", "conditions": "rules to drop"}


@dataclass(frozen=True)
class Help:
    """Something that would help: a sentence, and where the figure is known, what it brings (pence, or "")."""

    text: str
    brings: str = ""
    again: int | None = None  # the number of the relaxation, where the question can be asked again with it


@dataclass(frozen=True)
class Reasons:
    """In the order of the page: one sentence, further reasons, then what would help, cheapest first."""

    sentence: str
    further: tuple[str, ...]
    relaxations: tuple[Help, ...]
    unlocks: tuple[Help, ...]
    conditions: tuple[Help, ...]
    unfinished: str = ""  # which of the lists may lack entries because time ended

    @property
    def helps(self) -> bool:
        """Whether there is anything that would help."""
        return bool(self.relaxations or self.unlocks or self.conditions)


def reasons(session: Session, outcome: Outcome, askable: frozenset[int] = frozenset()) -> Reasons:
    """The solver's reasons in the register's words. `askable`: relaxations that an adviser may ask again
    with.
    """
    names = Names(session, _texts(outcome))
    sentences = [names.say(reason.text) for reason in outcome.reasons]
    return Reasons(
        sentence=sentences[0] if sentences else "",
        further=tuple(sentences[1:]),
        relaxations=tuple(
            Help(names.say(relaxation.text), again=number if number in askable else None)
            for number, relaxation in enumerate(outcome.relaxations)
        ),
        unlocks=tuple(Help(names.say(unlock.text), _gain(unlock.gain)) for unlock in outcome.unlocks),
        conditions=tuple(
            Help(names.say(condition.text), _gain(condition.gain))
            for condition in outcome.conditions
            if _is_worth_dropping(condition, outcome.status)
        ),
        unfinished=_unfinished(outcome.cut_short),
    )


def _texts(outcome: Outcome) -> list[str]:
    return [
        *(reason.text for reason in outcome.reasons),
        *(relaxation.text for relaxation in outcome.relaxations),
        *(unlock.text for unlock in outcome.unlocks),
        *(condition.text for condition in outcome.conditions),
    ]


def _is_worth_dropping(condition: Condition, status: str) -> bool:
    """A rule that costs nothing, or without which still nothing fits, is not worth showing."""
    return bool(condition.gain) or (condition.feasible and status != "solved")


def _unfinished(cut_short: tuple[str, ...]) -> str:
    things = [CUT_SHORT[name] for name in LISTS if name in cut_short]
    if not things:
        return ""
    listed = things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"
    return f"We ran out of time to try everything, so there may be more {listed} that would help."


def _gain(gain: int | None) -> str:
    return money(gain) if gain else ""
