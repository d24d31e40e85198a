"""One tender, as everybody who may read it sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from app.foundation.actor import Actor
from app.foundation.drawing.model import Drawing
from app.foundation.drawing.timeline import Moment, Span, timeline
from app.foundation.reference import areas, cpv, credentials, notice_sources, regimes, units
from app.foundation.templating import formats
from app.foundation.templating.pieces import SummaryRow
from app.foundation.types import LONDON
from app.tenders.models import Award, Condition, Criterion, Lot, Tender, WorkPackage
from app.tenders.queries import tenders as queries
from app.tenders.queries import whose
from app.tenders.rules import (
    ConditionKind,
    LotState,
    Needed,
    TenderState,
    WorkPackageState,
    is_described,
)
from app.tenders.screens.closing import closing_words, questions_words
from app.tenders.screens.listing import value_words
from app.tenders.screens.origin import (
    Document,
    Origin,
    document_row,
    official_number,
    origin,
    portal_words,
    real_tender,
)
from app.tenders.screens.where import where

NO_AWARD = ("unsuccessful", "cancelled", "withdrawn")  # of an award, in the standard's words


@dataclass(frozen=True)
class PackageRow:
    """One work package in words."""

    id: int
    name: str
    capability: str
    area: str
    rate: str
    quantity_known: bool
    term: str
    sharing: str
    credentials: tuple[str, ...]
    draft: bool
    estimated: bool
    basis: str


@dataclass(frozen=True)
class LotBlock:
    """A lot with its packages, in words."""

    id: int
    key: str
    title: str
    description: str
    value: str
    state: str
    open: bool
    extension: str
    packages: tuple[PackageRow, ...]


@dataclass(frozen=True)
class CriterionRow:
    """A criterion in words. `weight_bp` is None where no number is given; `lot` is "" for all lots."""

    name: str
    kind: str
    text: str
    weight_bp: int | None
    lot: str


@dataclass(frozen=True)
class Permissions:
    """What this reader may do with the tender."""

    edit: bool
    complete: bool
    copy: bool
    publish: bool
    claim: bool
    correct: bool


@dataclass(frozen=True)
class TenderScreen:
    """A tender in words, with what this reader may do."""

    id: int
    title: str
    buyer: str
    state: str
    practice: bool
    imported: bool
    description: str
    facts: tuple[SummaryRow, ...]
    days_left: str
    lots: tuple[LotBlock, ...]
    drafts: int
    conditions: tuple[tuple[str, str], ...]
    criteria: tuple[CriterionRow, ...]
    dates: Drawing | None
    map: Drawing | None
    documents: tuple[Document, ...]
    awards: tuple[tuple[str, str, str], ...]
    withdrawn_reason: str
    origin: Origin
    may: Permissions


def tender_screen(
    tender: Tender, actor: Actor | None, at: datetime, twins: Sequence[Tender] = ()
) -> TenderScreen:
    """Everything the tender's page shows."""
    state = queries.state_at(tender, at)
    lots = tuple(lot_block(lot) for lot in tender.lots)
    lot_names = _lot_names(tender)
    return TenderScreen(
        id=tender.id,
        title=tender.title,
        buyer=tender.buyer_name,
        state=state.name,
        practice=tender.practice,
        imported=bool(tender.releases),
        description=tender.description,
        facts=_facts(tender),
        days_left=_days_left(tender, state, at),
        lots=lots,
        drafts=sum(row.draft for lot in lots for row in lot.packages),
        conditions=tuple(_condition(condition, lot_names) for condition in tender.conditions),
        criteria=tuple(_criterion(criterion, lot_names) for criterion in tender.criteria),
        dates=_dates(tender, at),
        map=where(_all_packages(tender)),
        documents=tuple(document_row(document.title, document.url, tender) for document in tender.documents),
        awards=tuple(_award(award, named=bool(lot_names)) for award in tender.awards),
        withdrawn_reason=tender.withdrawn_reason if state is TenderState.withdrawn else "",
        origin=origin(tender, at, twins),
        may=_permissions(tender, actor),
    )


def _all_packages(tender: Tender) -> list[WorkPackage]:
    return [package for lot in tender.lots for package in lot.work_packages]


