"""What every page that shows another's figures says of itself."""

from __future__ import annotations

from collections.abc import Iterable

from app.enterprises.actions.viewings import record_viewings
from app.enterprises.queries.viewings import unrecorded
from app.enterprises.rules import ViewedIn
from app.foundation import web


def shows_figures_of(ids: Iterable[int | None], what: ViewedIn, subject: str) -> None:
    """This page shows the figures of these enterprises: it is shown once that is recorded. None is nobody."""
    actor, shown = web.actor(), sorted({one for one in ids if one is not None})
    if actor is None or not shown:
        return
    web.after_page(
        lambda session: bool(unrecorded(session, actor, shown, what, subject)),
        lambda session: record_viewings(session, actor, shown, what, subject),
    )
