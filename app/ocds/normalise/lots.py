"""Lots with what belongs to them: items tell their codes and places."""

from __future__ import annotations

import functools
import heapq
import re
from collections.abc import Callable
from typing import Any

from app.ocds.normalise import amounts, codes, places, terms, times
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import identifier, items, lots_named, mapping
from app.ocds.normalise.text import line, name, text
from app.ocds.notice import NoticeLot

WHOLE = "1"
_MACHINES = re.compile(r"(?i)[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}(?:-\d+)?")  # a GUID says nothing
Fewer = Callable[[tuple[str, ...]], tuple[str, ...]]


def keys(tender: dict[str, Any], remarks: Remarks) -> dict[str, str]:
    """position of each lot -> its key here: the source's id, unless it is missing or used twice."""
    key_by_position: dict[str, str] = {}
    taken: set[str] = set()
    for position, lot in enumerate(items(tender, "lots"), 1):
        key = identifier(lot)[:70] or str(position)
        if not identifier(lot):
            remarks.add("A lot has no number, so we use its position.")
        if key in taken:
            remarks.add(f"Two lots have the number {key}, so we call the later one {key}-{position}.")
            key = f"{key}-{position}"
        key_by_position[str(position)] = key
        taken.add(key)
    return key_by_position


def spoken(key: str, position: int | str) -> str:
    """What a sentence calls a lot: its key, but its place where the key is one for machines."""
    return str(position) if _MACHINES.fullmatch(key) else key


def lots(
    release: dict[str, Any], lot_keys: dict[str, str], title: str, remarks: Remarks
) -> tuple[NoticeLot, ...]:
    """The lots of a release; one for the whole where it has none."""
    tender = mapping(release, "tender")
    listed = items(tender, "lots")
    if not listed:
        return (_whole(release, tender, title, remarks),)
    work, period = _Work(release, tender, remarks), _contract_period(release)
    notice_lots = []
    for position, lot in enumerate(listed, 1):
        notice_lots.append(
            _lot(tender, lot, lot_keys[str(position)], position, len(listed), title, work, period, remarks)
        )
    _note_shared_value(tender, notice_lots, remarks)
    return tuple(notice_lots)


def _whole(release: dict[str, Any], tender: dict[str, Any], title: str, remarks: Remarks) -> NoticeLot:
    work = _Work(release, tender, remarks)
    return NoticeLot(
        key=WHOLE,
        title=title,
        value=amounts.amount(tender, Remarks(), "The whole contract").pence,
        status=line(tender.get("status"), remarks, 40),
        capabilities=work.codes_of(None, "The notice"),
        areas=work.areas_of(None),
        **_term(mapping(tender, "contractPeriod"), remarks),
        **terms.extension(tender, tender, remarks),
    )


def _lot(
    tender: dict[str, Any],
    lot: dict[str, Any],
    key: str,
    position: int,
    count: int,
    title: str,
    work: _Work,
    of_contract: dict[str, Any],
    remarks: Remarks,
) -> NoticeLot:
    named = name(lot.get("title"), remarks)
    if not named:
        named = title if count == 1 else f"Lot {spoken(key, position)}"
        if count > 1:
            remarks.add("Lots without titles are named by their number.")
    source_id, what = identifier(lot), f"Lot {key}"
    period = mapping(lot, "contractPeriod") or mapping(tender, "contractPeriod") or of_contract
    return NoticeLot(
        key=key,
        title=named,
        description=text(lot.get("description"), remarks),
        value=amounts.amount(lot, remarks, what).pence,
        status=line(lot.get("status"), remarks, 40),
        capabilities=work.codes_of(source_id, what),
        areas=work.areas_of(source_id),
        **_term(period, remarks),
        **terms.extension(lot, tender, remarks),
    )


def _contract_period(release: dict[str, Any]) -> dict[str, Any]:
    return next((mapping(contract, "period") for contract in items(release, "contracts")), {})


