"""Finding tenders: each read is scoped to what the actor may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Organisation
from app.foundation.actor import Actor, Standing
from app.foundation.errors import NotFound
from app.foundation.folding import containing, one_number, plain
from app.foundation.reference import areas, cpv
from app.tenders.models import Lot, NoticeRelease, Tender, WorkPackage
from app.tenders.queries import whose
from app.tenders.rules import APPLIED, ReleaseState, TenderSource, TenderState, WorkPackageState, shown_state

PAGE = 20


@dataclass(frozen=True)
class Search:
    """What a reader looks for. `capability` and `area` are codes; empty ones do not filter."""

    words: str = ""
    capability: str = ""
    area: str = ""
    closing_days: int | None = None
    state: str = "open"  # open, over or all


@dataclass(frozen=True)
class Results:
    """One page of tenders, the total number of matches, and by tender the other notices of the same
    procurement.
    """

    tenders: Sequence[Tender]
    total: int
    twins: Mapping[int, Sequence[Tender]] = field(default_factory=dict)


def owns(actor: Actor | None, tender: Tender) -> bool:
    """Whether the actor acts for the authority whose tender it is."""
    return (
        actor is not None
        and tender.organisation_id is not None
        and actor.organisation_id == tender.organisation_id
    )


def may_edit(actor: Actor | None, tender: Tender) -> bool:
    """Officers edit their own authority's tenders. While the authority waits for approval, only drafts."""
    if actor is None or not owns(actor, tender):
        return False
    return actor.is_officer or (actor.is_buyer and tender.state is TenderState.draft)


def may_complete(actor: Actor | None, tender: Tender) -> bool:
    """Who confirms work packages: the owner; advisers and the importer for an imported tender that nobody has
    claimed; advisers for a practice copy."""
    if may_edit(actor, tender):
        return True
    if actor is None or tender.source is TenderSource.written:
        return False
    if tender.source is TenderSource.imported and tender.organisation_id is not None:
        return False
    return actor.is_adviser or (actor.is_officer and whose.imported(actor, tender))


def may_copy(actor: Actor | None, tender: Tender) -> bool:
    """Who makes practice copies: officers of any tender, advisers of imported tenders and practice copies."""
    if actor is None:
        return False
    if actor.is_adviser:
        return tender.source is not TenderSource.written
    return actor.is_officer


def visible(actor: Actor | None) -> sa.ColumnElement[bool]:
    """Tenders that the actor may read: published ones (imported ones while the importer is approved, or once
    the buyer has claimed them), the actor's own drafts and imports, and for advisers also the drafts that the
    operator imported."""
    seen = Tender.published_at.is_not(None) & (Tender.state != TenderState.draft) & _vouched_for()
    if actor is not None and actor.organisation_id is not None:
        seen = seen | (Tender.organisation_id == actor.organisation_id)
        seen = seen | (Tender.importer_id == actor.organisation_id)
        if actor.is_adviser:
            nobodys = Tender.organisation_id.is_(None) & Tender.importer_id.is_(None)
            seen = seen | (nobodys & (Tender.source != TenderSource.written))
        if actor.is_operator:
            seen = seen | (Tender.source == TenderSource.imported)
    return seen


def _vouched_for() -> sa.ColumnElement[bool]:
    approved = sa.exists().where(
        Organisation.id == Tender.importer_id, Organisation.standing == Standing.approved
    )
    return Tender.importer_id.is_(None) | Tender.organisation_id.is_not(None) | approved


def get(session: Session, actor: Actor | None, tender_id: int) -> Tender:
    """A tender with its lots and packages, if the actor may read it. Raises NotFound."""
    query = (
        sa.select(Tender)
        .where(Tender.id == tender_id, visible(actor))
        .options(
            selectinload(Tender.lots).selectinload(Lot.work_packages),
            selectinload(Tender.conditions),
            selectinload(Tender.criteria),
            selectinload(Tender.documents),
            selectinload(Tender.awards),
            selectinload(Tender.releases),
            selectinload(Tender.organisation),  # not joined: PostgreSQL locks no row of an outer join
            selectinload(Tender.importer),
        )
    )
    tender = session.scalar(query)
    if tender is None:
        raise NotFound("We cannot find that tender, or it is not published.")
    return tender


