"""States of bids and packs, and what a pack says: plain functions over a pack's frozen data."""

from app.bids.rules.states import PACK_MOVES, SECTIONS, Audience, BidOutcome, PackState, Section

__all__ = ["PACK_MOVES", "SECTIONS", "Audience", "BidOutcome", "PackState", "Section"]