def _lot_names(tender: Tender) -> dict[int, str]:
    """Names of lots by id; none for a tender with a single lot, which needs no name."""
    return {lot.id: f"Lot {lot.key}" for lot in tender.lots} if len(tender.lots) > 1 else {}


def _days_left(tender: Tender, state: TenderState, at: datetime) -> str:
    if tender.deadline is None or state is not TenderState.published:
        return ""
    return formats.days_left(tender.deadline, at)


def _permissions(tender: Tender, actor: Actor | None) -> Permissions:
    has_started = tender.notice_state not in (None, TenderState.draft)
    return Permissions(
        edit=queries.may_edit(actor, tender),
        complete=queries.may_complete(actor, tender),
        copy=queries.may_copy(actor, tender),
        publish=has_started and whose.may_publish(actor, tender),
        claim=whose.may_claim(actor, tender),
        correct=whose.may_correct(actor, tender),
    )


def lot_block(lot: Lot) -> LotBlock:
    """A lot in words."""
    value = formats.money(lot.value) if lot.value is not None else ""
    described = is_described(lot.state, lot.tender.notice_state or lot.tender.state)
    rows = tuple(package_row(package) for package in lot.work_packages) if described else ()
    return LotBlock(
        id=lot.id,
        key=lot.key,
        title=lot.title,
        description=lot.description,
        value=value,
        state=lot.state.value,
        open=lot.state is LotState.open,
        extension=extension_words(lot),
        packages=rows,
    )


def extension_words(lot: Lot) -> str:
    """How a lot may be extended, with the total number of months if that is known."""
    if not lot.extension:
        return ""
    months = f" ({formats.plural(lot.extension_months, 'month')} in all)" if lot.extension_months else ""
    return f"{lot.extension}{months}"


def package_row(package: WorkPackage) -> PackageRow:
    """A work package in words."""
    unit = units.get(package.unit)
    sharing = "One provider" if package.max_providers == 1 else f"Up to {package.max_providers} providers"
    if package.min_share:
        sharing = f"{sharing}, each at least {unit.rate(package.min_share)}"
    return PackageRow(
        id=package.id,
        name=package.name,
        capability=cpv.name(package.capability),
        area=areas.label(package.area),
        rate=unit.rate(package.quantity) if package.quantity is not None else "Quantity not known",
        quantity_known=package.quantity is not None,
        term=f"for {package.periods:,} {unit.period if package.periods == 1 else unit.periods}",
        sharing=sharing,
        credentials=tuple(credentials.name(key) for key in package.credentials),
        draft=package.state is WorkPackageState.draft,
        estimated=package.estimated,
        basis=package.basis,
    )


def condition_words(condition: Condition) -> str:
    """A condition as a sentence for bidders."""
    kind, amount = condition.kind, condition.amount or 0
    share = formats.percent_bp(amount)
    held = credentials.name(condition.credential) if condition.credential else ""
    words = {
        ConditionKind.lead_credential: f"The lead must have: {held}",
        ConditionKind.group_credential: f"At least one member must have: {held}",
        ConditionKind.package_credential: f"Each provider of a work package must have: {held}",
        ConditionKind.lead_turnover: (
            f"The lead must have a yearly turnover of at least {formats.money(amount)}"
        ),
        ConditionKind.lead_value_share: f"The lead must deliver at least {share} of the value",
        ConditionKind.combined_turnover: (
            f"The members’ combined turnover must be at least {share} of the contract's yearly value"
        ),
        ConditionKind.exposure: (
            f"The yearly value of a member’s part must be no more than {share} of its yearly turnover"
        ),
        ConditionKind.supported_workforce: (
            f"At least {share} of the members’ combined workforce must be disabled or disadvantaged people"
        ),
        ConditionKind.members_max: f"No more than {amount} members",
        ConditionKind.text: "",
    }[kind]
    if held and condition.needed is Needed.start:
        words = f"{words}, by the start of the contract"
    return "\n".join(part for part in (words, condition.text) if part)


def _condition(condition: Condition, lot_names: dict[int, str]) -> tuple[str, str]:
    return lot_names.get(condition.lot_id or 0, ""), condition_words(condition)


