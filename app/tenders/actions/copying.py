"""Copying an authority's own tender as a new draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import Actor
from app.tenders.actions.guard import refuse_editing
from app.tenders.models import Condition, Criterion, Lot, Tender, WorkPackage
from app.tenders.rules import TenderSource, TenderState

_OF_TENDER = (
    "description",
    "value",
    "currency",
    "regime",
    "arrangement",
    "liability",
    "portal_url",
    "procedure",
    "main_category",
    "capability",
    "title",
    "reserved",
    "max_lots_bid",
    "max_lots_awarded",
)
_OF_LOT = ("key", "position", "title", "description", "value", "capability", "areas")
_OF_WORK_PACKAGE = (
    "name",
    "capability",
    "area",
    "unit",
    "quantity",
    "periods",
    "max_providers",
    "min_share",
    "credentials",
    "state",
    "estimated",
    "basis",
)
_OF_CONDITION = ("kind", "text", "credential", "amount", "needed")
_OF_CRITERION = ("kind", "name", "text", "weight_bp")


def copy_as_draft(session: Session, actor: Actor, tender: Tender) -> Tender:
    """A new draft of the same authority, for a second attempt: everything but the dates and the notice."""
    refuse_editing(actor, tender)
    copy = Tender(
        organisation_id=tender.organisation_id,
        buyer_name=actor.organisation_name or tender.buyer_name,
        source=TenderSource.written,
        state=TenderState.draft,
        **_values(tender, _OF_TENDER),
    )
    if tender.source is TenderSource.imported and tender.corrected_at is None:
        copy.portal_url = None  # it comes from a file, and nobody at the authority has checked it
    copy.title = f"{tender.title} (copy)"
    copy.lots.extend(_copy_lot(lot) for lot in tender.lots)
    for condition in tender.conditions:
        if condition.lot_id is None:
            copy.conditions.append(Condition(**_values(condition, _OF_CONDITION)))
    for criterion in tender.criteria:
        if criterion.lot_id is None:
            copy.criteria.append(Criterion(**_values(criterion, _OF_CRITERION)))
    session.add(copy)
    session.flush()
    audit.record(session, actor, "tender.copied_as_draft", copy, copy_of=tender.id)
    return copy


def _copy_lot(lot: Lot) -> Lot:
    packages = [WorkPackage(**_values(package, _OF_WORK_PACKAGE)) for package in lot.work_packages]
    return Lot(**_values(lot, _OF_LOT), work_packages=packages)


def _values(row: Any, columns: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in columns}
