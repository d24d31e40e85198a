"""States and rules of the register, as plain values."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

from app.foundation.errors import Conflict, NotFound, move

EXPIRING_WITHIN = timedelta(days=60)


class OfferState(enum.Enum):
    """Whether an offer may be matched."""

    active = "On offer"
    withdrawn = "Withdrawn"


OFFER_MOVES = {OfferState.active: {OfferState.withdrawn}, OfferState.withdrawn: {OfferState.active}}


def withdraw_offer(state: OfferState) -> OfferState:
    """The state after withdrawing an offer."""
    return move("offer", state, OfferState.withdrawn, OFFER_MOVES)


def offer_again(state: OfferState) -> OfferState:
    """The state after offering it again."""
    return move("offer", state, OfferState.active, OFFER_MOVES)


class CredentialState(enum.Enum):
    """Whether a credential is valid on a day."""

    valid = "Valid"
    expiring = "Expires soon"
    expired = "Expired"


class TrustState(enum.Enum):
    """Why a trust pair counts: both confirmed it, or an adviser vouches. A proposed pair does not count."""

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
    """Expired after the last day, expiring within 60 days of it. A credential without an expiry is valid."""
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


class Closeness(enum.Enum):
    """How well two enterprises know each other's work, in words that both understand alike.

    The solver weighs the figure in `PER_MILLE`: 1000 minus the figure is the trust gap that a member adds to
    a consortium. There are four even steps because people cannot tell more apart.
    """

    met = "We know each other, but have not worked together"
    once = "We have worked together once"
    several = "We have delivered several contracts together"
    vouch = "We would vouch for each other"


PER_MILLE = {Closeness.met: 250, Closeness.once: 500, Closeness.several: 750, Closeness.vouch: 1000}


def closeness(per_mille: int) -> Closeness:
    """The step at or just below a figure (1–1000), or the lowest step for a figure below them all."""
    return max(
        (step for step in Closeness if per_mille >= PER_MILLE[step]),
        key=PER_MILLE.__getitem__,
        default=Closeness.met,
    )


def agreed_trust(first: int, second: int) -> int:
    """What counts when two sides give different figures (per mille): the lower, since trust needs both."""
    return min(first, second)


TRUST_MOVES = {
    None: {TrustState.proposed, TrustState.vouched, TrustState.confirmed},
    TrustState.proposed: {
        TrustState.proposed,
        TrustState.confirmed,
        TrustState.vouched,
        TrustState.withdrawn,
    },
    TrustState.confirmed: {TrustState.withdrawn},
    TrustState.vouched: {TrustState.withdrawn},
    TrustState.withdrawn: {TrustState.proposed, TrustState.vouched, TrustState.confirmed},
}


def change_trust(state: TrustState | None, target: TrustState) -> TrustState:
    """The new state of a pair. `state` is None where there is no pair yet."""
    return move("trust", state, target, TRUST_MOVES)


class Scheme(enum.Enum):
    """Who can confirm that an enterprise is a social enterprise.

    Social Enterprise Mark CIC is not among them: it closed on 3 April 2024.
    """

    seuk = "Social Enterprise UK certified membership"
    cic_regulator = "Register of the CIC Regulator"
    charity_commission = "Register of the Charity Commission"
    people_and_planet_first = "People and Planet First"


class Stale(Conflict):
    """Somebody saved a newer version while this one was being edited."""

    def __init__(self) -> None:
        super().__init__(
            "Someone saved a change while you had this open. The saved answers are shown below. "
            "We have kept what you typed. Save again to replace the saved answers."
        )


class ViewedIn(enum.Enum):
    """Where a price or turnover of another enterprise was shown."""

    register_entry = "Your entry in the register"
    capacity = "Your capacity"
    enquiry = "A proposal for a consortium"
    consortium = "A consortium you are in"
    bid_pack_copy = "A copy of the bid pack"


VIEWED_AGAIN_AFTER = timedelta(hours=1)  # opening the same page again within it is the same viewing


class NoProfile(NotFound):
    """The actor's enterprise has not started its profile yet."""

    def __init__(self) -> None:
        super().__init__("Your enterprise does not have a profile yet. Start one first.")


SUPPORTED_SHARE_BP = 3000  # Procurement Act 2023, s.32: at least 30% of the workforce


def is_supported_employer(workforce: int, supported_workforce: int) -> bool:
    """Whether at least 30% of the workforce are disabled or disadvantaged people (Procurement Act 2023,
    s.32).
    """
    return workforce > 0 and supported_workforce * 10_000 >= workforce * SUPPORTED_SHARE_BP


class HasAreas(Protocol):
    """Knows which areas contain which."""

    def contains(self, outer: str, inner: str) -> bool: ...


def overlap(codes: Iterable[str], others: Iterable[str], areas: HasAreas) -> list[str]:
    """The areas of `codes` that contain or lie in an area of `others`, in order."""
    others = list(others)
    return [
        code
        for code in codes
        if any(areas.contains(code, other) or areas.contains(other, code) for other in others)
    ]
