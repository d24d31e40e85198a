"""What an organisation imported: publishing it here, and deciding about changes that others suggest."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.foundation import web
from app.ocds import queries
from app.ocds.actions import importing, suggesting
from app.ocds.forms import SuggestionForm
from app.ocds.screens.comparing import suggestion_screen
from app.ocds.screens.owning import imported_list
from app.ocds.views.routes import BUYERS_AND_BROKERS, DECIDERS, PUBLISHERS, blueprint
from app.tenders.queries import tenders


@blueprint.get("/tenders/imported")
@web.access(BUYERS_AND_BROKERS)
def imports() -> ResponseReturnValue:
    """Everything the organisation imported, what waits for it, and what was set aside."""
    actor = web.signed_in()
    return web.render(
        "ocds/imports.html",
        lines=imported_list(queries.imports_of(web.session(), actor.organisation_id)),
        suggestions=queries.suggestions_for(web.session(), actor),
        set_aside=queries.quarantined(web.session(), actor.organisation_id),
    )


@blueprint.route("/tenders/<int:tender_id>/publish-here", methods=["GET", "POST"])
@web.access(PUBLISHERS)
def publish_here(tender_id: int) -> ResponseReturnValue:
    """Show everybody what was read from the notice."""
    tender, form = tenders.get(web.session(), web.actor(), tender_id), web.ButtonForm()
    if form.submitted_ok():
        with form.refusals():
            importing.publish(web.session(), web.signed_in(), tender)
            web.flash("Everyone can now read this tender.")
            return web.see_other("tenders.tender", tender_id=tender_id)
        tender = tenders.get(web.session(), web.actor(), tender_id)
    if tender.published_at is not None:
        return web.see_other("tenders.tender", tender_id=tender_id)
    return web.render("ocds/publish_here.html", status=form.status, form=form, tender=tender)


@blueprint.route("/tenders/<int:tender_id>/suggestions/<int:suggestion_id>", methods=["GET", "POST"])
@web.access(DECIDERS)
def suggestion(tender_id: int, suggestion_id: int) -> ResponseReturnValue:
    """A suggested change beside what the tender says now; accept it or decline it."""
    tender, form = tenders.get(web.session(), web.actor(), tender_id), SuggestionForm()
    if form.submitted_ok():
        with form.refusals():
            suggesting.decide(
                web.session(),
                web.signed_in(),
                tender,
                suggestion_id,
                take=form.decision.data == "take",
                version=form.tender_version.data or 0,
                public_url=web.settings().public_url,
            )
            taken = form.decision.data == "take"
            web.flash(
                "The tender now shows the change."
                if taken
                else "The change is declined. The tender stays as it was."
            )
            return web.see_other("tenders.tender", tender_id=tender_id)
        tender = tenders.get(web.session(), web.actor(), tender_id)
    screen = suggestion_screen(tender, queries.suggestion(web.session(), tender_id, suggestion_id))
    if request.method == "GET" or form.errors:
        form.tender_version.raw_data = None
        form.tender_version.data = tender.version
    return web.render("ocds/suggestion.html", status=form.status, form=form, screen=screen)
