"""Who may change what in the register: those who act for the enterprise itself, and the system."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.enterprises.models import Enterprise, Offer
from app.enterprises.queries.figures import can_see_private
from app.enterprises.queries.register import not_shared
from app.foundation.actor import Actor
from app.foundation.errors import NotAllowed, NotFound, Refused


def is_system(actor: Actor) -> bool:
    """The product itself, as when it loads sample data."""
    return actor.person_id is None and actor.organisation_id is None


def require_own(actor: Actor, enterprise: Enterprise) -> None:
    """Raise NotFound unless the actor acts for this enterprise."""
    if not is_system(actor) and actor.organisation_id != enterprise.organisation_id:
        raise NotFound("We cannot find that enterprise, or you cannot change it.")


def require_adviser(actor: Actor) -> None:
    """Raise NotAllowed unless the actor is an adviser."""
    if not is_system(actor) and not actor.is_adviser:
        raise NotAllowed("Only an adviser can do this.")


def require_figures(actor: Actor, enterprise: Enterprise) -> None:
    """Raise NotAllowed unless the actor is an adviser with whom this enterprise shares its figures."""
    require_adviser(actor)
    if not is_system(actor) and not can_see_private(actor, enterprise):
        raise NotAllowed(not_shared(enterprise.organisation.name, actor.organisation_name))


def require_giver(session: Session, actor: Actor, body_id: int | None, reason: str, what: str) -> None:
    """Raise NotAllowed unless the actor's adviser body gave this `what` ("verification"), or the actor is an
    operator; Refused when an operator gives no reason."""
    if is_system(actor) or actor.is_operator:
        if not reason.strip():
            raise Refused("Give a reason for withdrawing it.", "reason")
        return
    require_adviser(actor)
    if body_id is not None and actor.organisation_id == body_id:
        return
    giver = session.get(Organisation, body_id) if body_id is not None else None
    raise NotAllowed(
        f"{giver.name if giver else 'Another adviser body'} gave this {what}, so only that body can withdraw"
        " it. Ask them, or ask an operator of this site."
    )


def own_enterprise(session: Session, actor: Actor, enterprise_id: int) -> Enterprise:
    """The enterprise, locked for a change. Raises NotFound when it is not the actor's."""
    enterprise = session.get(
        Enterprise, enterprise_id, with_for_update={"of": Enterprise}, populate_existing=True
    )
    if enterprise is None:
        raise NotFound("We cannot find that enterprise, or you cannot change it.")
    require_own(actor, enterprise)
    return enterprise


def own_offer(session: Session, actor: Actor, offer_id: int) -> Offer:
    """The offer, locked for a change, so that no promise can be made of it meanwhile.

    Raises NotFound when it is not the actor's.
    """
    offer = session.get(Offer, offer_id, with_for_update={"of": Offer}, populate_existing=True)
    if offer is None:
        raise NotFound("We cannot find that offer, or you cannot change it.")
    require_own(actor, session.get_one(Enterprise, offer.enterprise_id))
    return offer
