"""States of bids and bid packs, as plain values."""

from __future__ import annotations

import enum


class BidOutcome(enum.Enum):
    """What the buyer decided."""

    won = "Won"
    lost = "Not won"


class PackState(enum.Enum):
    """One version of the pack, from asking to being there."""

    queued = "Waiting to start"
    ready = "Ready"
    failed = "Could not be made"


class Audience(enum.Enum):
    """Whose copy it is: it decides which prices stand in it."""

    buyer = "Buyer's copy"
    lead = "Lead's and adviser's copy"
    member = "Member's copy"
