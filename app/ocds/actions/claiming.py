"""The buyer's own organisation takes over a notice that somebody else imported: proved by its public
identifier, else by an operator's decision."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import Organisation, Person
from app.accounts.queries import admission
from app.accounts.rules import PersonState
from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor, OrganisationKind, Standing
from app.foundation.errors import Conflict, NotAllowed, Refused
from app.foundation.mail import outbox
from app.foundation.types import now
from app.ocds import queries, rules
from app.ocds.models import NoticeClaim
from app.ocds.rules import ClaimState, identifies
from app.tenders.models import Tender
from app.tenders.queries.whose import may_claim


def claim(
    session: Session, actor: Actor, tender: Tender, public_url: str, at: datetime | None = None
) -> NoticeClaim:
    """Say that this is the actor's own notice. It is theirs at once where their public identifier is the
    buyer's in the notice; otherwise the operators are asked. A second claim changes nothing.

    Raises NotAllowed for anyone but an officer of an approved authority, Conflict where another authority was
    faster.
    """
    if not actor.is_officer or actor.organisation_id is None or actor.person_id is None:
        raise NotAllowed("Only officers of an approved authority can claim a notice.")
    _lock(session, tender)
    previous = queries.claim_of(session, tender.id, actor.organisation_id)
    if previous is not None and previous.state is not ClaimState.refused:
        return previous
    if not may_claim(actor, tender):
        raise Conflict("Another authority has already claimed this notice. Ask the people who run this site.")
    claimed = previous or NoticeClaim(tender_id=tender.id, organisation_id=actor.organisation_id)
    moment = at or now()
    _ask(session, actor, claimed, actor.person_id, moment)
    if proof := _proof(session, actor.organisation_id, tender):
        claimed.matched = proof
        _grant(session, actor, tender, claimed, public_url, moment)
    else:
        _ask_operators(session, actor, tender, claimed, public_url)
    return claimed


def _ask(session: Session, actor: Actor, claimed: NoticeClaim, person_id: int, at: datetime) -> None:
    """Keep a new claim, or ask again for one that was refused."""
    claimed.person_id, claimed.state, claimed.made_at = person_id, ClaimState.asked, at
    claimed.reason, claimed.decided_at, claimed.decided_by_id = "", None, None
    session.add(claimed)
    session.flush()
    audit.record(session, actor, "notice.claim_asked", claimed, tender=claimed.tender_id)


def _proof(session: Session, organisation_id: int, tender: Tender) -> str:
    """The buyer's number in the notice, where the authority was approved with it; else ""."""
    number, evidence = tender.buyer_identifier or "", admission.admission_request(session, organisation_id)
    if evidence is not None and identifies(evidence.identifier_scheme, evidence.identifier, number):
        return number
    return ""


def decide_claim(
    session: Session,
    actor: Actor,
    claim_id: int,
    *,
    grant: bool,
    reason: str,
    public_url: str,
    at: datetime | None = None,
) -> NoticeClaim:
    """An operator's decision about a claim that no identifier proves. Making the same decision again changes
    nothing.

    Raises NotAllowed for anyone but an operator who does not belong to the authority, Refused without a
    reason for a refusal, Conflict where it was decided otherwise or the notice has an owner.
    """
    if actor != SYSTEM and not actor.is_operator:
        raise NotAllowed("Only an operator of this site can do this.")
    claimed = queries.claim(session, claim_id)
    tender = claimed.tender
    _lock(session, tender)
    session.refresh(claimed, with_for_update=True)
    if admission.belongs(session, actor.person_id, claimed.organisation_id):
        raise NotAllowed("You belong to this authority, so another operator has to decide.")
    decision = ClaimState.granted if grant else ClaimState.refused
    if claimed.state is decision:
        return claimed
    rules.decide_claim(claimed.state, decision)  # before we ask for a reason: a decided claim needs none
    if not grant and not reason.strip():
        raise Refused("Enter a reason. We send it to the authority", "reason")
    claimed.reason = reason.strip()
    carry_out = _grant if grant else _refuse
    carry_out(session, actor, tender, claimed, public_url, at or now())
    return claimed


