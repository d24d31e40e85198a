"""States of bids and packs, and what a pack says: plain functions over a pack's frozen data."""

from app.bids.rules.states import SECTIONS, Audience, BidOutcome, PackState, Section

__all__ = ["SECTIONS", "Audience", "BidOutcome", "PackState", "Section"]
