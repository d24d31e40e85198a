"""Where a release was published: the notice's number and page, the regime it falls under, where bids go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.foundation.reference import notice_sources
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import identifier, items, mapping
from app.ocds.normalise.text import web_address

FIND_A_TENDER, CONTRACTS_FINDER, SCOTLAND, WALES = "ocds-h6vhtk", "ocds-b5fd17", "ocds-r6ebe6", "ocds-kuma6s"
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


def origin(ocid: str, release_id: str, release: dict[str, Any], tender: dict[str, Any], remarks: Remarks) -> Origin:
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
    return Origin(number, url, _portal(tender), _regime(ocid, release, tender))


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


def _regime(ocid: str, release: dict[str, Any], tender: dict[str, Any]) -> str:
    """A key of `app.foundation.reference.regimes`."""
    basis = identifier(mapping(tender, "legalBasis"))
    linked = " ".join(str(link.get("href")) for link in items(release, "links"))
    if "2023/1348" in basis:
        return "provider_selection_regime"
    if ocid.startswith(SCOTLAND) or "publiccontractsscotland" in linked:
        return "scotland"
    if (
        tender.get("aboveThreshold") is False
        or "below threshold" in str(tender.get("procurementMethodDetails")).lower()
    ):
        return "below_threshold"
    if basis.startswith("32014L") or (basis != "2023/54" and str(release.get("date")) < "2025-02-24"):
        return "earlier_rules"
    return "procurement_act_2023_wales" if ocid.startswith(WALES) else "procurement_act_2023"