def state_at(tender: Tender, at: datetime) -> TenderState:
    """The state to show."""
    return shown_state(tender.state, tender.closes_at, at)


def open_at(at: datetime) -> sa.ColumnElement[bool]:
    """Tenders that bids can still go in for."""
    return (Tender.state == TenderState.published) & (Tender.closes_at.is_(None) | (Tender.closes_at > at))


def search(session: Session, actor: Actor | None, filters: Search, at: datetime, page: int = 1) -> Results:
    """Tenders that fit: open ones with the soonest deadline first, then others, newest first. Of several
    notices of one procurement only one is listed.
    """
    fitting = (visible(actor), Tender.state != TenderState.draft, *_filters(filters, at))
    best_first = (sa.case((open_at(at), 0), else_=1), Tender.claimed_at.is_(None), Tender.id)
    place = sa.func.row_number().over(partition_by=_procurement(), order_by=best_first)
    ranked = sa.select(Tender.id, place.label("place")).where(*fitting).subquery()
    chosen = sa.select(ranked.c.id).where(ranked.c.place == 1)
    total = session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery())) or 0
    rows = session.scalars(
        sa.select(Tender)
        .where(Tender.id.in_(chosen))
        .order_by(*_order(filters, at))
        .limit(PAGE)
        .offset((page - 1) * PAGE)
        .options(selectinload(Tender.lots).selectinload(Lot.work_packages))
    )
    tenders = list(rows)
    return Results(tenders, total, twins_of(session, actor, tenders))


def _procurement() -> sa.ColumnElement[str]:
    """A key that only the notices of one procurement share."""
    own = sa.literal("tender ").concat(sa.cast(Tender.id, sa.String))
    shared = sa.func.coalesce(Tender.procurement_key, Tender.ocid, own)
    return sa.case((Tender.source == TenderSource.imported, shared), else_=own)


def twins_of(session: Session, actor: Actor | None, tenders: Sequence[Tender]) -> dict[int, list[Tender]]:
    """For each of these tenders the other notices, probably of the same procurement, that the actor may
    read.
    """
    keys = {tender.id: _procurement_key(tender) for tender in tenders if _can_have_twins(tender)}
    if not keys:
        return {}
    shared = set(keys.values())
    query = sa.select(Tender).where(
        visible(actor),
        Tender.source == TenderSource.imported,
        Tender.state != TenderState.draft,
        Tender.procurement_key.in_(shared) | Tender.ocid.in_(shared),
    )
    notices: dict[str, list[Tender]] = defaultdict(list)
    for notice in session.scalars(query.order_by(Tender.id)):
        notices[_procurement_key(notice)].append(notice)
    return {id: [notice for notice in notices[key] if notice.id != id] for id, key in keys.items()}


def _can_have_twins(tender: Tender) -> bool:
    return tender.source is TenderSource.imported and bool(tender.ocid)


def _procurement_key(tender: Tender) -> str:
    return tender.procurement_key or tender.ocid or ""


def _order(filters: Search, at: datetime) -> list[Any]:
    newest = [Tender.deadline.desc(), Tender.id.desc()]
    if filters.state == "open":
        return [Tender.deadline.is_(None), Tender.deadline, Tender.id]
    return newest if filters.state == "over" else [sa.case((open_at(at), 0), else_=1), *newest]


def _filters(filters: Search, at: datetime) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.state == "open":
        conditions.append(open_at(at))
    elif filters.state == "over":
        conditions.append(~open_at(at))
    for word in one_number(plain(filters.words)).split()[:8]:
        conditions.append(Tender.search_words.like(containing(word), escape="~") | _has_notice(word))
    if filters.closing_days is not None:
        conditions.append(Tender.deadline <= at + timedelta(days=filters.closing_days))
    if filters.capability or filters.area:
        conditions.append(Tender.id.in_(_with_package(filters)))
    return conditions


