"""Every change of bids and packs: one public verb each. None of them commits."""

from app.bids.actions.packing import ask_for_pack, fail_pack, retry_pack, store_copies
from app.bids.actions.sending import change_feedback, record_outcome, record_receipt

__all__ = [
    "ask_for_pack",
    "change_feedback",
    "fail_pack",
    "record_outcome",
    "record_receipt",
    "retry_pack",
    "store_copies",
]
