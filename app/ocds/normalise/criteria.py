"""Award criteria with their weights, wherever the source put them, and conditions in the buyer's words."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
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
        of_whole = (*of_whole, *(replace(of_lot, lot_key=None) for of_lot in stated[0]))
        stated = []
    _note_totals([of_whole, *stated], remarks)
    return (*of_whole, *(criterion for of_lot in stated for criterion in of_lot))


def _lots(tender: dict[str, Any], lot_keys: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    return list(zip(lot_keys.values(), items(tender, "lots"), strict=False)) if items(tender, "lots") else []


def _same(criteria: tuple[NoticeCriterion, ...]) -> tuple[object, ...]:
    return tuple((c.kind, c.name, c.text, c.weight_bp) for c in criteria)


def _of(holder: dict[str, Any], lot_key: str | None, remarks: Remarks) -> tuple[NoticeCriterion, ...]:
    stated = mapping(holder, "awardCriteria")
    criteria: list[NoticeCriterion] = []
    for item in items(stated, "criteria"):
        criteria.extend(_criterion(item, lot_key, remarks))
    if criteria:
        criteria = _of_points(
            criteria, [str(item.get("description") or "") for item in items(stated, "criteria")], remarks
        )
        return (
            *_within_quality(tuple(criteria), remarks),
            *_weighed_in_words(stated, criteria, lot_key, remarks),
        )
    for source in (stated, holder):
        for name in ("weightingDescription", "description", "awardCriteriaDetails"):
            if source is holder and name != "awardCriteriaDetails":
                continue
            if listed := listed_weights(text(source.get(name), remarks), lot_key):
                return listed
    if holder.get("awardCriteria") == "priceOnly":
        return (NoticeCriterion(lot_key, CriterionKind.price, "Price", weight_bp=10_000),)
    return ()


def _of_points(
    criteria: list[NoticeCriterion], written: list[str], remarks: Remarks
) -> list[NoticeCriterion]:
    """Criteria whose descriptions are bare points, such as 400 and 600, with their parts of all points."""
    bare = [_POINTS.fullmatch(each) if len(each) <= LONGEST_WEIGHED else None for each in written]
    points = [int(match[1]) for match in bare if match]
    if (
        len(points) < len(criteria)
        or len(criteria) < 2
        or len(written) != len(criteria)
        or max(points) <= 100
    ):
        return criteria
    shares = largest_remainder(points, 10_000)
    listed = ", ".join(f"{each:,}" for each in points[:10])
    remarks.add(f"Criteria are weighted in points ({listed}). We read them as shares of {sum(points):,}.")
    return [
        replace(criterion, text=f"{each:,} points.", weight_bp=share)
        for criterion, each, share in zip(criteria, points, shares, strict=True)
    ]


def _weighed_in_words(
    stated: dict[str, Any], criteria: list[NoticeCriterion], lot_key: str | None, remarks: Remarks
) -> list[NoticeCriterion]:
    """How criteria without numbers are weighed, in the buyer's words."""
    described = text(stated.get("weightingDescription"), remarks, 4_000)
    if not described or all(criterion.weight_bp is not None for criterion in criteria):
        return []
    return [NoticeCriterion(lot_key, CriterionKind.other, "How they are weighted", described)]


def _within_quality(criteria: tuple[NoticeCriterion, ...], remarks: Remarks) -> tuple[NoticeCriterion, ...]:
    """Criteria of which the quality ones come to a hundred by themselves and a price stands beside them, each
    with its part of the whole: 50, 30 and 20 beside a price of 30 are 50, 30 and 20 of the 70 that are
    left."""
    weights = [criterion.weight_bp for criterion in criteria]
    price = sum(c.weight_bp or 0 for c in criteria if c.kind is CriterionKind.price)
    parts = [c for c in criteria if c.kind is not CriterionKind.price]
    if None in weights or not 0 < price < 10_000 or sum(c.weight_bp or 0 for c in parts) != 10_000:
        return criteria
    left = 10_000 - price
    remarks.add(
        "The quality criteria add up to 100% on their own. We read them as shares of the remaining"
        f" {left / 100:g}%."
    )
    shares = iter(largest_remainder([c.weight_bp or 0 for c in parts], left))
    return tuple(
        (
            criterion
            if criterion.kind is CriterionKind.price
            else replace(
                criterion,
                text="\n".join(
                    part
                    for part in (f"{(criterion.weight_bp or 0) / 100:g}% within quality.", criterion.text)
                    if part
                ),
                weight_bp=next(shares),
            )
        )
        for criterion in criteria
    )


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
    """(name, description, weight) with a weight that stood in either taken out."""
    short = described if len(described) <= LONGEST_WEIGHED else ""
    if (bare := _BARE.fullmatch(short)) and (weight := _basis_points(Decimal(bare[1]))) is not None:
        return name, "", weight
    for pattern in (_PERCENT_AT_END, _AT_END):
        if match := pattern.fullmatch(name):
            return match["name"].strip(" -–—:=("), described, _basis_points(Decimal(match["weight"]))
    for pattern in (_PERCENT_AT_END, _AT_END):
        if short and (match := pattern.fullmatch(short)):
            words_only = match["name"].strip(" -–—:=(")
            return name or words_only, words_only if name else "", _basis_points(Decimal(match["weight"]))
    return name, described, None


