"""Bids: the bid pack, the receipt and the outcome."""
