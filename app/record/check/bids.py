"""Comparing bids, their packs and every stored document with the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.bids.models import Bid, BidPack, BidPackCopy
from app.bids.rules.states import BidOutcome, PackState
from app.foundation import documents
from app.foundation.documents import Document
from app.record.check.trail import Entry, Replayed, batches, differences, digest, entries_about, last_of

CopyKey = tuple[str, int | None, str]  # audience, enterprise and sha256

_PACK_STATES = {
    "bid_pack.asked": PackState.queued,
    "bid_pack.retried": PackState.queued,
    "bid_pack.ready": PackState.ready,
    "bid_pack.failed": PackState.failed,
}


def _bid(entries: Sequence[Entry]) -> Mapping[str, Any]:
    says: dict[str, Any] = {
        "receipt_reference": None,
        "receipt_at": None,
        "sent_number": None,
        "outcome": None,
    }
    for entry in entries:
        if entry.verb == "bid.begun":
            says["consortium_id"] = entry.details["consortium"]
        elif entry.verb == "bid.sent":
            says |= {
                "receipt_reference": entry.details["reference"],
                "receipt_at": datetime.fromisoformat(entry.details["at"]),
                "sent_number": entry.details["number"],
            }
        elif entry.verb == "bid.decided":
            says["outcome"] = BidOutcome[entry.details["outcome"]]
    return says


def _pack(entries: Sequence[Entry]) -> Mapping[str, Any]:
    request = next(entry for entry in entries if entry.verb == "bid_pack.asked")
    says = {name: request.details[name] for name in ("number", "draft", "data_sha256")}
    return {**says, "state": last_of(entries, _PACK_STATES)}


REPLAYED = (
    Replayed(
        Bid,
        "Bid",
        frozenset({"bid.begun"}),
        _bid,
        ("consortium_id", "receipt_reference", "receipt_at", "sent_number", "outcome"),
    ),
    Replayed(
        BidPack, "Bid pack", frozenset({"bid_pack.asked"}), _pack, ("number", "draft", "data_sha256", "state")
    ),
)


def compare(session: Session, folder: Path) -> Iterator[str]:
    """Differences of bids and packs, of the hashes of each copy, and of the stored bytes."""
    for replayed in REPLAYED:
        yield from differences(session, replayed)
    for row_id, data_sha256, data in session.execute(
        sa.select(BidPack.id, BidPack.data_sha256, BidPack.data).execution_options(yield_per=5)
    ):
        if digest(data) != data_sha256:
            yield f"Bid pack {row_id}: its frozen data is not what was printed."
    for packs in batches(session, BidPack, ("state",)):
        yield from _copies(session, [pack.id for pack in packs])
    yield from _files(session, folder)


def _copies(session: Session, pack_ids: Sequence[int]) -> Iterator[str]:
    """A copy's hash is the same in its own row, in its document's row and in the record."""
    recorded = _recorded_copies(session, pack_ids)
    actual: dict[int, set[CopyKey]] = {pack_id: set() for pack_id in pack_ids}
    query = (
        sa.select(BidPackCopy, Document.sha256)
        .join(BidPackCopy.document)
        .where(BidPackCopy.pack_id.in_(pack_ids))
    )
    for copy, stored in session.execute(query.order_by(BidPackCopy.id)):
        actual[copy.pack_id].add((copy.audience.name, copy.enterprise_id, copy.sha256))
        if stored != copy.sha256:
            yield f"Bid pack {copy.pack_id}: its {copy.audience.name} copy is not the document that was made."
    for pack_id in pack_ids:
        if actual[pack_id] != recorded.get(pack_id, set()):
            yield f"Bid pack {pack_id}: its copies in the database are not those in the record."


def _recorded_copies(session: Session, pack_ids: Sequence[int]) -> dict[int, set[CopyKey]]:
    """The copies that the record lists for each pack that was printed."""
    return {
        pack_id: {(copy["audience"], copy["enterprise"], copy["sha256"]) for copy in entry.details["copies"]}
        for pack_id, entries in entries_about(session, BidPack, pack_ids).items()
        for entry in entries
        if entry.verb == "bid_pack.ready"
    }


def _files(session: Session, folder: Path) -> Iterator[str]:
    for rows in batches(session, Document, ("sha256", "size")):
        for row in rows:
            fault = documents.fault(folder, row.sha256, row.size)
            if fault is not None:
                yield f"Document {row.id} {fault}."
