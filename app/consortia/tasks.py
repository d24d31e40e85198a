"""The job that answers one enquiry with the solver."""

from __future__ import annotations

import time

from sqlalchemy.orm import Session

from app.consortia.actions import answering
from app.consortia.actions.answering import Answer
from app.consortia.actions.asking import KIND
from app.consortia.models import Enquiry
from app.consortia.rules.question import Question
from app.consortia.solving.freezing import Frozen, freeze
from app.consortia.solving.run import SearchProgress, checked, solve
from app.foundation.jobs import kinds

FREEZING, SEARCHING, CHECKING = "Reading the register", "Looking for consortia", "Checking the answer"
SEARCH_STARTS_BP, SEARCH_ENDS_BP = 500, 9500


def solve_enquiry(context: kinds.JobContext) -> None:
    """Freeze, solve in a child process, check, store: the result and the end of the job in one commit.

    An attempt that follows a killed one solves the same frozen problem. Raises DomainError with a reason for
    people.
    """
    context.progress(FREEZING, 100)
    with context.database.reading() as session:
        enquiry = session.get_one(Enquiry, context.row_id)
        question = Question.from_json(enquiry.question)
        frozen = Frozen(enquiry.problem, enquiry.left_out) if enquiry.problem else freeze(session, enquiry)
    with context.database.unit_of_work() as session:
        problem = answering.take_up(session, context.row_id, frozen)
    started = time.monotonic()
    outcome = solve(problem, question.seconds, lambda progress: _tell(context, progress, question.seconds))
    milliseconds = round(1000 * (time.monotonic() - started))
    context.progress(CHECKING, SEARCH_ENDS_BP)
    answer = Answer(outcome, checked(problem, outcome), milliseconds)
    with context.finish() as session:
        answering.store_answer(session, context.row_id, answer)


def _tell(context: kinds.JobContext, progress: SearchProgress, seconds: int) -> None:
    span = SEARCH_ENDS_BP - SEARCH_STARTS_BP
    fraction = SEARCH_STARTS_BP + min(span, int(span * progress.seconds / max(1, seconds)))
    context.progress(
        SEARCHING, fraction, proposals=progress.proposals, best=progress.best, bound=progress.bound
    )


def failed(session: Session, enquiry_id: int, reason: str) -> None:
    """Keep the reason on the enquiry itself."""
    answering.store_failure(session, enquiry_id, reason)


JOB_KINDS = [kinds.JobKind(name=KIND, run=solve_enquiry, failed=failed, long=True)]
