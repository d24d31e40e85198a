"""Every page that shows another enterprise's figures records that it did."""

from __future__ import annotations

from collections.abc import Iterable

from app.enterprises.actions.viewings import record_viewings
from app.enterprises.queries.viewings import unrecorded
from app.enterprises.rules import ViewedIn
from app.foundation import web


def shows_figures_of(ids: Iterable[int | None], what: ViewedIn, subject: str) -> None:
    """Record that this page shows these enterprises' figures, before it is shown. None stands for nobody."""
    actor, shown = web.actor(), sorted({id for id in ids if id is not None})
    if actor is None or not shown:
        return
    web.after_page(
        lambda session: bool(unrecorded(session, actor, shown, what, subject)),
        lambda session: record_viewings(session, actor, shown, what, subject),
    )
