"""Practice copies: a real notice with an invented buyer, new dates and our areas, to learn on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor
from app.foundation.errors import NotAllowed, Refused
from app.foundation.reference import areas as area_tree
from app.foundation.reference import regimes
from app.foundation.types import LONDON, now
from app.tenders.actions.closing import schedule_close
from app.tenders.actions.drafting import draft_work_packages
from app.tenders.models import Condition, Criterion, Lot, Tender, TenderDocument, WorkPackage
from app.tenders.queries import tenders as queries
from app.tenders.rules import LotState, TenderSource, TenderState, WorkPackageState

HERE = ("E08000025", "E08000028")  # Birmingham and Sandwell
OPEN_DAYS = 30
_NEVER_COPIED = {
    "id",
    "version",
    "created_at",
    "organisation_id",
    "practice_of_id",
    "source",
    "state",
    "published_at",
    "ocid",
    "buyer_name",
    "buyer_identifier",
    "portal_url",
    "no_notice_reason",
    "related_ocids",
    "withdrawn_reason",
    "procurement_key",
    "twin_key",
    "search_words",
    "regime",
    "importer_id",
    "importer_person_id",
    "imported_at",
    "notice_state",
    "claimed_at",
    "corrected_at",
    "contact_name",
    "contact_email",
    "contact_phone",
    "other_buyers",
    "stale_at",
}


def copy_as_practice(
    session: Session,
    actor: Actor,
    tender: Tender,
    *,
    buyer_name: str,
    shift: timedelta | None = None,
    areas: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> Tender:
    """A published practice copy of a tender, linked to its source.

    Dates move by `shift`, or, without one, so far that the deadline is at noon thirty days from `at`. `areas`
    maps areas of the source to our own; areas it leaves out become Birmingham and Sandwell in turn. Confirmed
    work packages are copied; other lots get new drafts.
    """
    _refuse(actor, tender, buyer_name)
    moment = at or now()
    moved = _shift(tender, moment) if shift is None else shift
    copy = _copy(session, actor, tender, buyer_name.strip(), moved, moment)
    _copy_lots(session, tender, copy, moved, _places(tender, areas or {}))
    audit.record(session, actor, "tender.copied_as_practice", copy, practice_of=tender.id)
    draft_work_packages(session, actor, copy)
    schedule_close(session, copy)
    return copy


def _refuse(actor: Actor, tender: Tender, buyer_name: str) -> None:
    if actor != SYSTEM and not queries.may_copy(actor, tender):
        raise NotAllowed("Only officers, and advisers for imported notices, can make practice copies.")
    if not buyer_name.strip():
        raise Refused("Enter an invented name for the buyer", "buyer_name")
    if buyer_name.strip().casefold() == tender.buyer_name.casefold():
        raise Refused("Enter an invented name. This is the real buyer", "buyer_name")


def _shift(tender: Tender, at: datetime) -> timedelta:
    noon = datetime.combine(
        (at + timedelta(days=OPEN_DAYS)).astimezone(LONDON).date(), datetime.min.time(), LONDON
    )
    target = noon.replace(hour=12)
    return target - (tender.deadline or target)


def _copy(
    session: Session, actor: Actor, tender: Tender, buyer: str, moved: timedelta, at: datetime
) -> Tender:
    values = _columns(tender, but=_NEVER_COPIED)
    for name in ("title", "description"):
        values[name] = _renamed(_without_links(values[name]), tender.buyer_name, buyer)
    copy = Tender(
        **{**values, **_moved(values, moved)},
        organisation_id=actor.organisation_id if actor.is_officer else None,
        source=TenderSource.practice,
        state=TenderState.published,
        published_at=at,
        practice_of_id=tender.practice_of_id or tender.id,
        buyer_name=buyer,
        regime=regimes.DEFAULT,  # the copy's work is in Birmingham, whatever law applies to the real one
        no_notice_reason="This is a practice copy. Nothing is bought, and nothing is sent to anyone.",
    )
    if copy.deadline is None:
        copy.deadline = at + timedelta(days=OPEN_DAYS)
    copy.deadline_is_day = False
    session.add(copy)
    session.flush()
    return copy


def _copy_lots(
    session: Session, tender: Tender, copy: Tender, moved: timedelta, places: Mapping[str, str]
) -> None:
    names = (tender.buyer_name, copy.buyer_name)
    ids: dict[int, int] = {}
    for lot in tender.lots:
        lot_copy = _copy_lot(lot, moved, places, *names)
        copy.lots.append(lot_copy)
        session.flush()
        ids[lot.id] = lot_copy.id
    copy.conditions.extend(Condition(**_part(row, ids, *names)) for row in tender.conditions)
    copy.criteria.extend(Criterion(**_part(row, ids, *names)) for row in tender.criteria)
    copy.documents.extend(TenderDocument(**_part(row, ids, *names)) for row in tender.documents)
    session.flush()


def _copy_lot(lot: Lot, moved: timedelta, places: Mapping[str, str], real: str, invented: str) -> Lot:
    values = _columns(lot, but=("id", "tender_id"))
    values["state"] = LotState.open
    values["areas"] = list(dict.fromkeys(places[code] for code in lot.areas)) or [HERE[0]]
    for name in ("title", "description"):
        values[name] = _renamed(_without_links(values[name]), real, invented)
    copy = Lot(**{**values, **_moved(values, moved)})
    for package in lot.work_packages:
        if package.state is WorkPackageState.confirmed:
            columns = _columns(package, but=("id", "lot_id"))
            copy.work_packages.append(WorkPackage(**{**columns, "area": places[package.area]}))
    return copy


def _part(row: Any, lot_ids: Mapping[int, int], real: str, invented: str) -> dict[str, Any]:
    values = _columns(row, but=("id", "tender_id"))
    if values.get("lot_id") is not None:
        values["lot_id"] = lot_ids[values["lot_id"]]
    return {
        name: _renamed(value, real, invented) if isinstance(value, str) else value
        for name, value in values.items()
    }


def _columns(row: Any, *, but: Collection[str]) -> dict[str, Any]:
    """The values of a row's columns, by name, without those in `but`."""
    columns = inspect(row).mapper.column_attrs
    return {column.key: getattr(row, column.key) for column in columns if column.key not in but}


