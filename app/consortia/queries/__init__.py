"""Every read of enquiries, proposals and consortia, scoped to what the actor may see."""

from app.consortia.queries.consortia import (
    Involvement,
    consortia_for,
    consortium_for,
    is_withheld,
    may_see_prices_of,
    membership_of,
)
from app.consortia.queries.enquiries import (
    askable_tender,
    default_question,
    enquiries_about,
    enquiry_for,
    proposal_for,
    proposed_in,
    question_again,
    withheld_from,
)
from app.consortia.queries.people import adviser_at_the_terminal, advisers_of, people_of

__all__ = [
    "Involvement",
    "adviser_at_the_terminal",
    "advisers_of",
    "askable_tender",
    "consortia_for",
    "consortium_for",
    "default_question",
    "enquiries_about",
    "enquiry_for",
    "is_withheld",
    "may_see_prices_of",
    "membership_of",
    "people_of",
    "proposal_for",
    "proposed_in",
    "question_again",
    "withheld_from",
]
