"""Who may see the figures of which enterprise, and which enterprises take part at all."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.enterprises.models import Enterprise, FigurePermission
from app.foundation.actor import Actor, OrganisationKind, Standing


def sharing(organisation_id: int | None) -> sa.ColumnElement[bool]:
    """Enterprises whose figures this adviser body may see; `Enterprise.shares_with` says the same of one."""
    named = sa.select(FigurePermission.enterprise_id).where(
        FigurePermission.organisation_id == organisation_id
    )
    return sa.or_(Enterprise.figures_only_named.is_(False), Enterprise.id.in_(named))


def taking_part() -> sa.ColumnElement[bool]:
    """Enterprises that are not suspended. There are few suspended ones: the subquery is read once."""
    suspended = sa.select(Organisation.id).where(
        Organisation.standing != Standing.approved, Organisation.kind == OrganisationKind.enterprise
    )
    return Enterprise.organisation_id.not_in(suspended)


def adviser_bodies(session: Session) -> list[Organisation]:
    """Every approved adviser body, in the order of the names. An enterprise chooses from these."""
    query = sa.select(Organisation).where(
        Organisation.kind == OrganisationKind.adviser_body, Organisation.standing == Standing.approved
    )
    return list(session.scalars(query.order_by(sa.func.lower(Organisation.name), Organisation.id)))


def can_see_private(actor: Actor | None, enterprise: Enterprise) -> bool:
    """Whether the actor may see prices, turnover, joining cost and contract limits: only the enterprise and
    the advisers with whom it shares them."""
    if actor is None or actor.organisation_id is None:
        return False
    if actor.organisation_id == enterprise.organisation_id:
        return True
    return actor.is_adviser and is_taking_part(enterprise) and enterprise.shares_with(actor.organisation_id)


def is_taking_part(enterprise: Enterprise) -> bool:
    """Whether the enterprise is not suspended."""
    return enterprise.organisation.standing is Standing.approved
