"""How each state is worded and coloured. The colour never says anything that the words do not."""

from __future__ import annotations

import enum
from dataclasses import dataclass


@dataclass(frozen=True)
class StateTag:
    """Words and the tag colour of one state. Orange is kept for states that wait for a person."""

    text: str
    colour: str


def _tags(**states: tuple[str, str]) -> dict[str, StateTag]:
    return {name: StateTag(text, colour) for name, (text, colour) in states.items()}


STATES: dict[str, dict[str, StateTag]] = {
    "tender": _tags(
        planned=("Early notice", "grey"),
        draft=("Draft", "grey"),
        published=("Open", "teal"),
        closed=("Closed", "grey"),
        awarded=("Awarded", "green"),
        withdrawn=("Withdrawn", "red"),
        practice=("Practice", "purple"),
    ),
    "enquiry": _tags(
        queued=("Waiting to start", "grey"),
        running=("Looking for consortia", "blue"),
        answered=("Answered", "green"),
        failed=("Failed", "red"),
        cancelled=("Cancelled", "grey"),
    ),
    "job": _tags(
        queued=("Waiting to start", "grey"),
        running=("In progress", "blue"),
        done=("Done", "green"),
        failed=("Failed", "red"),
        cancelled=("Cancelled", "grey"),
    ),
    "consortium": _tags(
        forming=("Forming", "blue"),
        agreed=("Agreed", "teal"),
        bidding=("Preparing the bid", "blue"),
        submitted=("Bid sent", "teal"),
        won=("Won", "green"),
        lost=("Not won", "grey"),
        delivering=("Delivering", "green"),
        closed=("Closed", "grey"),
        dissolved=("Dissolved", "red"),
    ),
    "member": _tags(
        invited=("Invited", "blue"),
        accepted=("Accepted", "green"),
        declined=("Declined", "red"),
        countered=("Asked for changes", "orange"),
        left=("Left", "grey"),
    ),
    "credential": _tags(
        valid=("Valid", "teal"),
        expiring=("Expires soon", "orange"),
        expired=("Expired", "red"),
        unverified=("Not verified yet", "grey"),
        verified=("Verified", "green"),
    ),
    "requirement": _tags(
        to_do=("To do", "grey"),
        drafting=("Drafting", "blue"),
        for_review=("For review", "orange"),
        approved=("Approved", "green"),
    ),
    "bid_pack": _tags(
        queued=("Waiting to start", "grey"),
        running=("In progress", "blue"),
        draft=("Draft", "grey"),
        ready=("Ready", "green"),
        failed=("Failed", "red"),
    ),
    "invitation": _tags(
        sent=("Sent", "blue"),
        accepted=("Accepted", "green"),
        expired=("Expired", "grey"),
        withdrawn=("Withdrawn", "grey"),
    ),
    "standing": _tags(
        requested=("Waiting for approval", "orange"),
        more_needed=("More information needed", "orange"),
        approved=("Approved", "green"),
        refused=("Refused", "red"),
        suspended=("Suspended", "red"),
    ),
    "document": _tags(
        unchecked=("Not checked yet", "grey"),
        checked=("Checked", "green"),
        refused=("Refused", "red"),
    ),
}


def state_tag(kind: str, state: str | enum.Enum) -> StateTag:
    """The tag of a state of one kind of object. KeyError where it has no words: that is our mistake."""
    name = state.name if isinstance(state, enum.Enum) else state
    try:
        return STATES[kind][name.lower().replace(" ", "_").replace("-", "_")]
    except KeyError:
        raise KeyError(f"the state {name!r} of {kind!r} has no words in templating/states.py") from None
