"""Approving and suspending adviser bodies and contracting authorities.

An organisation sends evidence, and an operator who does not belong to it decides. Its owners get an email
that says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts import rules, terms
from app.accounts.actions.members import require_owner
from app.accounts.actions.organisations import refuse_taken_name
from app.accounts.models import AdmissionRequest, Organisation
from app.accounts.queries import admission, people
from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor, OrganisationKind, Standing
from app.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from app.foundation.mail import outbox
from app.foundation.reference import official_domains
from app.foundation.types import now

VERBS: Mapping[Standing, str] = {
    Standing.approved: "organisation.approved",
    Standing.more_needed: "organisation.more_needed",
    Standing.refused: "organisation.refused",
    Standing.suspended: "organisation.suspended",
}
LONGEST_REASON = 2_000


@dataclass(frozen=True)
class Evidence:
    """What an organisation sends so that an operator can check who it is."""

    identifier_scheme: str
    identifier: str
    website: str
    senior_name: str
    senior_position: str
    senior_email: str
    note: str


def ask_for_approval(session: Session, actor: Actor, evidence: Evidence, public_url: str) -> AdmissionRequest:
    """Send, or send again, the request of the organisation that the actor owns, and email the operators.

    Raises Conflict when it is approved already, NotAllowed when it is suspended or needs no approval, Refused
    when the data-sharing terms have not been accepted.
    """
    organisation = require_owner(session, actor)
    _require_may_ask(session, organisation)
    assert actor.person_id is not None
    person = people.person(session, actor.person_id)
    domain = official_domains.official(person.email)
    request = admission.admission_request(session, organisation.id) or AdmissionRequest(
        organisation_id=organisation.id
    )
    for name, value in vars(evidence).items():
        setattr(request, name, value)
    request.email_domain = domain.domain if domain else None
    request.sent_by_id, request.sent_at = person.id, now()
    session.add(request)
    if organisation.standing is not Standing.requested:
        _wait_for_approval(session, organisation)
    session.flush()
    audit.record(session, actor, "organisation.requested", organisation, scheme=evidence.identifier_scheme)
    for operator in admission.operators(session):
        outbox.post(
            session,
            operator.email,
            "accounts_approval_asked",
            name=operator.name,
            organisation=organisation.name,
            kind=organisation.kind.value.lower(),
            link=f"{public_url}/operator/organisations/{organisation.id}",
        )
    return request


def _require_may_ask(session: Session, organisation: Organisation) -> None:
    needs_approval = rules.first_standing(organisation.kind) is Standing.requested
    if not needs_approval or organisation.standing is Standing.suspended:
        raise NotAllowed("Your organisation cannot ask for approval.")
    if organisation.standing is Standing.approved:
        raise Conflict("Your organisation is already approved.")
    if admission.accepted_terms(session, organisation.id, terms.current().version) is None:
        raise Refused("Accept the data-sharing terms first, then send your request.")


def _wait_for_approval(session: Session, organisation: Organisation) -> None:
    if organisation.kind is OrganisationKind.contracting_authority:
        refuse_taken_name(session, organisation.name, organisation.id)
    organisation.standing = rules.change_standing(organisation.standing, Standing.requested)
    organisation.standing_reason, organisation.standing_at = None, now()


def decide(
    session: Session, actor: Actor, organisation_id: int, standing: Standing, reason: str, public_url: str
) -> Organisation:
    """Approve an organisation, ask it for more, refuse, suspend or reinstate it, and email its owners why.

    Raises NotAllowed for anyone but an operator, and for an operator who belongs to it; IllegalMove if its
    standing does not allow it; Refused without a reason (an approval needs none) or before a request was
    sent.
    """
    organisation = _to_decide_about(session, actor, organisation_id)
    reinstated = organisation.standing is Standing.suspended
    new_standing = rules.change_standing(organisation.standing, standing)
    if standing is not Standing.approved and not reason.strip():
        raise Refused("Give a reason. We will send it to the organisation.", field="reason")
    unseen = standing is Standing.approved and not reinstated and actor != SYSTEM
    if unseen and admission.admission_request(session, organisation.id) is None:
        raise Refused("This organisation has not sent its request yet.", field="decision")
    organisation.standing, organisation.standing_at = new_standing, now()
    organisation.standing_reason = reason.strip() or None
    audit.record(session, actor, VERBS[standing], organisation, reason=reason.strip(), reinstated=reinstated)
    for owner in admission.owners(session, organisation.id):
        outbox.post(
            session,
            owner.email,
            "accounts_decided",
            name=owner.name,
            organisation=organisation.name,
            standing=standing.name,
            reason=reason.strip(),
            kind=organisation.kind.name,
            reinstated=reinstated,
            public_url=public_url,
        )
    session.flush()
    return organisation


def _to_decide_about(session: Session, actor: Actor, organisation_id: int) -> Organisation:
    """The organisation, locked, if the actor may decide about it."""
    if actor != SYSTEM and not actor.is_operator:
        raise NotAllowed("Only an operator of this site can do this.")
    organisation = admission.locked_organisation(session, organisation_id)
    if organisation is None or organisation.kind is OrganisationKind.operator:
        raise NotFound("We cannot find that organisation.")
    if admission.belongs(session, actor.person_id, organisation.id):
        raise NotAllowed("You belong to this organisation, so another operator has to decide.")
    return organisation
