"""Where the work is, from regions, countries and descriptions of places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.foundation.reference import areas, postcodes
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import items, mapping
from app.ocds.normalise.text import line

MOST_PLACES = 60  # of one lot; with more, the area around them all
MOST_PARTS = 4  # a place in more parts is taken whole: one work package each would suit nobody


def of_item(item: dict[str, Any], remarks: Remarks) -> tuple[str, ...]:
    """The areas an item is delivered in."""
    addresses = [*items(item, "deliveryAddresses"), *items(item, "deliveryAddress")]
    found = of_addresses(addresses, remarks)
    for location in [*items(item, "deliveryLocation"), *items(item, "deliveryLocations")]:
        if not found and (described := line(location.get("description"), remarks)):
            found.extend(_matched(described, None) or _at_postcode(described, remarks))
    return tuple(dict.fromkeys(found))


def of_addresses(addresses: list[dict[str, Any]], remarks: Remarks) -> list[str]:
    """The areas of addresses that stand together: what they name, and of those that name nothing smaller than a
    country the area of their postcode, where it does not lie in what the others name."""
    read = [_in_words(address, remarks) for address in addresses]
    named = [code for found in read for code in found if not _is_country(code)]
    areas_found: list[str] = []
    for address, found in zip(addresses, read, strict=True):
        postcode = line(address.get("postalCode"), remarks, 12)
        if postcode and all(_is_country(code) for code in found):
            found = _at_postcode(postcode, remarks, [*named, *areas_found]) or found
        areas_found.extend(found)
    return areas_found


def _in_words(address: dict[str, Any], remarks: Remarks) -> tuple[str, ...]:
    """The areas that an address names: by its region, else its locality, else its country."""
    unknown = []
    for name in ("region", "locality", "countryName", "country"):
        word = line(address.get(name), remarks, 120)
        if not word:
            continue
        if found := _matched("UK" if word == "GB" else word, remarks):
            return found
        unknown.append(word)
    if unknown and postcodes.match(line(address.get("postalCode"), Remarks(), 12)) is None:
        remarks.add(f"“{unknown[0]}” is no area of the United Kingdom that we know.")
    return ()


def _at_postcode(postcode: str, remarks: Remarks, beside: Sequence[str] = ()) -> tuple[str, ...]:
    """The council area of a postcode, with a remark unless it lies in an area that stands beside it."""
    place = postcodes.match(postcode)
    if place is None:
        if not beside and postcodes.split(postcode):
            remarks.add(f"Only the postcode {postcode} says where the work is, and we do not know it.")
        return ()
    if any(areas.contains(outer, place.area) for outer in beside):
        return tuple(code for code in beside if areas.contains(code, place.area))[:1]
    label = areas.label(place.area)
    remarks.add(f"Only the postcode {postcode} says where the work is; we took {label}. {place.caution}")
    return (place.area,)


def _is_country(code: str) -> bool:
    return areas.level(areas.canonical(code)) in ("uk", "country")


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
    found = (named,) if named else tuple(of_addresses([address], Remarks()))
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
