"""The page an invitation's link opens."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.accounts import actions, queries
from app.accounts.forms import ButtonForm
from app.accounts.views.account import signed_in
from app.accounts.views.routes import blueprint
from app.foundation import web
from app.foundation.web.identity import token as sign_in_token


@blueprint.get("/invitations/<token>")
@web.access(web.PUBLIC)
def invitation(token: str) -> ResponseReturnValue:
    """Who invites, and joining, signing in or registering."""
    found = queries.open_invitation(web.session(), token)
    if found is None:
        return web.render("accounts/invitation_ended.html", status=404)
    return web.render("accounts/invitation.html", invitation=found, token=token, form=ButtonForm(), actor=web.actor())


@blueprint.post("/invitations/<token>")
@web.access(web.SIGNED_IN)
def accept_invitation(token: str) -> ResponseReturnValue:
    """Join, and act for the organisation from now on."""
    actor, session, held = signed_in(), web.session(), sign_in_token()
    assert held is not None
    accepted = actions.accept_invitation(session, actor, token)
    actions.act_for(session, actor, held, accepted.organisation_id)
    web.flash(f"You are a member of {accepted.organisation.name}, and acting for it now.")
    return web.see_other("home.home")
