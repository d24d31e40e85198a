"""Who belongs to an organisation, and as what."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actions.signing_in import end_sign_ins
from app.accounts.models import Membership, Organisation, Person
from app.accounts.queries import people
from app.accounts.rules import PersonState
from app.foundation import audit
from app.foundation.actor import Actor, Role
from app.foundation.errors import Conflict, NotAllowed, Refused
from app.foundation.mail import outbox

LAST_OWNER = "An organisation needs at least one owner. Make someone else an owner first."


def require_owner(session: Session, actor: Actor) -> Organisation:
    """The actor's organisation, locked, if they own it now. Raises NotAllowed.

    With the lock, two owners who remove each other at once take turns.
    """
    organisation = _lock(session, actor)
    if _role(session, organisation.id, actor.person_id) is not Role.owner:
        raise NotAllowed("Only owners of the organisation can do this.")
    return organisation


def add_member(
    session: Session, actor: Actor, organisation: Organisation, person: Person, role: Role
) -> Membership:
    """Make a person a member. Raises Conflict when they are one already."""
    if _role(session, organisation.id, person.id) is not None:
        raise Conflict(f"{person.name} is already a member of {organisation.name}.")
    member = Membership(person=person, organisation=organisation, role=role)
    session.add(member)
    session.flush()
    audit.record(
        session, actor, "member.added", member, organisation=organisation.id, person=person.id, role=role.name
    )
    return member


def change_role(session: Session, actor: Actor, membership_id: int, role: Role) -> Membership:
    """Make a member an owner or an editor; the same role again changes nothing. Raises Refused for the last
    owner.
    """
    organisation = require_owner(session, actor)
    member = people.membership(session, organisation.id, membership_id)
    if member.role is role:
        return member
    if member.role is Role.owner:
        _keep_an_owner(session, member)
    audit.record(session, actor, "member.role_changed", member, was=member.role.name, role=role.name)
    member.role = role
    return member


def remove_member(session: Session, actor: Actor, membership_id: int) -> Person:
    """End a membership: owners can end any, and everyone can end their own. Raises Refused for the last
    owner.

    Ends the sessions in which the person acts for the organisation, and emails them.
    """
    organisation = _lock(session, actor)
    member = people.membership(session, organisation.id, membership_id)
    if member.person_id != actor.person_id:
        require_owner(session, actor)
    if member.role is Role.owner:
        _keep_an_owner(session, member)
    person = member.person
    audit.record(session, actor, "member.removed", member, organisation=organisation.id, person=person.id)
    session.delete(member)
    end_sign_ins(session, person.id, organisation.id)
    if person.id != actor.person_id:
        outbox.post(
            session, person.email, "accounts_removed", name=person.name, organisation=organisation.name
        )
    session.flush()
    return person


def _lock(session: Session, actor: Actor) -> Organisation:
    organisation = session.scalar(
        sa.select(Organisation)
        .where(Organisation.id == actor.organisation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if organisation is None or _role(session, organisation.id, actor.person_id) is None:
        raise NotAllowed("You are not acting for an organisation.")
    return organisation


def _role(session: Session, organisation_id: int, person_id: int | None) -> Role | None:
    return session.scalar(
        sa.select(Membership.role).where(
            Membership.organisation_id == organisation_id, Membership.person_id == person_id
        )
    )


def _keep_an_owner(session: Session, leaving: Membership) -> None:
    counts = leaving.person.state is PersonState.active
    if people.owners_count(session, leaving.organisation_id) - counts < 1:
        raise Refused(LAST_OWNER, field="role")
