"""Files that Bidbridge wrote itself: what they state comes back as it was, to the letter.

Such a file was read like any other first; here its standard fields are taken literally and the `bidbridge`
fields are added (docs/ocds.md, "What we write"). Anyone can write them, so each value is checked, and what is
not sound stays as the general reading has it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.foundation.reference import cpv, notice_sources, regimes
from app.ocds.normalise import own_parts
from app.ocds.normalise.own_parts import OWN, literal
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import flag, identifier, items, mapping, words
from app.ocds.normalise.text import web_address
from app.ocds.normalise.times import EARLIEST, LATEST
from app.ocds.notice import Notice, NoticeDocument, Standing
from app.ocds.writing import PRACTICE_OF
from app.ocds.writing.tender import FORMAT, PRACTICE_TITLE
from app.tenders.rules import Arrangement, Liability

PRACTICE = "The file says that it is a practice copy, not a real procurement."
Data = dict[str, Any]
_OCID = re.compile(r"ocds-(?:sample|[a-z0-9]{6})-(?:practice-)?[1-9][0-9]{0,17}")
_PRACTICE = PRACTICE_TITLE.upper().rstrip(": ")
_STANDINGS = {
    "planned": Standing.planned,
    "active": Standing.open,
    "complete": Standing.over,
    "withdrawn": Standing.withdrawn,
}


def is_own(release: Any) -> bool:
    """Whether a release is one that Bidbridge wrote: it says so, and its OCID, ids and date hang together as
    ours do.

    Its OCID is never of a portal that we know, or whoever adds our fields to the number of a real notice
    would have them override what that notice says.
    """
    tender = mapping(release, "tender")
    if mapping(tender, OWN).get("format") != FORMAT or not _has_own_ocid(release):
        return False
    ocid, released_at = identifier(release, "ocid"), release.get("date")
    return (
        identifier(tender) == ocid.split("-", 2)[2]
        and isinstance(released_at, str)
        and identifier(release) == f"{ocid}-{released_at}"
        and isinstance(tender.get("title"), str)
        and isinstance(tender.get("lots"), list)
    )


def _has_own_ocid(release: Any) -> bool:
    ocid = identifier(release, "ocid")
    return _OCID.fullmatch(ocid) is not None and notice_sources.source_of(ocid) is None


def is_practice(release: Any) -> bool:
    """Whether a release has any mark of a practice copy, even if we did not write it."""
    return (
        flag(mapping(release, "tender", OWN), "practice") is True
        or identifier(release, "ocid").split("-", 2)[-1].startswith("practice-")
        or literal(mapping(release, "tender").get("title")).lstrip().upper().startswith(_PRACTICE)
    )


def completed(notice: Notice, release: Data) -> Notice:
    """The notice with what a file of our own states to the letter; any other file's as it is. A practice
    copy stays one, even where somebody changed the file."""
    complete = _to_the_letter(notice, release) if is_own(release) else _newer(notice, release)
    if not is_practice(release):
        return complete
    title = (
        complete.title if complete.title.upper().startswith(_PRACTICE) else PRACTICE_TITLE + complete.title
    )
    remarks = Remarks(complete.remarks)
    remarks.add(PRACTICE)
    return replace(complete, practice=True, title=title, remarks=remarks.all())


def _newer(notice: Notice, release: Data) -> Notice:
    stated = mapping(release, "tender", OWN).get("format")
    if (
        not isinstance(stated, str)
        or stated == FORMAT
        or not stated.startswith(FORMAT.partition("/")[0] + "/")
    ):
        return notice
    remarks = Remarks(notice.remarks)
    remarks.add("A newer version of Bidbridge wrote this file, so we read it like any other notice.")
    return replace(notice, remarks=remarks.all())


def _to_the_letter(notice: Notice, release: Data) -> Notice:
    tender = mapping(release, "tender")
    own, remarks = mapping(tender, OWN), Remarks(notice.remarks)
    lots = own_parts.lots(tender, notice.lots, remarks)
    return replace(
        notice,
        **_words(notice, tender, own),
        **_origin(notice, release, own),
        **_figures(notice, tender, own),
        **_kinds(notice, tender, own),
        **own_parts.term(tender, own),
        lots=lots,
        criteria=own_parts.criteria(tender, lots),
        conditions=own_parts.conditions(tender, lots),
        documents=_documents(tender),
        remarks=remarks.all(),
    )


def _words(notice: Notice, tender: Data, own: Data) -> Data:
    category = literal(tender.get("mainProcurementCategory"))
    return {
        "title": literal(tender.get("title")) or notice.title,
        "description": literal(tender.get("description")),
        "procedure": literal(tender.get("procurementMethodDetails")),
        "main_category": category or next(iter(words(tender, "additionalProcurementCategories")), "")[:40],
        "reserved": literal(own.get("reserved")),
        "standing": Standing.awarded
        if own.get("standing") == "awarded"
        else _STANDINGS.get(str(tender.get("status")), notice.standing),
        "no_notice_reason": literal(own.get("noNoticeReason")),
        "value_note": literal(own.get("valueNote")),
    }


def _origin(notice: Notice, release: Data, own: Data) -> Data:
    buyer = mapping(release, "buyer")
    number = literal(mapping(own, "notice").get("number"))[:120]
    return {
        "buyer_name": literal(buyer.get("name")) or notice.buyer_name,
        "buyer_identifier": _buyer_identifier(release, identifier(buyer)),
        "notice_number": number,
        "notice_url": _official(number, mapping(own, "notice").get("url")),
        "related_ocids": _related_ocids(release),
    }


def _buyer_identifier(release: Data, buyer_id: str) -> str | None:
    """Scheme and number of the buyer's identifier, as `GB-PPON-…`."""
    party = next((party for party in items(release, "parties") if identifier(party) == buyer_id), {})
    stated = mapping(party, "identifier")
    parts = (literal(stated.get("scheme")), identifier(stated))
    return "-".join(part for part in parts if part)[:200] or None


