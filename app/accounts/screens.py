"""What the pages of accounts show."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import rules, terms
from app.accounts.browsers import UNKNOWN
from app.accounts.models import AdmissionRequest, Organisation, TermsAcceptance
from app.accounts.queries import admission, people
from app.accounts.tokens import digest
from app.foundation.actor import Actor, OrganisationKind, Role, Standing
from app.foundation.errors import NotFound
from app.foundation.reference import official_domains
from app.foundation.reference.official_domains import OfficialDomain
from app.foundation.types import now

DECISIONS = (Standing.approved, Standing.more_needed, Standing.refused, Standing.suspended)


@dataclass(frozen=True)
class OwnOrganisation:
    """One of a person's organisations; `present` is the one they act for now."""

    id: int
    name: str
    kind: OrganisationKind
    role: Role
    present: bool


@dataclass(frozen=True)
class AccountScreen:
    """A person's own page."""

    name: str
    email: str
    second_factor: bool
    organisations: tuple[OwnOrganisation, ...]


@dataclass(frozen=True)
class MemberRow:
    """One member, and whether it is the reader."""

    id: int
    name: str
    email: str
    role: Role
    me: bool
    suspended: bool


@dataclass(frozen=True)
class InvitationRow:
    """One invitation that waits for an answer."""

    id: int
    email: str
    role: Role
    ends_at: datetime
    ended: bool


@dataclass(frozen=True)
class OrganisationScreen:
    """The organisation's page. `owner` says whether the reader may change it."""

    name: str
    kind: OrganisationKind
    owner: bool
    members: tuple[MemberRow, ...]
    invitations: tuple[InvitationRow, ...]


@dataclass(frozen=True)
class SessionRow:
    """One browser that is signed in; `here` is the one that asks."""

    id: int
    device: str
    created_at: datetime
    last_seen_at: datetime
    here: bool


def session_rows(session: Session, actor: Actor, token: str) -> tuple[SessionRow, ...]:
    """Every browser that is signed in as the actor and was not left alone for too long."""
    assert actor.person_id is not None
    at, here = now(), digest(token)
    return tuple(
        SessionRow(
            id=row.id,
            device=row.browser or UNKNOWN,
            created_at=row.created_at,
            last_seen_at=at if row.token_sha256 == here else row.last_seen_at,
            here=row.token_sha256 == here,
        )
        for row in people.sign_ins_of(session, actor.person_id)
    )


@dataclass(frozen=True)
class SecondFactorScreen:
    """What a person has set up. `needed` says that their organisation's pages wait for it."""

    email: str
    on_since: datetime | None
    codes_left: int
    needed: bool
    confirmed: bool


def second_factor_screen(session: Session, actor: Actor) -> SecondFactorScreen:
    """The page of the actor's second factor."""
    assert actor.person_id is not None
    factor = people.second_factor(session, actor.person_id)
    return SecondFactorScreen(
        email=people.person(session, actor.person_id).email,
        on_since=factor.confirmed_at if factor else None,
        codes_left=people.recovery_codes_left(session, actor.person_id),
        needed=rules.carries_trust(actor.kind),
        confirmed=actor.confirmed,
    )


@dataclass(frozen=True)
class StandingScreen:
    """How far the approval of the actor's organisation is. `sent_at` is None before the request is sent."""

    kind: OrganisationKind
    standing: Standing
    reason: str | None
    sent_at: datetime | None
    owner: bool


@dataclass(frozen=True)
class QueueRow:
    """One organisation in the operators' list."""

    id: int
    name: str
    kind: OrganisationKind
    standing: Standing
    sent_at: datetime | None
    email_domain: str | None
    look_alikes: int


@dataclass(frozen=True)
class AdmissionScreen:
    """What an operator decides on: the evidence, who asked, look-alikes, and the moves there are."""

    organisation: Organisation
    request: AdmissionRequest | None
    domain: OfficialDomain | None
    terms: TermsAcceptance | None
    owners: tuple[str, ...]
    look_alikes: tuple[Organisation, ...]
    moves: tuple[Standing, ...]


