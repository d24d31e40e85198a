"""Erasing a person or an organisation, keeping what law and other people's bids need.

The record of changes keeps ids and the names in its entries: it is one chain, and others rely on it for their
bids.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actions import people as people_actions
from app.accounts.actions import signing_in
from app.accounts.models import AdmissionRequest, Invitation, Organisation
from app.accounts.queries import people as people_queries
from app.accounts.rules import InvitationState, withdraw_invitation
from app.enterprises.models import (
    Credential,
    Enterprise,
    FigurePermission,
    IncompatiblePair,
    Offer,
    TrustPair,
)
from app.enterprises.rules import OfferState
from app.foundation import audit, kept_words
from app.foundation.actor import Actor, OrganisationKind
from app.foundation.errors import NotAllowed, Refused
from app.foundation.mail.outbox import Mail
from app.home.queries import erasable
from app.tenders.models import OfferConfirmation

ERASED_NAME = "A former member"


def erase_person(session: Session, actor: Actor) -> None:
    """Close the actor's account for good and remove their name and address. Raises Refused with what to do.

    The only owner of an organisation has to hand it over or close it first.
    """
    assert actor.person_id is not None
    person = people_queries.person(session, actor.person_id)
    reasons = erasable.holds_person_back(session, person.id)
    if reasons:
        raise Refused(reasons[0])
    email = person.email
    for member in people_queries.memberships_of(session, person.id):
        audit.record(
            session, actor, "member.removed", member, organisation=member.organisation_id, person=person.id
        )
        session.delete(member)
    _forget_address(session, actor, email)
    kept_words.forget(session, person.id)
    people_actions.forget_person(session, actor, person, ERASED_NAME)


def close_organisation(session: Session, actor: Actor) -> Organisation:
    """Close the organisation the actor owns and erase what it entered. Raises Refused with what to do
    first.
    """
    if not actor.is_owner or actor.organisation_id is None:
        raise NotAllowed("Only owners of the organisation can do this.")
    organisation = session.get_one(Organisation, actor.organisation_id, with_for_update=True)
    reasons = erasable.holds_organisation_back(session, organisation)
    if reasons:
        raise Refused(reasons[0])
    named = erasable.name_is_needed(session, organisation)
    audit.record(session, actor, "organisation.closed", organisation, name_kept=named)
    if organisation.kind is OrganisationKind.enterprise:
        _erase_enterprise(session, actor, organisation)
    session.execute(sa.delete(AdmissionRequest).where(AdmissionRequest.organisation_id == organisation.id))
    _withdraw_invitations(session, actor, Invitation.organisation_id == organisation.id)
    for member in people_queries.members_of(session, organisation.id):
        audit.record(
            session, actor, "member.removed", member, organisation=organisation.id, person=member.person_id
        )
        signing_in.end_sign_ins(session, member.person_id, organisation.id)
        session.delete(member)
    if not named:
        organisation.name = f"Closed organisation {organisation.id}"
        audit.record(session, actor, "organisation.renamed", organisation, name=organisation.name)
    session.flush()
    return organisation


def _forget_address(session: Session, actor: Actor, email: str) -> None:
    _withdraw_invitations(session, actor, Invitation.email == email)
    session.execute(sa.delete(Mail).where(Mail.recipient == email, Mail.sent_at.is_not(None)))


def _withdraw_invitations(session: Session, actor: Actor, which: sa.ColumnElement[bool]) -> None:
    for invitation in session.scalars(sa.select(Invitation).where(which)):
        if invitation.state is InvitationState.pending:
            invitation.state = withdraw_invitation(invitation.state)
            audit.record(session, actor, "invitation.withdrawn", invitation)
        invitation.email = ""


def _delete_each(session: Session, actor: Actor, verb: str, which: sa.Select[Any]) -> None:
    """Delete rows one by one: the record needs an entry for each, with who deleted it."""
    for row in session.scalars(which):
        audit.record(session, actor, verb, row)
        session.delete(row)


def _erase_offers(session: Session, actor: Actor, enterprise: Enterprise) -> None:
    own = sa.select(Offer.id).where(Offer.enterprise_id == enterprise.id)
    confirmed = sa.select(OfferConfirmation).where(OfferConfirmation.offer_id.in_(own))
    _delete_each(session, actor, "offer.confirmation_taken_back", confirmed)
    session.flush()
    needed = erasable.offers_in_bids(session, enterprise.id)
    for offer in session.scalars(sa.select(Offer).where(Offer.enterprise_id == enterprise.id)):
        if offer.id not in needed:
            audit.record(session, actor, "offer.erased", offer)
            session.delete(offer)
            continue
        # A promise in a bid refers to it and keeps its own price; the text and figures of the offer go.
        if offer.state is not OfferState.withdrawn:
            audit.record(session, actor, "offer.withdrawn", offer)
        offer.state, offer.description, offer.unit_price, offer.social_value = OfferState.withdrawn, "", 0, 0


def _erase_enterprise(session: Session, actor: Actor, organisation: Organisation) -> None:
    enterprise = session.scalar(sa.select(Enterprise).where(Enterprise.organisation_id == organisation.id))
    if enterprise is None:
        return
    for table, verb in ((TrustPair, "trust.erased"), (IncompatiblePair, "incompatible.erased")):
        theirs = sa.or_(table.first_id == enterprise.id, table.second_id == enterprise.id)
        _delete_each(session, actor, verb, sa.select(table).where(theirs))
    own = sa.select(Credential).where(Credential.enterprise_id == enterprise.id)
    _delete_each(session, actor, "credential.erased", own)
    _erase_offers(session, actor, enterprise)
    session.execute(sa.delete(FigurePermission).where(FigurePermission.enterprise_id == enterprise.id))
    if enterprise.verified_on is not None:
        audit.record(session, actor, "enterprise.verification_withdrawn", enterprise)
    for name in ("summary", "history", "website"):
        setattr(enterprise, name, "")
    for name in (
        "legal_form",
        "company_number",
        "charity_number",
        "ppon",
        "share_code",
        "share_code_on",
        "home_area",
        "turnover",
        "max_value",
        "verified_by_id",
        "verified_by_body_id",
        "verified_on",
        "verified_by_scheme",
    ):
        setattr(enterprise, name, None)
    enterprise.workforce = enterprise.supported_workforce = enterprise.joining_cost = enterprise.min_value = 0
    enterprise.listed = enterprise.can_lead = False
