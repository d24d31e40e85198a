"""Where a release was published: the notice's number and page, the regime it falls under, where bids go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.foundation.reference import notice_sources
from app.ocds.normalise import laws
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import identifier, items, mapping
from app.ocds.normalise.text import line, web_address

CONTRACTS_FINDER = "ocds-b5fd17"
_FTS_NUMBER = re.compile(r"[0-9]{6}-[0-9]{4}")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOTICES = (
    "tenderNotice",
    "contractNotice",
    "awardNotice",
    "marketEngagementNotice",
    "plannedProcurementNotice",
)


@dataclass(frozen=True)
class Origin:
    """`number` and `url` of the official notice, `portal` where bids go and `how_to_bid` in the buyer's
    words; "" for what is not known.

    `url` is made from the number, on the source's own site; only `portal` is an address from the file.
    """

    number: str
    url: str
    portal: str
    how_to_bid: str
    regime: str


def origin(
    ocid: str, release_id: str, release: dict[str, Any], tender: dict[str, Any], remarks: Remarks
) -> Origin:
    """The origin of a release."""
    notice = _notice_document(release)
    number = identifier(notice)
    if _FTS_NUMBER.fullmatch(release_id):
        number = release_id
    elif ocid.startswith(CONTRACTS_FINDER) and (guid := _GUID.search(release_id)):
        number = guid[0]
    number = number if len(number) > 2 else ocid
    url = notice_sources.official_page(ocid, number)
    if not url:
        remarks.add("We do not know the address of the notice on its source’s own site.")
    how_to_bid = _how_to_bid(tender, remarks)
    return Origin(number, url, _portal(tender), how_to_bid, laws.regime(ocid, release, tender, remarks))


def _notice_document(release: dict[str, Any]) -> dict[str, Any]:
    holders = [mapping(release, "tender"), mapping(release, "planning")]
    holders += [*items(release, "awards"), *items(release, "contracts")]
    listed = [document for holder in holders for document in items(holder, "documents")]
    for document in listed:
        if document.get("documentType") in _NOTICES and web_address(document.get("url")):
            return document
    return {}


def _portal(tender: dict[str, Any]) -> str:
    """The address that the buyer states, or the only one in their words about bids."""
    details, tool = (
        tender.get("submissionMethodDetails"),
        mapping(tender, "communication").get("atypicalToolUrl"),
    )
    in_words = {
        part.rstrip(".,;:)") for part in re.split(r"[\s<>\"'(]+", details if isinstance(details, str) else "")
    }
    addresses = {address for part in in_words if (address := web_address(part))}
    the_only = "".join(addresses) if len(addresses) == 1 else ""
    return web_address(details) or web_address(tool) or the_only


def _how_to_bid(tender: dict[str, Any], remarks: Remarks) -> str:
    """What the buyer writes about where and how bids are sent, unless it is nothing but an address."""
    stated = tender.get("submissionMethodDetails")
    return "" if web_address(stated) else line(stated, remarks, 1_000)
