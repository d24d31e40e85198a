"""Every read of bids and packs, scoped to what the actor may see."""

from app.bids.queries.bids import (
    CopyOrder,
    bid_of,
    copies_for,
    copy_for,
    copy_orders,
    may_see_pack,
    pack_for,
    pack_to_print,
    packs_for,
    priced_in,
    sees_bid,
    sees_copy,
    sees_pack,
)
from app.bids.queries.freezing import FORMAT, frozen

__all__ = [
    "FORMAT",
    "CopyOrder",
    "bid_of",
    "copies_for",
    "copy_for",
    "copy_orders",
    "frozen",
    "may_see_pack",
    "pack_for",
    "pack_to_print",
    "packs_for",
    "priced_in",
    "sees_bid",
    "sees_copy",
    "sees_pack",
]
