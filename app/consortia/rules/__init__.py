"""States, moves, figures and the shape of a question, as plain values."""

from app.consortia.rules import moves
from app.consortia.rules.figures import exposure_bp, shares_bp, yearly_value
from app.consortia.rules.question import USUAL, Question, QuestionError, Weights
from app.consortia.rules.relaxing import relaxed
from app.consortia.rules.states import (
    CONSORTIUM_MOVES,
    ENQUIRY_ENDED,
    ENQUIRY_MOVES,
    HOLDING,
    LEAVABLE,
    LIVE,
    MEMBER_MOVES,
    Claim,
    ConsortiumState,
    EnquiryState,
    MemberState,
)

__all__ = [
    "CONSORTIUM_MOVES",
    "ENQUIRY_ENDED",
    "ENQUIRY_MOVES",
    "HOLDING",
    "LEAVABLE",
    "LIVE",
    "MEMBER_MOVES",
    "USUAL",
    "Claim",
    "ConsortiumState",
    "EnquiryState",
    "MemberState",
    "Question",
    "QuestionError",
    "Weights",
    "exposure_bp",
    "moves",
    "relaxed",
    "shares_bp",
    "yearly_value",
]
