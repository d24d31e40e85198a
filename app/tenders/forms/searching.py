"""Reading a search from an address. Nothing in an address is an error: what we cannot read is ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.foundation.reference import area_search, areas, cpv_search, postcodes
from app.foundation.web.fields import storable
from app.tenders.queries.tenders import Search

CLOSING = (("", "Any time"), ("7", "Within 7 days"), ("30", "Within 30 days"), ("90", "Within 90 days"))
STATES = (("open", "Open"), ("over", "Closed or awarded"), ("all", "All"))


@dataclass(frozen=True)
class ReaderSearch:
    """A search, with what the reader typed and notes on what we took it to mean."""

    search: Search
    words: str
    capability: str
    area: str
    closing: str
    state: str
    notes: tuple[str, ...]

    @property
    def narrows(self) -> bool:
        """Whether anything narrows the list."""
        return self.search != Search()

    def query(self) -> dict[str, str]:
        """The parameters of the address, for the next page."""
        parameters = {
            "words": self.words,
            "capability": self.capability,
            "area": self.area,
            "closing": self.closing,
        }
        parameters["state"] = "" if self.state == "open" else self.state
        return {name: value for name, value in parameters.items() if value}


def read_search(parameters: Mapping[str, str]) -> ReaderSearch:
    """The search in the parameters of an address."""
    typed = {name: _typed(parameters.get(name, "")) for name in ("words", "capability", "area")}
    if not typed["area"] and (place := postcodes.split(typed["words"])) and place.sector:
        typed["words"], typed["area"] = "", typed["words"]  # "B21 9SA" is a place; "M1" may be a motorway
    notes: list[str] = []
    capability, area = _capability(typed["capability"], notes), _area(typed["area"], notes)
    closing = parameters.get("closing", "") if parameters.get("closing") in dict(CLOSING) else ""
    state = parameters.get("state", "") if parameters.get("state") in dict(STATES) else "open"
    return ReaderSearch(
        search=Search(typed["words"], capability, area, int(closing) if closing else None, state),
        words=typed["words"],
        capability=typed["capability"],
        area=typed["area"],
        closing=closing,
        state=state,
        notes=tuple(notes),
    )


def _typed(text: str) -> str:
    return " ".join(text.split())[:120] if storable(text) else ""


def _capability(typed: str, notes: list[str]) -> str:
    if not typed:
        return ""
    matches = cpv_search.search(typed, 1)
    if not matches:
        notes.append(f"We do not know a kind of work called “{typed}”, so we did not search by it.")
        return ""
    notes.append(
        f"Kind of work: {matches[0].description} ({matches[0].code}), including wider and narrower kinds."
    )
    return matches[0].code


def _area(typed: str, notes: list[str]) -> str:
    if not typed:
        return ""
    matches = area_search.search(typed, 1)
    if not matches:
        kind = "an area for the postcode" if postcodes.split(typed) else "an area called"
        notes.append(f"We do not know {kind} “{typed}”, so we did not search by it.")
        return ""
    taken = f"Area: {areas.label(matches[0].code)}, including areas inside it and around it."
    notes.append(f"{taken} {area_search.caution(typed)}".rstrip())
    return matches[0].code
