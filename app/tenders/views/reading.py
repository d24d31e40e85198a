"""The list of tenders, and one tender."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.foundation import web
from app.foundation.types import now
from app.tenders.forms.searching import CLOSING, STATES, read_search
from app.tenders.queries import tenders as queries
from app.tenders.screens.listing import list_screen, tender_line
from app.tenders.screens.tender import tender_screen
from app.tenders.views.reaching import reach_of
from app.tenders.views.routes import blueprint, tender_of


@blueprint.get("/tenders")
@web.access(web.PUBLIC)
def tenders() -> ResponseReturnValue:
    """Tenders that fit a search; without one, those that are open."""
    search, page, at = read_search(request.args), web.page_number(), now()
    results = queries.search(web.session(), web.actor(), search.search, at, page)
    return web.render(
        "tenders/tenders.html",
        screen=list_screen(results, at, page),
        search=search,
        closing=CLOSING,
        states=STATES,
        actor=web.actor(),
    )


@blueprint.get("/tenders/<int:tender_id>")
@web.access(web.PUBLIC)
def tender(tender_id: int) -> ResponseReturnValue:
    """One tender."""
    row, at = tender_of(tender_id), now()
    twins = queries.twins_of(web.session(), web.actor(), [row]).get(row.id, ())
    screen = tender_screen(row, web.actor(), at, twins)
    return web.render(
        "tenders/tender.html",
        practice=row.practice,
        screen=screen,
        reach=reach_of(row, at),
        actor=web.actor(),
    )


@blueprint.get("/tenders/yours")
@web.access(web.any_of(web.BUYER, web.ADVISER))
def yours() -> ResponseReturnValue:
    """An officer's own tenders, or for an adviser those whose work packages wait to be confirmed."""
    actor, at = web.signed_in(), now()
    if actor.is_buyer and actor.organisation_id is not None:
        rows = queries.of_organisation(web.session(), actor.organisation_id)
    else:
        rows = queries.to_complete(web.session(), actor)
    return web.render("tenders/yours.html", lines=[tender_line(row, at) for row in rows], actor=actor)
