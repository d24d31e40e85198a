"""Every change of enquiries, proposals and consortia: one public verb each. None of them commits."""

from app.consortia.actions.answering import store_answer, store_failure, take_up
from app.consortia.actions.asking import ask_again, ask_for_consortia
from app.consortia.actions.cancelling import cancel_enquiry
from app.consortia.actions.consenting import accept, decline, leave
from app.consortia.actions.forming import adopt, dissolve

__all__ = [
    "accept",
    "adopt",
    "ask_again",
    "ask_for_consortia",
    "cancel_enquiry",
    "decline",
    "dissolve",
    "leave",
    "store_answer",
    "store_failure",
    "take_up",
]
