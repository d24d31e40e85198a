"""States and rules of the register, as plain values."""

from __future__ import annotations

import enum
from datetime import date, timedelta

EXPIRING_WITHIN = timedelta(days=60)


class OfferState(enum.Enum):
    """Whether an offer may be matched."""

    active = "On offer"
    withdrawn = "Withdrawn"


class CredentialState(enum.Enum):
    """Where a credential stands on a day."""

    valid = "Valid"
    expiring = "Expires soon"
    expired = "Expired"


class TrustState(enum.Enum):
    """How a trust pair came to count: both said so, or an adviser vouches. A proposed one does not count yet."""

    proposed = "Waiting for the other side"
    confirmed = "Confirmed by both"
    vouched = "Vouched for by an adviser"
    withdrawn = "Withdrawn"


COUNTING_TRUST = (TrustState.confirmed, TrustState.vouched)


class HoldState(enum.Enum):
    """Capacity promised by an acceptance, until it is released."""

    held = "Held"
    released = "Released"


def credential_state(expires_on: date | None, today: date) -> CredentialState:
    """Expired after its last day, expiring within 60 days of it; without an expiry it stays valid."""
    if expires_on is None:
        return CredentialState.valid
    if expires_on < today:
        return CredentialState.expired
    return CredentialState.expiring if expires_on - today <= EXPIRING_WITHIN else CredentialState.valid


def ordered_pair(first_id: int, second_id: int) -> tuple[int, int]:
    """Pairs are stored once, the smaller id first. ValueError when both are the same enterprise."""
    if first_id == second_id:
        raise ValueError("a pair needs two different enterprises")
    return (first_id, second_id) if first_id < second_id else (second_id, first_id)
