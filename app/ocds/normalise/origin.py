"""Where a release was published: the notice's number and page, the regime it falls under, where bids go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.foundation.reference import notice_sources
from app.ocds.normalise import laws
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import identifier, items, mapping
from app.ocds.normalise.text import web_address

CONTRACTS_FINDER = "ocds-b5fd17"
_FTS_NUMBER = re.compile(r"\d{6}-\d{4}")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOTICES = ("tenderNotice", "contractNotice", "awardNotice", "marketEngagementNotice", "plannedProcurementNotice")


@dataclass(frozen=True)
class Origin:
    """`number` and `url` of the official notice, `portal` where bids go; "" for what is not known.

    `url` is made from the number, on the source's own site; only `portal` is an address from the file.
    """

    number: str
    url: str
    portal: str
    regime: str


def origin(
    ocid: str, release_id: str, release: dict[str, Any], tender: dict[str, Any], remarks: Remarks
) -> Origin:  # fmt: skip
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
        remarks.add("We cannot tell the page of the notice on its source's own site.")
    return Origin(number, url, _portal(tender), laws.regime(ocid, release, tender, remarks))


def _notice_document(release: dict[str, Any]) -> dict[str, Any]:
    holders = [mapping(release, "tender"), mapping(release, "planning")]
    holders += [*items(release, "awards"), *items(release, "contracts")]
    listed = [document for holder in holders for document in items(holder, "documents")]
    for document in listed:
        if document.get("documentType") in _NOTICES and web_address(document.get("url")):
            return document
    return {}


def _portal(tender: dict[str, Any]) -> str:
    for stated in (tender.get("submissionMethodDetails"), mapping(tender, "communication").get("atypicalToolUrl")):
        if address := web_address(stated):
            return address
    return ""
