"""The organisation's page: its name, members and invitations."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.actions import invitations, members, organisations, signing_in
from app.accounts.forms.people import InviteForm, OrganisationNameForm, RoleForm
from app.accounts.models import Membership
from app.accounts.queries import people
from app.accounts.rules import carries_trust
from app.accounts.screens import organisation_screen
from app.accounts.views.asking_again import may_give_role, may_invite
from app.accounts.views.routes import GUESSES, actor_or_network, blueprint
from app.foundation import web
from app.foundation.actor import Actor, Role


def _own_or_owner(session: Session, actor: Actor | None, membership_id: int) -> bool:
    if actor is None or actor.organisation_id is None:
        return False
    member = people.membership(session, actor.organisation_id, membership_id)
    return actor.is_owner or member.person_id == actor.person_id


MEMBER_OR_OWNER = web.Rule("the member, or an owner of the organisation", _own_or_owner)


@blueprint.get("/organisation")
@web.access(web.ORGANISATION)
def organisation() -> ResponseReturnValue:
    """Members and invitations."""
    screen = organisation_screen(web.session(), web.signed_in())
    return web.render("accounts/organisation.html", screen=screen, form=web.ButtonForm())


@blueprint.route("/organisation/name", methods=["GET", "POST"])
@web.access(web.OWNER)
def change_organisation_name() -> ResponseReturnValue:
    """Change the organisation's name."""
    form = OrganisationNameForm()
    if form.submitted_ok(people.organisation(web.session(), web.signed_in())):
        with form.refusals():
            organisations.rename_organisation(web.session(), web.signed_in(), form.organisation_name.data)
            web.flash("Your organisation’s name has been changed.")
            return web.see_other("accounts.organisation")
    form.show(people.organisation(web.session(), web.signed_in()))
    return web.render("accounts/change_organisation_name.html", status=form.status, form=form)


@blueprint.route("/organisation/invite", methods=["GET", "POST"])
@web.limiter.limit("30 per hour", key_func=actor_or_network, methods=["POST"])
@web.access(web.OWNER)
def invite() -> ResponseReturnValue:
    """Invite a person; their link is emailed, and shown here once."""
    form = InviteForm(role=Role.editor.name)
    if carries_trust(web.signed_in().kind):
        form.password.description = (
            "We ask for this before you can invite anyone to an organisation like yours."
        )
    if form.submitted_ok() and may_invite(form):
        with form.refusals():
            role, address = Role[form.role.data], web.settings().public_url
            link = invitations.invite_member(web.session(), web.signed_in(), form.email.data, role, address)
            return web.render("accounts/invited.html", link=link, email=form.email.data)
    return web.render("accounts/invite.html", status=form.status, form=form)


@blueprint.post("/organisation/invitations/<int:invitation_id>/withdraw")
@web.access(web.OWNER)
def withdraw_invitation(invitation_id: int) -> ResponseReturnValue:
    """Make an invitation's link stop working."""
    withdrawn = invitations.withdraw_invitation(web.session(), web.signed_in(), invitation_id)
    web.flash(f"The invitation to {withdrawn.email} has been withdrawn. Its link no longer works.")
    return web.see_other("accounts.organisation")


@blueprint.route("/organisation/members/<int:membership_id>/role", methods=["GET", "POST"])
@web.limiter.limit(GUESSES, key_func=actor_or_network, methods=["POST"])
@web.access(web.OWNER)
def change_role(membership_id: int) -> ResponseReturnValue:
    """Make a member an owner or an editor."""
    actor = web.signed_in()
    form = RoleForm()
    with web.reading() as session:  # a member of another organisation is not found, whatever the password
        people.membership(session, actor.organisation_id, membership_id)
    if form.submitted_ok() and may_give_role(form) and form.unchanged(_member(membership_id)):
        with form.refusals():
            member = members.change_role(web.session(), actor, membership_id, Role[form.role.data])
            web.flash(
                f"{member.person.name} is now {'an owner' if member.role is Role.owner else 'an editor'}."
            )
            return web.see_other("accounts.organisation")
    member = _member(membership_id)
    form.show(member)
    return web.render("accounts/change_role.html", status=form.status, form=form, name=member.person.name)


def _member(membership_id: int) -> Membership:
    return people.membership(web.session(), web.signed_in().organisation_id, membership_id)


@blueprint.route("/organisation/members/<int:membership_id>/remove", methods=["GET", "POST"])
@web.access(MEMBER_OR_OWNER)
def remove_member(membership_id: int) -> ResponseReturnValue:
    """End another person's membership, or your own."""
    actor = web.signed_in()
    form = web.StateForm()
    if form.submitted_ok(_member(membership_id)):
        with form.refusals():
            person = members.remove_member(web.session(), actor, membership_id)
            if person.id == actor.person_id:
                web.sign_in(signing_in.open_sign_in(web.session(), person, confirmed=actor.confirmed))
                web.flash(f"You have left {actor.organisation_name}.")
                return web.see_other("home.home")
            web.flash(f"{person.name} is no longer a member.")
            return web.see_other("accounts.organisation")
    member = people.membership(web.session(), actor.organisation_id, membership_id)
    form.show(member)
    return web.render(
        "accounts/remove_member.html", status=form.status, form=form, member=member, actor=actor
    )
