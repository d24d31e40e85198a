"""Start pages, and the pages about the site itself."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from app.accounts.screens import standing_screen
from app.foundation import web
from app.foundation.actor import OrganisationKind, Standing
from app.foundation.types import now
from app.home.rules import PERIODS
from app.home.screens import adviser_screen, enterprise_screen, officer_screen, start_screen

blueprint = Blueprint("home", __name__)
LONDON = ZoneInfo("Europe/London")
PAGES = {
    OrganisationKind.enterprise: (enterprise_screen, "home/enterprise.html"),
    OrganisationKind.adviser_body: (adviser_screen, "home/adviser.html"),
    OrganisationKind.contracting_authority: (officer_screen, "home/officer.html"),
}


@blueprint.get("/")
@web.access(web.PUBLIC)
def home() -> ResponseReturnValue:
    """What to do next, by what one is here; for the signed out, what this is."""
    actor, at = web.actor(), now()
    if actor is None:
        return web.render("home/start.html", screen=start_screen(web.session(), at))
    if actor.kind is None:
        return web.render("home/no_organisation.html")
    if actor.duties and actor.kind is not OrganisationKind.enterprise and actor.standing is Standing.approved:
        return web.to_duty(actor)
    if actor.kind is OrganisationKind.operator:
        return web.see_other("accounts.admissions")
    if not actor.is_trusted and not actor.is_buyer and not actor.is_enterprise:
        return web.render("home/not_approved.html", standing=standing_screen(web.session(), actor))
    make_screen, template = PAGES[actor.kind]
    today = at.astimezone(LONDON).date()
    standing = None if actor.standing is Standing.approved else standing_screen(web.session(), actor)
    screen = make_screen(web.session(), actor, at, today, url_for)
    return web.render(template, screen=screen, standing=standing)


@blueprint.get("/help")
@web.access(web.PUBLIC)
def help() -> ResponseReturnValue:
    """How it works, and who sees what."""
    return web.render("home/help.html")


@blueprint.get("/accessibility")
@web.access(web.PUBLIC)
def accessibility() -> ResponseReturnValue:
    """How far everybody can use it, and whom to tell where they cannot."""
    return web.render("home/accessibility.html")


@blueprint.get("/privacy")
@web.access(web.PUBLIC)
def privacy() -> ResponseReturnValue:
    """What is kept about people, why, and for how long."""
    return web.render("home/privacy.html", periods=PERIODS)


@blueprint.get("/acknowledgements")
@web.access(web.PUBLIC)
def acknowledgements() -> ResponseReturnValue:
    """Whose data and software this stands on, in the words that their licences ask for."""
    return web.render("home/acknowledgements.html")


@blueprint.get("/healthz")
@web.access(web.PUBLIC)
def health() -> ResponseReturnValue:
    """Whether the site and its database answer: for whatever watches over it."""
    web.session().execute(sa.text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})
