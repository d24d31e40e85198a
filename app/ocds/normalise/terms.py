"""What else a bidder must know: extensions, languages, variants, and so on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.ocds.normalise import amounts, extensions, taking_part, times
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import flag, items, mapping, words
from app.ocds.normalise.text import text

LANGUAGES = {
    "en": "English", "eng": "English", "cy": "Welsh", "cym": "Welsh", "wel": "Welsh", "gd": "Scottish Gaelic",
    "gla": "Scottish Gaelic", "ga": "Irish", "gle": "Irish", "fr": "French", "de": "German",
}  # fmt: skip


def extension(holder: dict[str, Any], tender: dict[str, Any], remarks: Remarks) -> dict[str, Any]:
    """How a contract may be extended, in the buyer's words, and by how many months in all where that is sure.

    `holder` is a lot or the tender; what a lot leaves out is taken from the `tender`.
    """
    period = mapping(holder, "contractPeriod") or mapping(tender, "contractPeriod")
    ends = times.day(period.get("endDate"), Remarks(), "")
    latest = times.day(period.get("maxExtentDate"), remarks, "The latest contract end date")
    if latest and ends and latest <= ends:
        latest = None
    described, renews = _renewal(holder, remarks)
    if not described and renews is None:
        described, renews = _renewal(tender, remarks)
    months = _months_of(described, ends, latest, amounts.months(period, Remarks()), remarks)
    if latest:
        described = f"{_before_sentence(described)}Until {latest:%-d %B %Y} at the latest."
    elif not described and renews:
        described = "The notice does not say how often or for how long."
    return {"extension": described, "extension_months": months}


def _before_sentence(described: str) -> str:
    """Words of the buyer, ended so that a sentence can follow."""
    if not described:
        return ""
    return f"{described} " if described.endswith((".", "!", "?")) else f"{described}. "


def _renewal(holder: dict[str, Any], remarks: Remarks) -> tuple[str, bool | None]:
    return text(mapping(holder, "renewal").get("description"), remarks, 2_000), flag(holder, "hasRenewal")


def _months_of(
    described: str, ends: date | None, latest: date | None, term: int | None, remarks: Remarks
) -> int | None:
    """The months of all extensions by words and by dates; None, with a remark, where these differ."""
    worded = extensions.months_in_words(described, term)
    dated = extensions.months_between(ends, latest) if ends and latest else None
    if worded and dated and worded != dated:
        remarks.add(
            f"The text of the notice gives {worded} months of extensions, but its dates give {dated}. We do"
            " not show a number. Check the official notice."
        )
        return None
    return worded or dated


def further(tender: dict[str, Any], lot_names: Sequence[str], remarks: Remarks) -> tuple[str, ...]:
    """What else a bidder must know, a sentence each."""
    submission = mapping(tender, "submissionTerms")
    sentences = [
        _languages(submission),
        *taking_part.sentences(tender, lot_names),
        *_of_bids(submission, remarks),
        _options(tender, remarks),
    ]
    most = amounts.number(mapping(tender, "techniques", "frameworkAgreement").get("maximumParticipants"))
    if most and 0 < most <= 10_000:
        sentences.append(f"No more than {int(most)} suppliers will get a place on the framework.")
    return tuple(dict.fromkeys(filter(None, sentences)))


def _languages(submission: dict[str, Any]) -> str:
    codes = words(submission, "languages")
    names = dict.fromkeys(LANGUAGES.get(code.lower()[:3].rstrip("-"), code[:40]) for code in codes)
    return f"Bids can be written in {taking_part.joined(list(names), 'or')}." if names else ""


def _of_bids(submission: dict[str, Any], remarks: Remarks) -> list[str]:
    """How long bids are valid, how they are sent, and what has to be paid in."""
    sentences = []
    validity = mapping(submission, "bidValidityPeriod")
    if (days := amounts.number(validity.get("durationInDays"))) and 0 < days <= 3_650:
        sentences.append(f"Bids must stay valid for {int(days)} days.")
    if submission.get("electronicSubmissionPolicy") == "notAllowed":
        sentences.append("Electronic bids are not accepted.")
    if guarantee := text(submission.get("depositsGuarantees"), remarks, 1_000):
        sentences.append(f"Deposits or guarantees: {guarantee}")
    if flag(submission, "multipleBidsAllowed") is False:
        sentences.append("Each bidder can send only one bid.")
    return sentences


def _options(tender: dict[str, Any], remarks: Remarks) -> str:
    holders = [tender, *items(tender, "lots")]
    described = dict.fromkeys(
        text(mapping(holder, "options").get("description"), remarks, 1_000) for holder in holders
    )
    listed = [words_of_buyer for words_of_buyer in described if words_of_buyer]
    return f"Options: {' '.join(listed)[:2_000]}" if listed else ""
