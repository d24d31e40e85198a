"""The directory and the page of an enterprise that everybody may see. No figures here."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.enterprises.queries import directory as directory_queries
from app.enterprises.queries import figures, register
from app.enterprises.screens import public
from app.enterprises.views.routes import blueprint, today, typed
from app.foundation import web


@blueprint.get("/enterprises")
@web.access(web.PUBLIC)
def directory() -> ResponseReturnValue:
    """Search by name, kind of work and place."""
    search = directory_queries.Search(typed("name"), typed("what"), typed("where"))
    meant = directory_queries.understood(search)
    actor = web.actor()
    body = actor.organisation_id if actor is not None and actor.is_adviser else None
    listing = directory_queries.directory(web.session(), search, meant, web.page_number(), body)
    return web.render("enterprises/directory.html", screen=public.directory_screen(listing, search, meant))


@blueprint.get("/enterprises/<int:enterprise_id>")
@web.access(web.PUBLIC)
def enterprise(enterprise_id: int) -> ResponseReturnValue:
    """One enterprise, without prices, turnover, limits and promised capacity."""
    actor = web.actor()
    entry = register.public(web.session(), actor, enterprise_id)
    own = actor is not None and actor.organisation_id == entry.organisation_id
    return web.render(
        "enterprises/enterprise.html",
        screen=public.public_screen(entry, today()),
        own=own,
        adviser=actor is not None and actor.is_adviser,
        shared=figures.can_see_private(actor, entry),
    )
