"""States of bids and packs, and what a pack says: plain functions over a pack's frozen data."""
