"""Making and naming organisations."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.actions.members import add_member, require_owner
from app.accounts.models import Organisation, Person
from app.foundation import audit
from app.foundation.actor import Actor, OrganisationKind, Role


def create_organisation(
    session: Session, actor: Actor, person: Person, kind: OrganisationKind, name: str
) -> Organisation:
    """Make an organisation with this person as its first owner."""
    organisation = Organisation(kind=kind, name=name)
    session.add(organisation)
    session.flush()
    audit.record(session, actor, "organisation.created", organisation, kind=kind.name, name=name)
    add_member(session, actor, organisation, person, Role.owner)
    return organisation


def rename_organisation(session: Session, actor: Actor, name: str) -> Organisation:
    """Change the name of the organisation the actor owns."""
    organisation = require_owner(session, actor)
    audit.record(session, actor, "organisation.renamed", organisation, was=organisation.name, name=name)
    organisation.name = name
    return organisation
