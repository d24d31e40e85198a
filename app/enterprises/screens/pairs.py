"""Whom an enterprise trusts, and whom it cannot work with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.enterprises.models import Enterprise, IncompatiblePair, TrustPair
from app.enterprises.queries import register
from app.enterprises.queries.directory import Listing
from app.enterprises.rules import TrustState, closeness
from app.enterprises.screens import lines


@dataclass(frozen=True)
class TrustLine:
    """One pair from this enterprise's side. `to_confirm`: the other side proposed it and waits."""

    id: int
    other_id: int
    other: str
    words: str
    state: TrustState
    said: str
    basis: str
    to_confirm: bool
    vouched_by_body: int | None


@dataclass(frozen=True)
class IncompatibleLine:
    """One enterprise that this one said it cannot work with."""

    id: int
    other: str
    reason: str


@dataclass(frozen=True)
class TrustScreen:
    """Both lists."""

    trusts: list[TrustLine]
    incompatible: list[IncompatibleLine]


@dataclass(frozen=True)
class PartnerChoices:
    """Enterprises by name, to choose one of them."""

    words: str
    choices: list[tuple[int, str, str]]
    more: int


def trust_screen(
    session: Session, enterprise: Enterprise, pairs: Sequence[TrustPair], declared: Sequence[IncompatiblePair]
) -> TrustScreen:
    """For the enterprise itself and advisers."""
    ids = [_other(enterprise, pair) for pair in pairs] + [_other(enterprise, pair) for pair in declared]
    others = register.names(session, ids)
    people = register.people_names(session, (pair.vouched_by_id for pair in pairs))
    return TrustScreen(
        [_line(enterprise, pair, others, people) for pair in pairs],
        [IncompatibleLine(pair.id, others[_other(enterprise, pair)], pair.reason) for pair in declared],
    )


def _line(
    enterprise: Enterprise, pair: TrustPair, others: dict[int, str], people: dict[int, str]
) -> TrustLine:
    other = _other(enterprise, pair)
    proposed = pair.state is TrustState.proposed
    ours = pair.proposed_by_id == enterprise.id
    if pair.state is TrustState.vouched:
        said = f"{people.get(pair.vouched_by_id or 0, 'An adviser')} vouches for you both"
    elif proposed:
        said = f"{others[other]} has not confirmed this yet" if ours else f"{others[other]} says this"
    else:
        said = "Confirmed by both of you"
    return TrustLine(
        id=pair.id,
        other_id=other,
        other=others[other],
        words=closeness(pair.per_mille).value,
        state=pair.state,
        said=said,
        basis=pair.basis,
        to_confirm=proposed and not ours,
        vouched_by_body=pair.vouched_by_body_id,
    )


def _other(enterprise: Enterprise, pair: TrustPair | IncompatiblePair) -> int:
    return pair.second_id if pair.first_id == enterprise.id else pair.first_id


def partner_choices(words: str, listing: Listing | None, but: Enterprise) -> PartnerChoices:
    """Everybody a search by name found, but the enterprise itself."""
    found = [] if listing is None else [one for one in listing.enterprises if one.id != but.id]
    return PartnerChoices(
        words,
        [(one.id, one.organisation.name, lines.place(one)) for one in found],
        0 if listing is None else listing.total - len(listing.enterprises),
    )
