"""Buyers and suppliers: names looked up through ids that mean something only inside their release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import identifier, items, mapping, words
from app.ocds.normalise.text import line

_LOCAL_SCHEMES = ("", "GB-FTS", "GB-CFS", "GB-SRS")


@dataclass(frozen=True)
class Buyer:
    """Who buys, and the `others` that buy together with it. `identifier` is one that holds everywhere
    (`GB-PPON-…`), or None."""

    name: str
    identifier: str | None
    party: dict[str, Any]
    others: tuple[str, ...] = ()


def by_id(release: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The parties of a release under their ids there."""
    return {identifier(party): party for party in items(release, "parties") if identifier(party)}


def buyer(release: dict[str, Any], parties: dict[str, dict[str, Any]], remarks: Remarks) -> Buyer:
    """The buyer, from the reference, else from roles."""
    named = mapping(release, "buyer")
    with_role = [party for party in items(release, "parties") if "buyer" in words(party, "roles")]
    entity = mapping(release, "tender", "procuringEntity")
    party = parties.get(identifier(named)) or next(iter(with_role), None) or parties.get(identifier(entity)) or entity
    if identifier(named) and identifier(named) not in parties:
        remarks.add("The buyer refers to a party that the release does not hold.")
    name = line(named.get("name"), remarks) or name_of(party, remarks)
    if not name:
        remarks.add("The notice does not say who buys.")
    others = [name_of(other, remarks) for other in with_role if other is not party]
    others = [other for other in others if other not in ("", name)]
    return Buyer(name or "Buyer not stated", _identifier(party), party, tuple(dict.fromkeys(others)))


def name_of(party: dict[str, Any], remarks: Remarks) -> str:
    """The name of a party: its own, else its legal one."""
    return line(party.get("name"), remarks) or line(mapping(party, "identifier").get("legalName"), remarks)


def suppliers(award: dict[str, Any], parties: dict[str, dict[str, Any]], remarks: Remarks) -> tuple[str, ...]:
    """The winners of an award as plain names, each once."""
    found = []
    for supplier in items(award, "suppliers"):
        party = parties.get(identifier(supplier), {})
        name = line(supplier.get("name"), remarks) or name_of(party, remarks)
        if name:
            found.append(name)
        else:
            remarks.add("An award names a supplier only by an id that nothing explains.")
    return tuple(dict.fromkeys(found))


def _identifier(party: dict[str, Any]) -> str | None:
    stated = mapping(party, "identifier")
    scheme, number = str(stated.get("scheme") or "")[:40], identifier(stated)
    if scheme not in _LOCAL_SCHEMES and number and scheme.isprintable():
        return f"{scheme}-{number}"[:200]
    return None  # an id that its source made up is no fault of one notice: nearly all of them have it
