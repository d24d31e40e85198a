"""Where the work is, from regions, countries and descriptions of places."""

from __future__ import annotations

from typing import Any

from app.foundation.reference import areas
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import items, mapping
from app.ocds.normalise.text import line

MOST_PLACES = 60  # of one lot; with more, the area around them all
MOST_PARTS = 4  # a place in more parts is taken whole: one work package each would suit nobody


def of_item(item: dict[str, Any], remarks: Remarks) -> tuple[str, ...]:
    """The areas an item is delivered in."""
    addresses = [*items(item, "deliveryAddresses"), *items(item, "deliveryAddress")]
    found: list[str] = []
    for address in addresses:
        found.extend(of_address(address, remarks))
    for location in [*items(item, "deliveryLocation"), *items(item, "deliveryLocations")]:
        if not found and (described := line(location.get("description"), remarks)):
            found.extend(_matched(described, None))
    return tuple(dict.fromkeys(found))


def of_address(address: dict[str, Any], remarks: Remarks) -> tuple[str, ...]:
    """The areas of one address: its region, else its locality, else its country."""
    unknown = []
    for name in ("region", "locality", "countryName", "country"):
        word = line(address.get(name), remarks, 120)
        if not word:
            continue
        if found := _matched("UK" if word == "GB" else word, remarks):
            return found
        unknown.append(word)
    if unknown:
        remarks.add(f"“{unknown[0]}” is no area of the United Kingdom that we know.")
    elif postcode := line(address.get("postalCode"), remarks, 12):
        remarks.add(f"Only the postcode {postcode} says where the work is.")
    return ()


def fewer(found: tuple[str, ...]) -> tuple[str, ...]:
    """At most 60 areas, else the one around them all."""
    return found if len(found) <= MOST_PLACES else (areas.smallest_containing(found),)


def outermost(found: tuple[str, ...], remarks: Remarks) -> tuple[str, ...]:
    """The areas without those that lie in another of them."""
    kept = areas.outermost(found)
    if len(kept) < len(set(found)):
        remarks.add("The notice lists regions together with their parts; only the widest are kept.")
    return kept


def of_buyer(party: dict[str, Any], remarks: Remarks) -> tuple[str, ...]:
    """The buyer's own area, for a notice that names no place."""
    # Not its town: a county council sits in one, and buys for all of its county.
    address = {name: word for name, word in mapping(party, "address").items() if name != "locality"}
    named = areas.from_source(line(party.get("name"), Remarks()))
    found = (named,) if named else of_address(address, Remarks())
    if found:
        names = ", ".join(areas.label(code) for code in found)
        remarks.add(f"The notice names no place of delivery; the buyer's own ({names}) was taken.")
    return found


def _matched(word: str, remarks: Remarks | None) -> tuple[str, ...]:
    match = areas.source_match(word)
    if match is None:
        return ()
    found = match.areas if len(match.areas) <= MOST_PARTS else (match.within,)
    if remarks is not None and (not match.exact or found != match.areas):
        names = ", ".join(areas.label(code) for code in found)
        remarks.add(f"“{word}” was read as the wider {names}.")
    return found
