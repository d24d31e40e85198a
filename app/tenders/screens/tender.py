"""One tender, as everybody who may read it sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

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
    APPLIED,
    ConditionKind,
    LotState,
    Needed,
    TenderState,
    WorkPackageState,
    is_described,
)
from app.tenders.screens.closing import closing_words, questions_words
from app.tenders.screens.listing import twin_links, value_words
from app.tenders.screens.origin import (
    Document,
    document_row,
    official_number,
    official_page,
    portal_words,
    read_from,
)
from app.tenders.screens.where import where

NO_AWARD = ("unsuccessful", "cancelled", "withdrawn")  # of an award, in the standard's words
OGL = "Contains public sector information licensed under the Open Government Licence v3.0."


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
    """A lot with its packages. `anchor` is unique on the page."""

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
    """A criterion in words. `weight_bp` None where no number is given; `lot` "" for all of them."""

    name: str
    kind: str
    text: str
    weight_bp: int | None
    lot: str


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
    source_url: str
    source_site: str
    read_from: str
    owner: str
    attribution: str
    remarks: tuple[str, ...]
    unread: tuple[str, ...]
    siblings: tuple[str, ...]
    twins: tuple[tuple[int, str], ...]
    withdrawn_reason: str
    release_id: int | None
    may_edit: bool
    may_complete: bool
    may_copy: bool
    may_publish: bool
    may_claim: bool
    may_correct: bool


def tender_screen(
    tender: Tender, actor: Actor | None, at: datetime, twins: Sequence[Tender] = ()
) -> TenderScreen:
    """Everything the tender's page shows."""
    state = queries.state_at(tender, at)
    named = {lot.id: f"Lot {lot.key}" for lot in tender.lots} if len(tender.lots) > 1 else {}
    lots = tuple(lot_block(lot) for lot in tender.lots)
    releases = [one for one in tender.releases if one.state in APPLIED and (one.remarks or one.released_at)]
    newest = max(releases, key=lambda r: (r.released_at is not None, r.released_at, r.id), default=None)
    source = tender.practice_of if tender.practice and tender.practice_of is not None else tender
    source_url = official_page(source)
    return TenderScreen(
        id=tender.id,
        title=tender.title,
        buyer=tender.buyer_name,
        state=state.name,
        practice=tender.practice,
        imported=bool(tender.releases),
        description=tender.description,
        facts=_facts(tender, source),
        days_left=(
            formats.days_left(tender.deadline, at)
            if tender.deadline and state is TenderState.published
            else ""
        ),
        lots=lots,
        drafts=sum(row.draft for lot in lots for row in lot.packages),
        conditions=tuple((named.get(c.lot_id or 0, ""), condition_words(c)) for c in tender.conditions),
        criteria=tuple(_criterion(c, named) for c in tender.criteria),
        dates=_dates(tender, at),
        map=where([package for lot in tender.lots for package in lot.work_packages]),
        documents=tuple(document_row(document.title, document.url, tender) for document in tender.documents),
        awards=tuple(_award(award, named=bool(named)) for award in tender.awards),
        source_url=source_url,
        source_site=urlsplit(source_url).netloc,
        read_from=read_from(tender),
        owner=(
            tender.organisation.name
            if tender.claimed_at is not None and tender.organisation is not None
            else ""
        ),
        attribution=OGL if tender.releases or (tender.practice and source.releases) else "",
        remarks=tuple(newest.remarks) if newest else (),
        unread=tuple(dict.fromkeys(path for release in releases for path in release.unread)),
        siblings=tuple(ocid for ocid in tender.related_ocids if ocid not in {twin.ocid for twin in twins}),
        twins=twin_links(twins, at),
        withdrawn_reason=tender.withdrawn_reason if state is TenderState.withdrawn else "",
        release_id=newest.id if newest else None,
        may_edit=queries.may_edit(actor, tender),
        may_complete=queries.may_complete(actor, tender),
        may_copy=queries.may_copy(actor, tender),
        may_publish=whose.may_publish(actor, tender) and tender.notice_state not in (None, TenderState.draft),
        may_claim=whose.may_claim(actor, tender),
        may_correct=whose.may_correct(actor, tender),
    )


def lot_block(lot: Lot) -> LotBlock:
    """A lot in words."""
    value = formats.money(lot.value) if lot.value is not None else ""
    is_open = lot.state is LotState.open
    described = is_described(lot.state, lot.tender.notice_state or lot.tender.state)
    rows = tuple(package_row(package) for package in lot.work_packages) if described else ()
    return LotBlock(
        lot.id,
        lot.key,
        lot.title,
        lot.description,
        value,
        lot.state.value,
        is_open,
        extension_words(lot),
        rows,
    )


def extension_words(lot: Lot) -> str:
    """How a lot may be extended, with the months in all where that can be told."""
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


def _criterion(criterion: Criterion, titles: dict[int, str]) -> CriterionRow:
    lot = titles.get(criterion.lot_id or 0, "")
    return CriterionRow(criterion.name, criterion.kind.value, criterion.text, criterion.weight_bp, lot)


def _award(award: Award, *, named: bool) -> tuple[str, str, str]:
    """(its lots, who won, the value) in words. `named`: whether there is more than one lot to name."""
    won = " and ".join(award.suppliers) or ("No award made" if award.status in NO_AWARD else "Not named")
    value = formats.money(award.value) if award.value is not None else "Not stated"
    lots = ", ".join(f"lot {key}" for key in award.lot_keys) if named else ""
    return f"{lots[:1].upper()}{lots[1:]}", won, value


def _facts(tender: Tender, source: Tender) -> tuple[SummaryRow, ...]:
    rows = [SummaryRow("Buyer", tender.buyer_name), SummaryRow("Value, without VAT", value_words(tender))]
    if closes := closing_words(tender):
        rows.append(SummaryRow("Closes", closes))
    if questions := questions_words(tender):
        rows.append(SummaryRow("Last day for questions", questions))
    if term := _term(tender):
        rows.append(SummaryRow("Contract term", term))
    rows.append(SummaryRow("Type", tender.arrangement.value))
    if tender.procedure:
        rows.append(SummaryRow("Procedure", tender.procedure))
    rows.append(SummaryRow("Procurement rules", regimes.name(tender.regime)))
    if tender.other_buyers:
        rows.insert(1, SummaryRow("Joint buyers", ", ".join(tender.other_buyers)))
    if whom := _contact(tender):
        rows.append(SummaryRow("Contact", whom))
    if tender.further_terms:
        rows.append(SummaryRow("Other terms", Markup("<br>").join(tender.further_terms)))
    if tender.reserved:
        rows.append(SummaryRow("Who can take part", tender.reserved))
    if fit := _suitable(tender):
        rows.append(SummaryRow("The buyer says it suits", fit))
    if limits := _limits(tender):
        rows.append(SummaryRow("Lots", limits))
    rows.append(SummaryRow("Official notice", _notice(tender, source)))
    if tender.portal_url:
        rows.append(SummaryRow("Web address for bids", portal_words(tender)))
    return tuple(rows)


def _notice(tender: Tender, source: Tender) -> str:
    if tender.practice:
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
        words = (
            f"{words}. It may be extended: {extensions[0]}"
            if words
            else f"It may be extended: {extensions[0]}"
        )
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
