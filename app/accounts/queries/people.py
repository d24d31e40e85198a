"""Reads of people, organisations, memberships, sign-ins and the links that make them."""

from __future__ import annotations

import functools
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.accounts import terms
from app.accounts.models import (
    EmailChange,
    HalfSignIn,
    Invitation,
    Membership,
    Organisation,
    PasswordReset,
    Person,
    RecoveryCode,
    Registration,
    SecondFactor,
    SignIn,
    TermsAcceptance,
)
from app.accounts.rules import InvitationState, PersonState, carries_trust, fold_email, idle_limit
from app.accounts.tokens import digest
from app.foundation.actor import Actor, Duty, OrganisationKind, Role
from app.foundation.errors import NotFound
from app.foundation.types import now

Row = TypeVar("Row")


def _or_not_found(row: Row | None, message: str) -> Row:
    if row is None:
        raise NotFound(message)
    return row


def identify(session: Session, token: str) -> Actor | None:
    """Who the holder of a sign-in's token is at this moment, or None where it no longer counts."""
    seen = identify_seen(session, token)
    return None if seen is None else seen[0]


def identify_seen(session: Session, token: str) -> tuple[Actor, datetime] | None:
    """Who the holder of a sign-in's token is, and when they were last here; None where it no longer counts.

    Asked at every request: a person who is suspended, a membership that is gone, or a browser that was left
    alone for too long ends it at once. One statement.
    """
    values = {"token": digest(token), "at": now(), "terms": terms.current().version}
    row = session.execute(_who_asks(), values).one_or_none()
    if row is None:
        return None
    (
        person_id,
        name,
        organisation_id,
        organisation_name,
        kind,
        role,
        confirmed,
        last_seen_at,
        standing,
        terms_accepted,
    ) = row
    if organisation_id is not None and role is None:
        return None
    if now() - last_seen_at > idle_limit(kind):
        return None
    duties = set()
    if organisation_id is not None and not terms_accepted and kind is not OrganisationKind.operator:
        duties.add(Duty.accept_terms)
    if carries_trust(kind) and not confirmed:
        duties.add(Duty.second_factor)
    actor = Actor(
        person_id,
        name,
        organisation_id,
        organisation_name,
        kind,
        role,
        standing,
        frozenset(duties),
        bool(confirmed),
    )
    return actor, last_seen_at


@functools.cache
def _who_asks() -> sa.Select[*tuple[Any, ...]]:
    """The statement of `identify_seen`, built once: building it takes as long as the database takes to
    answer it.
    """
    return (
        sa.select(
            Person.id,
            Person.name,
            SignIn.organisation_id,
            Organisation.name,
            Organisation.kind,
            Membership.role,
            sa.or_(Person.is_sample, SignIn.second_factor_at.is_not(None)),
            SignIn.last_seen_at,
            Organisation.standing,
            _terms_accepted(),
        )
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(Organisation, Organisation.id == SignIn.organisation_id)
        .outerjoin(
            Membership,
            sa.and_(Membership.person_id == Person.id, Membership.organisation_id == SignIn.organisation_id),
        )
        .where(
            SignIn.token_sha256 == sa.bindparam("token"),
            SignIn.expires_at > sa.bindparam("at"),
            Person.state == PersonState.active,
        )
    )


def _terms_accepted() -> sa.ColumnElement[bool]:
    """Whether the organisation of a sign-in has accepted the terms as they read today."""
    return (
        sa.exists()
        .where(
            TermsAcceptance.organisation_id == SignIn.organisation_id,
            TermsAcceptance.version == sa.bindparam("terms"),
        )
        .correlate(SignIn)
    )


def actor_for(person: Person, organisation: Organisation, role: Role) -> Actor:
    """The actor for a member, for work that no browser asked for. The caller makes sure that it is theirs to
    do.
    """
    return Actor(
        person.id,
        person.name,
        organisation.id,
        organisation.name,
        organisation.kind,
        role,
        organisation.standing,
    )


def sign_ins_of(session: Session, person_id: int) -> list[SignIn]:
    """A person's sign-ins that may still be used, the one used last first."""
    return list(
        session.scalars(
            sa.select(SignIn)
            .where(SignIn.person_id == person_id, SignIn.expires_at > now())
            .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
        )
    )


