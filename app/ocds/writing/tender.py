"""The tender of a release."""

from __future__ import annotations

from typing import Any

from app.ocds.notice import Notice, Standing
from app.ocds.writing import judging, lots
from app.ocds.writing.values import amount, classification, instant, period, stated
from app.tenders.rules import Arrangement

Data = dict[str, Any]
FORMAT = "bidbridge-tender/1"
CATEGORIES = ("goods", "works", "services")
STATUSES = {
    Standing.planned: "planned",
    Standing.open: "active",
    Standing.over: "complete",
    Standing.awarded: "complete",
    Standing.withdrawn: "withdrawn",
}
_LAWS = {
    "procurement_act_2023": ("UKPGA", "2023/54"),
    "procurement_act_2023_wales": ("UKPGA", "2023/54"),
    "provider_selection_regime": ("UKSI", "2023/1348"),
    "earlier_rules": ("UKSI", "2015/102"),
    "scotland": ("SSI", "2015/446"),
}
PRACTICE_TITLE = "PRACTICE, not a real procurement: "
PRACTICE_WORDS = (
    "This is a practice copy, made for learning. Its buyer is invented, nothing is bought, and no bid can be"
    " sent."
)
RESERVED = {
    "shelteredWorkshop": "supported employment providers",
    "publicServiceMissionOrganization": "public service mutuals",
}


def tender(notice: Notice, local_id: str, buyer: Data) -> Data:
    """The tender: standard fields, then those of published extensions, then `bidbridge`."""
    return {
        "id": local_id,
        **_words(notice),
        "status": STATUSES[notice.standing],
        "procuringEntity": buyer,
        **stated(
            mainProcurementCategory=notice.main_category if notice.main_category in CATEGORIES else None,
            additionalProcurementCategories=_other_category(notice),
            procurementMethodDetails=notice.procedure,
            submissionMethodDetails=notice.portal_url,
            value=amount(notice.value, notice.currency),
            tenderPeriod=stated(endDate=instant(notice.deadline)),
            enquiryPeriod=stated(endDate=instant(notice.enquiries_until)),
            contractPeriod=period(notice.starts_on, notice.ends_on, notice.term_months),
            documents=_documents(notice),
        ),
        **_extended(notice),
        **judging.conditions(notice),
        "items": lots.items(notice),
        "lots": [{**lots.lot(notice, lot), **judging.of_lot(notice, lot)} for lot in notice.lots],
        "bidbridge": _own(notice),
    }


def _words(notice: Notice) -> Data:
    if not notice.practice:
        return {"title": notice.title, "description": notice.description}
    described = "\n\n".join(words for words in (PRACTICE_WORDS, notice.description) if words)
    return {"title": PRACTICE_TITLE + notice.title, "description": described}


def _other_category(notice: Notice) -> list[str]:
    return [notice.main_category] if notice.main_category and notice.main_category not in CATEGORIES else []


def _documents(notice: Notice) -> list[Data]:
    return [
        {"id": str(number), **stated(title=document.title, url=document.url, documentType=document.type)}
        for number, document in enumerate(notice.documents, 1)
    ]


def _extended(notice: Notice) -> Data:
    scheme, number = _LAWS.get(notice.regime, ("", ""))
    return stated(
        classification=classification(notice.capability) if notice.capability else None,
        legalBasis=stated(scheme=scheme, id=number),
        techniques=_techniques(notice.arrangement),
        suitability=stated(sme=notice.suitable_sme, vcse=notice.suitable_vcse),
        otherRequirements=stated(reservedParticipation=_reserved(notice.reserved)),
        lotDetails=stated(
            maximumLotsBidPerSupplier=notice.max_lots_bid,
            maximumLotsAwardedPerSupplier=notice.max_lots_awarded,
        ),
    )


def _reserved(words: str) -> list[str]:
    """The codes of who alone may take part; none where that differs by lot, for here they would be of the
    whole.
    """
    return (
        [code for code, who in RESERVED.items() if who in words] if words.startswith("Reserved for") else []
    )


def _techniques(arrangement: Arrangement) -> Data:
    return {
        "hasFrameworkAgreement": arrangement is Arrangement.framework,
        "hasDynamicPurchasingSystem": arrangement is Arrangement.dynamic_market,
    }


def _own(notice: Notice) -> Data:
    return {
        "format": FORMAT,
        "practice": notice.practice,
        "regime": notice.regime,
        **stated(
            standing=notice.standing.name if notice.standing is Standing.awarded else None,
            liability=notice.liability.name if notice.liability else None,
            termMonths=notice.term_months,
            valueNote=notice.value_note,
            reserved=notice.reserved,
            aboveThreshold=notice.above_threshold,
            noNoticeReason=notice.no_notice_reason,
            deadlineIsDay=notice.deadline_is_day or None,
            furtherTerms=list(notice.further_terms),
            notice=stated(number=notice.notice_number, url=notice.notice_url),
        ),
    }
