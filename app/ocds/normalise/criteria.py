"""Award criteria with their weights, wherever the source put them, and conditions in the buyer's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import Any

from app.ocds.normalise import amounts
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import items, mapping
from app.ocds.normalise.text import line, text
from app.ocds.notice import NoticeCondition, NoticeCriterion
from app.tenders.rules import ConditionKind, CriterionKind

# What is looked at for a weight, in characters: these patterns go over a text more than once.
LONGEST_WEIGHED, LONGEST_LISTED, MOST_NAMED = 120, 4_000, 5
_BARE = re.compile(r"\s*(\d{1,3}(?:\.\d{1,4})?)\s*(?:%|per ?cent|points|marks)?\s*\.?\s*", re.IGNORECASE)
_POINTS = re.compile(r"\s*([0-9]{1,6})\s*(?:points?|marks?)?\s*\.?\s*", re.IGNORECASE)
_AT_END = re.compile(
    r"(?P<name>.*?\D)\s*[-–—:=(]\s*(?P<weight>\d{1,3}(?:\.\d{1,4})?)\s*(?:%|per ?cent)?\s*\)?\s*\.?",
    re.DOTALL,
)
_PERCENT_AT_END = re.compile(
    r"(?P<name>.*?\D)\s+(?P<weight>\d{1,3}(?:\.\d{1,4})?)\s*(?:%|per ?cent)\s*\)?\.?",
    re.IGNORECASE | re.DOTALL,
)
_LISTED = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z &/'’,-]{1,60}?)\s*[-–—:=(]?\s*(?P<weight>\d{1,3}(?:\.\d{1,4})?)\s*(?:%|per"
    r" ?cent)",
    re.IGNORECASE,
)
_WEIGHT_FIRST = re.compile(
    r"(?P<weight>\d{1,3}(?:\.\d{1,4})?)\s*(?:%|per ?cent)\s*(?:for|on|of)?\s*(?P<name>[A-Za-z][A-Za-z"
    r" &/'’-]{1,60})",
    re.IGNORECASE,
)
_LINKING_WORD = re.compile(r"^(?:and|or|with|plus|is|the)\s+", re.IGNORECASE)
_KIND_WORDS = (
    (
        CriterionKind.social_value,
        re.compile(r"social value|community benefit|fair work|foundational econom", re.I),
    ),
    (CriterionKind.price, re.compile(r"\bpric|\bcost|\bcommercial|\bfinancial", re.I)),
    (
        CriterionKind.quality,
        re.compile(r"\bqualit|\bqaulit|\btechnical|\bmethod|\bdeliver|\bexperience", re.I),
    ),
)
_KIND_NAMES = {
    CriterionKind.price: "Price",
    CriterionKind.quality: "Quality",
    CriterionKind.other: "Criterion",
}
_CONDITION_NAMES = {
    "economic": "Financial standing",
    "technical": "Technical ability",
    "suitability": "Suitability",
    "other": "Other",
}


def criteria(
    tender: dict[str, Any], lot_keys: dict[str, str], remarks: Remarks
) -> tuple[NoticeCriterion, ...]:
    """Criteria of the whole and of each lot. Where every lot has the same ones, they are given once for the
    whole.

    `lot_keys`: the source's id of a lot -> our key.
    """
    of_whole = _of(tender, None, remarks)
    by_lot = {key: _of(lot, key, remarks) for key, lot in _lots(tender, lot_keys)}
    stated = [of_lot for of_lot in by_lot.values() if of_lot]
    if stated and len(stated) == len(by_lot) and len({_same(of_lot) for of_lot in stated}) == 1:
        shared = [replace(criterion, lot_key=None) for criterion in stated[0]]
        of_whole, stated = (*of_whole, *shared), []
    _note_totals([of_whole, *stated], remarks)
    return (*of_whole, *chain.from_iterable(stated))


def _lots(tender: dict[str, Any], lot_keys: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    return list(zip(lot_keys.values(), items(tender, "lots"), strict=False)) if items(tender, "lots") else []


def _same(criteria: tuple[NoticeCriterion, ...]) -> tuple[object, ...]:
    return tuple(
        (criterion.kind, criterion.name, criterion.text, criterion.weight_bp) for criterion in criteria
    )


def _of(holder: dict[str, Any], lot_key: str | None, remarks: Remarks) -> tuple[NoticeCriterion, ...]:
    stated = mapping(holder, "awardCriteria")
    listed = items(stated, "criteria")
    criteria: list[NoticeCriterion] = []
    for item in listed:
        criteria.extend(_criterion(item, lot_key, remarks))
    if criteria:
        criteria = _of_points(criteria, [str(item.get("description") or "") for item in listed], remarks)
        return (
            *_within_quality(tuple(criteria), remarks),
            *_weighed_in_words(stated, criteria, lot_key, remarks),
        )
    sentences = [stated.get("weightingDescription"), stated.get("description")]
    for sentence in (*sentences, stated.get("awardCriteriaDetails"), holder.get("awardCriteriaDetails")):
        if weights := listed_weights(text(sentence, remarks), lot_key):
            return weights
    if holder.get("awardCriteria") == "priceOnly":
        return (NoticeCriterion(lot_key, CriterionKind.price, "Price", weight_bp=10_000),)
    return ()


def _of_points(
    criteria: list[NoticeCriterion], descriptions: list[str], remarks: Remarks
) -> list[NoticeCriterion]:
    """Criteria whose descriptions are bare points, such as 400 and 600, with their shares of all points."""
    points = _bare_points(descriptions)
    if not len(points) == len(criteria) == len(descriptions) or len(points) < 2 or max(points) <= 100:
        return criteria
    shares = largest_remainder(points, 10_000)
    listed = ", ".join(f"{count:,}" for count in points[:10])
    remarks.add(f"Criteria are weighted in points ({listed}). We read them as shares of {sum(points):,}.")
    return [
        replace(criterion, text=f"{count:,} points.", weight_bp=share)
        for criterion, count, share in zip(criteria, points, shares, strict=True)
    ]


def _bare_points(descriptions: list[str]) -> list[int]:
    short = [description for description in descriptions if len(description) <= LONGEST_WEIGHED]
    matches = [_POINTS.fullmatch(description) for description in short]
    return [int(match[1]) for match in matches if match]


def _weighed_in_words(
    stated: dict[str, Any], criteria: list[NoticeCriterion], lot_key: str | None, remarks: Remarks
) -> list[NoticeCriterion]:
    """How criteria without numbers are weighed, in the buyer's words."""
    described = text(stated.get("weightingDescription"), remarks, 4_000)
    if not described or all(criterion.weight_bp is not None for criterion in criteria):
        return []
    return [NoticeCriterion(lot_key, CriterionKind.other, "How they are weighted", described)]


