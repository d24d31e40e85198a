"""What the pages of accounts show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import queries, rules
from app.accounts.browsers import UNKNOWN
from app.accounts.tokens import digest
from app.foundation.actor import Actor, OrganisationKind, Role
from app.foundation.types import now


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
    """One invitation nobody has answered yet."""

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
        for row in queries.sign_ins_of(session, actor.person_id)
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
    factor = queries.second_factor(session, actor.person_id)
    return SecondFactorScreen(
        email=queries.person(session, actor.person_id).email,
        on_since=factor.confirmed_at if factor else None,
        codes_left=queries.recovery_codes_left(session, actor.person_id),
        needed=rules.needs_second_factor(actor.kind),
        confirmed=actor.confirmed,
    )


def account_screen(session: Session, actor: Actor) -> AccountScreen:
    """The actor's own page."""
    assert actor.person_id is not None
    person = queries.person(session, actor.person_id)
    return AccountScreen(
        name=person.name,
        email=person.email,
        second_factor=queries.second_factor(session, person.id) is not None,
        organisations=tuple(
            OwnOrganisation(
                id=member.organisation.id,
                name=member.organisation.name,
                kind=member.organisation.kind,
                role=member.role,
                present=member.organisation_id == actor.organisation_id,
            )
            for member in queries.memberships_of(session, person.id)
        ),
    )


def organisation_screen(session: Session, actor: Actor) -> OrganisationScreen:
    """The page of the organisation the actor acts for; editors see no invitations."""
    assert actor.organisation_id is not None
    assert actor.organisation_name is not None
    assert actor.kind is not None
    at = now()
    waiting = queries.waiting_invitations(session, actor.organisation_id) if actor.is_owner else []
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
            for member in queries.members_of(session, actor.organisation_id)
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
