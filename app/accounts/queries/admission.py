"""Reads of who is trusted: standings, requests for approval, accepted terms, look-alike names."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import AdmissionRequest, Membership, Organisation, Person, TermsAcceptance
from app.accounts.rules import MOST_LOOK_ALIKES, PersonState, look_alike, name_key
from app.foundation.actor import OrganisationKind, Role, Standing


def accepted_terms(session: Session, organisation_id: int, version: int) -> TermsAcceptance | None:
    """The organisation's acceptance of one version of the data-sharing terms."""
    return session.scalar(
        sa.select(TermsAcceptance)
        .where(TermsAcceptance.organisation_id == organisation_id, TermsAcceptance.version == version)
        .options(joinedload(TermsAcceptance.person))
    )


def owners(session: Session, organisation_id: int) -> list[Person]:
    """The owners of an organisation who can sign in, in order of joining."""
    return list(
        session.scalars(
            sa.select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(
                Membership.organisation_id == organisation_id,
                Membership.role == Role.owner,
                Person.state == PersonState.active,
            )
            .order_by(Membership.id)
        )
    )


def operators(session: Session) -> list[Person]:
    """Everyone who runs this site and can sign in."""
    return list(
        session.scalars(
            sa.select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(Organisation.kind == OrganisationKind.operator, Person.state == PersonState.active)
            .order_by(Membership.id)
        )
    )


def operator_organisation(session: Session) -> Organisation | None:
    """The organisation of those who run this site, locked; None before the first operator."""
    return session.scalar(
        sa.select(Organisation)
        .where(Organisation.kind == OrganisationKind.operator)
        .limit(1)
        .with_for_update()
    )


def belongs(session: Session, person_id: int | None, organisation_id: int) -> bool:
    """Whether a person is a member of an organisation."""
    query = sa.select(Membership.id).where(
        Membership.person_id == person_id, Membership.organisation_id == organisation_id
    )
    return person_id is not None and session.scalar(query) is not None


def locked_organisation(session: Session, organisation_id: int) -> Organisation | None:
    """One organisation, locked for a change."""
    return session.scalar(
        sa.select(Organisation)
        .where(Organisation.id == organisation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def admission_request(session: Session, organisation_id: int) -> AdmissionRequest | None:
    """The evidence an organisation has sent, with who sent it."""
    return session.scalar(
        sa.select(AdmissionRequest)
        .where(AdmissionRequest.organisation_id == organisation_id)
        .options(joinedload(AdmissionRequest.sent_by), joinedload(AdmissionRequest.organisation))
    )


def with_standing(
    session: Session, standings: Collection[Standing], most: int = 200, *, sent: bool | None = None
) -> list[tuple[Organisation, AdmissionRequest | None]]:
    """Adviser bodies and authorities in these standings with their requests, the longest waiting first; of
    enterprises those that are suspended. `sent` keeps those that have sent their request, or those that have
    not.
    """
    query = (
        sa.select(Organisation, AdmissionRequest)
        .outerjoin(AdmissionRequest, AdmissionRequest.organisation_id == Organisation.id)
        .where(
            Organisation.standing.in_(standings),
            Organisation.kind.in_([OrganisationKind.adviser_body, OrganisationKind.contracting_authority])
            | (Organisation.standing == Standing.suspended),
        )
        .order_by(AdmissionRequest.sent_at.is_(None), AdmissionRequest.sent_at, Organisation.id)
        .limit(most)
    )
    if sent is not None:
        query = query.where(
            AdmissionRequest.sent_at.is_not(None) if sent else AdmissionRequest.sent_at.is_(None)
        )
    return [(organisation, request) for organisation, request in session.execute(query)]


def look_alikes(session: Session, name: str, but: int | None = None) -> list[Organisation]:
    """Organisations whose names could be taken for this one; refused ones left out."""
    key = name_key(name)
    starts = [Organisation.name_key.like(f"%{word}%") for word in key.split() if len(word) > 2]
    near = (Organisation.name_key == key) | sa.or_(sa.false(), *starts)
    candidates = session.execute(
        sa.select(Organisation.id, Organisation.name_key)
        .where(near, Organisation.standing != Standing.refused, Organisation.id != (but or 0))
        .order_by(Organisation.name_key != key, Organisation.id)
        .limit(2_000)
    )
    alike = [row.id for row in candidates if look_alike(row.name_key, key)][:MOST_LOOK_ALIKES]
    return list(
        session.scalars(sa.select(Organisation).where(Organisation.id.in_(alike)).order_by(Organisation.id))
    )
