"""Awards by plain names, and the documents a release links to."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any
from urllib.parse import urlsplit

from app.ocds.normalise import amounts, parties, times
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import identifier, items, lots_named, mapping, state_word
from app.ocds.normalise.text import line, name, web_address
from app.ocds.notice import NoticeAward, NoticeDocument

_TYPE_NAMES = {
    "tenderNotice": "The notice itself",
    "contractNotice": "The notice itself",
    "awardNotice": "Award notice",
    "marketEngagementNotice": "Early engagement notice",
    "plannedProcurementNotice": "Planned procurement notice",
    "biddingDocuments": "Bidding documents",
    "technicalSpecifications": "Specification",
    "evaluationCriteria": "How bids are judged",
    "conflictOfInterest": "Conflicts of interest",
    "clarifications": "Questions and answers",
}
NO_AWARD = ("unsuccessful", "cancelled", "canceled", "withdrawn", "terminated")
MOST_NAMED = 5


def awards(
    release: dict[str, Any],
    parties_by_id: dict[str, dict[str, Any]],
    lot_keys: dict[str, str],
    remarks: Remarks,
) -> tuple[NoticeAward, ...]:
    """Every award; its value from its contract where it has none itself."""
    contracts = _contracts_by_award(release)
    key_by_source_id = _by_source_id(release, lot_keys)
    listed = items(release, "awards")
    named = [lots_of_award(award) for award in listed]
    notice_awards: list[NoticeAward] = []
    for number, (award, lots) in enumerate(zip(listed, named, strict=True), 1):
        what = f"Award {identifier(award) or number}"
        keys = _lots_of(
            what, lots, key_by_source_id, remarks, several=len(lot_keys) > 1, some_named=any(named)
        )
        read = _award(award, what, keys, contracts.get(identifier(award), []), parties_by_id, remarks)
        notice_awards.append(read)
        if not read.suppliers and read.status not in NO_AWARD:
            remarks.add(f"{what} does not name a winner.")
    return tuple(notice_awards)


def _contracts_by_award(release: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The contracts of each award by its id; those that name no award belong to none."""
    contracts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for contract in items(release, "contracts"):
        award_id = identifier(contract, "awardID")
        if award_id and state_word(contract) not in NO_AWARD:
            contracts[award_id].append(contract)
    return contracts


def _award(
    award: dict[str, Any],
    what: str,
    lot_keys: tuple[str, ...],
    contracts: list[dict[str, Any]],
    parties_by_id: dict[str, dict[str, Any]],
    remarks: Remarks,
) -> NoticeAward:
    first = contracts[0] if contracts else {}
    return NoticeAward(
        key=identifier(award),
        lot_keys=lot_keys,
        title=name(award.get("title"), remarks) or name(first.get("title"), remarks),
        status=state_word(award),
        suppliers=parties.suppliers(award, parties_by_id, remarks),
        value=_value(award, contracts, remarks, what),
        awarded_on=times.day(award.get("date") or first.get("dateSigned"), remarks, what),
    )


def lots_of_award(award: dict[str, Any]) -> tuple[str, ...]:
    """The source's ids of the lots that an award is about: its own words, else those of its items."""
    of_items = (lot for item in items(award, "items") for lot in lots_named(item))
    return lots_named(award) or tuple(dict.fromkeys(of_items))


def _by_source_id(release: dict[str, Any], lot_keys: dict[str, str]) -> dict[str, str]:
    """Our key of each lot by the source's id; an id that two lots have tells neither."""
    ids = [identifier(lot) for lot in items(mapping(release, "tender"), "lots")]
    times_used = Counter(ids)
    return {
        lot: key for lot, key in zip(ids, lot_keys.values(), strict=False) if lot and times_used[lot] == 1
    }


def _lots_of(
    what: str,
    named: tuple[str, ...],
    key_by_source_id: dict[str, str],
    remarks: Remarks,
    *,
    several: bool,
    some_named: bool,
) -> tuple[str, ...]:
    """Our keys of the lots that an award names. One that is not here is named by the source's id, so that
    the award does not look like one of the whole contract."""
    if not several:
        return tuple(dict.fromkeys(key_by_source_id[lot] for lot in named if lot in key_by_source_id))
    _note_lots(what, named, key_by_source_id, remarks, some_named=some_named)
    return tuple(dict.fromkeys(key_by_source_id.get(lot) or f"{lot[:60]} (not listed)" for lot in named))


def _note_lots(
    what: str,
    named: tuple[str, ...],
    key_by_source_id: dict[str, str],
    remarks: Remarks,
    *,
    some_named: bool,
) -> None:
    if unknown := [lot for lot in named if lot not in key_by_source_id]:
        listed = ", ".join(f"“{lot[:40]}”" for lot in unknown[:MOST_NAMED])
        remarks.add(f"{what} is for lot {listed}, which is not in this notice. Check the official notice.")
    if not named and some_named:
        remarks.add(f"{what} does not say which lots it is for. Check the official notice.")


def _value(award: dict[str, Any], contracts: list[dict[str, Any]], remarks: Remarks, what: str) -> int | None:
    """The value of an award; of its contracts together where it has none itself and each of them states
    one.
    """
    value = amounts.amount(award, remarks, what).pence
    if value is not None or not contracts:
        return value
    values = [amounts.amount(contract, remarks, what).pence for contract in contracts]
    stated = [pence for pence in values if pence is not None]
    if len(stated) < len(values):
        if stated:
            remarks.add(f"{what} has {len(values)} contracts, and we cannot read a value for each of them.")
        return None
    if len(stated) > 1:
        remarks.add(f"{what} has {len(stated)} contracts. Its value is their total.")
    return sum(stated)


def documents(release: dict[str, Any], remarks: Remarks) -> tuple[NoticeDocument, ...]:
    """Documents of every part of the release; those without title, words and address say nothing and are left
    out.
    """
    holders = [mapping(release, "planning"), mapping(release, "tender")]
    holders += [*items(release, "awards"), *items(release, "contracts")]
    listed: dict[tuple[str, str], NoticeDocument] = {}
    for holder in holders:
        for item in items(holder, "documents"):
            address, kind = web_address(item.get("url")), line(item.get("documentType"), remarks, 60)
            title = name(item.get("title"), remarks, 200) or _TYPE_NAMES.get(kind, "")
            title = (
                title
                or name(item.get("description"), remarks, 120)
                or (_last_part(address) if address else "")
            )
            if title:
                listed.setdefault((title, address), NoticeDocument(title, address, kind))
    return tuple(listed.values())


def _last_part(address: str) -> str:
    return urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1][:120] or "Linked document"