def _within_quality(criteria: tuple[NoticeCriterion, ...], remarks: Remarks) -> tuple[NoticeCriterion, ...]:
    """Where the quality criteria come to a hundred by themselves and there is a price beside them, each with
    its share of the whole: 50, 30 and 20 beside a price of 30 are 50, 30 and 20 of the 70 that are left."""
    if any(criterion.weight_bp is None for criterion in criteria):
        return criteria
    parts = _weights([criterion for criterion in criteria if criterion.kind is not CriterionKind.price])
    price = sum(_weights(criteria)) - sum(parts)
    if not 0 < price < 10_000 or sum(parts) != 10_000:
        return criteria
    left = 10_000 - price
    remarks.add(
        "The quality criteria add up to 100% on their own. We read them as shares of the remaining"
        f" {left / 100:g}%."
    )
    shares = iter(largest_remainder(parts, left))
    return tuple(
        criterion if criterion.kind is CriterionKind.price else _with_share(criterion, next(shares))
        for criterion in criteria
    )


def _weights(criteria: Sequence[NoticeCriterion]) -> list[int]:
    return [criterion.weight_bp or 0 for criterion in criteria]


def _with_share(criterion: NoticeCriterion, share: int) -> NoticeCriterion:
    own_weight = f"{(criterion.weight_bp or 0) / 100:g}% within quality."
    words = f"{own_weight}\n{criterion.text}" if criterion.text else own_weight
    return replace(criterion, text=words, weight_bp=share)


