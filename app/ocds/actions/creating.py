"""Notices of procurements that are new here, put into the database together: a few statements for them
all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from app.foundation.actor import Actor
from app.foundation.errors import DomainError
from app.ocds.actions.facts import facts
from app.ocds.actions.results import ReleaseResult, new_row, refusal, result, set_aside
from app.ocds.actions.twinning import Twins, note_twins
from app.ocds.notice import Notice
from app.ocds.reading import ReadRelease
from app.tenders.actions.importing import create_from_facts
from app.tenders.models import NoticeRelease
from app.tenders.rules import ReleaseState


@dataclass(frozen=True)
class NewNotice:
    """A release of a procurement that has no tender here. `kept` is its row where it was set aside before."""

    name: str
    source: ReadRelease
    notice: Notice
    kept: NoticeRelease | None = None


def create_together(
    session: Session, actor: Actor, notices: Sequence[NewNotice], at: datetime
) -> list[ReleaseResult]:
    """A tender for each, in one savepoint; where that fails, each in its own, so that a bad one is set aside
    alone.
    """
    try:
        with session.begin_nested():
            rows = _create(session, actor, notices, at)
    except (DomainError, StatementError) as error:
        reason = refusal(error)
        if len(notices) > 1:
            return [result for notice in notices for result in create_together(session, actor, [notice], at)]
        return [set_aside(session, actor, notices[0].source, notices[0].name, reason, at)]
    return [result(row, row.state, "", new.notice.title) for row, new in zip(rows, notices, strict=True)]


def _create(
    session: Session, actor: Actor, notices: Sequence[NewNotice], at: datetime
) -> list[NoticeRelease]:
    twins = Twins(session, actor, ((new.notice.title, new.notice.buyer_name) for new in notices))
    rows = []
    with session.no_autoflush:
        for new in notices:
            tender = create_from_facts(session, actor, facts(new.notice), at)
            row = new.kept or new_row(actor, new.source, new.name, at)
            row.released_at, row.tags = new.notice.released_at, list(new.notice.tags)
            row.state, row.reason, row.tender = ReleaseState.imported, "", tender
            twins_of_it = twins.of(tender)
            row.remarks = [*new.notice.remarks, *note_twins(session, actor, tender, new.notice, twins_of_it)]
            twins.add(tender)
            session.add(row)
            rows.append(row)
    session.flush()
    return rows
