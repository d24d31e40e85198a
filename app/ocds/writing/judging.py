"""How bids are judged, and what a bidder must have."""

from __future__ import annotations

from typing import Any

from app.foundation.reference import credentials
from app.foundation.templating import formats
from app.ocds.notice import Notice, NoticeCondition, NoticeCriterion, NoticeLot
from app.ocds.writing.values import stated
from app.tenders.rules import ConditionKind, CriterionKind, Needed

Data = dict[str, Any]
# The extension has price, cost and quality: which of them social value is, only our own field can say.
_TYPES = {
    CriterionKind.price: "price",
    CriterionKind.quality: "quality",
    CriterionKind.social_value: "quality",
}
AT_MOST = (ConditionKind.exposure, ConditionKind.members_max)
POUNDS = (ConditionKind.lead_turnover,)
COUNTS = (ConditionKind.members_max, ConditionKind.text)


def of_lot(notice: Notice, lot: NoticeLot) -> Data:
    """Award and selection criteria of a lot. The standard has award criteria in lots alone, so those of the
    whole are repeated in every lot."""
    numbered = enumerate(notice.criteria, 1)
    judged = [
        _criterion(criterion, number)
        for number, criterion in numbered
        if criterion.lot_key in (None, lot.key)
    ]
    return stated(
        awardCriteria=stated(criteria=judged),
        selectionCriteria=stated(criteria=_in_words(notice, lot.key)),
    )


def conditions(notice: Notice) -> Data:
    """Conditions of the whole in words, and every condition with its figure."""
    return stated(
        selectionCriteria=stated(criteria=_in_words(notice, None)),
        criteria=[_requirement(condition, number) for number, condition in enumerate(notice.conditions, 1)],
    )


def _criterion(criterion: NoticeCriterion, number: int) -> Data:
    weight = criterion.weight_bp
    percent = None if weight is None else weight // 100 if weight % 100 == 0 else weight / 100
    return {
        **stated(
            type=_TYPES.get(criterion.kind),
            name=criterion.name,
            description=criterion.text,
            numbers=[] if percent is None else [{"number": percent, "weight": "percentageExact"}],
        ),
        "bidbridge": {"number": number, "kind": criterion.kind.name, "ofTheWhole": criterion.lot_key is None},
    }


def _in_words(notice: Notice, lot_key: str | None) -> list[Data]:
    listed = dict.fromkeys(
        condition_words(condition) for condition in notice.conditions if condition.lot_key == lot_key
    )
    return [{"description": words} for words in listed if words]


def condition_words(condition: NoticeCondition) -> str:
    """A condition for people: its rule with the figure, then the buyer's words."""
    kind, figure = condition.kind, ""
    if condition.credential:
        figure = credentials.name(condition.credential)
    elif condition.amount is not None:
        figure = _figure(kind, condition.amount)
    rule = "" if kind is ConditionKind.text else f"{kind.value}: {figure}" if figure else kind.value
    if rule and condition.needed is Needed.start:
        rule = f"{rule}, by the start of the contract"
    return "\n".join(part for part in (rule, condition.text) if part)


def _figure(kind: ConditionKind, amount: int) -> str:
    if kind in POUNDS:
        return formats.money(amount)
    return str(amount) if kind in COUNTS else formats.percent_bp(amount)


def _requirement(condition: NoticeCondition, number: int) -> Data:
    """With the requirements extension: the figure is in pounds, percent or as a count."""
    return {
        "id": str(number),
        "title": condition.kind.value,
        **stated(
            description=condition.text,
            relatesToTenderer=True,
            relatedLots=[condition.lot_key] if condition.lot_key is not None else [],
            requirementGroups=_groups(condition, number),
        ),
        "bidbridge": {
            "kind": condition.kind.name,
            "needed": condition.needed.name,
            **({} if condition.amount is None else {"amount": condition.amount}),
            **stated(credential=condition.credential),
        },
    }


def _groups(condition: NoticeCondition, number: int) -> list[Data]:
    requirement: Data = {}
    if condition.credential:
        requirement = {
            "title": credentials.name(condition.credential),
            "dataType": "boolean",
            "expectedValue": True,
        }
    elif condition.amount is not None:
        limit = "maxValue" if condition.kind in AT_MOST else "minValue"
        figure = condition.amount if condition.kind in COUNTS else condition.amount / 100
        words = condition_words(condition) or condition.kind.value
        requirement = {"title": words, "dataType": "number", limit: figure}
    if not requirement:
        return []
    return [{"id": f"{number}-1", "requirements": [{"id": f"{number}-1-1", **requirement}]}]
