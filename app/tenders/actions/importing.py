"""Putting an imported notice's facts on a tender; the reading of notices is the business of `app.ocds`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import Actor
from app.tenders.actions.closing import schedule_close
from app.tenders.actions.drafting import draft_work_packages
from app.tenders.models import Award, Condition, Criterion, Lot, Tender, TenderDocument
from app.tenders.rules import ConditionKind, TenderSource, TenderState, shown_state


@dataclass(frozen=True)
class TenderFacts:
    """What a source says, as plain values under the names of the tables' columns.

    Parts refer to lots by `lot_key` (None: the whole). A later source leaves alone what it does not state.
    """

    tender: Mapping[str, Any]
    state: TenderState
    lots: Sequence[Mapping[str, Any]]
    criteria: Sequence[Mapping[str, Any]]
    conditions: Sequence[Mapping[str, Any]]
    documents: Sequence[Mapping[str, Any]]
    awards: Sequence[Mapping[str, Any]]


def create_from_facts(session: Session, actor: Actor, facts: TenderFacts, at: datetime) -> Tender:
    """A new imported tender, with draft work packages; closed at once where its deadline has passed."""
    tender = Tender(source=TenderSource.imported, state=TenderState.draft, **_stated(facts.tender))
    session.add(tender)
    session.flush()
    audit.record(session, actor, "tender.imported", tender, ocid=tender.ocid)
    _fill(session, actor, tender, facts, at)
    return tender


def update_from_facts(session: Session, actor: Actor, tender: Tender, facts: TenderFacts, at: datetime) -> None:
    """Bring an imported tender to a newer source. Confirmed work packages are never touched."""
    for name, value in _stated(facts.tender).items():
        if getattr(tender, name) != value:
            setattr(tender, name, value)
    audit.record(session, actor, "tender.import_updated", tender, ocid=tender.ocid)
    _fill(session, actor, tender, facts, at)


def _stated(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _fill(session: Session, actor: Actor, tender: Tender, facts: TenderFacts, at: datetime) -> None:
    lots = _lots(session, tender, facts.lots)
    ids = {key: lot.id for key, lot in lots.items()}
    if facts.criteria:
        _replace(session, list(tender.criteria), tender.criteria, Criterion, facts.criteria, ids)
    if facts.conditions:
        in_words = [condition for condition in tender.conditions if condition.kind is ConditionKind.text]
        _replace(session, in_words, tender.conditions, Condition, facts.conditions, ids)
    if facts.documents:
        _replace(session, list(tender.documents), tender.documents, TenderDocument, facts.documents, ids)
    if facts.awards:
        _replace(session, list(tender.awards), tender.awards, Award, facts.awards, ids)
    draft_work_packages(session, actor, tender)
    _stand(session, actor, tender, facts.state, at)


def _lots(session: Session, tender: Tender, facts: Sequence[Mapping[str, Any]]) -> dict[str, Lot]:
    known = {lot.key: lot for lot in tender.lots}
    for position, values in enumerate(facts, 1):
        stated = _stated(values)
        lot = known.get(stated["key"])
        if lot is None:
            lot = Lot(position=position, **stated)
            tender.lots.append(lot)
            known[lot.key] = lot
        else:
            for name, value in stated.items():
                if getattr(lot, name) != value:
                    setattr(lot, name, value)
    session.flush()
    return known


def _replace(
    session: Session, old: list[Any], holder: list[Any], table: Any, facts: Sequence[Mapping[str, Any]],
    lot_ids: Mapping[str, int],
) -> None:  # fmt: skip
    for row in old:
        holder.remove(row)
        session.delete(row)
    for values in facts:
        given = dict(values)
        if "lot_key" in given:
            given["lot_id"] = lot_ids.get(given.pop("lot_key") or "")
        holder.append(table(**given))
    session.flush()


def _stand(session: Session, actor: Actor, tender: Tender, stated: TenderState, at: datetime) -> None:
    """What a source says of its own procurement is a fact, not a move that somebody here makes."""
    target = shown_state(stated, tender.deadline, at)
    if target is not TenderState.draft and tender.published_at is None:
        tender.published_at = at
    if tender.state is not target:
        tender.state = target
        audit.record(session, actor, f"tender.{target.name}", tender, because="the source says so")
    schedule_close(session, tender)