def _term(period: dict[str, Any], remarks: Remarks) -> dict[str, Any]:
    starts = times.day(period.get("startDate"), remarks, "The start of the contract")
    ends = times.day(period.get("endDate"), remarks, "The end of the contract")
    if starts and ends and ends < starts:
        remarks.add("A contract ends before it starts, so we left out its dates.")
        starts = ends = None
    return {"starts_on": starts, "ends_on": ends, "term_months": amounts.months(period, remarks)}


class _Shared:
    """What items say, by the lot they belong to. Each is read once, however many lots share it."""

    def __init__(
        self, listed: list[dict[str, Any]], read: Callable[[dict[str, Any]], tuple[str, ...]], fewer: Fewer
    ) -> None:
        self._listed, self._read, self._fewer = listed, read, fewer
        self._words: dict[int, tuple[str, ...]] = {}
        self._own: dict[str, list[int]] = {}
        of_all: dict[str, int] = {}
        for position, item in enumerate(listed):
            related = lots_named(item)
            for source_id in related:
                self._own.setdefault(source_id, []).append(position)
            for word in () if related else self._of_item(position):
                of_all.setdefault(word, position)
        self._of_all = [(of_all.get(word, 0), word) for word in fewer(tuple(of_all))]

    def of(self, source_id: str | None) -> tuple[str, ...]:
        """What the items of a lot say (None: all items), each word once, in the order of the items."""
        if source_id is None:
            positions = range(len(self._listed))
            return self._fewer(tuple(dict.fromkeys(word for at in positions for word in self._of_item(at))))
        own = [(at, word) for at in self._own.get(source_id, ()) for word in self._of_item(at)]
        together = heapq.merge(self._of_all, own, key=lambda pair: pair[0])
        return self._fewer(tuple(dict.fromkeys(word for _, word in together)))

    def _of_item(self, position: int) -> tuple[str, ...]:
        if position not in self._words:
            self._words[position] = self._read(self._listed[position])
        return self._words[position]


class _Work:
    """The codes and places of a release's items, for one lot after the other."""

    def __init__(self, release: dict[str, Any], tender: dict[str, Any], remarks: Remarks) -> None:
        self._release, self._remarks = release, remarks
        self._codes = _Shared(items(tender, "items"), self._codes_in, codes.fewer)
        self._areas = _Shared(
            items(tender, "items"), lambda item: places.of_item(item, remarks), places.fewer
        )
        self._whole = codes.fewer(codes.stated(tender, remarks))
        self._outermost: dict[tuple[str, ...], tuple[str, ...]] = {}

    @functools.cached_property
    def _awarded(self) -> _Shared:
        listed = [item for award in items(self._release, "awards") for item in items(award, "items")]
        return _Shared(listed, self._codes_in, codes.fewer)

    def _codes_in(self, item: dict[str, Any]) -> tuple[str, ...]:
        return codes.fewer(codes.stated(item, self._remarks))

    def codes_of(self, source_id: str | None, what: str) -> tuple[str, ...]:
        """The codes of a lot, the one to match by in front: of its items, else of the whole, else of
        awards.
        """
        return codes.main_first(
            self._codes.of(source_id) or self._whole or self._awarded.of(source_id), self._remarks, what
        )

    def areas_of(self, source_id: str | None) -> tuple[str, ...]:
        """The areas of a lot."""
        areas = self._areas.of(source_id)
        if areas not in self._outermost:
            self._outermost[areas] = places.outermost(areas, self._remarks)
        return self._outermost[areas]


def _note_shared_value(tender: dict[str, Any], notice_lots: list[NoticeLot], remarks: Remarks) -> None:
    total = amounts.amount(tender, Remarks(), "The whole contract").pence
    if total and len(notice_lots) > 1 and all(lot.value == total for lot in notice_lots):
        remarks.add(
            "Every lot states the value of the whole contract, so we do not know what each lot is worth."
        )
