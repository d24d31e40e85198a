"""Comparing the register and its capacity ledger with the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enterprises.models import (
    CapacityHold,
    Credential,
    Enterprise,
    IncompatiblePair,
    Offer,
    OfferArea,
    TrustPair,
)
from app.enterprises.rules import HoldState, OfferState, TrustState
from app.record.check.trail import AnyOf, Entry, Replayed, batches, differences, entries_about, last_of

_OFFER_STATES = {
    "offer.added": OfferState.active,
    "offer.withdrawn": OfferState.withdrawn,
    "offer.offered_again": OfferState.active,
}
_TRUST_STATES = {
    "trust.proposed": TrustState.proposed,
    "trust.confirmed": TrustState.confirmed,
    "trust.withdrawn": TrustState.withdrawn,
    "trust.vouched": TrustState.vouched,
    "trust.vouch_withdrawn": TrustState.withdrawn,
    "trust.recorded": AnyOf((TrustState.confirmed, TrustState.vouched)),
}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def verification(entries: Sequence[Entry], area: str) -> dict[str, Any]:
    """Who verified it and on which day, or None for both: a verification ends when it is withdrawn or the
    thing changes.
    """
    says: dict[str, Any] = {"verified_on": None, "verified_by_id": None}
    for entry in entries:
        if entry.verb == f"{area}.verified":
            says = {"verified_on": _day(entry.details["on"]), "verified_by_id": entry.person_id}
        elif _ends_verification(entry, area):
            says = {"verified_on": None, "verified_by_id": None}
    return says


def _ends_verification(entry: Entry, area: str) -> bool:
    if entry.verb == f"{area}.verification_withdrawn":
        return True
    changed = entry.verb == f"{area}.changed"
    # Any change of a credential ends it; of an enterprise only one that the entry itself says did.
    return changed and (area == "credential" or "verified_on" in entry.details["changed"])


def _enterprise(entries: Sequence[Entry]) -> Mapping[str, Any]:
    says = verification(entries, "enterprise")
    scheme = [entry.details["scheme"] for entry in entries if entry.verb == "enterprise.verified"]
    return {**says, "verified_by_scheme": scheme[-1] if says["verified_on"] else None}


def _credential(entries: Sequence[Entry]) -> Mapping[str, Any]:
    says: dict[str, Any] = verification(entries, "credential")
    for entry in entries:
        if entry.verb == "credential.added":
            says["type"] = entry.details["type"]
        if entry.verb in ("credential.added", "credential.changed"):
            says["expires_on"] = _day(entry.details["expires_on"])
    return says


def _offer(entries: Sequence[Entry]) -> Mapping[str, Any]:
    says: dict[str, Any] = {
        "state": last_of(entries, _OFFER_STATES),
        "held": sum(holds_recorded(entries).values()),
    }
    for entry in entries:
        if entry.verb == "offer.added":
            says["capability"] = entry.details["capability"]
        if entry.verb in ("offer.added", "offer.changed"):
            says["capacity"] = entry.details["capacity"]
    return says


def holds_recorded(entries: Sequence[Entry]) -> dict[tuple[str, str], int]:
    """What is held of one offer according to the record: (holder, purpose) to quantity."""
    held: dict[tuple[str, str], int] = {}
    for entry in entries:
        if entry.verb == "capacity.held":
            held[entry.details["holder"], entry.details["purpose"]] = entry.details["quantity"]
        elif entry.verb == "capacity.released":
            held.pop((entry.details["holder"], entry.details["purpose"]), None)
    return held


def _trust(entries: Sequence[Entry]) -> Mapping[str, Any]:
    figures = [entry.details["per_mille"] for entry in entries if "per_mille" in entry.details]
    return {"state": last_of(entries, _TRUST_STATES), **({"per_mille": figures[-1]} if figures else {})}


REPLAYED = (
    Replayed(
        Enterprise,
        "Enterprise",
        frozenset({"enterprise.created"}),
        _enterprise,
        ("verified_on", "verified_by_id", "verified_by_scheme"),
    ),
    Replayed(
        Credential,
        "Credential",
        frozenset({"credential.added"}),
        _credential,
        ("verified_on", "verified_by_id", "type", "expires_on"),
        removed_by=frozenset({"credential.erased"}),
    ),
    Replayed(
        Offer,
        "Offer",
        frozenset({"offer.added"}),
        _offer,
        ("state", "held", "capability", "capacity"),
        removed_by=frozenset({"offer.erased"}),
    ),
    Replayed(
        TrustPair,
        "Trust pair",
        frozenset({"trust.proposed", "trust.vouched", "trust.recorded"}),
        _trust,
        ("state", "per_mille"),
        removed_by=frozenset({"trust.erased"}),
    ),
    Replayed(
        IncompatiblePair,
        "Incompatible pair",
        frozenset({"incompatible.declared"}),
        lambda entries: {},
        (),
        removed_by=frozenset({"incompatible.withdrawn", "incompatible.erased"}),
    ),
)


def compare(session: Session) -> Iterator[str]:
    """Differences of enterprises, credentials, offers and their areas and holds, trust and incompatible
    pairs.
    """
    for replayed in REPLAYED:
        yield from differences(session, replayed)
    for offers in batches(session, Offer, ("capacity",)):
        entries = entries_about(session, Offer, [offer.id for offer in offers])
        yield from _areas(session, [offer.id for offer in offers], entries)
        yield from _holds(session, [offer.id for offer in offers], entries)
    for credentials in batches(session, Credential, ("withdrawn_at",)):
        yield from _withdrawn(
            credentials, entries_about(session, Credential, [row.id for row in credentials])
        )


def _areas(session: Session, ids: Sequence[int], entries: Mapping[int, Sequence[Entry]]) -> Iterator[str]:
    actual: dict[int, set[str]] = {offer_id: set() for offer_id in ids}
    for offer_id, area in session.execute(
        sa.select(OfferArea.offer_id, OfferArea.area).where(OfferArea.offer_id.in_(ids))
    ):
        actual[offer_id].add(area)
    for offer_id in ids:
        recorded, widened = _recorded_areas(entries.get(offer_id, []))
        for area in sorted(actual[offer_id] - recorded):
            yield f"Offer {offer_id}: area {area} is in the database but not in the record."
        if not widened:
            for area in sorted(recorded - actual[offer_id]):
                yield f"Offer {offer_id}: area {area} is in the record but missing from the database."


def _recorded_areas(entries: Sequence[Entry]) -> tuple[set[str], set[str]]:
    """The areas of an offer in the record, and those of them that were added after the offer: an area that is
    added replaces the areas inside it, which leaves no entry.
    """
    areas: set[str] = set()
    widened: set[str] = set()
    for entry in entries:
        if entry.verb == "offer.added":
            areas |= set(entry.details["areas"])
        elif entry.verb == "offer.area_added":
            areas.add(entry.details["area"])
            widened.add(entry.details["area"])
        elif entry.verb == "offer.area_removed":
            areas.discard(entry.details["area"])
            widened.discard(entry.details["area"])
    return areas, widened


def _holds(session: Session, ids: Sequence[int], entries: Mapping[int, Sequence[Entry]]) -> Iterator[str]:
    actual: dict[int, dict[tuple[str, str], int]] = {offer_id: {} for offer_id in ids}
    held = sa.select(CapacityHold).where(CapacityHold.offer_id.in_(ids), CapacityHold.state == HoldState.held)
    for hold in session.scalars(held):
        actual[hold.offer_id][hold.holder, hold.purpose] = hold.quantity
    for offer_id in ids:
        recorded = holds_recorded(entries.get(offer_id, []))
        for key in sorted(actual[offer_id].keys() | recorded.keys()):
            here, there = actual[offer_id].get(key, 0), recorded.get(key, 0)
            if here != there:
                whom = f"{key[0]} ({key[1]})"
                yield f"Offer {offer_id}: {here} is held for {whom} in the database, {there} in the record."


def _withdrawn(rows: Sequence[Credential], entries: Mapping[int, Sequence[Entry]]) -> Iterator[str]:
    for row in rows:
        recorded = any(entry.verb == "credential.withdrawn" for entry in entries.get(row.id, []))
        if recorded != (row.withdrawn_at is not None):
            yield (
                f"Credential {row.id} is {'in force' if recorded else 'withdrawn'} in the database, "
                f"{'withdrawn' if recorded else 'in force'} in the record."
            )
