"""States of enquiries, consortia and members, and the moves between them.

Each move returns the new state or raises IllegalMove.
"""

from __future__ import annotations

import enum

from app.foundation.errors import move


class EnquiryState(enum.Enum):
    """The question to the solver."""

    queued = "Waiting to start"
    running = "Looking for consortia"
    answered = "Answered"
    failed = "Could not be answered"
    cancelled = "Cancelled"


ENQUIRY_ENDED = (EnquiryState.answered, EnquiryState.failed, EnquiryState.cancelled)
# Running after running: a worker died, and the next attempt solves the same frozen problem.
ENQUIRY_MOVES = {
    EnquiryState.queued: {EnquiryState.running, EnquiryState.failed, EnquiryState.cancelled},
    EnquiryState.running: {
        EnquiryState.running,
        EnquiryState.answered,
        EnquiryState.failed,
        EnquiryState.cancelled,
    },
}


class ConsortiumState(enum.Enum):
    """The state of a consortium. Only from `agreed` on is it named to anyone outside it."""

    forming = "Forming"
    agreed = "Agreed"
    bidding = "Preparing the bid"
    submitted = "Bid submitted"
    won = "Won"
    lost = "Not won"
    delivering = "Delivering"
    closed = "Closed"
    dissolved = "Dissolved"


CONSORTIUM_MOVES = {
    ConsortiumState.forming: {ConsortiumState.agreed, ConsortiumState.dissolved},
    # Back to forming: a member left, so not every member has accepted any more.
    ConsortiumState.agreed: {
        ConsortiumState.forming,
        ConsortiumState.bidding,
        ConsortiumState.submitted,
        ConsortiumState.dissolved,
    },
    ConsortiumState.bidding: {ConsortiumState.forming, ConsortiumState.submitted, ConsortiumState.dissolved},
    ConsortiumState.submitted: {ConsortiumState.won, ConsortiumState.lost, ConsortiumState.dissolved},
    ConsortiumState.won: {ConsortiumState.delivering, ConsortiumState.dissolved},
    ConsortiumState.delivering: {ConsortiumState.closed},
}
# In these states members' capacity stays promised.
HOLDING = (
    ConsortiumState.forming,
    ConsortiumState.agreed,
    ConsortiumState.bidding,
    ConsortiumState.submitted,
    ConsortiumState.won,
    ConsortiumState.delivering,
)
# Live: being formed or bidding.
LIVE = (ConsortiumState.forming, ConsortiumState.agreed, ConsortiumState.bidding, ConsortiumState.submitted)
# A member can leave until the bid is sent: from then on the other members rely on it.
LEAVABLE = (ConsortiumState.forming, ConsortiumState.agreed, ConsortiumState.bidding)


class Claim(enum.Enum):
    """Who can be in only one consortium for each lot, until that consortium is over."""

    person = "person who brokers"
    body = "adviser body"
    enterprise = "enterprise that accepted"


class MemberState(enum.Enum):
    """An enterprise's answer to its invitation."""

    invited = "Invited"
    accepted = "Accepted"
    declined = "Declined"
    left = "Left"


MEMBER_MOVES = {
    MemberState.invited: {MemberState.accepted, MemberState.declined},
    MemberState.accepted: {MemberState.left},
}


def start_enquiry(state: EnquiryState) -> EnquiryState:
    """A worker starts on it, for the first time or again."""
    return _enquiry(state, EnquiryState.running)


def answer_enquiry(state: EnquiryState) -> EnquiryState:
    """A checked outcome is stored."""
    return _enquiry(state, EnquiryState.answered)


def fail_enquiry(state: EnquiryState) -> EnquiryState:
    """There is no outcome; the reason is stored."""
    return _enquiry(state, EnquiryState.failed)


def cancel_enquiry(state: EnquiryState) -> EnquiryState:
    """The adviser no longer needs the answer."""
    return _enquiry(state, EnquiryState.cancelled)


def agree(state: ConsortiumState) -> ConsortiumState:
    """Every member has accepted."""
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
    """It ends before delivery, with a reason."""
    return _consortium(state, ConsortiumState.dissolved)


def accept(state: MemberState) -> MemberState:
    """The enterprise accepts its role, share and exposure."""
    return _member(state, MemberState.accepted)


def decline(state: MemberState) -> MemberState:
    """The enterprise declines, with a reason."""
    return _member(state, MemberState.declined)


def leave(state: MemberState) -> MemberState:
    """The enterprise leaves after accepting, with a reason."""
    return _member(state, MemberState.left)


def _enquiry(state: EnquiryState, target: EnquiryState) -> EnquiryState:
    return move("enquiry", state, target, ENQUIRY_MOVES)


def _consortium(state: ConsortiumState, target: ConsortiumState) -> ConsortiumState:
    return move("consortium", state, target, CONSORTIUM_MOVES)


def _member(state: MemberState, target: MemberState) -> MemberState:
    return move("invitation", state, target, MEMBER_MOVES)
