"""A suggested change side by side with what the tender says now, field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.foundation.database import Base
from app.foundation.reference import areas, cpv, notice_sources, regimes
from app.foundation.templating import formats
from app.foundation.wire import from_plain
from app.ocds.actions.facts import facts
from app.ocds.models import SuggestedChange
from app.ocds.notice import Notice
from app.ocds.rules import SuggestionState
from app.tenders.actions.importing import TenderFacts
from app.tenders.models import Tender
from app.tenders.rules import ConditionKind, LotState
from app.tenders.screens.closing import until_words

Words = Callable[[Any], str]
NOTHING = "Not stated"


@dataclass(frozen=True)
class Difference:
    """One field of a tender: what it says now and what it would say."""

    field: str
    now: str
    suggested: str


@dataclass(frozen=True)
class SuggestionScreen:
    """One suggested change."""

    id: int
    tender_id: int
    title: str
    by: str
    on: str
    dated: str
    waiting: bool
    state: str
    differences: tuple[Difference, ...]


def suggestion_screen(tender: Tender, suggestion: SuggestedChange) -> SuggestionScreen:
    """What is suggested, beside the tender as it is."""
    release = suggestion.release
    return SuggestionScreen(
        id=suggestion.id,
        tender_id=tender.id,
        title=tender.title,
        by=release.organisation.name if release.organisation is not None else "the operator of this site",
        on=formats.date(suggestion.made_at),
        dated=formats.date(release.released_at) if release.released_at else "not given",
        waiting=suggestion.state is SuggestionState.waiting,
        state=suggestion.state.value,
        differences=tuple(differences(tender, facts(from_plain(Notice, suggestion.notice)))),
    )


def differences(tender: Tender, suggested: TenderFacts) -> Iterable[Difference]:
    """Every field that accepting would change: `suggested` is what all releases say together, this one
    included.
    """
    for name, (label, words) in FIELDS.items():
        now, then = words(getattr(tender, name)), words(suggested.tender.get(name))
        if now != then:
            yield _difference(label, now, then)
    if tender.notice_state is not None and suggested.state is not tender.notice_state:
        yield _difference("State", tender.notice_state.value, suggested.state.value)
    for label, before, after in _lists(tender, suggested):
        if before != after:
            yield _difference(label, "\n".join(before), "\n".join(after))


def _difference(label: str, now: str, then: str) -> Difference:
    return Difference(label, now or NOTHING, then or NOTHING)


def _lists(tender: Tender, suggested: TenderFacts) -> Iterable[tuple[str, list[str], list[str]]]:
    lots = {lot.key: _lot(_plain(lot)) for lot in tender.lots}
    new = {values["key"]: _lot(values) for values in suggested.lots}
    yield "Lots", list(lots.values()), list({**lots, **new}.values())
    yield (
        "Criteria",
        _worded(_criterion, map(_plain, tender.criteria)),
        _worded(_criterion, suggested.criteria),
    )
    in_words = [row.text for row in tender.conditions if row.kind is ConditionKind.text]
    yield "Conditions", in_words, [str(row["text"]) for row in suggested.conditions]
    yield (
        "Documents",
        _worded(_document, map(_plain, tender.documents)),
        _worded(_document, suggested.documents),
    )
    yield "Awards", _worded(_award, map(_plain, tender.awards)), _worded(_award, suggested.awards)


def _worded(words: Words, rows: Iterable[Any]) -> list[str]:
    return [words(row) for row in rows]


def _plain(row: Base) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in sa.inspect(type(row)).column_attrs}


def _lot(values: Any) -> str:
    parts = [values["title"], _pounds(values["value"]), _term(values["starts_on"], values["ends_on"])]
    parts.append(", ".join(areas.label(area) for area in values["areas"]))
    parts.append("" if values["state"] is LotState.open else values["state"].value)
    parts.append(values["extension"])
    return f"{values['key']}: " + "; ".join(part for part in parts if part)


def _term(starts: Any, ends: Any) -> str:
    return f"{formats.date(starts)} to {formats.date(ends)}" if starts and ends else ""


def _criterion(values: Any) -> str:
    weight = values["weight_bp"]
    return f"{values['name']}: {formats.percent_bp(weight)}" if weight is not None else str(values["name"])


def _document(values: Any) -> str:
    return f"{values['title']} ({values['url']})" if values["url"] else str(values["title"])


def _award(values: Any) -> str:
    won = " and ".join(values["suppliers"]) or "Not named"
    lots = ", ".join(f"lot {key}" for key in values["lot_keys"])
    return "; ".join(part for part in (won, lots, _pounds(values["value"])) if part)


def _pounds(value: int | None) -> str:
    return formats.money(value) if value is not None else ""


def _text(value: Any) -> str:
    return str(value or "")


def _notice(number: Any) -> str:
    shown = notice_sources.number_shown(number)
    return shown or (f"At an address that ends in {number}" if number else "")


def _moment(value: datetime | None) -> str:
    return until_words(value) if value else ""


def _day(value: Any) -> str:
    return formats.date(value) if value else ""


def _listed(value: Any) -> str:
    return "\n".join(value or ())


def _yes(value: bool | None) -> str:
    if value is None:
        return ""
    return "Yes" if value else "No"


FIELDS: dict[str, tuple[str, Words]] = {
    "title": ("Title", _text),
    "buyer_name": ("Buyer", _text),
    "buyer_identifier": ("Public number of the buyer", _text),
    "description": ("Description", _text),
    "notice_number": ("Official notice", _notice),
    "portal_url": ("Web address for bids", _text),
    "deadline": ("Closing date", _moment),
    "deadline_is_day": ("No closing time given", lambda value: "Yes" if value else ""),
    "enquiries_until": ("Last day for questions", _moment),
    "starts_on": ("Contract start date", _day),
    "ends_on": ("Contract end date", _day),
    "term_months": ("Length in months", _text),
    "value": ("Value, without VAT", _pounds),
    "currency": ("Currency", _text),
    "value_note": ("About the value", _text),
    "capability": ("Main kind of work", lambda code: cpv.name(code) if code else ""),
    "main_category": ("Category", _text),
    "arrangement": ("Type", lambda arrangement: arrangement.value),
    "procedure": ("Procedure", _text),
    "regime": ("Procurement rules", regimes.name),
    "suitable_sme": ("Suitable for small and medium-sized enterprises", _yes),
    "suitable_vcse": ("Suitable for social enterprises", _yes),
    "above_threshold": ("Above the threshold", _yes),
    "reserved": ("Who can take part", _text),
    "max_lots_bid": ("Maximum lots to bid for", _text),
    "max_lots_awarded": ("Maximum lots to win", _text),
    "contact_name": ("Contact", _text),
    "contact_email": ("Contact email address", _text),
    "contact_phone": ("Contact telephone number", _text),
    "other_buyers": ("Joint buyers", _listed),
    "further_terms": ("Other terms", _listed),
}
