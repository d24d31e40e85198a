"""States of enquiries, consortia and members, as plain values."""

from __future__ import annotations

import enum


class EnquiryState(enum.Enum):
    """The question to the solver."""

    queued = "Waiting to start"
    running = "Looking for consortia"
    answered = "Answered"
    failed = "Could not be answered"
    cancelled = "Cancelled"


ENQUIRY_ENDED = (EnquiryState.answered, EnquiryState.failed, EnquiryState.cancelled)
# Running again after running: a worker died, and the next attempt takes the same frozen question up.
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
    # Back to forming: a member left, so that no longer everybody has said yes.
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
# A member may leave until the bid is sent: from then on others have staked theirs on its word.
LEAVABLE = (ConsortiumState.forming, ConsortiumState.agreed, ConsortiumState.bidding)


class Claim(enum.Enum):
    """What can be in one consortium a lot only, until that consortium is over."""

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
