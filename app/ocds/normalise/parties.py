"""Buyers and suppliers: names looked up through ids that mean something only inside their release."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.foundation.folding import plain
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import identifier, items, mapping, words
from app.ocds.normalise.text import line, name

_WORDS = re.compile(r"[^\W_]+")
_LOCAL_SCHEMES = ("", "GB-FTS", "GB-CFS", "GB-SRS")


@dataclass(frozen=True)
class Buyer:
    """Who buys, and the `other_buyers` that buy together with it. `identifier` is valid everywhere
    (`GB-PPON-…`), or None."""

    name: str
    identifier: str | None
    party: dict[str, Any]
    other_buyers: tuple[str, ...] = ()


def by_id(release: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The parties of a release under their ids there."""
    return {identifier(party): party for party in items(release, "parties") if identifier(party)}


def buyer(release: dict[str, Any], parties_by_id: dict[str, dict[str, Any]], remarks: Remarks) -> Buyer:
    """The buyer, from the reference, else from roles.

    What identifies a buyer comes only from the party that is meant: another party's number would let the
    wrong organisation claim the notice.
    """
    reference = mapping(release, "buyer")
    with_role = [party for party in items(release, "parties") if "buyer" in words(party, "roles")]
    stated = name(reference.get("name"), remarks)
    meant = _meant(release, reference, stated, remarks)
    party = meant or next(iter(with_role), {}) or _entity(release, parties_by_id)
    called = name_of(party, remarks)
    _note_names(stated, called, party, remarks)
    shown = stated or called
    joint_parties = [joint for joint in with_role if joint is not party]
    return Buyer(
        shown or "Buyer not stated", _identifier(party), party, _other_names(joint_parties, shown, remarks)
    )


def _other_names(joint_parties: list[dict[str, Any]], shown: str, remarks: Remarks) -> tuple[str, ...]:
    """The names of those that buy together with the buyer, each once."""
    names = dict.fromkeys(name_of(joint, remarks) for joint in joint_parties)
    return tuple(joint_name for joint_name in names if joint_name not in ("", shown))


def _entity(release: dict[str, Any], parties_by_id: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The party that runs the procurement, else the reference to it."""
    reference = mapping(release, "tender", "procuringEntity")
    return parties_by_id.get(identifier(reference)) or reference


def _note_names(stated: str, called: str, party: dict[str, Any], remarks: Remarks) -> None:
    if stated and called and not _same_name(stated, party):
        remarks.add(
            f"The notice calls its buyer “{stated[:100]}” in one place and “{called[:100]}” in another."
        )
    if not (stated or called):
        remarks.add("The notice does not say who the buyer is.")


def _meant(
    release: dict[str, Any], reference: dict[str, Any], stated: str, remarks: Remarks
) -> dict[str, Any]:
    """The party that a reference to a buyer means: of its id, else of its very name, else the reference
    itself.
    """
    listed = items(release, "parties")
    buyer_id = identifier(reference)
    of_id = [party for party in listed if identifier(party) == buyer_id] if buyer_id else []
    alike = _of_name(of_id or listed, stated)
    if len(of_id) > 1 and not alike:
        remarks.add("Several parties have the buyer’s number, so we cannot tell which one is meant.")
        return reference
    matches = [*alike, *of_id]
    _note_unlisted(listed, matches, stated, remarks, refers=bool(buyer_id) and not of_id)
    return next(iter(matches), reference if stated else {})


def _of_name(parties: list[dict[str, Any]], stated: str) -> list[dict[str, Any]]:
    return [party for party in parties if _same_name(stated, party)] if stated else []


def _note_unlisted(
    listed: list[dict[str, Any]],
    matches: list[dict[str, Any]],
    stated: str,
    remarks: Remarks,
    *,
    refers: bool,
) -> None:
    """`refers`: the notice gives its buyer a number that no party has."""
    if refers:
        remarks.add("The notice refers to a buyer that it does not list.")
    elif stated and listed and not matches:
        remarks.add(
            f"“{stated[:100]}” is named as the buyer, but the notice does not list a party with that name."
        )


def _same_name(stated: str, party: dict[str, Any]) -> bool:
    names = (party.get("name"), mapping(party, "identifier").get("legalName"))
    return _core(stated) in {_core(line(called, Remarks())) for called in names if called}


def _core(called: str) -> str:
    """A name without case, accents and punctuation."""
    return " ".join(_WORDS.findall(plain(called)))


def contact(release: dict[str, Any], party: dict[str, Any], remarks: Remarks) -> tuple[str, str, str]:
    """Whom to ask, as name, email address and telephone: of the buyer, else of the body that
    runs the procurement.
    """
    entity = mapping(release, "tender", "procuringEntity")
    of_entity = by_id(release).get(identifier(entity), {})
    for point in (mapping(holder, "contactPoint") for holder in (party, entity, of_entity)):
        whom, email = name(point.get("name"), remarks, 120), name(point.get("email"), remarks, 254)
        phone = name(point.get("telephone"), remarks, 60)
        if whom or email or phone:
            return whom, email, phone
    return "", "", ""


def name_of(party: dict[str, Any], remarks: Remarks) -> str:
    """The name of a party: its own, else its legal one."""
    return name(party.get("name"), remarks) or name(mapping(party, "identifier").get("legalName"), remarks)


def suppliers(award: dict[str, Any], parties: dict[str, dict[str, Any]], remarks: Remarks) -> tuple[str, ...]:
    """The winners of an award as plain names, each once."""
    winners = []
    for supplier in items(award, "suppliers"):
        party = parties.get(identifier(supplier), {})
        winner = name(supplier.get("name"), remarks) or name_of(party, remarks)
        if winner:
            winners.append(winner)
        else:
            remarks.add("An award names a supplier only by an id, without a name.")
    return tuple(dict.fromkeys(winners))


def _identifier(party: dict[str, Any]) -> str | None:
    stated = mapping(party, "identifier")
    scheme, number = str(stated.get("scheme") or "")[:40], identifier(stated)
    if scheme not in _LOCAL_SCHEMES and number and scheme.isprintable():
        return f"{scheme}-{number}"[:200]
    return None  # an id that its source made up is no fault of one notice: nearly all of them have it
