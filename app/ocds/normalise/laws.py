"""Which law a procurement runs under: by what its fields say, else by when it began."""

from __future__ import annotations

import re
from typing import Any

from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import identifier, items, mapping, words

SCOTLAND, WALES = "ocds-r6ebe6", "ocds-kuma6s"
IN_FORCE = "2025-02-24"  # the Procurement Act 2023, for procurements begun on that day or later
SURELY_AFTER = "2026-02-24"  # hardly any procurement takes a year from its beginning to its closing date
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HEALTH = re.compile(
    r"provider selection regime|health care services \(provider selection|"
    r"\bPSR (?:regulations|20\d\d|process|direct)\b|\bdirect award process [ABC]\b|\bmost suitable provider"
    r" process\b",
    re.IGNORECASE,
)
_ACT = re.compile(r"procurement act 2023", re.IGNORECASE)
_BEFORE = re.compile(
    r"public contracts? regulations? 2015|\bPCR ?2015\b|utilities contracts regulations 2016|"
    r"concession contracts regulations 2016",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?<=[.!?;:])\s+|\n+|,? \bbut (?:rather |instead )?\b|,? \b(?:instead|and therefore)\b")
# "This is not a competition under the Regime" denies the competition. Only what ties the law to the "not"
# denies it.
_DENIED_BEFORE = re.compile(
    r"\b(?:(?:not|never|neither|nor|no longer)"
    r"(?: (?:be|being|been|an?|procurement|required|to|have|in|therefore)){0,4} "
    r"(?:subject to|governed by|covered by|caught by|bound by|regulated (?:by|under)|under|within|scope of|"
    r"the scope of|(?:run|made|let) under|\w+ed under|follow|comply with|apply|fall(?:ing)?"
    r" (?:under|within))|"
    r"(?:not|nor)(?: the)?(?= $)|outside|exempt\w*|exclu\w+|rather than|instead of|separate"
    r" from|replac\w+|supersed\w+|"
    r"revok\w+|repeal\w+|formerly|previously)\b[^,]{0,60}$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"^[^,]{0,60}?\b(?:(?:does|do|did|is|are|was|were|will|shall|would) not|cannot|no longer|"
    r"(?:does|do|is|are)n['’]t)\b",
    re.IGNORECASE,
)
CALL_OFF = re.compile(
    r"\bcall(?:ed|ing|s)?[- ]?offs?\b|\bmini[- ]?competition|\bfurther competition|"
    r"\bdirect award (?:from|under|via|through) (?:an? |the )?(?:framework|dynamic)",
    re.IGNORECASE,
)
_NAMES = {
    "provider_selection_regime": "the Provider Selection Regime",
    "earlier_rules": "the rules before 24 February 2025",
    "procurement_act_2023": "the Procurement Act 2023",
}
_NUMBER = re.compile(r"\b\d{4}/\d{1,4}\b")
_BY_NUMBER = {
    "2023/1348": "provider_selection_regime",
    "2023/54": "procurement_act_2023",
    "2024/692": "procurement_act_2023",
    "2024/782": "procurement_act_2023_wales",
    "2015/102": "earlier_rules",  # public contracts, utilities, concessions
    "2016/274": "earlier_rules",
    "2016/273": "earlier_rules",
}
_SCOTTISH = {"2015/446", "2016/49", "2016/65", "2016/145", "2014/12"}
_DIRECTIVE = re.compile(r"32(?:004|009|014)L")
_WELSH = {"procurement_act_2023": "procurement_act_2023_wales"}
_DEVOLVED = {"GB-WLS": WALES, "GB-SCT": SCOTLAND}


def regime(ocid: str, release: dict[str, Any], tender: dict[str, Any], remarks: Remarks) -> str:
    """A key of `app.foundation.reference.regimes`. Where field and words disagree, a remark says so, for a
    person to settle."""
    by_field, by_words = _stated(tender), _worded(release, tender)
    if "provider_selection_regime" in (by_field, by_words):
        _note_health(by_field, by_words, remarks)
        return "provider_selection_regime"
    country = _country(ocid, release)
    if by_field == "scotland" or country == SCOTLAND or _links_to_scotland(release):
        return "scotland"
    if _is_below_threshold(tender):
        return "below_threshold"
    shown = by_field or by_beginning(release, tender) or by_words or "unknown"
    _note_difference(shown, by_field, by_words, remarks)
    return _WELSH.get(shown, shown) if country == WALES else shown


def _links_to_scotland(release: dict[str, Any]) -> bool:
    return any("publiccontractsscotland" in str(link.get("href")) for link in items(release, "links"))


def _is_below_threshold(tender: dict[str, Any]) -> bool:
    details = str(tender.get("procurementMethodDetails")).lower()
    return tender.get("aboveThreshold") is False or "below threshold" in details


def _note_difference(shown: str, by_field: str, by_words: str, remarks: Remarks) -> None:
    general = shown.removesuffix("_wales")
    if by_words and by_words != general and general in _NAMES:
        remarks.add(
            f"The notice’s {'legal basis' if by_field else 'date'} points to {_NAMES[general]}, but its text"
            f" points to {_NAMES[by_words]}. We show the first. Check the official notice."
        )


def _note_health(by_field: str, by_words: str, remarks: Remarks) -> None:
    """Notices of the Provider Selection Regime had to use forms that name another law: there the words count
    more.
    """
    name = _NAMES["provider_selection_regime"]
    if by_field and by_field != "provider_selection_regime":
        stated_law = _NAMES.get(by_field.removesuffix("_wales"), "the Scottish rules")
        remarks.add(
            f"The notice’s legal basis points to {stated_law}, but its text points to {name}."
            " We show the second. Check the official notice."
        )
    elif by_words and by_words != "provider_selection_regime":
        remarks.add(
            f"The notice’s legal basis points to {name}, but its text points to "
            f"{_NAMES.get(by_words, 'another law')}. We show the first. Check the official notice."
        )


def _stated(tender: dict[str, Any]) -> str:
    """What the field for the legal basis says: an Act or statutory instrument by its number, or a
    directive.
    """
    legal_basis = mapping(tender, "legalBasis")
    basis, scheme = identifier(legal_basis), str(legal_basis.get("scheme")).upper()
    number = _NUMBER.search(basis)
    if _DIRECTIVE.match(basis):
        return "earlier_rules"
    if number is None:
        return ""
    is_scottish = scheme in ("SSI", "ASP")
    if number[0] in _SCOTTISH and (is_scottish or re.search(r"\b(?:ssi|asp)\b", basis, re.IGNORECASE)):
        return "scotland"
    return "" if is_scottish else _BY_NUMBER.get(number[0], "")


def _country(ocid: str, release: dict[str, Any]) -> str:
    """The prefix of the country whose rules a notice follows: of its portal, else as its buyer states."""
    if ocid.startswith((SCOTLAND, WALES)):
        return ocid[:11]
    buyer = identifier(mapping(release, "buyer"))
    for party in items(release, "parties"):
        if identifier(party) == buyer or "buyer" in words(party, "roles"):
            for stated in items(party, "details", "classifications"):
                if stated.get("scheme") == "UK_CA_DEVOLVED_REGULATIONS" and identifier(stated) in _DEVOLVED:
                    return _DEVOLVED[identifier(stated)]
    return ""


def _worded(release: dict[str, Any], tender: dict[str, Any]) -> str:
    """The law that the words name as the one that applies."""
    text_of_notice = "\n".join(
        str(holder.get(name))[:20_000]
        for holder in (tender, release)
        for name in ("title", "description", "procurementMethodDetails", "procurementMethodRationale")
        if holder.get(name)
    )
    health, act, before = (_applies(pattern, text_of_notice) for pattern in (_HEALTH, _ACT, _BEFORE))
    if health:
        return "provider_selection_regime"
    if bool(act) == bool(before):
        return ""
    return "procurement_act_2023" if act else "earlier_rules"


def _applies(pattern: re.Pattern[str], text_of_notice: str) -> bool:
    """Whether a text names a law without saying that it does not apply."""
    for clause in _CLAUSE.split(text_of_notice):
        for match in pattern.finditer(clause):
            before, after = (
                clause[max(0, match.start() - 120) : match.start()],
                clause[match.end() : match.end() + 80],
            )
            if not _DENIED_BEFORE.search(before) and not _DENIED_AFTER.match(after):
                return True
    return False


def by_beginning(release: dict[str, Any], tender: dict[str, Any]) -> str:
    """The law in force when the procurement began; "" where that is not sure.

    Whatever happened before 24 February 2025 shows that it had begun by then. Only a first notice shows that
    it began later: a closing date, an award or a contract can be of one begun before, and so can a call from
    a framework.
    """
    first_notices = _days(*_first_notices(release, tender))
    closes = _days(mapping(tender, "tenderPeriod").get("endDate"))
    changed = _days(release.get("date"))
    if any(day < IN_FORCE for day in (*first_notices, *closes, *changed, *_days_decided(release))):
        return "earlier_rules"
    if _is_call_off(tender):
        return ""
    return "procurement_act_2023" if first_notices or any(day >= SURELY_AFTER for day in closes) else ""


def _days_decided(release: dict[str, Any]) -> list[str]:
    awarded = [award.get("date") for award in items(release, "awards")]
    signed = [contract.get("dateSigned") for contract in items(release, "contracts")]
    return _days(*awarded, *signed)


def _is_call_off(tender: dict[str, Any]) -> bool:
    texts = [str(tender.get(name) or "")[:300] for name in ("procurementMethodDetails", "title")]
    return any(CALL_OFF.search(text) for text in texts)


def _first_notices(release: dict[str, Any], tender: dict[str, Any]) -> list[Any]:
    """The days on which it was first published, as they are written."""
    documents = [*items(tender, "documents"), *items(release, "planning", "documents")]
    is_first = any(tag in ("planning", "planningUpdate", "tender") for tag in words(release, "tag"))
    return [
        tender.get("datePublished"),
        mapping(tender, "tenderPeriod").get("startDate"),
        mapping(release, "planning").get("datePublished"),
        *([release.get("date")] if is_first else []),
        *(document.get("datePublished") for document in documents),
    ]


def _days(*written: Any) -> list[str]:
    days = [match[0] for value in written if isinstance(value, str) and (match := _DAY.match(value))]
    return [day for day in days if day >= "1990"]