def largest_remainder(parts: list[int], target: int) -> list[int]:
    """Whole numbers in the proportion of `parts` that add up to `whole`."""
    total = sum(parts)
    shares = [part * target // total for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda at: -(parts[at] * target % total))
    for at in by_remainder[: target - sum(shares)]:
        shares[at] += 1
    return shares


def _criterion(item: dict[str, Any], lot_key: str | None, remarks: Remarks) -> list[NoticeCriterion]:
    stated = str(item.get("type") or "")
    name, described = line(item.get("name"), remarks), text(item.get("description"), remarks, 4_000)
    weight = _numbered(item, remarks)
    if weight is None:
        if not name and len(listed := listed_weights(described, lot_key)) > 1:
            return list(listed)
        name, described, weight = _hidden(name, described)
    kind = _kind(stated, name or described)
    return [NoticeCriterion(lot_key, kind, name or _KIND_NAMES.get(kind, "Criterion"), described, weight)]


def _numbered(item: dict[str, Any], remarks: Remarks) -> int | None:
    for entry in items(item, "numbers"):
        value, scale = amounts.number(entry.get("number")), str(entry.get("weight") or "")
        if value is None or not scale:
            continue
        if scale.startswith(("percentage", "decimal")) and scale.endswith(("Exact", "RangeMiddle", "Middle")):
            return _basis_points(value * (100 if scale.startswith("decimal") else 1))
        remarks.add(f"A criterion has no weight as a percentage, only “{scale[:30]}” {value.normalize():f}.")
    return None


def _hidden(name: str, described: str) -> tuple[str, str, int | None]:
    """(name, description, weight), with a weight that was part of either taken out."""
    short = described if len(described) <= LONGEST_WEIGHED else ""
    if (bare := _BARE.fullmatch(short)) and (weight := _basis_points(Decimal(bare[1]))) is not None:
        return name, "", weight
    if weighted := _weight_at_end(name):
        words_only, weight = weighted
        return words_only, described, weight
    if weighted := _weight_at_end(short):
        words_only, weight = weighted
        return name or words_only, words_only if name else "", weight
    return name, described, None


def _weight_at_end(words: str) -> tuple[str, int | None] | None:
    """The words without the weight at their end, and the weight."""
    match = _PERCENT_AT_END.fullmatch(words) or _AT_END.fullmatch(words)
    return (match["name"].strip(" -–—:=("), _basis_points(Decimal(match["weight"]))) if match else None


def listed_weights(described: str, lot_key: str | None = None) -> tuple[NoticeCriterion, ...]:
    """Criteria out of a sentence such as "Quality 60%, Price 40%" or "60% quality and 40% price".

    Taken only when there are several and they come to a hundred: other percentages mean other things.
    """
    for pattern in (_LISTED, _WEIGHT_FIRST):
        criteria = []
        for match in pattern.finditer(described[:LONGEST_LISTED]):
            name = _LINKING_WORD.sub("", match["name"].strip(" ,-–—")).strip()
            weight = _basis_points(Decimal(match["weight"]))
            if name and weight is not None:
                title = name[:1].upper() + name[1:]
                criteria.append(NoticeCriterion(lot_key, _kind("", name), title, "", weight))
        if len(criteria) > 1 and sum(_weights(criteria)) == 10_000:
            return tuple(criteria)
    return ()


def _kind(stated: str, name: str) -> CriterionKind:
    for kind, pattern in _KIND_WORDS:
        if kind is CriterionKind.social_value and pattern.search(name):
            return kind
    if stated in ("price", "cost"):
        return CriterionKind.price
    if stated == "quality":
        return CriterionKind.quality
    return next((kind for kind, pattern in _KIND_WORDS if pattern.search(name)), CriterionKind.other)


def _basis_points(percent: Decimal) -> int | None:
    return int((percent * 100).to_integral_value()) if 0 <= percent <= 100 else None


def _note_totals(groups: list[tuple[NoticeCriterion, ...]], remarks: Remarks) -> None:
    """Say where weights do not come to a hundred: once for all lots of one total."""
    keys_by_total: dict[int, list[str]] = {}
    for group in groups:
        total = sum(_weights(group))
        if group and total != 10_000 and all(criterion.weight_bp is not None for criterion in group):
            keys_by_total.setdefault(total, []).append(group[0].lot_key or "")
    for total, keys in keys_by_total.items():
        why = (
            "Some are not in the notice"
            if total < 10_000
            else "They cannot all be shares of one total. Ask the buyer"
        )
        remarks.add(f"Weights of criteria{_of_lots(keys)} add up to {total / 100:g}%, not 100%. {why}.")


def _of_lots(keys: list[str]) -> str:
    """The words for the lots with these keys; "" for the whole contract, which has no key."""
    named = ", ".join(key for key in keys[:MOST_NAMED] if key)
    if not named:
        return ""
    more = f" and {len(keys) - MOST_NAMED} more" if len(keys) > MOST_NAMED else ""
    return f" of {'lot' if len(keys) == 1 else 'lots'} {named}{more}"


def conditions(
    tender: dict[str, Any], lot_keys: dict[str, str], remarks: Remarks
) -> tuple[NoticeCondition, ...]:
    """What a bidder must have, in the buyer's words, each once."""
    listed = _conditions(tender, None, remarks)
    for key, lot in _lots(tender, lot_keys):
        listed.extend(_conditions(lot, key, remarks))
    return tuple(dict.fromkeys(listed))


def _conditions(holder: dict[str, Any], lot_key: str | None, remarks: Remarks) -> list[NoticeCondition]:
    described = []
    for item in [mapping(holder, "selectionCriteria"), *items(holder, "selectionCriteria", "criteria")]:
        described.append(_selection_criterion(item, remarks))
    if lot_key is None:
        described.append(text(holder.get("eligibilityCriteria"), remarks, 6_000))
    performance = text(mapping(holder, "contractTerms").get("performanceTerms"), remarks, 6_000)
    if performance:
        described.append(f"During the contract: {performance}")
    return [NoticeCondition(lot_key, ConditionKind.text, words) for words in described if words]


def _selection_criterion(item: dict[str, Any], remarks: Remarks) -> str:
    described = text(item.get("description"), remarks, 6_000)
    minimum = text(item.get("minimum"), remarks, 6_000)
    stated = "\n".join(part for part in (described, f"Minimum: {minimum}" if minimum else "") if part)
    label = _CONDITION_NAMES.get(str(item.get("type") or ""), "")
    return f"{label}: {stated}" if label and stated else stated
