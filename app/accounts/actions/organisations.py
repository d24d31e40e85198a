"""Making and naming organisations, and accepting the data-sharing terms for them."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import rules, terms
from app.accounts.actions.members import add_member, require_owner
from app.accounts.models import Organisation, Person, TermsAcceptance
from app.accounts.queries.admission import accepted_terms
from app.foundation import audit
from app.foundation.actor import Actor, OrganisationKind, Role, Standing
from app.foundation.errors import Conflict, NotAllowed, Refused

NAME_TAKEN = (
    "A contracting authority with this name is registered already. If you work there, ask one of its owners"
    " to invite you. If it is not yours, write the name in full."
)
NAME_ASKED_FOR = (
    "Someone has registered a contracting authority with this name, and it has not been approved yet. If it"
    " is your organisation, ask a colleague to invite you. If you think it is not genuine, add your"
    " department to the name, and say so in your request for approval: the people who run this site see both,"
    " and turn away the false one."
)


# What other areas do when an organisation takes another name, by area. This area must not import them, so
# they are added when the site is put together.
AFTER_RENAME: dict[str, Callable[[Session, Actor, Organisation], None]] = {}


def create_organisation(
    session: Session,
    actor: Actor,
    person: Person,
    kind: OrganisationKind,
    name: str,
    terms_version: int | None = None,
    standing: Standing | None = None,
) -> Organisation:
    """Make an organisation with this person as its first owner.

    `terms_version` is the version of the data-sharing terms that the person accepted for it, or None to ask
    later. `standing` is how it starts; without it, as its kind does. Raises Conflict when there is an
    authority of that name.
    """
    organisation = add_organisation(session, actor, kind, name, standing)
    add_member(session, actor, organisation, person, Role.owner)
    if terms_version is not None:
        record_acceptance(session, actor, organisation, person.id, terms_version)
    return organisation


def add_organisation(
    session: Session, actor: Actor, kind: OrganisationKind, name: str, standing: Standing | None = None
) -> Organisation:
    """Make an organisation without members. Raises Conflict when an authority of that name is there."""
    if kind is OrganisationKind.contracting_authority:
        refuse_taken_name(session, name)
    organisation = Organisation(kind=kind, name=name, standing=standing or rules.first_standing(kind))
    session.add(organisation)
    session.flush()
    audit.record(
        session,
        actor,
        "organisation.created",
        organisation,
        kind=kind.name,
        name=name,
        standing=organisation.standing.name,
    )
    return organisation


def rename_organisation(session: Session, actor: Actor, name: str) -> Organisation:
    """Change the name of the organisation the actor owns.

    An approved adviser body or authority waits for approval again: it was approved under the name it had.
    Raises Conflict when an authority of that name is there.
    """
    organisation = require_owner(session, actor)
    if name == organisation.name:
        return organisation
    if organisation.standing is Standing.suspended:
        raise NotAllowed("A suspended organisation cannot change its name.")
    if organisation.kind is OrganisationKind.contracting_authority:
        refuse_taken_name(session, name, organisation.id)
    audit.record(session, actor, "organisation.renamed", organisation, was=organisation.name, name=name)
    renamed = rules.name_key(name) != organisation.name_key
    organisation.name = name
    for follow in AFTER_RENAME.values():
        follow(session, actor, organisation)
    if renamed and organisation.standing is Standing.approved and _is_granted(organisation.kind):
        organisation.standing = Standing.requested
        organisation.standing_reason = "The name has changed, so the organisation has to be approved again."
        audit.record(session, actor, "organisation.requested", organisation, reason="renamed")
    return organisation


def accept_terms(session: Session, actor: Actor, version: int) -> TermsAcceptance:
    """Accept the data-sharing terms for the actor's organisation, which they must own.

    Accepting the same version again changes nothing. Raises Refused when a newer version is out.
    """
    organisation = require_owner(session, actor)
    assert actor.person_id is not None
    return record_acceptance(session, actor, organisation, actor.person_id, version)


def record_acceptance(
    session: Session, actor: Actor, organisation: Organisation, person_id: int, version: int
) -> TermsAcceptance:
    """Record that a person accepted a version for an organisation; the same version again changes nothing.

    The caller checks that the person may. Raises Refused when it is not the newest version.
    """
    text = terms.current()
    if version != text.version:
        raise Refused("The terms have changed. Read the new version below, then accept it.", field="terms")
    earlier = accepted_terms(session, organisation.id, version)
    if earlier is not None:
        return earlier
    acceptance = TermsAcceptance(
        organisation_id=organisation.id, version=version, text_sha256=text.text_sha256, person_id=person_id
    )
    session.add(acceptance)
    session.flush()
    audit.record(
        session,
        actor,
        "terms.accepted",
        acceptance,
        organisation=organisation.id,
        person=person_id,
        version=version,
        sha256=text.text_sha256,
    )
    return acceptance


def _is_granted(kind: OrganisationKind) -> bool:
    return rules.first_standing(kind) is Standing.requested


def refuse_taken_name(session: Session, name: str, but: int | None = None) -> None:
    """Raise Conflict when an authority other than `but` has this name; one that was refused does not
    count.
    """
    namesake = sa.select(Organisation.standing).where(
        Organisation.kind == OrganisationKind.contracting_authority,
        Organisation.name_key == rules.name_key(name),
        Organisation.standing != Standing.refused,
        Organisation.id != (but or 0),
    )
    standing = session.scalar(namesake.limit(1))
    if standing is not None:
        undecided = standing in (Standing.requested, Standing.more_needed)
        raise Conflict(NAME_ASKED_FOR if undecided else NAME_TAKEN, field="organisation_name")
