"""Writing a tender by hand: about it, its lots, conditions, criteria and dates. All while it is a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import NotAllowed, Refused
from app.foundation.reference import credentials, regimes
from app.tenders.actions.guard import refuse_editing, refuse_unless_draft
from app.tenders.models import Condition, Criterion, Lot, Tender
from app.tenders.rules import (
    INSURANCE_TOO_EARLY,
    Arrangement,
    ConditionKind,
    CriterionKind,
    Liability,
    Needed,
    TenderSource,
    TenderState,
    demands_insurance_early,
)

MOST_LOTS, MOST_CONDITIONS, MOST_CRITERIA = 100, 60, 60
NEEDS_CREDENTIAL = (
    ConditionKind.lead_credential,
    ConditionKind.group_credential,
    ConditionKind.package_credential,
)
NEEDS_AMOUNT = {
    ConditionKind.lead_turnover: "the yearly turnover",
    ConditionKind.lead_value_share: "the share of the value",
    ConditionKind.combined_turnover: "the share of the yearly value",
    ConditionKind.exposure: "the maximum share of a member's turnover",
    ConditionKind.supported_workforce: "the share of the workforce",
    ConditionKind.members_max: "the maximum number of members",
}


@dataclass(frozen=True)
class About:
    """What a tender is for. `value` is in pence without VAT, or None where it is not stated."""

    title: str
    description: str
    value: int | None
    arrangement: Arrangement
    regime: str
    liability: Liability
    portal_url: str


@dataclass(frozen=True)
class LotDetails:
    """A part that is awarded on its own."""

    title: str
    description: str
    value: int | None


@dataclass(frozen=True)
class Dates:
    """The dates of a tender; datetimes have a time zone."""

    deadline: datetime
    enquiries_until: datetime | None
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class ConditionDetails:
    """A condition of participation. `amount`: pence, basis points or a count, by kind."""

    kind: ConditionKind
    text: str = ""
    credential: str | None = None
    amount: int | None = None
    needed: Needed = Needed.bidding


@dataclass(frozen=True)
class CriterionDetails:
    """How bids are judged. `weight_bp` is None where there is no number."""

    kind: CriterionKind
    name: str
    text: str
    weight_bp: int | None


def create_tender(session: Session, actor: Actor, about: About) -> Tender:
    """A new draft of the officer's own authority, with one lot."""
    if not actor.is_buyer or actor.organisation_id is None:
        raise NotAllowed("Only procurement officers can write tenders.")
    tender = Tender(
        organisation_id=actor.organisation_id,
        buyer_name=actor.organisation_name or "",
        source=TenderSource.written,
        state=TenderState.draft,
        title="",
    )
    _apply(tender, about)
    tender.lots.append(Lot(key="1", position=1, title=tender.title))
    session.add(tender)
    session.flush()
    audit.record(session, actor, "tender.created", tender)
    return tender


def describe(session: Session, actor: Actor, tender: Tender, about: About) -> None:
    """Change what a draft is for."""
    _refuse(actor, tender)
    _apply(tender, about)
    _note(session, actor, tender, "tender.described")


def _apply(tender: Tender, about: About) -> None:
    if not about.title.strip():
        raise Refused("Enter a title", "title")
    if regimes.get(about.regime) is None:
        raise Refused("Choose the procurement rules", "regime")
    tender.title, tender.description = about.title.strip(), about.description.strip()
    tender.value, tender.arrangement, tender.regime = about.value, about.arrangement, about.regime
    tender.liability, tender.portal_url = about.liability, about.portal_url.strip() or None


def add_lot(session: Session, actor: Actor, tender: Tender, details: LotDetails) -> Lot:
    """One more lot of a draft."""
    _refuse(actor, tender)
    if len(tender.lots) >= MOST_LOTS:
        raise Refused(f"A tender can have at most {MOST_LOTS} lots")
    taken = {lot.key for lot in tender.lots}
    number = next(n for n in range(1, MOST_LOTS + 2) if str(n) not in taken)
    lot = Lot(key=str(number), position=max((lot.position for lot in tender.lots), default=0) + 1, title="")
    _apply_lot(lot, details)
    tender.lots.append(lot)
    _note(session, actor, tender, "tender.lot_added")
    return lot


def change_lot(session: Session, actor: Actor, lot: Lot, details: LotDetails) -> None:
    """Change a lot of a draft."""
    _refuse(actor, lot.tender)
    _apply_lot(lot, details)
    _note(session, actor, lot.tender, "tender.lot_changed")


def _apply_lot(lot: Lot, details: LotDetails) -> None:
    if not details.title.strip():
        raise Refused("Enter a title", "title")
    lot.title, lot.description, lot.value = details.title.strip(), details.description.strip(), details.value


