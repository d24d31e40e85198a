"""Every move of an enquiry, a consortium and a member, by name: each returns the new state or raises
IllegalMove.
"""

from __future__ import annotations

from app.consortia.rules.states import (
    CONSORTIUM_MOVES,
    ENQUIRY_MOVES,
    MEMBER_MOVES,
    ConsortiumState,
    EnquiryState,
    MemberState,
)
from app.foundation.errors import move


def start_enquiry(state: EnquiryState) -> EnquiryState:
    """A worker took it up, for the first time or again."""
    return _enquiry(state, EnquiryState.running)


def answer_enquiry(state: EnquiryState) -> EnquiryState:
    """A checked outcome is stored."""
    return _enquiry(state, EnquiryState.answered)


def fail_enquiry(state: EnquiryState) -> EnquiryState:
    """No outcome could be had; the reason is stored."""
    return _enquiry(state, EnquiryState.failed)


def cancel_enquiry(state: EnquiryState) -> EnquiryState:
    """Whoever asked no longer needs the answer."""
    return _enquiry(state, EnquiryState.cancelled)


def agree(state: ConsortiumState) -> ConsortiumState:
    """Every member has said yes."""
    return _consortium(state, ConsortiumState.agreed)


def fall_back(state: ConsortiumState) -> ConsortiumState:
    """A member left before the bid was sent."""
    return _consortium(state, ConsortiumState.forming)


def begin_bid(state: ConsortiumState) -> ConsortiumState:
    """The bid is being prepared."""
    return _consortium(state, ConsortiumState.bidding)


def submit(state: ConsortiumState) -> ConsortiumState:
    """The buyer's portal has the bid."""
    return _consortium(state, ConsortiumState.submitted)


def win(state: ConsortiumState) -> ConsortiumState:
    """The buyer chose this bid."""
    return _consortium(state, ConsortiumState.won)


def lose(state: ConsortiumState) -> ConsortiumState:
    """The buyer chose another bid."""
    return _consortium(state, ConsortiumState.lost)


def deliver(state: ConsortiumState) -> ConsortiumState:
    """The contract runs."""
    return _consortium(state, ConsortiumState.delivering)


def close(state: ConsortiumState) -> ConsortiumState:
    """The contract has ended."""
    return _consortium(state, ConsortiumState.closed)


def dissolve(state: ConsortiumState) -> ConsortiumState:
    """It ends before it delivered, with a reason."""
    return _consortium(state, ConsortiumState.dissolved)


def accept(state: MemberState) -> MemberState:
    """The enterprise says yes to its role, share and exposure."""
    return _member(state, MemberState.accepted)


def decline(state: MemberState) -> MemberState:
    """The enterprise says no, with a reason."""
    return _member(state, MemberState.declined)


def leave(state: MemberState) -> MemberState:
    """The enterprise takes its yes back, with a reason."""
    return _member(state, MemberState.left)


def _enquiry(state: EnquiryState, target: EnquiryState) -> EnquiryState:
    return move("enquiry", state, target, ENQUIRY_MOVES)


def _consortium(state: ConsortiumState, target: ConsortiumState) -> ConsortiumState:
    return move("consortium", state, target, CONSORTIUM_MOVES)


def _member(state: MemberState, target: MemberState) -> MemberState:
    return move("invitation", state, target, MEMBER_MOVES)
