"""The page an invitation's link opens."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.accounts.actions import invitations, signing_in
from app.accounts.queries import people
from app.accounts.views.routes import blueprint
from app.foundation import web
from app.foundation.web.identity import token as sign_in_token


@blueprint.get("/invitations/<token>", endpoint="invitation")
@web.access(web.PUBLIC)
def show_invitation(token: str) -> ResponseReturnValue:
    """Who invites, and joining, signing in or registering."""
    invitation = people.open_invitation(web.session(), token)
    if invitation is None:
        return web.render("accounts/invitation_ended.html", status=404)
    actor = web.actor()
    email = people.person(web.session(), actor.person_id).email if actor and actor.person_id else None
    return web.render(
        "accounts/invitation.html",
        invitation=invitation,
        token=token,
        form=web.ButtonForm(),
        actor=actor,
        for_another=email is not None and not invitations.is_for(invitation, email),
    )


@blueprint.post("/invitations/<token>")
@web.access(web.SIGNED_IN)
def accept_invitation(token: str) -> ResponseReturnValue:
    """Join, and act for the organisation from now on."""
    actor, session, held = web.signed_in(), web.session(), sign_in_token()
    assert held is not None
    accepted = invitations.accept_invitation(session, actor, token)
    signing_in.act_for(session, actor, held, accepted.organisation_id)
    web.flash(f"You are now a member of {accepted.organisation.name} and acting for it.")
    return web.see_other("home.home")
