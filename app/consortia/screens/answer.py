"""The answer to an enquiry: the alternatives, or why nothing fits."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.consortia.models import Enquiry
from app.consortia.rules.question import Question
from app.consortia.rules.relaxing import relaxed
from app.consortia.screens.alternatives import Alternatives, alternatives
from app.consortia.screens.reasons import Reasons, reasons
from solver import outcome as outcomes
from solver import problem as problems


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
        number for number, one in enumerate(outcome.relaxations) if relaxed(question, one.changes) is not None
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
