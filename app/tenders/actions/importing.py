"""Putting an imported notice's facts on a tender. `app.ocds` reads the notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import Conflict, NotAllowed, Refused
from app.tenders.actions.closing import schedule_close
from app.tenders.actions.drafting import draft_work_packages, states_the_same
from app.tenders.models import Award, Condition, Criterion, Lot, Tender, TenderDocument
from app.tenders.queries import tenders as queries
from app.tenders.queries import whose
from app.tenders.rules import ConditionKind, LotState, TenderSource, TenderState, shown_state

WORDS = ("title", "description", "portal_url")  # what a buyer corrects of a notice that it claimed


@dataclass(frozen=True)
class TenderFacts:
    """All that the sources of a tender state together, as plain values under the names of the columns.

    Parts refer to lots by `lot_key` (None: the whole tender). A value that is missing here is no longer
    stated anywhere.
    """

    tender: Mapping[str, Any]
    state: TenderState
    lots: Sequence[Mapping[str, Any]]
    criteria: Sequence[Mapping[str, Any]]
    conditions: Sequence[Mapping[str, Any]]
    documents: Sequence[Mapping[str, Any]]
    awards: Sequence[Mapping[str, Any]]
    work_packages: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)  # by lot key


def create_from_facts(session: Session, actor: Actor, facts: TenderFacts, at: datetime) -> Tender:
    """A new imported tender with draft work packages, which only its importer sees until it is published.

    It has no id before the session is flushed, so that a thousand notices take a few statements and not
    twenty each.
    """
    tender = Tender(
        source=TenderSource.imported,
        state=TenderState.draft,
        importer_id=actor.organisation_id,
        importer_person_id=actor.person_id,
        imported_at=at,
        **_columns(Tender, facts.tender),
        # Setting the lists spares a query for each of them.
        lots=[],
        criteria=[],
        conditions=[],
        documents=[],
        awards=[],
        related_ocids=[],
    )
    session.add(tender)
    audit.record(session, actor, "tender.imported", tender, ocid=tender.ocid)
    _put_parts(session, tender, facts, _lots(tender, facts.lots))
    tender.notice_state = facts.state
    draft_work_packages(session, actor, tender, facts.work_packages)
    return tender


def update_from_facts(
    session: Session, actor: Actor, tender: Tender, facts: TenderFacts, at: datetime
) -> bool:
    """Update an imported tender to what its sources state now; True where that changed anything. Where it did
    not, nothing is recorded and its drafts stay.

    Confirmed work packages are never touched, and words that the buyer corrected stay unless the buyer itself
    imports.
    """
    before = _state_and_lots(tender)
    values = _columns(Tender, facts.tender)
    if tender.corrected_at is not None and not whose.claimed_by(actor, tender):
        values = {name: value for name, value in values.items() if name not in WORDS}
    values_changed = _set_values(tender, values)
    lots = _lots(tender, facts.lots)
    tender.notice_state = facts.state
    lots_changed = _state_and_lots(tender) != before
    parts_changed = _put_parts(session, tender, facts, lots)
    changed = values_changed or lots_changed or parts_changed
    if not changed and states_the_same(session, tender, facts.work_packages):
        return False
    audit.record(session, actor, "tender.import_updated", tender, ocid=tender.ocid)
    draft_work_packages(session, actor, tender, facts.work_packages)
    _follow_notice(session, actor, tender, facts.state, at)
    return True


def _columns(table: type[Tender | Lot], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the columns store them. A value that is not stated becomes NULL where the column allows it;
    elsewhere it is left out, so that the row keeps what it has.
    """
    columns: Any = table.__table__.columns
    return {
        name: None if value == "" and columns[name].nullable else value
        for name, value in values.items()
        if value is not None or columns[name].nullable
    }


