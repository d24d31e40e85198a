"""The list of tenders."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.foundation.reference import areas, cpv, notice_sources
from app.foundation.templating import formats
from app.tenders.models import Tender, WorkPackage
from app.tenders.queries.tenders import PAGE, Results, state_at
from app.tenders.rules import TenderSource, WorkPackageState
from app.tenders.screens.closing import closing_words

MOST_NAMES = 3


@dataclass(frozen=True)
class TenderLine:
    """One tender in a list, in words. `state` is the name of a TenderState; `twins` are links to other
    notices of the same procurement."""

    id: int
    title: str
    buyer: str
    practice: bool
    state: str
    value: str
    closing: str
    days_left: str
    needs: str
    where: str
    drafts: int
    imported: bool
    twins: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class ListScreen:
    """A page of tenders."""

    lines: tuple[TenderLine, ...]
    total: int
    page: int
    pages: int


def tender_line(tender: Tender, at: datetime, twins: Sequence[Tender] = ()) -> TenderLine:
    """One tender in words."""
    packages = [package for lot in tender.lots for package in lot.work_packages]
    return TenderLine(
        id=tender.id,
        title=tender.title,
        buyer=tender.buyer_name,
        practice=tender.practice,
        state=state_at(tender, at).name,
        value=value_words(tender),
        closing=closing_words(tender) or "No closing date",
        days_left=formats.days_left(tender.deadline, at) if tender.deadline else "",
        needs=_named([cpv.name(package.capability) for package in packages]),
        where=_named([_place(tender, package) for package in packages]),
        drafts=sum(package.state is WorkPackageState.draft for package in packages),
        imported=tender.source is TenderSource.imported,
        twins=twin_links(twins, at),
    )


def twin_links(twins: Sequence[Tender], at: datetime) -> tuple[tuple[int, str], ...]:
    """Other notices of a procurement as (id, words for a link)."""
    numbers = [notice_sources.number_shown(twin.notice_number) or twin.ocid for twin in twins]
    return tuple(
        (twin.id, f"{number} ({state_at(twin, at).value.lower()})")
        for twin, number in zip(twins, numbers, strict=True)
    )


def value_words(tender: Tender) -> str:
    """The value of a tender, or a note on why there is none."""
    if tender.value is not None:
        stated = formats.money(tender.value)
        return f"{stated} ({tender.value_note})" if tender.value_note else stated
    return tender.value_note or "Not stated"


def list_screen(results: Results, at: datetime, page: int) -> ListScreen:
    """A page of search results."""
    lines = tuple(tender_line(tender, at, results.twins.get(tender.id, ())) for tender in results.tenders)
    return ListScreen(lines, results.total, page, max(1, math.ceil(results.total / PAGE)))


def _place(tender: Tender, package: WorkPackage) -> str:
    """The area of a work package. The draft for a lot without a place covers the whole country, which nobody
    stated.
    """
    draft = package.state is WorkPackageState.draft and tender.source is TenderSource.imported
    guessed = draft and package.area == "UK" and not package.lot.areas
    return "a place not stated" if guessed else areas.label(package.area)


def _named(names: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(names))
    if len(distinct) <= MOST_NAMES:
        return ", ".join(distinct)
    return f"{', '.join(distinct[:MOST_NAMES])} and {len(distinct) - MOST_NAMES} more"