def _lock(session: Session, tender: Tender) -> None:
    queries.take_turns(session, [tender.ocid or ""])
    session.refresh(tender, with_for_update=True)


def _grant(
    session: Session, actor: Actor, tender: Tender, claimed: NoticeClaim, public_url: str, at: datetime
) -> None:
    authority = session.get_one(Organisation, claimed.organisation_id)
    if tender.organisation_id is not None:
        raise Conflict("Another authority has already claimed this notice.")
    if (
        authority.kind is not OrganisationKind.contracting_authority
        or authority.standing is not Standing.approved
    ):
        raise Refused("This organisation is not an approved authority.")
    claimed.state = rules.decide_claim(claimed.state, ClaimState.granted)
    claimed.decided_at, claimed.decided_by_id = at, actor.person_id
    tender.organisation_id, tender.claimed_at = authority.id, at
    session.flush()
    audit.record(
        session,
        actor,
        "notice.claimed",
        tender,
        organisation=authority.id,
        matched=claimed.matched,
        claim=claimed.id,
    )
    audit.record(session, actor, "notice.claim_granted", claimed, tender=tender.id)
    claims = queries.claims_on(session, tender.id)
    for waiting in [claim for claim in claims if claim.state is ClaimState.asked]:
        waiting.reason = f"{authority.name} was confirmed as the buyer."
        _refuse(session, actor, tender, waiting, public_url, at)
    _tell_claimant(session, tender, claimed, public_url)
    _tell_importer(session, tender, authority, public_url)


def _refuse(
    session: Session, actor: Actor, tender: Tender, claimed: NoticeClaim, public_url: str, at: datetime
) -> None:
    claimed.state = rules.decide_claim(claimed.state, ClaimState.refused)
    claimed.decided_at, claimed.decided_by_id = at, actor.person_id
    session.flush()
    audit.record(session, actor, "notice.claim_refused", claimed, tender=tender.id, reason=claimed.reason)
    _tell_claimant(session, tender, claimed, public_url)


def _ask_operators(
    session: Session, actor: Actor, tender: Tender, claimed: NoticeClaim, public_url: str
) -> None:
    for operator in admission.operators(session):
        outbox.post(
            session,
            operator.email,
            "ocds_claim_asked",
            name=operator.name,
            authority=actor.organisation_name or "",
            tender=tender.title,
            buyer=tender.buyer_name,
            link=f"{public_url}/operator/claims/{claimed.id}",
        )


def _tell_claimant(session: Session, tender: Tender, claimed: NoticeClaim, public_url: str) -> None:
    person = session.get_one(Person, claimed.person_id)
    if person.state is PersonState.active:
        outbox.post(
            session,
            person.email,
            "ocds_claim_decided",
            name=person.name,
            tender=tender.title,
            granted=claimed.state is ClaimState.granted,
            reason=claimed.reason,
            link=f"{public_url}/tenders/{tender.id}",
        )


def _tell_importer(session: Session, tender: Tender, authority: Organisation, public_url: str) -> None:
    """Tell the person who imported it, else the owners of their organisation; nobody where the operator or
    the buyer itself imported it."""
    if tender.importer_id is None or tender.importer_id == authority.id:
        return
    importer = (
        session.get(Person, tender.importer_person_id) if tender.importer_person_id is not None else None
    )
    is_here = (
        importer is not None
        and importer.state is PersonState.active
        and admission.belongs(session, importer.id, tender.importer_id)
    )
    for person in (
        [importer] if importer is not None and is_here else admission.owners(session, tender.importer_id)
    ):
        outbox.post(
            session,
            person.email,
            "ocds_claimed",
            name=person.name,
            tender=tender.title,
            authority=authority.name,
            link=f"{public_url}/tenders/{tender.id}",
        )
