"""Reading a search out of an address: whatever stands there, it means something or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.foundation.reference import area_search, areas, cpv_search, postcodes
from app.foundation.web.fields import storable
from app.tenders.queries.tenders import Search

CLOSING = (("", "Any time"), ("7", "Within 7 days"), ("30", "Within 30 days"), ("90", "Within 90 days"))
STATES = (("open", "Open"), ("over", "Closed or awarded"), ("all", "All"))


@dataclass(frozen=True)
class Searched:
    """A search, with what the reader typed and what we took it for."""

    search: Search
    words: str
    capability: str
    area: str
    closing: str
    state: str
    notes: tuple[str, ...]

    @property
    def asked(self) -> bool:
        """Whether anything narrows the list."""
        return self.search != Search()

    def query(self) -> dict[str, str]:
        """The address again, for the next page."""
        given = {
            "words": self.words,
            "capability": self.capability,
            "area": self.area,
            "closing": self.closing,
        }
        given["state"] = "" if self.state == "open" else self.state
        return {name: value for name, value in given.items() if value}


def searched(given: Mapping[str, str]) -> Searched:
    """The search of an address."""
    typed = {name: _typed(given.get(name, "")) for name in ("words", "capability", "area")}
    if not typed["area"] and (place := postcodes.split(typed["words"])) and place.sector:
        typed["words"], typed["area"] = "", typed["words"]  # "B21 9SA" is a place; "M1" may be a motorway
    notes: list[str] = []
    capability, area = _capability(typed["capability"], notes), _area(typed["area"], notes)
    closing = given.get("closing", "") if given.get("closing") in dict(CLOSING) else ""
    state = given.get("state", "") if given.get("state") in dict(STATES) else "open"
    search = Search(typed["words"], capability, area, int(closing) if closing else None, state)
    return Searched(search, typed["words"], typed["capability"], typed["area"], closing, state, tuple(notes))


def _typed(text: str) -> str:
    return " ".join(text.split())[:120] if storable(text) else ""


def _capability(typed: str, notes: list[str]) -> str:
    if not typed:
        return ""
    found = cpv_search.search(typed, 1)
    if not found:
        notes.append(f"We do not know a kind of work called “{typed}”, so we did not search by it.")
        return ""
    notes.append(
        f"Kind of work: {found[0].description} ({found[0].code}), including wider and narrower kinds."
    )
    return found[0].code


def _area(typed: str, notes: list[str]) -> str:
    if not typed:
        return ""
    found = area_search.search(typed, 1)
    if not found:
        kind = "an area for the postcode" if postcodes.split(typed) else "an area called"
        notes.append(f"We do not know {kind} “{typed}”, so we did not search by it.")
        return ""
    taken = f"Area: {areas.label(found[0].code)}, including areas inside it and around it."
    notes.append(f"{taken} {area_search.caution(typed)}".rstrip())
    return found[0].code
