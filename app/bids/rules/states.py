"""States of bids and bid packs, and the sections of a pack, as plain values."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from app.foundation.errors import move


class BidOutcome(enum.Enum):
    """What the buyer decided."""

    won = "Won"
    lost = "Not won"


class PackState(enum.Enum):
    """The state of one version of the pack."""

    queued = "Waiting to start"
    ready = "Ready"
    failed = "Could not be created"


# A failed version can be printed again from the same frozen data; a ready one never changes.
PACK_MOVES = {
    PackState.queued: {PackState.ready, PackState.failed},
    PackState.failed: {PackState.queued},
}


def print_again(state: PackState) -> PackState:
    """A version that could not be made is queued once more."""
    return move("bid pack", state, PackState.queued, PACK_MOVES)


def finish_printing(state: PackState) -> PackState:
    """All its copies are kept."""
    return move("bid pack", state, PackState.ready, PACK_MOVES)


def fail_printing(state: PackState) -> PackState:
    """It could not be made; the reason is kept."""
    return move("bid pack", state, PackState.failed, PACK_MOVES)


class Audience(enum.Enum):
    """Whose copy it is: it decides which prices it shows."""

    buyer = "Buyer's copy"
    lead = "Lead's and adviser's copy"
    member = "Member's copy"


@dataclass(frozen=True)
class Section:
    """One section of the pack. `answer` says what belongs in a section that is not answered yet; None where
    it is.
    """

    number: int
    title: str
    answer: str | None = None

    @property
    def anchor(self) -> str:
        return f"section-{self.number}"


SECTIONS = (
    Section(1, "Cover"),
    Section(2, "Contents"),
    Section(3, "Executive summary"),
    Section(4, "The consortium"),
    Section(
        5,
        "Authority",
        "Each member's consent for the lead to bid on its behalf, with the date and the person.",
    ),
    Section(6, "Member fact sheets"),
    Section(7, "Declarations", "Each member's declarations on exclusion, connected persons and debarment."),
    Section(8, "Conditions of participation"),
    Section(9, "Coverage matrix"),
    Section(
        10,
        "Compliance matrix",
        "Each requirement in the buyer's words, where it is answered and who owns it.",
    ),
    Section(
        11, "Method statements", "Answers to the buyer's questions, in order and within the word limits."
    ),
    Section(12, "Mobilisation", "The timetable from award to start, and any staff who transfer."),
    Section(
        13, "Governance, contract management and KPIs", "Who decides, who reports, and what is measured."
    ),
    Section(14, "Social value", "Each commitment, with its quantity, owner and measure."),
    Section(
        15,
        "Policies",
        "Quality, health and safety, safeguarding, data protection, modern slavery and carbon.",
    ),
    Section(16, "Risks and continuity", "What could go wrong, and who takes over from whom."),
    Section(17, "Schedule of prices"),
    Section(18, "Case studies", "One or more examples of earlier work from each member, with a referee."),
    Section(19, "Form of tender", "Signature, non-collusion, conflicts of interest and confidentiality."),
    Section(20, "Heads of terms", "What the members agree with each other. Not legal advice."),
    Section(21, "Checklist and index of evidence"),
)
