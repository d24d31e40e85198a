"""The task list of a tender that is being written, and its check page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.foundation.templating import formats
from app.foundation.templating.pieces import SummaryRow, Task
from app.tenders.actions.publishing import missing
from app.tenders.models import Tender
from app.tenders.rules import ConditionKind, WorkPackageState, cautions, weights_fault
from app.tenders.screens.closing import questions_words
from app.tenders.screens.listing import value_words
from app.tenders.screens.tender import LotBlock, condition_words, lot_block

Address = Callable[[str], str]  # a page's name ("about", "lots" …) -> its address


@dataclass(frozen=True)
class WritingScreen:
    """How far the writing of a tender is. `missing`: what it needs before publication, in sentences."""

    id: int
    title: str
    tasks: tuple[Task, ...]
    missing: tuple[str, ...]
    groups: tuple[tuple[str, tuple[SummaryRow, ...]], ...]
    lots: tuple[LotBlock, ...]
    conditions: tuple[tuple[int, str], ...]
    criteria: tuple[tuple[int, str, str], ...]
    weights_note: str
    cautions: tuple[str, ...]


def writing_screen(tender: Tender, address: Address, at: datetime) -> WritingScreen:
    """The task list and the answers so far."""
    faults = missing(tender, at)
    fault = weights_fault([criterion.weight_bp for criterion in tender.criteria])
    turnovers = [
        condition.amount or 0
        for condition in tender.conditions
        if condition.kind is ConditionKind.lead_turnover
    ]
    return WritingScreen(
        id=tender.id,
        title=tender.title,
        tasks=_tasks(tender, address, faults, fault),
        missing=tuple(faults),
        groups=_groups(tender, address),
        lots=tuple(lot_block(lot) for lot in tender.lots),
        conditions=tuple((condition.id, condition_words(condition)) for condition in tender.conditions),
        criteria=tuple(
            (criterion.id, criterion.name, _weight(criterion.weight_bp)) for criterion in tender.criteria
        ),
        weights_note=fault or "",
        cautions=tuple(cautions(tender.value, tender.term_months, turnovers, tender.deadline, at)),
    )


def _tasks(tender: Tender, address: Address, faults: list[str], weights: str | None) -> tuple[Task, ...]:
    return (
        Task("About the tender", "done", address("about")),
        Task("Lots", "done", address("lots"), formats.plural(len(tender.lots), "lot")),
        Task(
            "Work packages",
            _work_packages_state(tender),
            address("work_packages"),
            "The work, where it is, how much and for how long",
        ),
        Task(
            "Conditions",
            _state(bool(tender.conditions)),
            address("conditions"),
            "What a bidder must have. Skip this if there are none",
        ),
        Task("How bids are judged", _criteria_state(tender, weights), address("criteria")),
        Task("Dates", _state(bool(tender.deadline and tender.starts_on)), address("dates")),
        Task("Check and publish", "blocked" if faults else "to_do", "" if faults else address("check")),
    )


def _work_packages_state(tender: Tender) -> str:
    packages = [package for lot in tender.lots for package in lot.work_packages]
    complete = all(lot.work_packages for lot in tender.lots)
    confirmed = all(package.state is WorkPackageState.confirmed for package in packages)
    return _state(complete and confirmed, begun=bool(packages))


def _criteria_state(tender: Tender, weights: str | None) -> str:
    if not tender.criteria:
        return "to_do"
    return "doing" if weights else "done"


def _state(done: bool, begun: bool = False) -> str:
    return "done" if done else "doing" if begun else "to_do"


def _groups(tender: Tender, address: Address) -> tuple[tuple[str, tuple[SummaryRow, ...]], ...]:
    def row(key: str, value: str, page: str) -> SummaryRow:
        return SummaryRow(key, value or "Not entered", address(page), key.lower())

    about = (
        row("Title", tender.title, "about"),
        row("Description", tender.description, "about"),
        row("Value, without VAT", value_words(tender), "about"),
        row("Type", tender.arrangement.value, "about"),
        row("Liability of consortium members", tender.liability.value, "about"),
        row("Web address for bids", tender.portal_url or "", "about"),
    )
    dates = (
        row(
            "Closing date",
            formats.datetime(tender.deadline, weekday=True) if tender.deadline else "",
            "dates",
        ),
        row("Last day for questions", questions_words(tender), "dates"),
        row("Contract start date", formats.date(tender.starts_on) if tender.starts_on else "", "dates"),
        row("Contract end date", formats.date(tender.ends_on) if tender.ends_on else "", "dates"),
    )
    return (("About the tender", about), ("Dates", dates))


def _weight(weight_bp: int | None) -> str:
    return "No weight" if weight_bp is None else formats.percent_bp(weight_bp)
