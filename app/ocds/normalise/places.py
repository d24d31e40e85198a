"""Where the work is, from regions, countries and descriptions of places."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from app.foundation.reference import areas, postcodes
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import items, mapping
from app.ocds.normalise.text import line

MOST_PLACES = 60  # of one lot; with more, the area around them all
MOST_NAMES = 8
LONGEST_POSTCODES = 600  # characters of a field with postcodes: some list all of their sites
_POSTCODE = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}(?![A-Z0-9])")
_BETWEEN = re.compile(r" ?[,;/&|] ?| and | or ", re.IGNORECASE)
_CROWN = re.compile(r"(?:JE|GY|IM)[0-9]", re.IGNORECASE)  # Jersey, Guernsey and the Isle of Man
MOST_PARTS = 4  # a place in more parts is taken whole: a work package for each would be of no use


def of_item(item: dict[str, Any], remarks: Remarks) -> tuple[str, ...]:
    """The areas an item is delivered in."""
    codes = of_addresses(_addresses(item), remarks)
    for location in [*items(item, "deliveryLocation"), *items(item, "deliveryLocations")]:
        if not codes and (described := line(location.get("description"), remarks)):
            codes.extend(_matched(described, None) or _at_postcodes(described, frozenset(), remarks) or ())
    return tuple(dict.fromkeys(codes))


def _addresses(item: dict[str, Any]) -> list[dict[str, Any]]:
    return [*items(item, "deliveryAddresses"), *items(item, "deliveryAddress")]


def of_addresses(addresses: list[dict[str, Any]], remarks: Remarks) -> list[str]:
    """The areas of addresses that belong together: what they name, and for those that name nothing smaller
    than a country the area of their postcode, where it does not lie in what the others name."""
    read = [_in_words(address, remarks) for address in addresses]
    times_named = Counter(code for codes in read for code in codes)
    all_codes: list[str] = []
    for address, codes in zip(addresses, read, strict=True):
        all_codes.extend(_narrowed(address, codes, times_named, remarks))
    _note_outside(addresses, all_codes, remarks)
    return all_codes


def _narrowed(
    address: dict[str, Any], codes: tuple[str, ...], times_named: Counter[str], remarks: Remarks
) -> tuple[str, ...]:
    """The areas that an address names, or of its postcode where they are no smaller than a country."""
    written = _postcode(address)
    if not written or not all(_is_country(code) for code in codes):
        return codes
    beside = frozenset(code for code in times_named if times_named[code] > (code in codes))
    placed = _at_postcodes(written, beside, remarks)
    return codes if placed is None else placed


def outside(tender: dict[str, Any]) -> tuple[str, ...]:
    """The places outside the United Kingdom where the items of a tender are delivered, in the notice's
    words.
    """
    addresses = (address for item in items(tender, "items") for address in _addresses(item))
    return tuple(dict.fromkeys(word for address in addresses if (word := _outside(address))))


def _note_outside(addresses: list[dict[str, Any]], codes: list[str], remarks: Remarks) -> None:
    words = dict.fromkeys(word for address in addresses if (word := _outside(address)))
    # With all of the United Kingdom they say "anywhere": one portal lists seven words for that.
    if words and not any(areas.level(areas.canonical(code)) == "uk" for code in codes):
        names = ", ".join(list(words)[:MOST_NAMES])
        remarks.add(
            f"The notice names places outside the United Kingdom, where we do not match enterprises: {names}."
        )


def _outside(address: dict[str, Any]) -> str:
    """The country of an address, or its postcode, where that is not in the United Kingdom; else ""."""
    written = _postcode(address)
    if _CROWN.match(written):
        return written
    country = _country(address)
    if not country or _matched(country, None) or postcodes.match(written):
        return ""
    inside = any(_matched(line(address.get(name), Remarks(), 120), None) for name in ("region", "locality"))
    return "" if inside else country


def _country(address: dict[str, Any]) -> str:
    word = line(address.get("countryName"), Remarks(), 120) or line(address.get("country"), Remarks(), 120)
    return "UK" if word == "GB" else word


def _postcode(address: dict[str, Any]) -> str:
    return line(address.get("postalCode"), Remarks(), LONGEST_POSTCODES)


def _in_words(address: dict[str, Any], remarks: Remarks) -> tuple[str, ...]:
    """The areas that an address names: its town where that lies in its region or country, else the region,
    else the country. Many towns share a name, so a town counts only where its postcode does not lie
    elsewhere."""
    region, town = (line(address.get(name), remarks, 120) for name in ("region", "locality"))
    wider = next(filter(_is_area, (region, _country(address))), "")
    around, inside = _matched(wider, remarks if wider == region else None), _matched(town, None)
    if inside and (not around or _lie_in(inside, around)):
        return _of_town(town, inside, address, remarks)
    if not around:
        _note_unknown(region if region or inside else town, address, remarks)
    return around


def _of_town(
    town: str, inside: tuple[str, ...], address: dict[str, Any], remarks: Remarks
) -> tuple[str, ...]:
    elsewhere = _elsewhere(address, inside)
    if elsewhere is None:
        return _matched(town, remarks)
    remarks.add(
        f"There are several places called “{town}”. We chose {areas.label(elsewhere.area)} "
        f"because of the postcode {elsewhere.key}."
    )
    return (elsewhere.area,)


def _is_area(word: str) -> bool:
    return bool(_matched(word, None))


def _lie_in(inside: tuple[str, ...], around: tuple[str, ...]) -> bool:
    return all(any(areas.contains(outer, code) for outer in around) for code in inside)


def _note_unknown(name: str, address: dict[str, Any], remarks: Remarks) -> None:
    if name and not _outside(address) and postcodes.match(_postcode(address)) is None:
        remarks.add(f"We do not know an area called “{name}” in the United Kingdom.")


def _elsewhere(address: dict[str, Any], town: tuple[str, ...]) -> postcodes.PostcodeMatch | None:
    place = postcodes.match(_postcode(address))
    if place is None:
        return None
    near = any(
        areas.contains(code, part) or areas.contains(part, code)
        for code in town
        for part in (place.area, *place.districts)
    )
    return None if near else place


def _at_postcodes(written: str, beside: frozenset[str], remarks: Remarks) -> tuple[str, ...] | None:
    """The council areas of the postcodes in a field, with a remark; () where they lie in an area that is
    named `beside` them, None where we know none of them."""
    if _CROWN.match(written):
        return ()
    listed = list(dict.fromkeys(_POSTCODE.findall(written.upper()) or _BETWEEN.split(written)))[:MOST_PLACES]
    matched = [(postcode, place) for postcode in listed if (place := postcodes.match(postcode))]
    if matched:
        return _areas_of(matched, beside, remarks)
    if not beside and any(postcodes.split(postcode) for postcode in listed):
        remarks.add(
            f"Only the postcode {written[:12]} says where the work is, and we do not know that postcode."
        )
    return None


def _areas_of(
    matched: list[tuple[str, postcodes.PostcodeMatch]], beside: frozenset[str], remarks: Remarks
) -> tuple[str, ...]:
    codes: dict[str, None] = {}
    for postcode, place in matched:
        if place.area in codes or not beside.isdisjoint(areas.path_ids(place.area)):
            continue
        codes[place.area] = None
        remarks.add(
            f"Only the postcode {postcode} says where the work is. We chose {areas.label(place.area)}."
            f" {place.caution}"
        )
    return tuple(codes)


def _is_country(code: str) -> bool:
    return areas.level(areas.canonical(code)) in ("uk", "country")


def fewer(codes: tuple[str, ...]) -> tuple[str, ...]:
    """At most 60 areas, else the one around them all."""
    return codes if len(codes) <= MOST_PLACES else (areas.smallest_containing(codes),)


def outermost(codes: tuple[str, ...], remarks: Remarks) -> tuple[str, ...]:
    """The areas without those that lie in another of them."""
    kept = areas.outermost(codes)
    if len(kept) < len(set(codes)):
        remarks.add("The notice lists regions together with areas inside them. We kept only the widest.")
    return kept


def of_buyer(party: dict[str, Any], remarks: Remarks) -> tuple[str, ...]:
    """The buyer's own area, for a notice that names no place."""
    # Not its town: a county council sits in one, and buys for all of its county.
    address = {name: word for name, word in mapping(party, "address").items() if name != "locality"}
    named = areas.from_source(line(party.get("name"), Remarks()))
    codes = (named,) if named else tuple(of_addresses([address], Remarks()))
    if codes:
        names = ", ".join(areas.label(code) for code in codes)
        remarks.add(
            "The notice does not name a place of delivery that we know, so we used the buyer’s own area"
            f" ({names})."
        )
    return codes


def _matched(word: str, remarks: Remarks | None) -> tuple[str, ...]:
    match = areas.source_match(word) if word else None
    if match is None:
        return ()
    codes = match.areas if len(match.areas) <= MOST_PARTS else (match.within,)
    if remarks is not None and (not match.exact or codes != match.areas):
        names = ", ".join(areas.label(code) for code in codes)
        remarks.add(f"We read “{word}” as the wider {names}.")
    return codes