def listed_weights(described: str, lot_key: str | None = None) -> tuple[NoticeCriterion, ...]:
    """Criteria out of a sentence such as "Quality 60%, Price 40%" or "60% quality and 40% price".

    Taken only when there are several and they come to a hundred: other percentages mean other things.
    """
    for pattern in (_LISTED, _WEIGHT_FIRST):
        criteria = []
        for match in pattern.finditer(described[:LONGEST_LISTED]):
            name = re.sub(
                r"^(?:and|or|with|plus|is|the)\s+", "", match["name"].strip(" ,-–—"), flags=re.IGNORECASE
            )
            name = name.strip()
            weight = _basis_points(Decimal(match["weight"]))
            if name and weight is not None:
                criteria.append(
                    NoticeCriterion(lot_key, _kind("", name), name[:1].upper() + name[1:], "", weight)
                )
        if len(criteria) > 1 and sum(criterion.weight_bp or 0 for criterion in criteria) == 10_000:
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
    lots: dict[int, list[str]] = {}
    for group in groups:
        weights = [criterion.weight_bp for criterion in group if criterion.weight_bp is not None]
        if weights and len(weights) == len(group) and sum(weights) != 10_000:
            lots.setdefault(sum(weights), []).append(group[0].lot_key or "")
    for total, keys in lots.items():
        named = ", ".join(key for key in keys[:MOST_NAMED] if key)
        more = f" and {len(keys) - MOST_NAMED} more" if len(keys) > MOST_NAMED else ""
        where = f" of {'lot' if len(keys) == 1 else 'lots'} {named}{more}" if named else ""
        why = (
            "Some are not in the notice"
            if total < 10_000
            else "They cannot all be shares of one total. Ask the buyer"
        )
        remarks.add(f"Weights of criteria{where} add up to {total / 100:g}%, not 100%. {why}.")


def conditions(
    tender: dict[str, Any], lot_keys: dict[str, str], remarks: Remarks
) -> tuple[NoticeCondition, ...]:
    """What a bidder must have, in the buyer's words, each once."""
    listed = _conditions(tender, None, remarks)
    for key, lot in _lots(tender, lot_keys):
        listed.extend(_conditions(lot, key, remarks))
    return tuple(dict.fromkeys(listed))


def _conditions(holder: dict[str, Any], lot_key: str | None, remarks: Remarks) -> list[NoticeCondition]:
    listed = []
    for item in [mapping(holder, "selectionCriteria"), *items(holder, "selectionCriteria", "criteria")]:
        parts = [text(item.get("description"), remarks, 6_000)]
        if minimum := text(item.get("minimum"), remarks, 6_000):
            parts.append(f"Minimum: {minimum}")
        if stated := "\n".join(part for part in parts if part):
            label = _CONDITION_NAMES.get(str(item.get("type") or ""), "")
            listed.append(_in_words(lot_key, f"{label}: {stated}" if label else stated))
    if lot_key is None and (eligible := text(holder.get("eligibilityCriteria"), remarks, 6_000)):
        listed.append(_in_words(None, eligible))
    performance = text(mapping(holder, "contractTerms").get("performanceTerms"), remarks, 6_000)
    if performance:
        listed.append(_in_words(lot_key, f"During the contract: {performance}"))
    return listed


def _in_words(lot_key: str | None, words_of_buyer: str) -> NoticeCondition:
    return NoticeCondition(lot_key, ConditionKind.text, words_of_buyer)