def standing_screen(session: Session, actor: Actor) -> StandingScreen:
    """How far the approval of the actor's organisation is."""
    assert actor.organisation_id is not None
    organisation = session.get_one(Organisation, actor.organisation_id)
    request = admission.admission_request(session, organisation.id)
    return StandingScreen(
        kind=organisation.kind,
        standing=organisation.standing,
        reason=organisation.standing_reason,
        sent_at=request.sent_at if request else None,
        owner=actor.is_owner,
    )


def queue_screen(
    session: Session, standings: Collection[Standing], *, sent: bool | None = None
) -> tuple[QueueRow, ...]:
    """The operators' list, the longest waiting first; with `sent`, only those that have sent their request or
    not.
    """
    return tuple(
        QueueRow(
            id=organisation.id,
            name=organisation.name,
            kind=organisation.kind,
            standing=organisation.standing,
            sent_at=request.sent_at if request else None,
            email_domain=request.email_domain if request else None,
            look_alikes=len(admission.look_alikes(session, organisation.name, organisation.id)),
        )
        for organisation, request in admission.with_standing(session, standings, sent=sent)
    )


def admission_screen(session: Session, organisation_id: int) -> AdmissionScreen:
    """One organisation, for an operator. Raises NotFound."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None or organisation.kind is OrganisationKind.operator:
        raise NotFound("We cannot find that organisation.")
    request = admission.admission_request(session, organisation.id)
    return AdmissionScreen(
        organisation=organisation,
        request=request,
        domain=official_domains.official(request.sent_by.email) if request else None,
        terms=admission.accepted_terms(session, organisation.id, terms.current().version),
        owners=tuple(f"{owner.name}, {owner.email}" for owner in admission.owners(session, organisation.id)),
        look_alikes=tuple(admission.look_alikes(session, organisation.name, organisation.id)),
        moves=tuple(
            standing
            for standing in DECISIONS
            if standing in rules.STANDING_MOVES.get(organisation.standing, ())
            and (request is not None or standing is not Standing.approved or _was_approved(organisation))
        ),
    )


def _was_approved(organisation: Organisation) -> bool:
    return organisation.standing is Standing.suspended


def account_screen(session: Session, actor: Actor) -> AccountScreen:
    """The actor's own page."""
    assert actor.person_id is not None
    person = people.person(session, actor.person_id)
    return AccountScreen(
        name=person.name,
        email=person.email,
        second_factor=people.second_factor(session, person.id) is not None,
        organisations=tuple(
            OwnOrganisation(
                id=member.organisation.id,
                name=member.organisation.name,
                kind=member.organisation.kind,
                role=member.role,
                present=member.organisation_id == actor.organisation_id,
            )
            for member in people.memberships_of(session, person.id)
        ),
    )


def organisation_screen(session: Session, actor: Actor) -> OrganisationScreen:
    """The page of the organisation the actor acts for; editors see no invitations."""
    assert actor.organisation_id is not None
    assert actor.organisation_name is not None
    assert actor.kind is not None
    at = now()
    waiting = people.waiting_invitations(session, actor.organisation_id) if actor.is_owner else []
    return OrganisationScreen(
        name=actor.organisation_name,
        kind=actor.kind,
        owner=actor.is_owner,
        members=tuple(
            MemberRow(
                id=member.id,
                name=member.person.name,
                email=member.person.email,
                role=member.role,
                me=member.person_id == actor.person_id,
                suspended=member.person.state is rules.PersonState.suspended,
            )
            for member in people.members_of(session, actor.organisation_id)
        ),
        invitations=tuple(
            InvitationRow(
                id=invitation.id,
                email=invitation.email,
                role=invitation.role,
                ends_at=invitation.expires_at,
                ended=rules.has_ended(invitation.expires_at, at),
            )
            for invitation in waiting
        ),
    )