def _moved(values: Mapping[str, Any], moved: timedelta) -> dict[str, Any]:
    whole_days = timedelta(days=round(moved / timedelta(days=1)))
    dates: dict[str, Any] = {}
    for name in ("deadline", "enquiries_until", "starts_on", "ends_on"):
        value = values.get(name)
        if isinstance(value, datetime):
            dates[name] = value + moved
        elif isinstance(value, date):
            dates[name] = value + whole_days
    return dates


def _places(tender: Tender, chosen: Mapping[str, str]) -> dict[str, str]:
    """The copy's area for each area of the source."""
    codes: list[str] = []
    for lot in tender.lots:
        codes += lot.areas
        codes += [package.area for package in lot.work_packages]
    places: dict[str, str] = {}
    for code in dict.fromkeys(codes):
        place = chosen.get(code) or HERE[len(places) % len(HERE)]
        if area_tree.get(place) is None:
            raise Refused(f"We do not know the area {place}", "areas")
        places[code] = place
    return places


def _without_links(text: str) -> str:
    """A text without the lines that link to the real portal, so that nobody bids there for practice."""
    return "\n".join(line for line in text.split("\n") if "http" not in line.lower()).strip()


def _renamed(text: str, real: str, invented: str) -> str:
    """A text with the invented name in place of the real buyer's, in upper or lower case."""
    return re.sub(re.escape(real), lambda _: invented, text, flags=re.IGNORECASE) if len(real) > 3 else text