def _related_ocids(release: Data) -> tuple[str, ...]:
    """The OCIDs of other procurements; the one that a practice copy was made from is none of them."""
    ocids = [
        identifier(process, "identifier")[:120]
        for process in items(release, "relatedProcesses")
        if process.get("scheme") == "ocid" and PRACTICE_OF not in words(process, "relationship")
    ]
    return tuple(dict.fromkeys(ocids))


def _official(number: str, address: Any) -> str:
    """The address where it is the very page of this notice on the own site of a source that we know."""
    pages = (notice_sources.official_page(source.prefix, number) for source in notice_sources.SOURCES)
    return next((page for page in pages if page and page == address), "")


def _figures(notice: Notice, tender: Data, own: Data) -> Data:
    value = mapping(tender, "value")
    currency = value.get("currency")
    return {
        "value": own_parts.pence(value),
        "currency": currency if isinstance(currency, str) and len(currency) == 3 else notice.currency,
        "deadline": _instant(mapping(tender, "tenderPeriod").get("endDate")),
        "enquiries_until": _instant(mapping(tender, "enquiryPeriod").get("endDate")),
        "above_threshold": flag(own, "aboveThreshold"),
        "deadline_is_day": flag(own, "deadlineIsDay") or False,
        "further_terms": tuple(literal(term) for term in words(own, "furtherTerms")),
    }


def _instant(value: Any) -> datetime | None:
    with suppress(ValueError, TypeError, OverflowError):
        at = datetime.fromisoformat(value)
        if at.tzinfo is not None and EARLIEST <= at.year <= LATEST:
            return at.astimezone(UTC)
    return None


def _kinds(notice: Notice, tender: Data, own: Data) -> Data:
    code = identifier(mapping(tender, "classification"))
    regime, liability = own.get("regime"), own.get("liability")
    return {
        "capability": code if cpv.get(code) else None,
        "regime": regime if isinstance(regime, str) and regimes.get(regime) else notice.regime,
        "liability": Liability.__members__.get(liability) if isinstance(liability, str) else None,
        "arrangement": _arrangement(notice, mapping(tender, "techniques")),
    }


def _arrangement(notice: Notice, techniques: Data) -> Arrangement:
    if flag(techniques, "hasDynamicPurchasingSystem"):
        return Arrangement.dynamic_market
    framework = flag(techniques, "hasFrameworkAgreement")
    if framework is None:
        return notice.arrangement
    return Arrangement.framework if framework else Arrangement.contract


def _documents(tender: Data) -> tuple[NoticeDocument, ...]:
    return tuple(
        NoticeDocument(
            literal(document.get("title")),
            web_address(document.get("url")),
            literal(document.get("documentType")),
        )
        for document in items(tender, "documents")
        if literal(document.get("title")) or web_address(document.get("url"))
    )
