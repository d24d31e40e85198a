"""Who was shown an enterprise's figures, and which viewings are still to be recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.enterprises.models import Enterprise, FigureViewing
from app.enterprises.rules import VIEWED_AGAIN_AFTER, ViewedIn
from app.foundation.actor import Actor
from app.foundation.types import now

A_PAGE = 50


@dataclass(frozen=True)
class Viewings:
    """One page of viewings, newest first; `page` counts from 1 and is at most `pages`."""

    viewings: list[FigureViewing]
    total: int
    page: int
    pages: int


def unrecorded(session: Session, actor: Actor, ids: Iterable[int], what: ViewedIn, subject: str) -> list[int]:
    """The ids, in order, of those enterprises whose viewing here is still to be recorded: not the actor's own
    enterprise, and not one whose viewing was recorded within the hour."""
    recorded = sa.select(FigureViewing.enterprise_id).where(
        FigureViewing.person_id == actor.person_id,
        FigureViewing.organisation_id == actor.organisation_id,
        FigureViewing.at > now() - VIEWED_AGAIN_AFTER,
        FigureViewing.what == what,
        FigureViewing.subject == subject,
    )
    query = sa.select(Enterprise.id).where(
        Enterprise.id.in_(sorted(set(ids))),
        Enterprise.organisation_id != actor.organisation_id,
        Enterprise.id.not_in(recorded),
    )
    return list(session.scalars(query.order_by(Enterprise.id)))


def viewings(session: Session, enterprise: Enterprise, page: int) -> Viewings:
    """Who was shown this enterprise's figures. The caller must check that it is the actor's own."""
    mine = FigureViewing.enterprise_id == enterprise.id
    total = session.scalar(sa.select(sa.func.count()).select_from(FigureViewing).where(mine)) or 0
    pages = max(1, -(-total // A_PAGE))
    page = min(page, pages)
    rows = session.scalars(
        sa.select(FigureViewing)
        .where(mine)
        .options(joinedload(FigureViewing.organisation), joinedload(FigureViewing.person))
        .order_by(FigureViewing.at.desc(), FigureViewing.id.desc())
        .limit(A_PAGE)
        .offset((page - 1) * A_PAGE)
    )
    return Viewings(list(rows), total, page, pages)
