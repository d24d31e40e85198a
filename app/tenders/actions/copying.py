"""A second attempt: one's own tender as a new draft."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import Actor
from app.tenders.actions.guard import refuse_editing
from app.tenders.models import Condition, Criterion, Lot, Tender, WorkPackage
from app.tenders.rules import TenderSource, TenderState


def copy_as_draft(session: Session, actor: Actor, tender: Tender) -> Tender:
    """A new draft of the same authority with everything but dates and notice: for a second attempt."""
    refuse_editing(actor, tender)
    copy = Tender(
        organisation_id=tender.organisation_id,
        buyer_name=actor.organisation_name or tender.buyer_name,
        source=TenderSource.written,
        state=TenderState.draft,
        **{name: getattr(tender, name) for name in _COPIED},
    )
    if tender.source is TenderSource.imported and tender.corrected_at is None:
        copy.portal_url = None  # nobody of the authority has read it: it stands as a file gave it
    copy.title = f"{tender.title} (copy)"
    for lot in tender.lots:
        new = Lot(**{name: getattr(lot, name) for name in _COPIED_OF_LOT})
        new.work_packages.extend(
            WorkPackage(**{name: getattr(package, name) for name in _COPIED_OF_PACKAGE})
            for package in lot.work_packages
        )
        copy.lots.append(new)
    copy.conditions.extend(
        Condition(kind=c.kind, text=c.text, credential=c.credential, amount=c.amount, needed=c.needed)
        for c in tender.conditions
        if c.lot_id is None
    )
    copy.criteria.extend(
        Criterion(kind=c.kind, name=c.name, text=c.text, weight_bp=c.weight_bp)
        for c in tender.criteria
        if c.lot_id is None
    )
    session.add(copy)
    session.flush()
    audit.record(session, actor, "tender.copied_as_draft", copy, copy_of=tender.id)
    return copy


_COPIED = (
    "description", "value", "currency", "regime", "arrangement", "liability", "portal_url", "procedure",
    "main_category", "capability", "title", "reserved", "max_lots_bid", "max_lots_awarded",
)  # fmt: skip
_COPIED_OF_LOT = ("key", "position", "title", "description", "value", "capability", "areas")
_COPIED_OF_PACKAGE = (
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
