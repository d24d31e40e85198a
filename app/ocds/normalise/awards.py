"""Awards by plain names, and the documents a release links to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from app.ocds.normalise import amounts, parties, times
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import identifier, items, mapping, words
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
NO_AWARD = ("unsuccessful", "cancelled", "withdrawn")


def awards(
    release: dict[str, Any], known: dict[str, dict[str, Any]], lot_keys: dict[str, str], remarks: Remarks
) -> tuple[NoticeAward, ...]:
    """Every award; its value from its contract where it has none itself."""
    contracts = {identifier(contract, "awardID"): contract for contract in items(release, "contracts")}
    ours = dict(zip(_source_ids(release), lot_keys.values(), strict=False))
    found: list[NoticeAward] = []
    for award in items(release, "awards"):
        contract = contracts.get(identifier(award), {})
        related = tuple(dict.fromkeys(ours[name] for name in words(award, "relatedLots") if name in ours))
        what = f"Award {identifier(award) or len(found) + 1}"
        value = amounts.amount(award, remarks, what).pence
        found.append(
            NoticeAward(
                key=identifier(award),
                lot_keys=related,
                title=line(award.get("title") or contract.get("title"), remarks),
                status=line(award.get("status"), remarks, 40),
                suppliers=parties.suppliers(award, known, remarks),
                value=amounts.amount(contract, remarks, what).pence if value is None else value,
                awarded_on=times.day(award.get("date") or contract.get("dateSigned"), remarks, what),
            )
        )
        if not found[-1].suppliers and found[-1].status not in NO_AWARD:
            remarks.add(f"{what} names no winner.")
    return tuple(found)


def _source_ids(release: dict[str, Any]) -> list[str]:
    return [identifier(lot) for lot in items(mapping(release, "tender"), "lots")]


def documents(release: dict[str, Any], remarks: Remarks) -> tuple[NoticeDocument, ...]:
    """Documents of every part of the release; those without title, words and address say nothing and are left out."""
    holders = [mapping(release, "planning"), mapping(release, "tender")]
    holders += [*items(release, "awards"), *items(release, "contracts")]
    found: dict[tuple[str, str], NoticeDocument] = {}
    empty = 0
    for holder in holders:
        for item in items(holder, "documents"):
            address, kind = web_address(item.get("url")), line(item.get("documentType"), remarks, 60)
            title = name(item.get("title"), remarks, 200) or _TYPE_NAMES.get(kind, "")
            title = title or name(item.get("description"), remarks, 120) or (_last_part(address) if address else "")
            if not title:
                empty += 1
                continue
            found.setdefault((title, address), NoticeDocument(title, address, kind))
    if empty:
        remarks.add("Documents of which the notice gives neither title nor address were left out.")
    return tuple(found.values())


def _last_part(address: str) -> str:
    return urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1][:120] or "Linked document"
