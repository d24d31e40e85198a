"""Searching the public directory: by name, by what is done, and by where."""

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
CODES = 6  # how many meanings of somebody's words are looked for
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Search:
    """What somebody typed: a name, what is done (words or a CPV code), and where (an area's name or code)."""

    name: str = ""
    what: str = ""
    where: str = ""

    @property
    def empty(self) -> bool:
        return not (self.name or self.what or self.where)


@dataclass(frozen=True)
class Found:
    """What the words were taken to mean: capabilities, the area, and other areas of a like name. None: not
    known. `caution` says how sure we are of a postcode's area."""

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


def understood(search: Search) -> Found:
    """What the words of a search mean in the reference tables."""
    capabilities = tuple(one.code for one in cpv_search.search(search.what, CODES)) if search.what else None
    places = area_search.search(search.where, 6) if search.where else []
    if not places:
        return Found(capabilities, None)
    certain = search.where.casefold() in (places[0].name.casefold(), places[0].code.casefold())
    alike = () if certain else places[1:]
    others = tuple(place.code for place in alike)
    return Found(capabilities, places[0].code, others, area_search.caution(search.where))


def directory(session: Session, search: Search, meant: Found, page: int, body: int | None = None) -> Listing:
    """Listed enterprises that fit all of a search, without anything private; with `body`, the id of the
    reader's adviser body, also those that are not listed and share their figures with it.

    What and where must be met by one and the same offer: it covers the area or part of it, and its capability
    is what was asked for, part of it, or something wider that includes it.
    """
    where = _conditions(search, meant, body)
    query = sa.select(Enterprise.id).join(Enterprise.organisation).where(*where)
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // A_PAGE))
    page = min(page, pages)
    found = session.scalars(
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
    return Listing(list(found), total, page, pages)


def _conditions(search: Search, meant: Found, body: int | None) -> list[sa.ColumnElement[bool]]:
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
    wider = {code for asked in codes for code in cpv.serving_codes(asked)}
    inside = [Offer.capability.startswith(code.rstrip("0").ljust(3, "0")) for code in codes]
    return sa.or_(Offer.capability.in_(sorted(wider)), *inside)


def _reaches(code: str | None) -> sa.ColumnElement[bool]:
    if code is None:
        return sa.false()
    touching = {*areas.path_ids(code), *areas.descendants(code)}
    return Offer.areas.any(OfferArea.area.in_(sorted(touching)))