def _criterion(criterion: Criterion, lot_names: dict[int, str]) -> CriterionRow:
    lot = lot_names.get(criterion.lot_id or 0, "")
    return CriterionRow(criterion.name, criterion.kind.value, criterion.text, criterion.weight_bp, lot)


def _award(award: Award, *, named: bool) -> tuple[str, str, str]:
    """(lots, winner, value) in words. `named`: whether the lots are named, because there are several."""
    won = " and ".join(award.suppliers) or ("No award made" if award.status in NO_AWARD else "Not named")
    value = formats.money(award.value) if award.value is not None else "Not stated"
    lots = ", ".join(f"lot {key}" for key in award.lot_keys) if named else ""
    return f"{lots[:1].upper()}{lots[1:]}", won, value


# Rows without a value are left out of the summary, except those that every tender has.
_ALWAYS_SHOWN = {"Buyer", "Value, without VAT", "Type", "Procurement rules", "Official notice"}


def _facts(tender: Tender) -> tuple[SummaryRow, ...]:
    facts = (
        ("Buyer", tender.buyer_name),
        ("Joint buyers", ", ".join(tender.other_buyers)),
        ("Value, without VAT", value_words(tender)),
        ("Closes", closing_words(tender)),
        ("Last day for questions", questions_words(tender)),
        ("Contract term", _term(tender)),
        ("Type", tender.arrangement.value),
        ("Procedure", tender.procedure),
        ("Procurement rules", regimes.name(tender.regime)),
        ("Contact", _contact(tender)),
        ("Other terms", Markup("<br>").join(tender.further_terms)),
        ("Who can take part", tender.reserved),
        ("The buyer says it suits", _suitable(tender)),
        ("Lots", _limits(tender)),
        ("Official notice", _notice(tender)),
        ("Web address for bids", portal_words(tender) if tender.portal_url else ""),
    )
    return tuple(SummaryRow(key, value) for key, value in facts if value or key in _ALWAYS_SHOWN)


def _notice(tender: Tender) -> str:
    if tender.practice:
        source = real_tender(tender)
        shown = notice_sources.number_shown(source.notice_number)
        return f"None. This is a practice copy of notice {shown or source.ocid or 'of a real procurement'}"
    return official_number(tender) or tender.no_notice_reason or "Not published yet"


def _term(tender: Tender) -> str:
    if tender.starts_on and tender.ends_on:
        words = f"{formats.date(tender.starts_on)} to {formats.date(tender.ends_on)}"
    else:
        words = formats.plural(tender.term_months, "month") if tender.term_months else ""
    extensions = list(dict.fromkeys(extension_words(lot) for lot in tender.lots if lot.extension))
    if len(extensions) == 1:
        extension = f"It may be extended: {extensions[0]}"
        words = f"{words}. {extension}" if words else extension
    return words


def _contact(tender: Tender) -> str:
    return ", ".join(
        part for part in (tender.contact_name, tender.contact_email, tender.contact_phone) if part
    )


def _suitable(tender: Tender) -> str:
    kinds = [
        (tender.suitable_sme, "small and medium-sized enterprises"),
        (tender.suitable_vcse, "social enterprises"),
    ]
    return " and ".join(words for flag, words in kinds if flag)


def _limits(tender: Tender) -> str:
    parts = []
    if tender.max_lots_bid:
        parts.append(f"bid for at most {tender.max_lots_bid}")
    if tender.max_lots_awarded:
        parts.append(f"win at most {tender.max_lots_awarded}")
    return (" and ".join(parts)).capitalize()


def _dates(tender: Tender, at: datetime) -> Drawing | None:
    moments = []
    for when, label, kind in (
        (tender.published_at if not tender.releases else None, "Published here", "date"),
        (tender.enquiries_until, "Last day for questions", "date"),
        (tender.deadline, "Bids close", "deadline"),
    ):
        if when is not None:
            moments.append(Moment(when.astimezone(LONDON).date(), label, kind))
    if tender.starts_on:
        moments.append(Moment(tender.starts_on, "Contract starts"))
    if not moments:
        return None
    span = []
    if tender.starts_on and tender.ends_on:
        span = [Span(tender.starts_on, tender.ends_on, "Contract")]
    return timeline(moments, at.astimezone(LONDON).date(), formats.date, span, title="Dates of this tender")
