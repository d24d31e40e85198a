"""Enterprises one by one: the public face, and the whole entry for itself and its advisers."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.accounts.models import Organisation, Person
from app.enterprises.models import Credential, Enterprise, Offer
from app.enterprises.queries.figures import can_see_private, is_taking_part
from app.enterprises.rules import NoProfile, OfferState
from app.foundation.actor import Actor
from app.foundation.errors import NotAllowed, NotFound
from app.foundation.folding import plain

NOT_FOUND = "We cannot find that enterprise, or it is not listed."


def can_be_named(actor: Actor | None, enterprise: Enterprise) -> bool:
    """Whether this reader may know that the enterprise is registered: it is listed, or they see all of it."""
    return (enterprise.listed and is_taking_part(enterprise)) or can_see_private(actor, enterprise)


def without_private_enterprise() -> list[ORMOption]:
    """Leave out what only the enterprise and advisers may see. Reading it raises instead of loading it."""
    private = (
        Enterprise.turnover,
        Enterprise.joining_cost,
        Enterprise.min_value,
        Enterprise.max_value,
        Enterprise.share_code,
    )
    return [defer(column, raiseload=True) for column in private]


def without_private_offer(path: ORMOption) -> ORMOption:
    """The same for the offers that an option loads."""
    private = (Offer.unit_price, Offer.held)
    return path.options(*(defer(column, raiseload=True) for column in private))  # type: ignore[attr-defined, no-any-return]


def public(session: Session, actor: Actor | None, enterprise_id: int) -> Enterprise:
    """An enterprise as everybody may see it: with its organisation, offers, areas and credentials, without
    prices, turnover, joining cost and contract limits. Reading those raises.

    Raises NotFound when it is suspended or not listed, except for readers who may see all of it.
    """
    enterprise = session.scalar(
        sa.select(Enterprise)
        .where(Enterprise.id == enterprise_id)
        .options(
            *without_private_enterprise(),
            joinedload(Enterprise.organisation),
            without_private_offer(selectinload(Enterprise.offers)),
            selectinload(Enterprise.offers).selectinload(Offer.areas),
            selectinload(Enterprise.credentials),
        )
    )
    if enterprise is None or not can_be_named(actor, enterprise):
        raise NotFound(NOT_FOUND)
    return enterprise


def register_entry(session: Session, actor: Actor | None, enterprise_id: int) -> Enterprise:
    """The whole entry, prices included, for the enterprise itself and the advisers with whom it shares them.

    Raises NotAllowed for an adviser of another body, NotFound for anybody else and where it may not be named.
    """
    enterprise = session.scalar(
        sa.select(Enterprise).where(Enterprise.id == enterprise_id).options(*_whole())
    )
    if enterprise is None:
        raise NotFound(NOT_FOUND)
    if not can_see_private(actor, enterprise):
        if actor is not None and actor.is_adviser and can_be_named(actor, enterprise):
            raise NotAllowed(not_shared(enterprise.organisation.name, actor.organisation_name))
        raise NotFound(NOT_FOUND)
    return enterprise


def not_shared(name: str, body: str | None) -> str:
    """Why an adviser may not see an enterprise's figures, and what they can do."""
    return (
        f"{name} has not shared its figures with {body or 'your organisation'}. "
        "Ask them to add you on their “Who sees your figures” page."
    )


def own(session: Session, actor: Actor) -> Enterprise | None:
    """The whole entry of the enterprise the actor works for, or None before its profile is started."""
    if actor.organisation_id is None or not actor.is_enterprise:
        return None
    return by_organisation(session, actor.organisation_id)


def require_own(session: Session, actor: Actor) -> Enterprise:
    """The actor's own enterprise. Raises NoProfile before its profile is started."""
    enterprise = own(session, actor)
    if enterprise is None:
        raise NoProfile
    return enterprise


