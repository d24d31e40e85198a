"""Lots with what belongs to them: items tell their codes and places."""

from __future__ import annotations

from typing import Any

from app.ocds.normalise import amounts, codes, places, times
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import identifier, items, mapping
from app.ocds.normalise.text import line, text
from app.ocds.notice import NoticeLot

WHOLE = "1"


def keys(tender: dict[str, Any], remarks: Remarks) -> dict[str, str]:
    """position of each lot -> its key here: the source's id, unless it is missing or used twice."""
    found: dict[str, str] = {}
    for position, lot in enumerate(items(tender, "lots"), 1):
        key = identifier(lot)[:70] or str(position)
        if not identifier(lot):
            remarks.add("A lot without a number got its position as one.")
        if key in found.values():
            remarks.add(f"Two lots have the number {key}; the later one is called {key}-{position}.")
            key = f"{key}-{position}"
        found[str(position)] = key
    return found


def lots(release: dict[str, Any], lot_keys: dict[str, str], title: str, remarks: Remarks) -> tuple[NoticeLot, ...]:
    """The lots of a release; one for the whole where it has none."""
    tender = mapping(release, "tender")
    listed = items(tender, "lots")
    if not listed:
        return (_whole(release, tender, title, remarks),)
    found = []
    for position, lot in enumerate(listed, 1):
        found.append(_lot(release, tender, lot, lot_keys[str(position)], len(listed), title, remarks))
    _note_shared_value(tender, found, remarks)
    return tuple(found)


def _whole(release: dict[str, Any], tender: dict[str, Any], title: str, remarks: Remarks) -> NoticeLot:
    remarks.add("The notice has no lots, so the whole is one lot.")
    return NoticeLot(
        key=WHOLE,
        title=title,
        value=amounts.amount(tender, Remarks(), "The whole").pence,
        status=line(tender.get("status"), remarks, 40),
        capabilities=_codes(release, tender, None, "The notice", remarks),
        areas=_areas(tender, None, remarks),
        **_term(mapping(tender, "contractPeriod"), remarks),
    )


def _lot(
    release: dict[str, Any], tender: dict[str, Any], lot: dict[str, Any], key: str, count: int, title: str,
    remarks: Remarks,
) -> NoticeLot:  # fmt: skip
    named = line(lot.get("title"), remarks)
    if not named:
        named = title if count == 1 else f"Lot {key}"
        remarks.add("Lots without titles are called by their number." if count > 1 else "The only lot has no title.")
    source_id, what = identifier(lot), f"Lot {key}"
    period = mapping(lot, "contractPeriod") or mapping(tender, "contractPeriod") or _contract_period(release)
    return NoticeLot(
        key=key,
        title=named,
        description=text(lot.get("description"), remarks),
        value=amounts.amount(lot, remarks, what).pence,
        status=line(lot.get("status"), remarks, 40),
        capabilities=_codes(release, tender, source_id, what, remarks),
        areas=_areas(tender, source_id, remarks),
        **_term(period, remarks),
    )


def _contract_period(release: dict[str, Any]) -> dict[str, Any]:
    return next((mapping(contract, "period") for contract in items(release, "contracts")), {})


def _term(period: dict[str, Any], remarks: Remarks) -> dict[str, Any]:
    starts = times.day(period.get("startDate"), remarks, "The start of the contract")
    ends = times.day(period.get("endDate"), remarks, "The end of the contract")
    if starts and ends and ends < starts:
        remarks.add("A contract that ends before it starts: its dates were left out.")
        starts = ends = None
    return {"starts_on": starts, "ends_on": ends, "term_months": amounts.months(period, remarks)}


def _belongs(item: dict[str, Any], source_id: str | None) -> bool:
    if source_id is None:
        return True
    listed = item.get("relatedLots")
    related: list[Any] = listed if isinstance(listed, list) else [item.get("relatedLot")]
    stated = {str(one) for one in related if one is not None}
    return not stated or source_id in stated


def _codes(
    release: dict[str, Any], tender: dict[str, Any], source_id: str | None, what: str, remarks: Remarks
) -> tuple[str, ...]:
    found: list[str] = []
    for item in items(tender, "items"):
        if _belongs(item, source_id):
            found.extend(codes.stated(item, remarks))
    if not found:
        found.extend(codes.stated(tender, remarks))
    if not found:
        for award in items(release, "awards"):
            for item in items(award, "items"):
                if _belongs(item, source_id):
                    found.extend(codes.stated(item, remarks))
    return codes.main_first(tuple(dict.fromkeys(found)), remarks, what)


def _areas(tender: dict[str, Any], source_id: str | None, remarks: Remarks) -> tuple[str, ...]:
    found: list[str] = []
    for item in items(tender, "items"):
        if _belongs(item, source_id):
            found.extend(places.of_item(item, remarks))
    return places.outermost(tuple(dict.fromkeys(found)), remarks)


def _note_shared_value(tender: dict[str, Any], found: list[NoticeLot], remarks: Remarks) -> None:
    whole = amounts.amount(tender, Remarks(), "The whole").pence
    if whole and len(found) > 1 and all(lot.value == whole for lot in found):
        remarks.add("Every lot states the value of the whole, so what each is worth is not known.")
