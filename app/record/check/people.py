"""Comparing people, organisations and memberships with the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actions import admission
from app.accounts.models import Invitation, Membership, Organisation, Person, SecondFactor, TermsAcceptance
from app.accounts.rules import InvitationState, PersonState
from app.foundation.actor import OrganisationKind, Role, Standing
from app.record.check.trail import Entry, Replayed, batches, differences, entries_about, last_of

_PERSON_STATES = {
    "person.registered": PersonState.active,
    "person.suspended": PersonState.suspended,
    "person.reactivated": PersonState.active,
    "person.closed": PersonState.closed,
}
_STANDINGS = {
    "organisation.requested": Standing.requested,
    **{verb: standing for standing, verb in admission.VERBS.items()},
}
_INVITATION_STATES = {
    "invitation.sent": InvitationState.pending,
    "invitation.accepted": InvitationState.accepted,
    "invitation.withdrawn": InvitationState.withdrawn,
}
_FACTORS = {"person.second_factor_on": True, "person.second_factor_off": False}


def _person(entries: Sequence[Entry]) -> Mapping[str, Any]:
    says: dict[str, Any] = {"state": last_of(entries, _PERSON_STATES)}
    for entry in entries:
        if entry.verb == "person.renamed":
            says["name"] = entry.details["name"]
    return says


def _organisation(entries: Sequence[Entry]) -> Mapping[str, Any]:
    says: dict[str, Any] = {}
    for entry in entries:
        if entry.verb in ("organisation.created", "organisation.renamed"):
            says["name"] = entry.details["name"]
        if entry.verb == "organisation.created":
            says["kind"] = OrganisationKind[entry.details["kind"]]
            says["standing"] = Standing[entry.details["standing"]]
        elif entry.verb in _STANDINGS:
            says["standing"] = _STANDINGS[entry.verb]
    return says


def _terms(entries: Sequence[Entry]) -> Mapping[str, Any]:
    details = next(entry.details for entry in entries if entry.verb == "terms.accepted")
    columns = {
        "organisation_id": "organisation",
        "person_id": "person",
        "version": "version",
        "text_sha256": "sha256",
    }
    return {column: details[name] for column, name in columns.items()}


def _membership(entries: Sequence[Entry]) -> Mapping[str, Any]:
    says: dict[str, Any] = {}
    for entry in entries:
        if entry.verb == "member.added":
            says |= {"organisation_id": entry.details["organisation"], "person_id": entry.details["person"]}
        if entry.verb in ("member.added", "member.role_changed"):
            says["role"] = Role[entry.details["role"]]
    return says


def _invitation(entries: Sequence[Entry]) -> Mapping[str, Any]:
    sent = next(entry for entry in entries if entry.verb == "invitation.sent")
    return {"state": last_of(entries, _INVITATION_STATES), "role": Role[sent.details["role"]]}


REPLAYED = (
    Replayed(Person, "Person", frozenset({"person.registered"}), _person, ("name", "state")),
    Replayed(
        Organisation,
        "Organisation",
        frozenset({"organisation.created"}),
        _organisation,
        ("name", "kind", "standing"),
    ),
    Replayed(
        TermsAcceptance,
        "Acceptance of terms",
        frozenset({"terms.accepted"}),
        _terms,
        ("organisation_id", "person_id", "version", "text_sha256"),
    ),
    Replayed(
        Membership,
        "Membership",
        frozenset({"member.added"}),
        _membership,
        ("organisation_id", "person_id", "role"),
        removed_by=frozenset({"member.removed"}),
    ),
    Replayed(
        Invitation,
        "Invitation",
        frozenset({"invitation.sent"}),
        _invitation,
        ("state", "role"),
        removed_by=frozenset({"invitation.deleted"}),
    ),
)


def compare(session: Session) -> Iterator[str]:
    """Differences of people, their second factors, organisations, roles and invitations."""
    for replayed in REPLAYED:
        yield from differences(session, replayed)
    for people in batches(session, Person, ("state",)):
        yield from _second_factors(session, [person.id for person in people])


def _second_factors(session: Session, ids: Sequence[int]) -> Iterator[str]:
    """Second factors that were removed other than through the site: then a password alone is enough."""
    query = sa.select(SecondFactor.person_id).where(
        SecondFactor.person_id.in_(ids), SecondFactor.confirmed_at.is_not(None)
    )
    here = set(session.scalars(query))
    entries = entries_about(session, Person, ids)
    for person_id in ids:
        recorded = bool(last_of(entries.get(person_id, []), _FACTORS))
        if recorded != (person_id in here):
            yield (
                f"Person {person_id} has {'a' if person_id in here else 'no'} second factor in the database, "
                f"{'one' if recorded else 'none'} in the record."
            )
