"""A tender's rows as a notice of this site's own, to be written as Open Contracting data."""

from __future__ import annotations

from app.ocds.actions.facts import STATES
from app.ocds.notice import (
    Notice,
    NoticeCondition,
    NoticeCriterion,
    NoticeDocument,
    NoticeLot,
    NoticeWorkPackage,
)
from app.ocds.writing import Publisher, SourceProcess, ocid_of
from app.tenders.models import Lot, Tender, WorkPackage
from app.tenders.rules import WorkPackageState

STANDINGS = {state: standing for standing, state in STATES.items()}


def described(tender: Tender, publisher: Publisher) -> Notice:
    """The notice of a tender under our own OCID. Draft work packages are guesses that nobody has confirmed,
    so they are left out; a practice copy never carries the number or address of the real notice."""
    practice = tender.practice
    return Notice(
        ocid=ocid_of(publisher, tender.id, practice=practice),
        release_id="",
        tags=("tender",),
        released_at=None,
        standing=STANDINGS[tender.state],
        buyer_name=tender.buyer_name,
        buyer_identifier=tender.buyer_identifier,
        title=tender.title,
        description=tender.description,
        notice_number="" if practice else tender.notice_number or "",
        notice_url="" if practice else tender.notice_url or "",
        no_notice_reason=tender.no_notice_reason or "",
        portal_url=tender.portal_url or "",
        regime=tender.regime,
        arrangement=tender.arrangement,
        procedure=tender.procedure,
        main_category=tender.main_category,
        capability=tender.capability,
        value=tender.value,
        currency=tender.currency,
        value_note=tender.value_note,
        deadline=tender.deadline,
        deadline_is_day=tender.deadline_is_day,
        stale_at=None,  # depends on the date of the file that gives no deadline
        contact_name=tender.contact_name,
        contact_email=tender.contact_email,
        contact_phone=tender.contact_phone,
        other_buyers=tuple(tender.other_buyers),
        further_terms=tuple(tender.further_terms),
        enquiries_until=tender.enquiries_until,
        starts_on=tender.starts_on,
        ends_on=tender.ends_on,
        term_months=tender.term_months,
        suitable_sme=tender.suitable_sme,
        suitable_vcse=tender.suitable_vcse,
        above_threshold=tender.above_threshold,
        reserved=tender.reserved,
        max_lots_bid=tender.max_lots_bid,
        max_lots_awarded=tender.max_lots_awarded,
        related_ocids=tuple(tender.related_ocids),
        lots=tuple(_lot(lot) for lot in tender.lots),
        criteria=_criteria(tender),
        conditions=_conditions(tender),
        documents=tuple(
            NoticeDocument(document.title, document.url, document.type) for document in tender.documents
        ),
        awards=(),
        remarks=(),
        liability=tender.liability,
        practice=practice,
    )


def _criteria(tender: Tender) -> tuple[NoticeCriterion, ...]:
    lot_keys = {lot.id: lot.key for lot in tender.lots}
    return tuple(
        NoticeCriterion(
            lot_keys.get(criterion.lot_id or 0),
            criterion.kind,
            criterion.name,
            criterion.text,
            criterion.weight_bp,
        )
        for criterion in tender.criteria
    )


def _conditions(tender: Tender) -> tuple[NoticeCondition, ...]:
    lot_keys = {lot.id: lot.key for lot in tender.lots}
    return tuple(
        NoticeCondition(
            lot_keys.get(condition.lot_id or 0),
            condition.kind,
            condition.text,
            condition.amount,
            condition.credential,
            condition.needed,
        )
        for condition in tender.conditions
    )


def source_of(tender: Tender) -> SourceProcess | None:
    """The process that a tender was imported or copied from, where that has an OCID."""
    origin = tender.practice_of or tender
    if not origin.ocid:
        return None
    return SourceProcess(origin.ocid, origin.title, origin.notice_url or "")


def _lot(lot: Lot) -> NoticeLot:
    codes = (lot.capability, *lot.other_capabilities)
    confirmed = (package for package in lot.work_packages if package.state is WorkPackageState.confirmed)
    return NoticeLot(
        key=lot.key,
        title=lot.title,
        description=lot.description,
        value=lot.value,
        status=lot.status,
        capabilities=tuple(code for code in codes if code),
        areas=tuple(lot.areas),
        starts_on=lot.starts_on,
        ends_on=lot.ends_on,
        term_months=lot.term_months,
        state=lot.state,
        extension=lot.extension,
        extension_months=lot.extension_months,
        work_packages=tuple(_work_package(package) for package in confirmed),
    )


def _work_package(package: WorkPackage) -> NoticeWorkPackage:
    return NoticeWorkPackage(
        name=package.name,
        capability=package.capability,
        area=package.area,
        unit=package.unit,
        quantity=package.rate,
        periods=package.periods,
        max_providers=package.max_providers,
        min_share=package.min_share,
        credentials=tuple(package.credentials),
        source_unit=package.source_unit,
        estimated=package.estimated,
        basis=package.basis if package.estimated else "",
    )
