"""Which law a procurement runs under: by what its fields say, else by when it began."""

from __future__ import annotations

import re
from typing import Any

from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import identifier, items, mapping

SCOTLAND, WALES = "ocds-r6ebe6", "ocds-kuma6s"
IN_FORCE = "2025-02-24"  # the Procurement Act 2023, for procurements begun on that day or later
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HEALTH = re.compile(r"provider selection regime|health care services \(provider selection", re.IGNORECASE)
_ACT = re.compile(r"procurement act 2023", re.IGNORECASE)
_BEFORE = re.compile(
    r"public contracts regulations 2015|\bPCR ?2015\b|utilities contracts regulations 2016|"
    r"concession contracts regulations 2016",
    re.IGNORECASE,
)
_NAMES = {
    "provider_selection_regime": "the Provider Selection Regime",
    "earlier_rules": "the rules before 24 February 2025",
    "procurement_act_2023": "the Procurement Act 2023",
}


def regime(ocid: str, release: dict[str, Any], tender: dict[str, Any], remarks: Remarks) -> str:
    """A key of `app.foundation.reference.regimes`. Where field and words disagree, a remark says so, for a person to
    settle."""
    by_field, by_words = _stated(tender), _worded(release, tender)
    if "provider_selection_regime" in (by_field, by_words):
        # Its notices had to use forms that name another law, so here the words count more.
        if by_words and by_field in ("procurement_act_2023", "earlier_rules"):
            remarks.add(
                f"Its field points to {_NAMES[by_field]}, its words to the Provider Selection Regime. We show the "
                "second; check it against the official notice."
            )
        return "provider_selection_regime"
    linked = " ".join(str(link.get("href")) for link in items(release, "links"))
    if ocid.startswith(SCOTLAND) or "publiccontractsscotland" in linked:
        return "scotland"
    if (
        tender.get("aboveThreshold") is False
        or "below threshold" in str(tender.get("procurementMethodDetails")).lower()
    ):
        return "below_threshold"
    began = begun(release, tender)
    by_date = "" if began is None else "earlier_rules" if began < IN_FORCE else "procurement_act_2023"
    shown = by_field or by_date or by_words or "unknown"
    if by_words and by_words != shown and shown in _NAMES:
        remarks.add(
            f"Its {'field' if by_field else 'date'} points to {_NAMES[shown]}, its words to {_NAMES[by_words]}. "
            "We show the first; check it against the official notice."
        )
    return "procurement_act_2023_wales" if shown == "procurement_act_2023" and ocid.startswith(WALES) else shown


def _stated(tender: dict[str, Any]) -> str:
    basis = identifier(mapping(tender, "legalBasis"))
    if "2023/1348" in basis:
        return "provider_selection_regime"
    if basis.startswith("32014L"):
        return "earlier_rules"
    return "procurement_act_2023" if basis == "2023/54" else ""


def _worded(release: dict[str, Any], tender: dict[str, Any]) -> str:
    text_of_notice = " ".join(
        str(holder.get(name))[:20_000]
        for holder in (tender, release)
        for name in ("title", "description", "procurementMethodDetails", "procurementMethodRationale")
        if holder.get(name)
    )
    if _HEALTH.search(text_of_notice):
        return "provider_selection_regime"
    act, before = _ACT.search(text_of_notice), _BEFORE.search(text_of_notice)
    if bool(act) == bool(before):
        return ""
    return "procurement_act_2023" if act else "earlier_rules"


def begun(release: dict[str, Any], tender: dict[str, Any]) -> str | None:
    """The earliest day on which the procurement shows itself, as it is written: `2024-11-01`; None where none does.

    An award or a contract may be published years after its procurement began, so its own date is the last resort.
    """
    documents = [*items(tender, "documents"), *items(release, "planning", "documents")]
    stated = [
        tender.get("datePublished"), mapping(tender, "tenderPeriod").get("startDate"),
        mapping(tender, "tenderPeriod").get("endDate"), mapping(release, "planning").get("datePublished"),
        release.get("date"), *(document.get("datePublished") for document in documents),
    ]  # fmt: skip
    days = [found[0] for value in stated if isinstance(value, str) and (found := _DAY.match(value))]
    return min((day for day in days if day >= "1990"), default=None)
