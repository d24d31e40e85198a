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
    """One pair from this enterprise's side. `to_confirm`: the other side proposed it and is waiting."""

    id: int
    other_id: int
    other: str
    words: str
    state: TrustState
    source: str
    basis: str
    to_confirm: bool
    vouched_by_body: int | None


@dataclass(frozen=True)
class IncompatibleLine:
    """One enterprise that this one cannot work with."""

    id: int
    other: str
    reason: str


@dataclass(frozen=True)
class TrustScreen:
    """The enterprises that one enterprise knows, and those it cannot work with."""

    trusts: list[TrustLine]
    incompatible: list[IncompatibleLine]


@dataclass(frozen=True)
class PartnerChoices:
    """Enterprises that match a name, to choose one of them."""

    words: str
    choices: list[tuple[int, str, str]]
    more: int


def trust_screen(
    session: Session, enterprise: Enterprise, pairs: Sequence[TrustPair], declared: Sequence[IncompatiblePair]
) -> TrustScreen:
    """Both lists, for the enterprise itself and advisers."""
    ids = [_other(enterprise, pair) for pair in pairs] + [_other(enterprise, pair) for pair in declared]
    names = register.names(session, ids)
    people = register.people_names(session, (pair.vouched_by_id for pair in pairs))
    return TrustScreen(
        [_line(enterprise, pair, names, people) for pair in pairs],
        [IncompatibleLine(pair.id, names[_other(enterprise, pair)], pair.reason) for pair in declared],
    )


def _line(
    enterprise: Enterprise, pair: TrustPair, names: dict[int, str], people: dict[int, str]
) -> TrustLine:
    other_id = _other(enterprise, pair)
    proposed = pair.state is TrustState.proposed
    ours = pair.proposed_by_id == enterprise.id
    if pair.state is TrustState.vouched:
        source = f"{people.get(pair.vouched_by_id or 0, 'An adviser')} vouches for you both"
    elif proposed:
        source = f"{names[other_id]} has not confirmed this yet" if ours else f"{names[other_id]} says this"
    else:
        source = "Confirmed by both of you"
    return TrustLine(
        id=pair.id,
        other_id=other_id,
        other=names[other_id],
        words=closeness(pair.per_mille).value,
        state=pair.state,
        source=source,
        basis=pair.basis,
        to_confirm=proposed and not ours,
        vouched_by_body=pair.vouched_by_body_id,
    )


def _other(enterprise: Enterprise, pair: TrustPair | IncompatiblePair) -> int:
    return pair.second_id if pair.first_id == enterprise.id else pair.first_id


def partner_choices(words: str, listing: Listing | None, but: Enterprise) -> PartnerChoices:
    """The matches of a search by name, without the enterprise itself."""
    partners = (
        []
        if listing is None
        else [enterprise for enterprise in listing.enterprises if enterprise.id != but.id]
    )
    return PartnerChoices(
        words,
        [(enterprise.id, enterprise.organisation.name, lines.place(enterprise)) for enterprise in partners],
        0 if listing is None else listing.total - len(listing.enterprises),
    )
