"""Start pages, and the pages about the site itself."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, url_for
from flask.typing import ResponseReturnValue

from app.accounts.screens import standing_screen
from app.foundation import web
from app.foundation.actor import Actor, OrganisationKind, Standing
from app.foundation.readiness import KEPT_SECONDS, Readiness
from app.foundation.types import LONDON, now
from app.foundation.web.edge import edge
from app.home.rules import PERIODS
from app.home.screens.adviser import adviser_screen
from app.home.screens.enterprise import enterprise_screen
from app.home.screens.officer import officer_screen
from app.home.screens.start import start_screen

blueprint = Blueprint("home", __name__)
PAGES = {
    OrganisationKind.enterprise: (enterprise_screen, "home/enterprise.html"),
    OrganisationKind.adviser_body: (adviser_screen, "home/adviser.html"),
    OrganisationKind.contracting_authority: (officer_screen, "home/officer.html"),
}


@blueprint.get("/")
@web.access(web.PUBLIC)
def home() -> ResponseReturnValue:
    """What to do next, by the kind of organisation; what this site is, for people who are signed out."""
    actor, at = web.actor(), now()
    if actor is None:
        return web.render("home/start.html", screen=start_screen(web.session(), at))
    if actor.kind is None:
        return web.render("home/no_organisation.html")
    if _has_duty_first(actor):
        return web.to_duty(actor)
    if actor.kind is OrganisationKind.operator:
        return web.see_other("accounts.admissions")
    if not (actor.is_trusted or actor.is_buyer or actor.is_enterprise):
        return web.render("home/not_approved.html", standing=standing_screen(web.session(), actor))
    make_screen, template = PAGES[actor.kind]
    today = at.astimezone(LONDON).date()
    standing = None if actor.standing is Standing.approved else standing_screen(web.session(), actor)
    screen = make_screen(web.session(), actor, at, today, url_for)
    return web.render(template, screen=screen, standing=standing)


def _has_duty_first(actor: Actor) -> bool:
    """Whether a member of an approved body has a duty to do before its private start page opens."""
    is_body = actor.kind is not OrganisationKind.enterprise
    return is_body and actor.standing is Standing.approved and bool(actor.duties)


@blueprint.get("/help")
@web.access(web.PUBLIC)
def help() -> ResponseReturnValue:
    """How it works, and who sees what."""
    return web.render("home/help.html")


@blueprint.get("/accessibility")
@web.access(web.PUBLIC)
def accessibility() -> ResponseReturnValue:
    """How accessible the site is, and whom to tell about problems."""
    return web.render("home/accessibility.html")


@blueprint.get("/privacy")
@web.access(web.PUBLIC)
def privacy() -> ResponseReturnValue:
    """What is kept about people, why, and for how long."""
    return web.render("home/privacy.html", periods=PERIODS)


@blueprint.get("/acknowledgements")
@web.access(web.PUBLIC)
def acknowledgements() -> ResponseReturnValue:
    """Whose data and software the site uses, in the words that their licences ask for."""
    return web.render("home/acknowledgements.html")


@blueprint.get("/healthz")
@web.access(web.PUBLIC)
def health() -> ResponseReturnValue:
    """Whether this process is alive, for the supervisor that restarts it. Uses neither database nor disk."""
    return _plain("ok\n", 200)


@blueprint.get("/readyz")
@web.access(web.PUBLIC)
def ready() -> ResponseReturnValue:
    """Whether the site can do its work, for load balancers and monitoring. 503 says what fails."""
    parts = edge()
    seconds = 0 if parts.settings.environment == "test" else KEPT_SECONDS
    checks: Readiness = current_app.extensions.setdefault(
        "readiness", Readiness(parts.database, parts.settings, seconds)
    )
    failing = checks.failing()
    return _plain("".join(f"{line}\n" for line in failing) or "ready\n", 503 if failing else 200)


def _plain(text: str, status: int) -> Response:
    return Response(text, status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
