"""Searching the public directory by name, kind of work and place."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.models import Organisation
from app.enterprises.models import Enterprise, Offer, OfferArea
from app.enterprises.queries.figures import sharing, taking_part
from app.enterprises.queries.register import (
    organisation_named,
    without_private_enterprise,
    without_private_offer,
)
from app.enterprises.rules import OfferState
from app.foundation.reference import area_search, areas, cpv, cpv_search

A_PAGE = 20
CODES = 6  # most capabilities that a person's words are taken to mean
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Search:
    """What a person typed: a name, a kind of work (words or a CPV code), and an area's name or code."""

    name: str = ""
    what: str = ""
    where: str = ""

    @property
    def empty(self) -> bool:
        return not (self.name or self.what or self.where)


@dataclass(frozen=True)
class Meaning:
    """What the words were taken to mean: capabilities, the area, and other areas with a similar name.

    `capabilities` is None when no work was typed and empty when the words match none. `area` is None when
    nothing was typed or the place is unknown. `caution` says how sure we are of a postcode's area.
    """

    capabilities: tuple[str, ...] | None
    area: str | None
    other_areas: tuple[str, ...] = ()
    caution: str = ""


@dataclass(frozen=True)
class Listing:
    """One page of the directory, in the order of the names; `page` counts from 1 and is at most `pages`."""

    enterprises: list[Enterprise]
    total: int
    page: int
    pages: int


def understood(search: Search) -> Meaning:
    """What the words of a search mean in the reference tables."""
    capabilities = (
        tuple(entry.code for entry in cpv_search.search(search.what, CODES)) if search.what else None
    )
    places = area_search.search(search.where, 6) if search.where else []
    if not places:
        return Meaning(capabilities, None)
    certain = search.where.casefold() in (places[0].name.casefold(), places[0].code.casefold())
    alike = () if certain else places[1:]
    other_areas = tuple(place.code for place in alike)
    return Meaning(capabilities, places[0].code, other_areas, area_search.caution(search.where))


def directory(
    session: Session, search: Search, meant: Meaning, page: int, body: int | None = None
) -> Listing:
    """Listed enterprises that fit all of a search, without anything private. With `body`, the id of the
    reader's adviser body, also unlisted enterprises that share their figures with it.

    One and the same offer must fit both the work and the area: it covers the area or part of it, and its
    capability is what was searched for, part of it, or something wider that includes it.
    """
    where = _conditions(search, meant, body)
    query = sa.select(Enterprise.id).join(Enterprise.organisation).where(*where)
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // A_PAGE))
    page = min(page, pages)
    enterprises = session.scalars(
        sa.select(Enterprise)
        .join(Enterprise.organisation)
        .where(*where)
        .options(
            *without_private_enterprise(),
            joinedload(Enterprise.organisation),
            without_private_offer(selectinload(Enterprise.offers)),
            selectinload(Enterprise.offers).selectinload(Offer.areas),
        )
        .order_by(sa.func.lower(Organisation.name), Enterprise.id)
        .limit(A_PAGE)
        .offset((page - 1) * A_PAGE)
    )
    return Listing(list(enterprises), total, page, pages)


def _conditions(search: Search, meant: Meaning, body: int | None) -> list[sa.ColumnElement[bool]]:
    listed: sa.ColumnElement[bool] = Enterprise.listed.is_(True)
    conditions = [taking_part(), listed if body is None else sa.or_(listed, sharing(body))]
    if search.name:
        conditions.append(organisation_named(search.name))
    of_offer: list[sa.ColumnElement[bool]] = []
    if search.what:
        of_offer.append(_does(meant.capabilities or ()))
    if search.where:
        of_offer.append(_reaches(meant.area))
    if of_offer:
        conditions.append(Enterprise.offers.any(sa.and_(Offer.state == OfferState.active, *of_offer)))
    return conditions


def _does(codes: tuple[str, ...]) -> sa.ColumnElement[bool]:
    if not codes:
        return sa.false()
    wider = set().union(*(cpv.serving_codes(code) for code in codes))
    inside = [Offer.capability.startswith(code.rstrip("0").ljust(3, "0")) for code in codes]
    return sa.or_(Offer.capability.in_(sorted(wider)), *inside)


def _reaches(code: str | None) -> sa.ColumnElement[bool]:
    if code is None:
        return sa.false()
    touching = {*areas.path_ids(code), *areas.descendants(code)}
    return Offer.areas.any(OfferArea.area.in_(sorted(touching)))
