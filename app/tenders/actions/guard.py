"""Who may change a tender. Actions check this themselves, whatever a page shows."""

from __future__ import annotations

from app.foundation.actor import SYSTEM, Actor
from app.foundation.errors import Conflict, NotAllowed, Refused
from app.tenders.models import Tender
from app.tenders.queries import tenders as queries
from app.tenders.rules import TenderSource, TenderState


def refuse_editing(actor: Actor, tender: Tender) -> None:
    """Raise NotAllowed unless the actor is an officer of the owning authority, or the system."""
    if actor != SYSTEM and not queries.may_edit(actor, tender):
        raise NotAllowed("Only officers of the authority that owns this tender can change it.")


def refuse_publishing(actor: Actor) -> None:
    """Raise Refused unless the actor's authority is approved and the actor has no duty left to do."""
    if actor == SYSTEM or actor.is_officer:
        return
    for duty in actor.duties:
        raise Refused(f"{duty.value} before you publish. Your draft is saved.")
    raise Refused("You can publish once your organisation is approved. Your draft is saved.")


def refuse_completing(actor: Actor, tender: Tender) -> None:
    """Raise NotAllowed unless the actor may confirm work packages of this tender."""
    if actor != SYSTEM and not queries.may_complete(actor, tender):
        raise NotAllowed(
            "Only the buyer, or an adviser for an imported notice, can confirm its work packages."
        )


def refuse_unless_draft(tender: Tender) -> None:
    """Raise Conflict once bidders may have read the tender, and for one that comes from a notice."""
    if tender.source is TenderSource.imported:
        raise Conflict("This tender comes from a public notice. Correct its text instead.")
    if tender.state is not TenderState.draft:
        raise Conflict(
            "This tender is published, so you can no longer change it. Withdraw it and copy it instead."
        )
