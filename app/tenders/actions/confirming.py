"""An enterprise confirms that its narrower offer serves a broader work package."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enterprises.models import Enterprise, Offer
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import NotAllowed, Refused
from app.foundation.reference import cpv
from app.foundation.types import now
from app.tenders.models import OfferConfirmation, WorkPackage
from app.tenders.queries.matching import could_confirm
from app.tenders.rules import WorkPackageState, is_open


def confirm_narrower(
    session: Session, actor: Actor, work_package: WorkPackage, offer: Offer, at: datetime | None = None
) -> OfferConfirmation:
    """Confirm that the offer serves the package although its code is narrower. A second time changes
    nothing.
    """
    enterprise = session.get_one(Enterprise, offer.enterprise_id)
    if (
        not actor.is_enterprise
        or actor.organisation_id != enterprise.organisation_id
        or actor.person_id is None
    ):
        raise NotAllowed("Only the enterprise that made this offer can say what it covers.")
    tender = work_package.lot.tender
    if not is_open(tender.state, tender.closes_at, at or now()):
        raise Refused("This tender is closed.")
    if work_package.state is not WorkPackageState.confirmed:
        raise Refused("This work package is still a draft.")
    if not could_confirm(offer, work_package):
        raise Refused(
            f"Your offer “{cpv.name(offer.capability)}” does not fit this work package. It must be a narrower"
            f" kind of “{cpv.name(work_package.capability)}”, cover its area and use the same unit."
        )
    confirmation = _confirmation(session, work_package, offer)
    if confirmation is None:
        confirmation = OfferConfirmation(
            work_package_id=work_package.id,
            offer_id=offer.id,
            confirmed_by_id=actor.person_id,
            confirmed_at=at or now(),
        )
        session.add(confirmation)
        session.flush()
        audit.record(
            session, actor, "offer.confirmed_for_work_package", confirmation, work_package=work_package.id
        )
    return confirmation


def take_back(session: Session, actor: Actor, work_package: WorkPackage, offer: Offer) -> None:
    """Withdraw a confirmation. Enquiries that have used it stay as they are."""
    enterprise = session.get_one(Enterprise, offer.enterprise_id)
    if not actor.is_enterprise or actor.organisation_id != enterprise.organisation_id:
        raise NotAllowed("Only the enterprise that made this offer can say what it covers.")
    confirmation = _confirmation(session, work_package, offer)
    if confirmation is not None:
        audit.record(
            session, actor, "offer.confirmation_taken_back", confirmation, work_package=work_package.id
        )
        session.delete(confirmation)
        session.flush()


def _confirmation(session: Session, work_package: WorkPackage, offer: Offer) -> OfferConfirmation | None:
    return session.scalar(
        sa.select(OfferConfirmation).where(
            OfferConfirmation.work_package_id == work_package.id, OfferConfirmation.offer_id == offer.id
        )
    )