def open_email_change(session: Session, token: str, *, lock: bool = False) -> EmailChange | None:
    """The change of address that a link from either mailbox is about, or None when it no longer works."""
    hashed = digest(token)
    query = sa.select(EmailChange).where(
        sa.or_(EmailChange.old_token_sha256 == hashed, EmailChange.new_token_sha256 == hashed),
        EmailChange.expires_at > now(),
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def sign_in_for(session: Session, token: str) -> SignIn | None:
    """The row of a browser's sign-in."""
    return session.scalar(sa.select(SignIn).where(SignIn.token_sha256 == digest(token)))


def second_factor(
    session: Session, person_id: int | None, *, confirmed: bool = True, lock: bool = False
) -> SecondFactor | None:
    """A person's second factor; with `confirmed` False also one that is still being set up."""
    query = sa.select(SecondFactor).where(SecondFactor.person_id == person_id)
    if confirmed:
        query = query.where(SecondFactor.confirmed_at.is_not(None))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def recovery_codes_left(session: Session, person_id: int) -> int:
    """How many recovery codes a person has not used yet."""
    query = sa.select(sa.func.count(RecoveryCode.id)).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(query) or 0


def half_signed_in(session: Session, token: str) -> Person | None:
    """The person whose password a browser knew a moment ago, while they may still sign in."""
    return session.scalar(
        sa.select(Person)
        .join(HalfSignIn, HalfSignIn.person_id == Person.id)
        .where(
            HalfSignIn.token_sha256 == digest(token),
            HalfSignIn.expires_at > now(),
            Person.state == PersonState.active,
        )
    )


def person_with_email(session: Session, email: str) -> Person | None:
    """The person who signs in with this address, whatever their state."""
    return session.scalar(sa.select(Person).where(Person.email == fold_email(email)))


def person(session: Session, person_id: int) -> Person:
    """One person. Raises NotFound."""
    return _or_not_found(session.get(Person, person_id), "We cannot find that person.")


def organisation(session: Session, actor: Actor) -> Organisation:
    """The organisation an actor acts for. Raises NotFound."""
    row = session.get(Organisation, actor.organisation_id or 0)
    return _or_not_found(row, "We cannot find that organisation.")


def memberships_of(session: Session, person_id: int) -> list[Membership]:
    """A person's memberships with their organisations, by the organisation's name."""
    return list(
        session.scalars(
            sa.select(Membership)
            .join(Membership.organisation)
            .where(Membership.person_id == person_id)
            .options(joinedload(Membership.organisation))
            .order_by(Organisation.name, Membership.id)
        )
    )


def members_of(session: Session, organisation_id: int) -> list[Membership]:
    """An organisation's memberships with their people, by name."""
    return list(
        session.scalars(
            sa.select(Membership)
            .join(Membership.person)
            .where(Membership.organisation_id == organisation_id)
            .options(joinedload(Membership.person))
            .order_by(Person.name, Membership.id)
        )
    )


def membership(session: Session, organisation_id: int | None, membership_id: int) -> Membership:
    """One membership of this organisation. Raises NotFound, also for one of another organisation."""
    row = session.scalar(
        sa.select(Membership)
        .where(Membership.id == membership_id, Membership.organisation_id == organisation_id)
        .options(joinedload(Membership.person), joinedload(Membership.organisation))
    )
    return _or_not_found(row, "We cannot find that member in your organisation.")


def owners_count(session: Session, organisation_id: int) -> int:
    """How many owners an organisation has who can sign in: a suspended one cannot look after anything."""
    query = (
        sa.select(sa.func.count(Membership.id))
        .join(Membership.person)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role == Role.owner,
            Person.state == PersonState.active,
        )
    )
    return session.scalar(query) or 0


def waiting_invitations(session: Session, organisation_id: int) -> list[Invitation]:
    """Invitations into an organisation without an answer, newest first; also expired ones, so that they can
    be renewed.
    """
    return list(
        session.scalars(
            sa.select(Invitation)
            .where(Invitation.organisation_id == organisation_id, Invitation.state == InvitationState.pending)
            .order_by(Invitation.id.desc())
        )
    )


def invitation(session: Session, organisation_id: int | None, invitation_id: int) -> Invitation:
    """One invitation into this organisation. Raises NotFound."""
    row = session.get(Invitation, invitation_id)
    own = row if row is not None and row.organisation_id == organisation_id else None
    return _or_not_found(own, "We cannot find that invitation in your organisation.")


def open_invitation(session: Session, token: str, at: datetime | None = None) -> Invitation | None:
    """The invitation a link opens, or None when it was used, withdrawn or has ended."""
    return session.scalar(
        sa.select(Invitation)
        .where(
            Invitation.token_sha256 == digest(token),
            Invitation.state == InvitationState.pending,
            Invitation.expires_at > (at or now()),
        )
        .options(joinedload(Invitation.organisation))
    )


def still_open(session: Session, invitation_id: int | None) -> Invitation | None:
    """The invitation, locked, if it still waits for an answer, so that only one of two people with its link
    gets in.
    """
    return session.scalar(
        sa.select(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.state == InvitationState.pending,
            Invitation.expires_at > now(),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def open_registration(session: Session, token: str, at: datetime | None = None) -> Registration | None:
    """The registration a link opens, or None when it was used or has ended."""
    return session.scalar(
        sa.select(Registration)
        .where(
            Registration.token_sha256 == digest(token),
            Registration.used_at.is_(None),
            Registration.expires_at > (at or now()),
        )
        .options(joinedload(Registration.invitation).joinedload(Invitation.organisation))
    )


def open_reset(session: Session, token: str, at: datetime | None = None) -> PasswordReset | None:
    """The password reset a link opens, or None when it was used or has ended."""
    return session.scalar(
        sa.select(PasswordReset).where(
            PasswordReset.token_sha256 == digest(token),
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > (at or now()),
        )
    )