def remove_lot(session: Session, actor: Actor, lot: Lot) -> None:
    """Remove a lot and its work packages from a draft. Raises Refused for the last one."""
    tender = lot.tender
    _refuse(actor, tender)
    if len(tender.lots) == 1:
        raise Refused("A tender needs at least one lot. Change this one instead")
    for rows in (tender.conditions, tender.criteria):
        for row in [row for row in rows if row.lot_id == lot.id]:
            rows.remove(row)  # type: ignore[arg-type]
            session.delete(row)
    for package in list(lot.work_packages):
        session.delete(package)
    tender.lots.remove(lot)
    session.delete(lot)
    _note(session, actor, tender, "tender.lot_removed")


def add_condition(session: Session, actor: Actor, tender: Tender, details: ConditionDetails) -> Condition:
    """One more condition of a draft. Raises Refused for insurance that must be in place before award, which
    section 22 of the Procurement Act 2023 forbids.
    """
    _refuse(actor, tender)
    if len(tender.conditions) >= MOST_CONDITIONS:
        raise Refused(f"A tender can have at most {MOST_CONDITIONS} conditions")
    condition = Condition(kind=details.kind, text=details.text.strip(), needed=details.needed)
    if details.kind in NEEDS_CREDENTIAL:
        condition.credential = _credential(details)
    if details.kind in NEEDS_AMOUNT:
        condition.amount = _amount(details)
    if details.kind is ConditionKind.text and not condition.text:
        raise Refused("Enter what a bidder must have", "text")
    if demands_insurance_early(condition.text):
        raise Refused(INSURANCE_TOO_EARLY, "text")
    tender.conditions.append(condition)
    _note(session, actor, tender, "tender.condition_added")
    return condition


def _credential(details: ConditionDetails) -> str:
    type = credentials.get(details.credential or "")
    if type is None:
        raise Refused("Choose a certificate, licence or insurance", "credential")
    if type.kind == "insurance" and details.needed is Needed.bidding:
        raise Refused(INSURANCE_TOO_EARLY, "needed")
    return type.key


def _amount(details: ConditionDetails) -> int:
    amount = details.amount
    if amount is None or amount < 1:
        raise Refused(f"Enter {NEEDS_AMOUNT[details.kind]}", "amount")
    shares = (ConditionKind.lead_value_share, ConditionKind.supported_workforce)
    if details.kind in shares and amount > 10_000:
        raise Refused("Enter 100% or less", "amount")
    return amount


def remove_condition(session: Session, actor: Actor, tender: Tender, condition: Condition) -> None:
    """Remove a condition from a draft."""
    _refuse(actor, tender)
    tender.conditions.remove(condition)
    session.delete(condition)
    _note(session, actor, tender, "tender.condition_removed")


def add_criterion(session: Session, actor: Actor, tender: Tender, details: CriterionDetails) -> Criterion:
    """One more criterion of a draft. Whether the weights add up is only checked at publication."""
    _refuse(actor, tender)
    if len(tender.criteria) >= MOST_CRITERIA:
        raise Refused(f"A tender can have at most {MOST_CRITERIA} criteria")
    if not details.name.strip():
        raise Refused("Enter a name for the criterion", "name")
    if details.weight_bp is not None and not 1 <= details.weight_bp <= 10_000:
        raise Refused("Enter a weight from 1% to 100%", "weight")
    criterion = Criterion(
        kind=details.kind, name=details.name.strip(), text=details.text.strip(), weight_bp=details.weight_bp
    )
    tender.criteria.append(criterion)
    _note(session, actor, tender, "tender.criterion_added")
    return criterion


def remove_criterion(session: Session, actor: Actor, tender: Tender, criterion: Criterion) -> None:
    """Remove a criterion from a draft."""
    _refuse(actor, tender)
    tender.criteria.remove(criterion)
    session.delete(criterion)
    _note(session, actor, tender, "tender.criterion_removed")


def set_dates(session: Session, actor: Actor, tender: Tender, dates: Dates) -> None:
    """Set the dates of a draft."""
    _refuse(actor, tender)
    if dates.ends_on < dates.starts_on:
        raise Refused("Enter an end date that is not before the start date", "ends_on")
    if dates.starts_on <= dates.deadline.date():
        raise Refused("Enter a start date after the closing date for bids", "starts_on")
    if dates.enquiries_until is not None and dates.enquiries_until > dates.deadline:
        raise Refused("Enter a last day for questions before bids close", "enquiries_until")
    tender.deadline, tender.enquiries_until = dates.deadline, dates.enquiries_until
    tender.starts_on, tender.ends_on = dates.starts_on, dates.ends_on
    tender.term_months = max(
        1, round(((dates.ends_on - dates.starts_on) + timedelta(days=1)).days * 12 / 365.25)
    )
    _note(session, actor, tender, "tender.dates_set")


def _refuse(actor: Actor, tender: Tender) -> None:
    refuse_editing(actor, tender)
    refuse_unless_draft(tender)


def _note(session: Session, actor: Actor, tender: Tender, verb: str) -> None:
    session.flush()
    audit.record(session, actor, verb, tender)
