"""Putting an imported notice's facts on a tender; the reading of notices is the business of `app.ocds`."""

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
    """What a source says, as plain values under the names of the tables' columns.

    Parts refer to lots by `lot_key` (None: the whole). It is all that the sources say together, so what it
    does not state is stated no more.
    """

    tender: Mapping[str, Any]
    state: TenderState
    lots: Sequence[Mapping[str, Any]]
    criteria: Sequence[Mapping[str, Any]]
    conditions: Sequence[Mapping[str, Any]]
    documents: Sequence[Mapping[str, Any]]
    awards: Sequence[Mapping[str, Any]]
    work_packages: Mapping[str, Sequence[Mapping[str, Any]]] = field(
        default_factory=dict
    )  # by lot, where stated


def create_from_facts(session: Session, actor: Actor, facts: TenderFacts, at: datetime) -> Tender:
    """A new imported tender with draft work packages: a draft that its importer alone sees until they publish
    it.

    It has no id before the session is flushed: a thousand notices are then a few statements, not twenty each.
    """
    tender = Tender(
        source=TenderSource.imported, state=TenderState.draft, importer_id=actor.organisation_id,
        importer_person_id=actor.person_id, imported_at=at, **_columns(Tender, facts.tender),
        # Known to be empty: nobody need ask the database for them.
        lots=[], criteria=[], conditions=[], documents=[], awards=[], related_ocids=[],
    )  # fmt: skip
    session.add(tender)
    audit.record(session, actor, "tender.imported", tender, ocid=tender.ocid)
    _put_parts(session, tender, facts, _lots(tender, facts.lots))
    tender.notice_state = facts.state
    draft_work_packages(session, actor, tender, facts.work_packages)
    return tender


def update_from_facts(
    session: Session, actor: Actor, tender: Tender, facts: TenderFacts, at: datetime
) -> bool:
    """Bring an imported tender to what its sources say now; True where that changed anything. Where it did
    not, nothing is recorded and its drafts stay.

    Confirmed work packages are never touched, and words that the buyer corrected stay unless the buyer itself
    imports.
    """
    kept = WORDS if tender.corrected_at is not None and not whose.claimed_by(actor, tender) else ()
    before = (tender.notice_state, [_all_of(lot) for lot in tender.lots])
    changed = False
    for name, value in _columns(Tender, facts.tender).items():
        if name not in kept and getattr(tender, name) != value:
            setattr(tender, name, value)
            changed = True
    lots = _lots(tender, facts.lots)
    tender.notice_state = facts.state
    changed = changed or before != (tender.notice_state, [_all_of(lot) for lot in tender.lots])
    changed = _put_parts(session, tender, facts, lots) or changed
    if not changed and states_the_same(session, tender, facts.work_packages):
        return False
    audit.record(session, actor, "tender.import_updated", tender, ocid=tender.ocid)
    draft_work_packages(session, actor, tender, facts.work_packages)
    _stand(session, actor, tender, facts.state, at)
    return True


def _columns(table: type[Tender | Lot], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the columns hold them: nothing stated is NULL where a column takes that, else what stood
    there.
    """
    columns: Any = table.__table__.columns
    return {
        name: None if value == "" and columns[name].nullable else value
        for name, value in values.items()
        if value is not None or columns[name].nullable
    }


def _all_of(lot: Lot) -> dict[str, Any]:
    return {column.key: getattr(lot, column.key) for column in sa.inspect(Lot).column_attrs}


def _put_parts(session: Session, tender: Tender, facts: TenderFacts, lots: Mapping[str, Lot]) -> bool:
    """Bring criteria, conditions, documents and awards to what the sources say; True where any were
    different.
    """
    kinds = {ConditionKind.text, *(condition["kind"] for condition in facts.conditions)}
    of_source = [condition for condition in tender.conditions if condition.kind in kinds]
    different = [
        _replace(session, list(tender.criteria), tender.criteria, Criterion, facts.criteria, lots),
        _replace(session, of_source, tender.conditions, Condition, facts.conditions, lots),
        _replace(session, list(tender.documents), tender.documents, TenderDocument, facts.documents, lots),
        _replace(session, list(tender.awards), tender.awards, Award, facts.awards, lots),
    ]
    return any(different)


def _lots(tender: Tender, facts: Sequence[Mapping[str, Any]]) -> dict[str, Lot]:
    known = {lot.key: lot for lot in tender.lots}
    for position, values in enumerate(facts, 1):
        stated = _columns(Lot, values)
        lot = known.get(stated["key"])
        if lot is None:
            lot = Lot(position=position, work_packages=[], **stated)
            tender.lots.append(lot)
            known[lot.key] = lot
        else:
            for name, value in stated.items():
                if getattr(lot, name) != value:
                    setattr(lot, name, value)
    gone = known.keys() - {values["key"] for values in facts}
    for key in gone:
        known[key].state = LotState.removed
    return known


def _replace(
    session: Session, old: list[Any], holder: list[Any], table: Any, facts: Sequence[Mapping[str, Any]],
    lots: Mapping[str, Lot],
) -> bool:  # fmt: skip
    """Put new rows in the place of old ones, unless they say the same; True where they do not."""
    wanted = [dict(values) for values in facts]
    for values in wanted:
        if "lot_key" in values:
            values["lot"] = lots.get(values.pop("lot_key") or "")
    if len(old) == len(wanted) and all(map(_says, old, wanted)):
        return False
    for row in old:
        holder.remove(row)
        session.delete(row)
    holder.extend(table(**values) for values in wanted)
    if old:
        session.flush()
    return True


def _says(row: Any, values: Mapping[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def publish_imported(session: Session, actor: Actor, tender: Tender, at: datetime) -> None:
    """Show everybody what was read from a notice. Saying it twice is saying it once.

    The caller holds the turn of its OCID. Raises NotAllowed, Refused for an early notice, Conflict where
    another organisation has published the same notice here.
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
    _stand(session, actor, tender, tender.notice_state or TenderState.draft, at)


def _stand(session: Session, actor: Actor, tender: Tender, stated: TenderState, at: datetime) -> None:
    """What a source says of its own procurement is a fact, not a move that somebody here makes. It shows once
    the tender is published here."""
    tender.notice_state = stated
    target = shown_state(stated, tender.closes_at, at)
    if tender.published_at is None:
        return
    if tender.state is not target:
        tender.state = target
        audit.record(session, actor, f"tender.{target.name}", tender, because="the source says so")
    schedule_close(session, tender)
