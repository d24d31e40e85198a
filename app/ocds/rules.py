"""States of imported files, suggested changes and claims; how many files may wait; which dates cannot be."""

from __future__ import annotations

import enum
import re
from contextlib import suppress
from datetime import datetime, timedelta

from app.foundation.errors import move
from app.foundation.reference import councils
from app.foundation.reference.identifiers import IdentifierError, charity_register, company_number

MOST_WAITING = 3  # of one organisation: the next file comes in when one of these has been read


class FileState(enum.Enum):
    """How far an imported file is."""

    waiting = "Waiting to be read"
    read = "Imported"
    failed = "Not imported"


FILE_MOVES = {FileState.waiting: {FileState.read, FileState.failed}}


def finish_reading(state: FileState) -> FileState:
    """Every release of the file has its result. IllegalMove when that was so already."""
    return move("file", state, FileState.read, FILE_MOVES)


def fail_reading(state: FileState) -> FileState:
    """The file could not be read to its end. IllegalMove when it was read or refused already."""
    return move("file", state, FileState.failed, FILE_MOVES)


class SuggestionState(enum.Enum):
    """What became of a change that somebody else than the owner brought."""

    waiting = "Waiting"
    taken = "Accepted"
    declined = "Declined"


class ClaimState(enum.Enum):
    """What became of an authority's word that a notice is its own."""

    asked = "Waiting for a decision"
    granted = "Confirmed"
    refused = "Refused"


AHEAD = timedelta(days=1)  # clocks differ, and a notice may be dated with the day of its publication


def dated_ahead(released_at: datetime | None, at: datetime) -> bool:
    """Whether a release gives a date that no release of today can have."""
    return released_at is not None and released_at > at + AHEAD


SUGGESTION_MOVES = {SuggestionState.waiting: {SuggestionState.taken, SuggestionState.declined}}
CLAIM_MOVES = {
    ClaimState.asked: {ClaimState.granted, ClaimState.refused},
    ClaimState.refused: {ClaimState.asked, ClaimState.granted},
}


def decide_suggestion(state: SuggestionState, decision: SuggestionState) -> SuggestionState:
    """The owner accepts or declines a suggested change, once."""
    return move("suggested change", state, decision, SUGGESTION_MOVES)


def decide_claim(state: ClaimState, decision: ClaimState) -> ClaimState:
    """A claim is decided, or made again after it was refused."""
    return move("claim", state, decision, CLAIM_MOVES)


# The registers of app.accounts.rules.IdentifierScheme, by their names at org-id.guide.
_OPEN_SCHEMES = {"ppon": "GB-PPON", "companies_house": "GB-COH", "ods": "GB-NHS", "gss": "GB-GSS"}
_BARE = re.compile(r"[^A-Z0-9]")


def identifies(scheme: str, number: str, buyer_identifier: str | None) -> bool:
    """Whether the public identifier that an authority was approved with is the one that a notice gives its
    buyer.

    `scheme` is a name of IdentifierScheme; a notice writes `GB-PPON-PDTL-7248-GWZW`, `GB-COH-01234567` or,
    for a council, the code of the local authority register (`GB-LAE-DUR`).
    """
    stated = (buyer_identifier or "").upper()
    if scheme == "charity":
        register = charity_register(number)
        return stated in (f"{register}-{number}", f"{register}-{number.lstrip('SCNI')}")
    if scheme == "gss" and (council := councils.gss_code(stated)) is not None:
        return number == council
    prefix = _OPEN_SCHEMES.get(scheme)
    if scheme == "companies_house":
        with suppress(IdentifierError):  # notices write them with and without zeros in front
            stated = (
                f"GB-COH-{company_number(stated.removeprefix('GB-COH-'))}"
                if stated.startswith("GB-COH-")
                else stated
            )
    return prefix is not None and bool(number) and _bare(f"{prefix}{number}") == _bare(stated)


def _bare(text: str) -> str:
    return _BARE.sub("", text.upper())
