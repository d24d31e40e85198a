"""Inviting people into an organisation by a link."""

from __future__ import annotations

from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import rules
from app.accounts.actions.letters import registration_link
from app.accounts.actions.members import add_member, require_owner
from app.accounts.models import Invitation, Membership, Person
from app.accounts.queries import people
from app.accounts.rules import INVITATION_LASTS, fold_email
from app.accounts.tokens import digest, new_token
from app.foundation import audit
from app.foundation.actor import Actor, Role, Standing
from app.foundation.errors import NotAllowed, NotFound, Refused
from app.foundation.mail import outbox
from app.foundation.types import now

SENT_TO_ANOTHER = (
    "This invitation was sent to another email address. Sign in with that address, or ask the organisation to"
    " invite the one you use."
)


def invite_member(session: Session, actor: Actor, email: str, role: Role, public_url: str) -> str:
    """Email an invitation into the actor's organisation; returns the link, to be passed on as well.

    Replaces an invitation that already waits for this address: its link stops working. Raises Refused when
    the address belongs to a member.
    """
    organisation = require_owner(session, actor)
    email = fold_email(email)
    if _is_member(session, organisation.id, email):
        raise Refused("This person is already a member.", field="email")
    for earlier in people.waiting_invitations(session, organisation.id):
        if earlier.email == email:
            _withdraw(session, actor, earlier)
    token = new_token()
    invitation = Invitation(
        organisation_id=organisation.id,
        email=email,
        role=role,
        token_sha256=digest(token),
        invited_by_id=actor.person_id,
        expires_at=now() + INVITATION_LASTS,
    )
    session.add(invitation)
    session.flush()
    audit.record(session, actor, "invitation.sent", invitation, email=email, role=role.name)
    link = f"{public_url}/invitations/{quote(token)}"
    # An address with an account takes the same work as a new one: only the mailbox shows which link came.
    new_account = registration_link(session, email, public_url, invitation)
    has_account = people.person_with_email(session, email) is not None
    outbox.post(
        session,
        email,
        "accounts_invited",
        link_ends_at=invitation.expires_at,
        inviter=actor.name,
        organisation=organisation.name,
        role=role,
        link=link if has_account else new_account,
        expires_at=invitation.expires_at,
        has_account=has_account,
        approved=organisation.standing is Standing.approved,
    )
    return link


def withdraw_invitation(session: Session, actor: Actor, invitation_id: int) -> Invitation:
    """Make an invitation's link stop working. IllegalMove when it was accepted or withdrawn."""
    organisation = require_owner(session, actor)
    invitation = people.invitation(session, organisation.id, invitation_id)
    _withdraw(session, actor, invitation)
    return invitation


def accept_invitation(session: Session, actor: Actor, token: str) -> Invitation:
    """Make the signed-in actor a member with the link from their invitation. It works once.

    An invitation into an organisation that carries trust only works for the address it was sent to, so that
    nobody else gets in with a link that was passed on. Raises NotFound when the link has ended, NotAllowed
    when it was sent to another address, Conflict when they are a member already.
    """
    opened = people.open_invitation(session, token)
    invitation = people.still_open(session, opened.id if opened else None)
    if invitation is None or actor.person_id is None:
        raise NotFound("This invitation has expired, or has been used or withdrawn. Ask for a new one.")
    person = people.person(session, actor.person_id)
    if not is_for(invitation, person.email):
        raise NotAllowed(SENT_TO_ANOTHER)
    take_invitation(session, actor, invitation, person)
    return invitation


def is_for(invitation: Invitation, email: str) -> bool:
    """Whether a person with this address may use the invitation."""
    return not rules.carries_trust(invitation.organisation.kind) or invitation.email == email


def take_invitation(session: Session, actor: Actor, invitation: Invitation, person: Person) -> None:
    """Make a person the member that an invitation promised."""
    add_member(session, actor, invitation.organisation, person, invitation.role)
    invitation.state = rules.accept_invitation(invitation.state)
    audit.record(session, actor, "invitation.accepted", invitation, person=person.id)


def _withdraw(session: Session, actor: Actor, invitation: Invitation) -> None:
    invitation.state = rules.withdraw_invitation(invitation.state)
    audit.record(session, actor, "invitation.withdrawn", invitation)


def _is_member(session: Session, organisation_id: int, email: str) -> bool:
    query = sa.select(
        sa.exists().where(
            Membership.organisation_id == organisation_id,
            Membership.person_id == Person.id,
            Person.email == email,
        )
    )
    return bool(session.scalar(query))
