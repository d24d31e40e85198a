"""Lots, work packages, criteria and conditions of files that Bidbridge wrote itself, each value checked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from app.foundation.reference import areas, cpv, credentials, units
from app.ocds.normalise import amounts, times
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import identifier, items, mapping, words
from app.ocds.normalise.text import LONGEST, UNSEEN
from app.ocds.notice import NoticeCondition, NoticeCriterion, NoticeLot, NoticeWorkPackage
from app.ocds.writing.lots import OF_A_LOT, WORK_PACKAGE
from app.tenders.actions.work_packages import MOST_PERIODS, MOST_PROVIDERS, MOST_QUANTITY
from app.tenders.rules import ConditionKind, CriterionKind, LotState, Needed

Data = dict[str, Any]
OWN = "bidbridge"
LONGEST_KEY, MOST_MONTHS, MOST_FIGURE = 80, 1_200, 10**12


def literal(value: Any) -> str:
    """A text as it is, but for what no database can store and nobody can see; "" for anything else."""
    if not isinstance(value, str):
        return ""
    kept = UNSEEN.sub("", value[:LONGEST])
    return "".join(
        c for c in kept if (c >= " " or c in "\n\r\t") and not "\ud800" <= c <= "\udfff" and c != "\x7f"
    )


def integer(value: Any, least: int, most: int) -> int | None:
    """A whole number within these, or None."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if least <= value <= most else None


def pence(value: Data) -> int | None:
    """The amount of a Value in pounds sterling, whatever it is: 0 and 1 too."""
    pounds = amounts.number(value.get("amount"))
    if pounds is None or value.get("currency") != "GBP" or not 0 <= pounds <= amounts.MOST_POUNDS:
        return None
    return int((pounds * 100).to_integral_value())


def term(holder: Data, own: Data) -> Data:
    """First and last day and months of a tender or lot, inherited from nowhere."""
    period, nobody = mapping(holder, "contractPeriod"), Remarks()
    return {
        "starts_on": times.day(period.get("startDate"), nobody, ""),
        "ends_on": times.day(period.get("endDate"), nobody, ""),
        "term_months": integer(own.get("termMonths"), 1, MOST_MONTHS),
    }


def lots(tender: Data, read: tuple[NoticeLot, ...], remarks: Remarks) -> tuple[NoticeLot, ...]:
    """The lots to the letter; `read` are the same ones as any file's are read."""
    by_lot: dict[str, list[Data]] = defaultdict(list)
    for item in items(tender, "items"):
        by_lot[identifier(item, "relatedLot")].append(item)
    listed = items(tender, "lots")
    source_ids = [identifier(raw) for raw in listed]
    unique = len(set(source_ids)) == len(source_ids) and all(
        0 < len(source_id) <= LONGEST_KEY for source_id in source_ids
    )
    return (
        tuple(
            _lot(raw, replace(lot, key=source_id) if unique else lot, by_lot[source_id], remarks)
            for raw, lot, source_id in zip(listed, read, source_ids, strict=False)
        )
        or read
    )


def _lot(raw: Data, read: NoticeLot, about: list[Data], remarks: Remarks) -> NoticeLot:
    own = mapping(raw, OWN)
    lot_item = next((item for item in about if mapping(item, OWN).get("kind") == OF_A_LOT), {})
    codes = [mapping(lot_item, "classification"), *items(lot_item, "additionalClassifications")]
    packages = [item for item in about if mapping(item, OWN).get("kind") == WORK_PACKAGE]
    return replace(
        read,
        title=literal(raw.get("title")) or read.title,
        description=literal(raw.get("description")),
        value=pence(mapping(raw, "value")),
        status=literal(raw.get("status")) or literal(own.get("status")),
        capabilities=tuple(dict.fromkeys(code for code in map(identifier, codes) if cpv.get(code))),
        areas=tuple(dict.fromkeys(_areas(lot_item))),
        **term(raw, own),
        state=LotState.__members__.get(str(own.get("state")), LotState.open),
        extension=literal(mapping(raw, "renewal").get("description")),
        extension_months=integer(own.get("extensionMonths"), 1, MOST_MONTHS),
        work_packages=tuple(filter(None, (_work_package(item, remarks) for item in packages))),
    )


