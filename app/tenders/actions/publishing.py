"""Publishing a tender that has its official notice, or needs none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import Conflict, Refused
from app.foundation.types import now
from app.tenders import rules
from app.tenders.actions.closing import schedule_close
from app.tenders.actions.guard import refuse_editing, refuse_publishing
from app.tenders.models import Tender
from app.tenders.rules import (
    INSURANCE_TOO_EARLY,
    NoNotice,
    TenderSource,
    WorkPackageState,
    demands_insurance_early,
    weights_fault,
)


def publish(
    session: Session,
    actor: Actor,
    tender: Tender,
    *,
    notice_number: str = "",
    notice_url: str = "",
    no_notice: NoNotice | None = None,
    at: datetime | None = None,
) -> None:
    """Open a draft to bidders. It needs the number and link of its official notice, or the reason why it has
    none, and everything that `missing` lists. After that it can only be withdrawn."""
    refuse_editing(actor, tender)
    refuse_publishing(actor)
    if tender.source is TenderSource.imported:
        raise Conflict("This tender comes from a public notice. Publish it on its own page.")
    published = rules.publish(tender.state)
    moment = at or now()
    if faults := missing(tender, moment):
        raise Refused(f"{faults[0]}.")
    _set_notice(tender, notice_number.strip(), notice_url.strip(), no_notice)
    tender.state, tender.published_at = published, moment
    session.flush()
    audit.record(
        session, actor, "tender.published", tender, notice=tender.notice_number or tender.no_notice_reason
    )
    schedule_close(session, tender)


def missing(tender: Tender, at: datetime) -> list[str]:
    """What a draft still lacks, a sentence each without its full stop, in the order of the pages."""
    faults = [] if tender.title else ["Give the tender a title"]
    faults += _missing_packages(tender)
    if any(demands_insurance_early(condition.text) for condition in tender.conditions):
        faults.append(INSURANCE_TOO_EARLY.rstrip("."))
    faults += _missing_criteria(tender)
    faults += _missing_dates(tender, at)
    return faults


def _missing_packages(tender: Tender) -> list[str]:
    faults = [f"Add a work package to lot {lot.key}" for lot in tender.lots if not lot.work_packages]
    packages = [package for lot in tender.lots for package in lot.work_packages]
    if any(package.state is not WorkPackageState.confirmed for package in packages):
        faults.append("Confirm every work package")
    return faults


def _missing_criteria(tender: Tender) -> list[str]:
    if not tender.criteria:
        return ["Say how bids are judged"]
    weights = [criterion.weight_bp for criterion in tender.criteria if criterion.lot_id is None]
    fault = weights_fault(weights)
    return [fault] if fault else []


def _missing_dates(tender: Tender, at: datetime) -> list[str]:
    if tender.deadline is None or tender.starts_on is None or tender.ends_on is None:
        return ["Set the dates"]
    if tender.deadline <= at:
        return ["The closing date has passed. Enter a later one"]
    return []


def _set_notice(tender: Tender, number: str, url: str, no_notice: NoNotice | None) -> None:
    if no_notice is not None:
        tender.no_notice_reason, tender.notice_number, tender.notice_url = no_notice.value, None, None
        return
    if not number:
        raise Refused("Enter the number of the official notice, or say why none is needed", "notice_number")
    if (
        not url.lower().startswith(("https://", "http://"))
        or not url.isascii()
        or not url.isprintable()
        or " " in url
    ):
        raise Refused("Enter the web address of the official notice, beginning with https://", "notice_url")
    tender.notice_number, tender.notice_url, tender.no_notice_reason = number, url, None
