"""The notices that an organisation imported, on its start page: what is published, what waits, what was set
aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.foundation.actor import Actor
from app.ocds import queries
from app.ocds.models import SuggestedChange
from app.ocds.screens.owning import ImportedLine, imported_list
from app.tenders.models import NoticeRelease

MOST = 10


@dataclass(frozen=True)
class NoticesPart:
    """The newest imports (`more`: there are others), changes that wait for a decision, releases set aside."""

    lines: tuple[ImportedLine, ...]
    more: bool
    suggestions: Sequence[SuggestedChange]
    set_aside: Sequence[NoticeRelease]


def notices_part(session: Session, actor: Actor, at: datetime) -> NoticesPart:
    """What a start page shows of the actor's imports; nothing for people who cannot import."""
    if not (actor.is_officer or actor.is_adviser):
        return NoticesPart((), more=False, suggestions=(), set_aside=())
    imports = queries.imports_of(session, actor.organisation_id, MOST + 1)
    return NoticesPart(
        lines=imported_list(imports[:MOST], at),
        more=len(imports) > MOST,
        suggestions=queries.suggestions_for(session, actor, MOST),
        set_aside=queries.quarantined(session, actor.organisation_id, MOST),
    )
