"""Tables of people, organisations and sign-ins."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.accounts.rules import LONGEST_NAME, InvitationState, PersonState, name_key
from app.foundation.actor import OrganisationKind, Role, Standing
from app.foundation.audit import Unaudited
from app.foundation.database import Base
from app.foundation.types import named, now


class Person(Base):
    """A person who can sign in. `email` is stored in lower case: people sign in with it."""

    __tablename__ = "people"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    password_hash: Mapped[str]
    state: Mapped[PersonState] = mapped_column(named(PersonState), default=PersonState.active)
    # An invented person, whose password is public.
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)

    memberships: Mapped[list[Membership]] = relationship(back_populates="person", order_by="Membership.id")


# No second authority of a name, unless the first was turned away.
_AUTHORITY = sa.text("kind = 'contracting_authority' AND standing <> 'refused'")


class Organisation(Base):
    """An enterprise, a contracting authority, an adviser body or the operator of this site.

    `name_key` is the name as names are compared (`rules.name_key`). `standing_reason` is what the
    organisation was told when its standing last changed.
    """

    __tablename__ = "organisations"
    __table_args__ = (
        sa.Index(
            "uq_organisations_authority",
            "name_key",
            unique=True,
            sqlite_where=_AUTHORITY,
            postgresql_where=_AUTHORITY,
        ),
        sa.Index("ix_organisations_name_key", "name_key"),
        sa.Index("ix_organisations_standing", "standing"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    kind: Mapped[OrganisationKind] = mapped_column(named(OrganisationKind))
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    standing: Mapped[Standing] = mapped_column(named(Standing))
    standing_reason: Mapped[str | None]
    standing_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="organisation", order_by="Membership.id"
    )

    @validates("name")
    def _keep_key(self, attribute: str, name: str) -> str:
        self.name_key = name_key(name)
        return name


class AdmissionRequest(Base):
    """The evidence with which an adviser body or an authority asks to be approved; one for each organisation.

    `email_domain` is the official domain of the sender's own confirmed address, or None when it is not
    official. `sent_at` is None while it is being prepared.
    """

    __tablename__ = "admission_requests"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), unique=True)
    identifier_scheme: Mapped[str] = mapped_column(sa.String(20))
    identifier: Mapped[str] = mapped_column(sa.String(60))
    website: Mapped[str] = mapped_column(sa.String(300))
    senior_name: Mapped[str]
    senior_position: Mapped[str]
    senior_email: Mapped[str] = mapped_column(sa.String(254))
    note: Mapped[str] = mapped_column(default="")
    email_domain: Mapped[str | None] = mapped_column(sa.String(254))
    sent_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    sent_at: Mapped[datetime] = mapped_column(default=now)

    organisation: Mapped[Organisation] = relationship()
    sent_by: Mapped[Person] = relationship()


class TermsAcceptance(Base):
    """That a person accepted one version of the data-sharing terms for an organisation, and the text's
    sha256.
    """

    __tablename__ = "terms_acceptances"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "version"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    version: Mapped[int]
    text_sha256: Mapped[str] = mapped_column(sa.String(64))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    accepted_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship()


class Membership(Base):
    """A person in an organisation. Removing it ends what follows from it at the next request."""

    __tablename__ = "memberships"
    __table_args__ = (sa.UniqueConstraint("person_id", "organisation_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    role: Mapped[Role] = mapped_column(named(Role))
    created_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship(back_populates="memberships")


class Invitation(Base):
    """A link that makes its holder a member. Only the sha256 of the link's token is kept."""

    __tablename__ = "invitations"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    role: Mapped[Role] = mapped_column(named(Role))
    token_sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    state: Mapped[InvitationState] = mapped_column(named(InvitationState), default=InvitationState.pending)
    invited_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship()


class SignIn(Unaudited, Base):
    """One signed-in browser. Deleting the row ends the session there; the cookie alone is worth nothing."""

    __tablename__ = "sign_ins"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    token_sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"))  # acting for
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]  # when this sign-in was confirmed with a second factor
    last_seen_at: Mapped[datetime] = mapped_column(default=now)  # to the minute
    browser: Mapped[str] = mapped_column(default="")  # such as "Firefox on Windows"


class HalfSignIn(Unaudited, Base):
    """A browser in which the right password was given but not yet the second factor. It opens no page."""

    __tablename__ = "half_sign_ins"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    token_sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    expires_at: Mapped[datetime]


class SecondFactor(Unaudited, Base):
    """A person's authenticator app: it counts once `confirmed_at` says that they typed a code from it.

    `sealed_secret` is encrypted with a key derived from SECRET_KEY. `last_step` is the time step of the last
    code that was taken: that code and older ones are refused. After too many wrong codes none is looked at
    until `closed_until`.
    """

    __tablename__ = "second_factors"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), unique=True)
    sealed_secret: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)
    wrong_codes: Mapped[int] = mapped_column(default=0)
    closed_until: Mapped[datetime | None]
    recovery_salt: Mapped[bytes] = mapped_column(default=b"")
    created_at: Mapped[datetime] = mapped_column(default=now)


class RecoveryCode(Unaudited, Base):
    """A code that signs its owner in once, in place of the authenticator app. Only its slow hash is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (sa.UniqueConstraint("person_id", "code_hash"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None]


class EmailChange(Unaudited, Base):
    """A change of a person's email address that waits for a yes from the old and from the new mailbox."""

    __tablename__ = "email_changes"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), unique=True)
    new_email: Mapped[str] = mapped_column(sa.String(254))
    old_token_sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    new_token_sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    old_confirmed_at: Mapped[datetime | None]
    new_confirmed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]


class PasswordReset(Unaudited, Base):
    """A link that sets a new password once."""

    __tablename__ = "password_resets"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Registration(Unaudited, Base):
    """A link, sent to an address, to make an account with. The account exists only once it was used.

    `invitation_id` is the invitation that the account accepts on the way, where the link came in one.
    """

    __tablename__ = "registrations"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    token_sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    invitation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("invitations.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    invitation: Mapped[Invitation | None] = relationship()