def _set_values(row: Tender | Lot, values: Mapping[str, Any]) -> bool:
    """Set the columns that differ; True where any did."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def _state_and_lots(tender: Tender) -> tuple[TenderState | None, list[dict[str, Any]]]:
    columns = [column.key for column in sa.inspect(Lot).column_attrs]
    return tender.notice_state, [{name: getattr(lot, name) for name in columns} for lot in tender.lots]


def _put_parts(session: Session, tender: Tender, facts: TenderFacts, lots: Mapping[str, Lot]) -> bool:
    """Update criteria, conditions, documents and awards to what the sources state; True if any differed."""
    kinds = {ConditionKind.text, *(condition["kind"] for condition in facts.conditions)}
    conditions = [condition for condition in tender.conditions if condition.kind in kinds]
    different = [
        _replace(session, list(tender.criteria), tender.criteria, Criterion, facts.criteria, lots),
        _replace(session, conditions, tender.conditions, Condition, facts.conditions, lots),
        _replace(session, list(tender.documents), tender.documents, TenderDocument, facts.documents, lots),
        _replace(session, list(tender.awards), tender.awards, Award, facts.awards, lots),
    ]
    return any(different)


def _lots(tender: Tender, facts: Sequence[Mapping[str, Any]]) -> dict[str, Lot]:
    lots = {lot.key: lot for lot in tender.lots}
    for position, values in enumerate(facts, 1):
        stated = _columns(Lot, values)
        lot = lots.get(stated["key"])
        if lot is None:
            lot = Lot(position=position, work_packages=[], **stated)
            tender.lots.append(lot)
            lots[lot.key] = lot
        else:
            _set_values(lot, stated)
    removed = lots.keys() - {values["key"] for values in facts}
    for key in removed:
        lots[key].state = LotState.removed
    return lots


def _replace(
    session: Session,
    old: list[Any],
    holder: list[Any],
    table: Any,
    facts: Sequence[Mapping[str, Any]],
    lots: Mapping[str, Lot],
) -> bool:
    """Replace old rows by new ones, unless their values are the same; True where they are not."""
    new = [dict(values) for values in facts]
    for values in new:
        if "lot_key" in values:
            values["lot"] = lots.get(values.pop("lot_key") or "")
    if len(old) == len(new) and all(map(_has_values, old, new)):
        return False
    for row in old:
        holder.remove(row)
        session.delete(row)
    holder.extend(table(**values) for values in new)
    if old:
        session.flush()
    return True


def _has_values(row: Any, values: Mapping[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def publish_imported(session: Session, actor: Actor, tender: Tender, at: datetime) -> None:
    """Show everybody what was read from a notice. A second time changes nothing.

    The caller must have locked the notice's OCID. Raises NotAllowed, Refused for an early notice, Conflict
    where another organisation has published the same notice here.
    """
    if not whose.speaks_for(actor, tender):
        raise NotAllowed("Only the organisation that imported this notice can publish it here.")
    if tender.published_at is not None:
        return
    if tender.notice_state in (None, TenderState.draft):
        raise Refused(
            "This is an early notice or a practice copy, so nobody can bid. You can publish an early notice"
            " once its tender has started."
        )
    public = queries.public_by_ocid(session, tender.ocid or "")
    if public is not None and public.id != tender.id:
        raise Conflict(
            "Another organisation has already published this notice here. Import it again, and we will"
            " suggest to them anything that is newer in your file."
        )
    tender.published_at = at
    audit.record(session, actor, "tender.published_from_notice", tender, ocid=tender.ocid)
    _follow_notice(session, actor, tender, tender.notice_state or TenderState.draft, at)


def _follow_notice(session: Session, actor: Actor, tender: Tender, stated: TenderState, at: datetime) -> None:
    """Take over the state that a source states, once the tender is published here.

    It is a fact and not a move by somebody here, so `TENDER_MOVES` does not apply.
    """
    tender.notice_state = stated
    target = shown_state(stated, tender.closes_at, at)
    if tender.published_at is None:
        return
    if tender.state is not target:
        tender.state = target
        audit.record(session, actor, f"tender.{target.name}", tender, because="the source says so")
    schedule_close(session, tender)