def by_organisation(session: Session, organisation_id: int) -> Enterprise | None:
    """The whole entry of one organisation's enterprise. The caller must check who may see it."""
    return session.scalar(
        sa.select(Enterprise).where(Enterprise.organisation_id == organisation_id).options(*_whole())
    )


def named(session: Session, actor: Actor | None, enterprise_id: int) -> Enterprise:
    """An enterprise that the actor may know of, with its organisation. Raises NotFound."""
    enterprise = session.scalar(
        sa.select(Enterprise)
        .where(Enterprise.id == enterprise_id)
        .options(*without_private_enterprise(), joinedload(Enterprise.organisation))
    )
    if enterprise is None or not can_be_named(actor, enterprise):
        raise NotFound(NOT_FOUND)
    return enterprise


def offer(session: Session, actor: Actor, offer_id: int) -> Offer:
    """One offer of the actor's own enterprise, with its areas. Raises NotFound."""
    offer = session.scalar(
        sa.select(Offer)
        .join(Offer.enterprise)
        .where(Offer.id == offer_id, Enterprise.organisation_id == actor.organisation_id)
        .options(selectinload(Offer.areas))
    )
    if offer is None:
        raise NotFound("We cannot find that offer, or it is not yours.")
    return offer


def credential_of(session: Session, actor: Actor, enterprise_id: int, credential_id: int) -> Credential:
    """One credential, not withdrawn, for an adviser. Raises NotFound."""
    credential = session.get(Credential, credential_id)
    if (
        credential is None
        or credential.enterprise_id != enterprise_id
        or credential.withdrawn_at is not None
        or not actor.is_adviser
    ):
        raise NotFound("We cannot find that credential.")
    return credential


def credential(session: Session, actor: Actor, credential_id: int) -> Credential:
    """One credential of the actor's own enterprise that was not withdrawn. Raises NotFound."""
    credential = session.scalar(
        sa.select(Credential)
        .join(Credential.enterprise)
        .where(
            Credential.id == credential_id,
            Credential.withdrawn_at.is_(None),
            Enterprise.organisation_id == actor.organisation_id,
        )
    )
    if credential is None:
        raise NotFound("We cannot find that credential, or it is not yours.")
    return credential


def names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Names of enterprises by id. The caller must check who may see them."""
    rows = session.execute(
        sa.select(Enterprise.id, Organisation.name)
        .join(Enterprise.organisation)
        .where(Enterprise.id.in_(sorted(set(ids))))
    )
    return {row.id: row.name for row in rows}


def people_names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Names of people by id, such as those who verified something. The caller must check who may see them."""
    person_ids = sorted({id for id in ids if id is not None})
    rows = session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


def _whole() -> list[ORMOption]:
    return [
        joinedload(Enterprise.organisation),
        selectinload(Enterprise.offers).selectinload(Offer.areas),
        selectinload(Enterprise.credentials),
    ]


def organisation_named(name: str) -> sa.ColumnElement[bool]:
    """Organisations with these words in their name, in any case, with or without accents."""
    return sa.and_(*(_word_in_name(word) for word in name.lower().split()))


def _word_in_name(word: str) -> sa.ColumnElement[bool]:
    # SQLite's lower() only changes ASCII letters, so names with accents need the key, in which every letter
    # is plain. The key leaves out endings such as "Limited", so the name is searched too.
    as_written = sa.func.lower(Organisation.name).contains(word, autoescape=True)
    folded = plain(word)
    return as_written | Organisation.name_key.contains(folded, autoescape=True)


def overview(session: Session) -> list[tuple[int, str, int]]:
    """Every enterprise as (id, name, number of active offers), by id. Nothing private: operators read it."""
    rows = session.execute(
        sa.select(Enterprise.id, Organisation.name, sa.func.count(Offer.id))
        .join(Enterprise.organisation)
        .outerjoin(Offer, sa.and_(Offer.enterprise_id == Enterprise.id, Offer.state == OfferState.active))
        .group_by(Enterprise.id, Organisation.name)
        .order_by(Enterprise.id)
    )
    return [(id, name, count) for id, name, count in rows]