def _areas(item: Data) -> list[str]:
    codes = (identifier(address, "region") for address in items(item, "deliveryAddresses"))
    return [code for code in codes if areas.get(code)]


def _work_package(item: Data, remarks: Remarks) -> NoticeWorkPackage | None:
    """None, with a remark, for one that this site could not hold."""
    own, places = mapping(item, OWN), _areas(item)
    name = literal(item.get("description"))
    quantity = integer(item.get("quantity"), 1, MOST_QUANTITY)
    periods = integer(own.get("periods"), 1, MOST_PERIODS)
    providers = integer(own.get("maxProviders"), 1, MOST_PROVIDERS)
    min_share = integer(own.get("minShare"), 0, quantity or 0)
    is_sound = bool(name) and len(places) == 1 and _has_its_unit(item) and _has_known_credentials(own)
    if not is_sound or quantity is None or periods is None or providers is None or min_share is None:
        remarks.add(f"Work package “{name[:60]}” has values that we cannot keep, so we left it out.")
        return None
    return NoticeWorkPackage(
        name=name,
        capability=_code(item),
        area=places[0],
        unit=literal(mapping(item, "unit").get("name")),
        quantity=quantity,
        periods=periods,
        max_providers=providers,
        min_share=min_share,
        credentials=tuple(dict.fromkeys(words(own, "credentials"))),
        source_unit=literal(own.get("sourceUnit")),
        estimated=own.get("estimated") is True,
        basis=literal(own.get("basis")),
    )


def _code(item: Data) -> str:
    return identifier(mapping(item, "classification"))


def _has_its_unit(item: Data) -> bool:
    """Whether an item is counted in the standard unit of its code."""
    code = _code(item)
    unit = units.standard_unit(code).name if cpv.get(code) else ""
    return literal(mapping(item, "unit").get("name")) == unit


def _has_known_credentials(own: Data) -> bool:
    return all(credentials.get(key) for key in words(own, "credentials"))


def criteria(tender: Data, read: tuple[NoticeLot, ...]) -> tuple[NoticeCriterion, ...]:
    """Criteria of the whole, taken from the first lot because each lot repeats them, and each lot's own, by
    their numbers."""
    numbered: list[tuple[int, NoticeCriterion]] = []
    for position, (raw, lot) in enumerate(zip(items(tender, "lots"), read, strict=False)):
        for item in items(raw, "awardCriteria", "criteria"):
            own = mapping(item, OWN)
            of_the_whole = own.get("ofTheWhole") is True
            if position == 0 or not of_the_whole:
                number = integer(own.get("number"), 1, MOST_FIGURE) or MOST_FIGURE
                numbered.append((number, _criterion(item, None if of_the_whole else lot.key)))
    return tuple(criterion for _, criterion in sorted(numbered, key=lambda pair: pair[0]))


def _criterion(item: Data, lot_key: str | None) -> NoticeCriterion:
    kind = mapping(item, OWN).get("kind")
    percent = next((amounts.number(number.get("number")) for number in items(item, "numbers")), None)
    weight = int(percent * 100) if percent is not None and 0 <= percent <= 100 else None
    return NoticeCriterion(
        lot_key,
        CriterionKind.__members__.get(kind, CriterionKind.other)
        if isinstance(kind, str)
        else CriterionKind.other,
        literal(item.get("name")) or "Criterion",
        literal(item.get("description")),
        weight,
    )


def conditions(tender: Data, read: tuple[NoticeLot, ...]) -> tuple[NoticeCondition, ...]:
    """Every condition with its rule and figure."""
    keys = {lot.key for lot in read}
    return tuple(_condition(item, keys) for item in items(tender, "criteria"))


def _condition(item: Data, keys: set[str]) -> NoticeCondition:
    own = mapping(item, OWN)
    kind, needed = own.get("kind"), own.get("needed")
    credential = own.get("credential")
    lot_key = next((key for key in words(item, "relatedLots") if key in keys), None)
    return NoticeCondition(
        lot_key,
        ConditionKind.__members__.get(kind, ConditionKind.text)
        if isinstance(kind, str)
        else ConditionKind.text,
        literal(item.get("description")),
        integer(own.get("amount"), 0, MOST_FIGURE),
        credential if isinstance(credential, str) and credentials.get(credential) else None,
        Needed.__members__.get(needed, Needed.bidding) if isinstance(needed, str) else Needed.bidding,
    )
