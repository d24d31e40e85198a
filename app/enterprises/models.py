"""Tables of the register and the capacity ledger."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, Person
from app.enterprises.rules import HoldState, OfferState, TrustState, ViewedIn
from app.foundation.audit import Unaudited
from app.foundation.database import Base
from app.foundation.types import Pence, named, now


class Enterprise(Base):
    """The profile of one social enterprise. Company and charity numbers are unique.

    Only the enterprise, its advisers and the solver see turnover and prices.
    """

    __tablename__ = "enterprises"
    __table_args__ = (
        sa.CheckConstraint("turnover IS NULL OR turnover >= 0", name="turnover"),
        sa.CheckConstraint("joining_cost >= 0", name="joining_cost"),
        sa.Index(
            "uq_enterprises_company_number",
            "company_number",
            unique=True,
            sqlite_where=sa.text("company_number IS NOT NULL"),
            postgresql_where=sa.text("company_number IS NOT NULL"),
        ),
        sa.Index(
            "uq_enterprises_charity_number",
            "charity_number",
            unique=True,
            sqlite_where=sa.text("charity_number IS NOT NULL"),
            postgresql_where=sa.text("charity_number IS NOT NULL"),
        ),
        sa.CheckConstraint("supported_workforce >= 0 AND supported_workforce <= workforce", name="workforce"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), unique=True)
    summary: Mapped[str] = mapped_column(default="")
    history: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    legal_form: Mapped[str | None] = mapped_column(sa.String(60))  # key in reference/legal_forms
    company_number: Mapped[str | None] = mapped_column(sa.String(8))
    charity_number: Mapped[str | None] = mapped_column(sa.String(12))
    ppon: Mapped[str | None] = mapped_column(sa.String(14))  # from the Central Digital Platform
    # Opens the answers kept on the Central Digital Platform to a lead or buyer.
    share_code: Mapped[str | None] = mapped_column(sa.String(20))
    share_code_on: Mapped[date | None]  # the answers as they were that day
    home_area: Mapped[str | None] = mapped_column(sa.String(12), index=True)  # ward or district code
    turnover: Mapped[int | None] = mapped_column(Pence)  # last full year
    workforce: Mapped[int] = mapped_column(default=0)  # people
    supported_workforce: Mapped[int] = mapped_column(default=0)  # of them disabled or disadvantaged
    social_enterprise: Mapped[bool] = mapped_column(default=True)
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    verified_by_body_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"))
    verified_on: Mapped[date | None]
    verified_by_scheme: Mapped[str | None] = mapped_column(sa.String(60))  # SEUK, CIC Regulator, …
    can_lead: Mapped[bool] = mapped_column(default=False)
    # Paid once for each consortium, whatever is delivered in it, so it is not a column of each offer.
    joining_cost: Mapped[int] = mapped_column(Pence, default=0)
    min_value: Mapped[int] = mapped_column(Pence, default=0)  # least contract value worth joining for
    max_value: Mapped[int | None] = mapped_column(Pence)
    listed: Mapped[bool] = mapped_column(default=True)
    # True: only the adviser bodies in figure_permissions see the figures. False: every approved one does.
    figures_only_named: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)  # for stale-edit conflicts
    created_at: Mapped[datetime] = mapped_column(default=now)

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    offers: Mapped[list[Offer]] = relationship(back_populates="enterprise", order_by="Offer.id")
    credentials: Mapped[list[Credential]] = relationship(
        back_populates="enterprise", order_by="Credential.id"
    )
    figure_permissions: Mapped[list[FigurePermission]] = relationship(
        order_by="FigurePermission.organisation_id"
    )

    __mapper_args__ = {"version_id_col": version}

    def shares_with(self, organisation_id: int | None) -> bool:
        """Whether this adviser body may see its figures; `queries.figures.sharing` says the same in SQL."""
        if not self.figures_only_named:
            return True
        return any(permission.organisation_id == organisation_id for permission in self.figure_permissions)


class FigurePermission(Base):
    """An adviser body that an enterprise names. It counts only while `figures_only_named` is true."""

    __tablename__ = "figure_permissions"

    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprises.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), primary_key=True)
    given_at: Mapped[datetime] = mapped_column(default=now)


class FigureViewing(Unaudited, Base):
    """A record that a person of another organisation was shown an enterprise's price or turnover.

    `subject` is the row the page was about ("enquiries:7"). It is not audited, because it changes nothing.
    """

    __tablename__ = "figure_viewings"
    __table_args__ = (
        sa.Index("ix_figure_viewings_enterprise_id_at", "enterprise_id", "at"),
        sa.Index("ix_figure_viewings_person_id_at", "person_id", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprises.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    what: Mapped[ViewedIn] = mapped_column(named(ViewedIn))
    subject: Mapped[str] = mapped_column(sa.String(80))
    at: Mapped[datetime] = mapped_column(default=now)

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()


class Offer(Base):
    """Something an enterprise can deliver: a CPV capability in areas, up to a capacity (a rate in the unit).

    `held` is the part of the capacity promised to consortia; the ledger keeps it equal to the sum of its
    holds.
    """

    __tablename__ = "offers"
    __table_args__ = (
        sa.CheckConstraint("capacity > 0", name="capacity"),
        sa.CheckConstraint("held >= 0 AND held <= capacity", name="held"),
        sa.CheckConstraint("unit_price >= 0", name="unit_price"),
        sa.CheckConstraint("social_value >= 0", name="social_value"),
        sa.Index("ix_offers_capability_state", "capability", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprises.id"), index=True)
    capability: Mapped[str] = mapped_column(sa.String(8))  # CPV, group or deeper
    description: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(sa.String(60))  # key of reference/units, the standard one
    capacity: Mapped[int]
    held: Mapped[int] = mapped_column(default=0)
    unit_price: Mapped[int] = mapped_column(Pence)
    social_value: Mapped[int] = mapped_column(default=0)  # points a unit, from the tender's own measures
    state: Mapped[OfferState] = mapped_column(named(OfferState), default=OfferState.active)
    version: Mapped[int] = mapped_column(default=1)

    enterprise: Mapped[Enterprise] = relationship(back_populates="offers")
    areas: Mapped[list[OfferArea]] = relationship(cascade="all, delete-orphan", order_by="OfferArea.area")
    holds: Mapped[list[CapacityHold]] = relationship(back_populates="offer", order_by="CapacityHold.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def free(self) -> int:
        """Capacity not promised to anybody."""
        return self.capacity - self.held


class OfferArea(Base):
    """One area (ward … UK) an offer covers."""

    __tablename__ = "offer_areas"
    __table_args__ = (sa.Index("ix_offer_areas_area_offer_id", "area", "offer_id"),)

    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id"), primary_key=True)
    area: Mapped[str] = mapped_column(sa.String(12), primary_key=True)


class Credential(Base):
    """A certificate, licence, policy or insurance. `type` is a key of reference/credentials; levels are
    types.
    """

    __tablename__ = "credentials"
    __table_args__ = (
        # Freezing a problem reads the credentials of thousands of enterprises, from this index alone.
        sa.Index("ix_credentials_held", "enterprise_id", "type", "expires_on", "withdrawn_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprises.id"))
    type: Mapped[str] = mapped_column(sa.String(60), index=True)
    reference: Mapped[str] = mapped_column(default="")  # certificate or policy number
    issuer: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    verified_by_body_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"))
    verified_on: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    enterprise: Mapped[Enterprise] = relationship(back_populates="credentials")

    __mapper_args__ = {"version_id_col": version}


class TrustPair(Base):
    """How much two enterprises trust each other, 1 to 1000 per mille; `first_id` < `second_id`."""

    __tablename__ = "trust_pairs"
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id"),
        # Freezing a problem reads this index alone, as it does for credentials.
        sa.Index("ix_trust_pairs_counting", "first_id", "second_id", "state", "per_mille"),
        sa.CheckConstraint("first_id < second_id", name="order"),
        sa.CheckConstraint("per_mille BETWEEN 1 AND 1000", name="per_mille"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    first_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprises.id"))
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprises.id"), index=True)
    per_mille: Mapped[int]
    state: Mapped[TrustState] = mapped_column(named(TrustState))
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("enterprises.id"))
    vouched_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    vouched_by_body_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"))
    basis: Mapped[str] = mapped_column(default="")  # what they did together, in words
    created_at: Mapped[datetime] = mapped_column(default=now)


class IncompatiblePair(Base):
    """Two enterprises that cannot work together. Only the one that declared it and advisers see why.

    Each side has a row of its own, so that neither learns whether the other declared it too.
    """

    __tablename__ = "incompatible_pairs"
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id", "declared_by_id"),
        sa.CheckConstraint("first_id < second_id", name="order"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    first_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprises.id"))
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprises.id"), index=True)
    declared_by_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class CapacityHold(Base):
    """A part of an offer's capacity promised to a holder, whose kind the ledger does not know."""

    __tablename__ = "capacity_holds"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.UniqueConstraint("offer_id", "holder", "purpose"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id"), index=True)
    holder: Mapped[str] = mapped_column(sa.String(80), index=True)  # "consortia:12"
    purpose: Mapped[str] = mapped_column(sa.String(80))  # "work_packages:31"
    label: Mapped[str] = mapped_column(default="")  # what a person reads: tender and work package
    quantity: Mapped[int]
    state: Mapped[HoldState] = mapped_column(named(HoldState), default=HoldState.held)
    held_at: Mapped[datetime] = mapped_column(default=now)
    released_at: Mapped[datetime | None]

    offer: Mapped[Offer] = relationship(back_populates="holds")