def _has_notice(number: str) -> sa.ColumnElement[bool]:
    """Tenders with this number or OCID on any of their notices, the latest or an earlier one."""
    shown = NoticeRelease.state.in_((*APPLIED, ReleaseState.unchanged))
    numbered = sa.func.lower(NoticeRelease.release_id) == number
    return Tender.id.in_(
        sa.select(NoticeRelease.tender_id).where(numbered, shown, NoticeRelease.tender_id.is_not(None))
    )


def _with_package(filters: Search) -> sa.Select[Any]:
    query = sa.select(Lot.tender_id).join(WorkPackage, WorkPackage.lot_id == Lot.id)
    if filters.capability:
        prefix = filters.capability.rstrip("0").ljust(2, "0")
        wider = cpv.serving_codes(filters.capability)
        query = query.where(WorkPackage.capability.startswith(prefix) | WorkPackage.capability.in_(wider))
    if filters.area:
        near = {*areas.path_ids(filters.area), *areas.descendants(filters.area)}
        query = query.where(WorkPackage.area.in_(sorted(near)))
    return query


def of_organisation(session: Session, organisation_id: int) -> Sequence[Tender]:
    """An authority's own tenders, newest first."""
    query = sa.select(Tender).where(Tender.organisation_id == organisation_id).order_by(Tender.id.desc())
    return list(session.scalars(query.options(selectinload(Tender.lots).selectinload(Lot.work_packages))))


def to_complete(session: Session, actor: Actor) -> Sequence[Tender]:
    """Imported and practice tenders with draft packages that wait for an adviser, soonest deadline first."""
    waiting = sa.select(Lot.tender_id).join(WorkPackage).where(WorkPackage.state == WorkPackageState.draft)
    query = sa.select(Tender).where(
        visible(actor), Tender.source != TenderSource.written, Tender.id.in_(waiting)
    )
    return list(session.scalars(query.order_by(Tender.deadline.desc(), Tender.id.desc()).limit(100)))


def public_by_ocid(session: Session, ocid: str, *, lock: bool = True) -> Tender | None:
    """The one imported tender of an OCID that others can see: published, claimed, or imported by the
    operator. It is locked until the transaction ends, unless `lock` is false."""
    shown = (
        Tender.published_at.is_not(None) | Tender.organisation_id.is_not(None) | Tender.importer_id.is_(None)
    )
    return session.scalar(_of_ocid(ocid, lock).where(shown))


def previewed_by_ocid(
    session: Session, organisation_id: int, ocid: str, *, lock: bool = True
) -> Tender | None:
    """What an organisation imported under an OCID and has not published."""
    own = (Tender.importer_id == organisation_id) & Tender.published_at.is_(None)
    return session.scalar(_of_ocid(ocid, lock).where(own, Tender.organisation_id.is_(None)))


def _of_ocid(ocid: str, lock: bool) -> sa.Select[Tender]:
    query = sa.select(Tender).where(Tender.ocid == ocid, Tender.source == TenderSource.imported)
    query = query.order_by(Tender.id).limit(1).execution_options(populate_existing=True)
    return query.with_for_update() if lock else query


def imported_by(session: Session, organisation_id: int | None, most: int) -> Sequence[Tender]:
    """What an organisation (None: the operator) imported, newest first."""
    whose_it_is = (
        Tender.importer_id == organisation_id if organisation_id is not None else Tender.importer_id.is_(None)
    )
    query = sa.select(Tender).where(Tender.source == TenderSource.imported, whose_it_is)
    return list(session.scalars(query.order_by(Tender.id.desc()).limit(most)))


def due(session: Session, at: datetime) -> Sequence[Tender]:
    """Published tenders whose deadline has passed."""
    query = sa.select(Tender).where(Tender.state == TenderState.published, Tender.closes_at <= at)
    return list(session.scalars(query.order_by(Tender.id)))


def work_package(session: Session, actor: Actor | None, tender_id: int, package_id: int) -> WorkPackage:
    """One package of a tender that the actor may read. Raises NotFound."""
    tender = get(session, actor, tender_id)
    for lot in tender.lots:
        for package in lot.work_packages:
            if package.id == package_id:
                return package
    raise NotFound("We cannot find that work package.")
