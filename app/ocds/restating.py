"""What a later release of a procurement means by what it lists: which lot, award, contract or party each
entry is, and which lots it no longer lists.

Sources number things now as texts, now as numbers, and leave numbers out. Merging goes by number alone, so an
entry without one would push out all earlier ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from app.foundation.folding import plain
from app.ocds.normalise.awards import lots_of_award
from app.ocds.normalise.shapes import identifier, items, mapping, words

Data = dict[str, Any]
UNTOLD = (
    "A later release mentions a lot without saying which one, so we left that out. Check the official notice."
)
PARTIAL = (
    "A later release lists only some of the lots and repeats nothing else, so we left the other lots as they"
    " were."
)


def spelled_alike(value: Any) -> None:
    """Write every id as a text, in place: 2 and "2" are one lot."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name in ("id", "awardID", "relatedLot", "relatedLots"):
                value[name] = (
                    [_as_text(entry) for entry in part] if isinstance(part, list) else _as_text(part)
                )
            spelled_alike(part)
    elif isinstance(value, list):
        for part in value:
            spelled_alike(part)


def _as_text(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def told_apart(releases: list[Data]) -> list[str]:
    """Give every lot, award, contract and party an id, in place: that of the earlier one which is meant, else
    a new one. Returns what to say of lots that we cannot tell apart."""
    _number([(release, "awards") for release in releases], _mark_of_award)
    _number(
        [(release, "contracts") for release in releases], lambda contract: identifier(contract, "awardID")
    )
    _number([(release, "parties") for release in releases], _mark_of_party)
    return _number_lots(releases)


def _mark_of_lot(lot: Data) -> str:
    return plain(str(lot.get("title") or ""))


def _mark_of_award(award: Data) -> str:
    suppliers = [
        plain(str(supplier.get("name") or identifier(supplier))) for supplier in items(award, "suppliers")
    ]
    return "\n".join((*lots_of_award(award), *suppliers))


def _mark_of_party(party: Data) -> str:
    return plain(str(party.get("name") or ""))


class _Seen:
    """The things of one kind that releases listed so far, by id, with the marks that also identify them."""

    def __init__(self) -> None:
        self.marks: dict[str, str] = {}
        self._by_mark: dict[str, list[str]] = defaultdict(list)
        self.taken: set[str] = set()  # of the release that is looked at

    def meant(self, mark: str) -> str:
        """The id of the one earlier thing that has this mark."""
        alike = [key for key in self._by_mark.get(mark, ()) if key not in self.taken] if mark else []
        return alike[0] if len(alike) == 1 else ""

    def new(self, stated: str, position: int, number: int) -> str:
        """An id for a thing without a number: as `app.ocds.normalise.lots` calls it, where that is free."""
        wished = f"{stated}-{position}" if stated else str(position)
        return wished if wished not in self.marks and wished not in self.taken else f"{wished}-{number + 1}"

    def keep(self, things: list[Data], mark_of: Callable[[Data], str]) -> None:
        """Remember the things of a release, once all of them have ids."""
        for thing in things:
            key, mark = identifier(thing), mark_of(thing)
            if mark and self.marks.get(key) != mark:
                self._by_mark[mark].append(key)
            self.marks[key] = mark or self.marks.get(key, "")
        self.taken = set()


def _number(holders: list[tuple[Data, str]], mark_of: Callable[[Data], str]) -> None:
    seen = _Seen()
    for number, (holder, name) in enumerate(holders):
        listed = _listed(holder, name)
        for position, entry in enumerate(listed, 1):
            stated = identifier(entry)
            if not stated or stated in seen.taken:
                entry["id"] = seen.meant(mark_of(entry)) or seen.new(stated, position, number)
            seen.taken.add(identifier(entry))
        seen.keep(listed, mark_of)


def _number_lots(releases: list[Data]) -> list[str]:
    seen = _Seen()
    remarks: list[str] = []
    for number, (release, is_whole) in enumerate(zip(releases, _wholes(releases), strict=True)):
        listed = _listed(mapping(release, "tender"), "lots")
        _number_listed_lots(listed, seen, number, is_whole)
        if "" in seen.taken:
            remarks.append(UNTOLD)
            listed = release["tender"]["lots"] = [lot for lot in listed if lot["id"]]
        seen.keep(listed, _mark_of_lot)
    return remarks


def _number_listed_lots(listed: list[Data], seen: _Seen, number: int, is_whole: bool) -> None:
    """Give each lot of a release its id, in place; "" where nothing tells which lot it is."""
    earlier = list(seen.marks)
    in_place = _are_in_place(listed, earlier, is_whole)
    for position, lot in enumerate(listed, 1):
        key = stated = identifier(lot)
        if not stated or stated in seen.taken:
            key = seen.meant(_mark_of_lot(lot)) or (earlier[position - 1] if in_place else "")
            if not key and (is_whole or not earlier):
                key = seen.new(stated, position, number)
            lot["id"] = key
        seen.taken.add(key)


def _are_in_place(listed: list[Data], earlier: list[str], is_whole: bool) -> bool:
    """Whether lots without ids are the earlier ones in the same order."""
    if len(earlier) != len(listed):
        return False
    return len(listed) == 1 or (is_whole and not any(map(identifier, listed)))


def _listed(holder: Data, name: str) -> list[Data]:
    """The objects under a name, as a list also where the source has one alone."""
    value = holder.get(name)
    if isinstance(value, dict):
        value = holder[name] = [value]
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def taken_out(releases: list[Data]) -> tuple[set[str], list[str]]:
    """The ids of the lots that a newer whole notice no longer lists, and what to say where that is not
    certain.
    """
    seen: set[str] = set()
    listed: set[str] = set()
    remarks: list[str] = []
    for release, is_whole in zip(releases, _wholes(releases), strict=True):
        ids = {identifier(lot) for lot in items(release, "tender", "lots")}
        if is_whole and ids:
            listed = ids
        else:
            if ids and seen - ids and _is_titled_tender(release):
                remarks.append(PARTIAL)
            listed |= ids
        seen |= ids
    return seen - listed, remarks


def _is_titled_tender(release: Data) -> bool:
    return bool(mapping(release, "tender").get("title")) and _of_the_tender_stage(release)


def _wholes(releases: list[Data]) -> list[bool]:
    """For each release, whether it restates the whole tender. To take a lot out for one missing field would
    cost bids; a lot that is kept too long only wastes a look."""
    answers: list[bool] = []
    earlier_fields: set[str] = set()
    titled: set[str] = set()
    for release in releases:
        tender = mapping(release, "tender")
        fields = {name for name, value in tender.items() if value not in (None, "", [], {})}
        answers.append(_of_the_tender_stage(release) and _restates(tender, fields, earlier_fields, titled))
        earlier_fields |= fields
        titled |= {identifier(lot) for lot in items(tender, "lots") if lot.get("title")}
    return answers


def _restates(tender: Data, fields: set[str], earlier_fields: set[str], titled: set[str]) -> bool:
    """Whether a tender repeats its title, the title of each lot that had one, its items where it had some,
    and at least half of the other fields that were stated before."""
    if "title" not in fields or ("items" in earlier_fields and "items" not in fields):
        return False
    if not all(lot.get("title") for lot in items(tender, "lots") if identifier(lot) in titled):
        return False
    expected = earlier_fields - {"id", "title", "lots"}
    return 2 * len(expected & fields) >= len(expected)


def _of_the_tender_stage(release: Data) -> bool:
    """Notices of awards list only what they are about."""
    tags = words(release, "tag")
    return bool(tags) and all(tag.startswith(("planning", "tender")) for tag in tags)
