"""Tables of enquiries, proposals and consortia."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, Person
from app.consortia.rules.states import Claim, ConsortiumState, EnquiryState, MemberState
from app.enterprises.models import Enterprise, Offer
from app.foundation.database import Base
from app.foundation.types import Pence, named, now
from app.tenders.models import Lot, Tender, WorkPackage


class Enquiry(Base):
    """One question to the solver, with the frozen problem and the outcome kept exactly as they were.

    `question` holds what the adviser chose: lots, rules, weights, pins, alternatives (see
    `app.consortia.solving`).
    """

    __tablename__ = "enquiries"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    # the adviser body
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)  # from the form: absorbs a double click
    question: Mapped[dict[str, Any]]
    state: Mapped[EnquiryState] = mapped_column(named(EnquiryState), default=EnquiryState.queued)
    # consortium-problem/1, as solved
    problem: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    problem_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    # enterprises that could deliver, but do not share their figures
    left_out: Mapped[int] = mapped_column(default=0)
    # consortium-outcome/1, as checked
    outcome: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    status: Mapped[str | None] = mapped_column(sa.String(20))  # solved, infeasible, out_of_time
    ended: Mapped[str | None] = mapped_column(sa.String(20))  # count, none_left, out_of_time
    solved_in_ms: Mapped[int | None]
    reason: Mapped[str | None]  # why it failed, for a person
    created_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]

    tender: Mapped[Tender] = relationship()
    organisation: Mapped[Organisation] = relationship()
    asked_by: Mapped[Person | None] = relationship()
    proposals: Mapped[list[Proposal]] = relationship(back_populates="enquiry", order_by="Proposal.rank")


class Proposal(Base):
    """One alternative, checked before it was stored and never edited."""

    __tablename__ = "proposals"
    __table_args__ = (sa.UniqueConstraint("enquiry_id", "rank"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    enquiry_id: Mapped[int] = mapped_column(sa.ForeignKey("enquiries.id"), index=True)
    rank: Mapped[int]  # 1 is best
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprises.id"))
    objective: Mapped[int]
    price: Mapped[int] = mapped_column(Pence)
    value: Mapped[int] = mapped_column(Pence)
    social_value: Mapped[int]
    trust_gap: Mapped[int]
    shortfall: Mapped[int] = mapped_column(Pence)
    bound: Mapped[int]
    proven: Mapped[bool]
    gap_bp: Mapped[int]
    dearer_bp: Mapped[int]

    enquiry: Mapped[Enquiry] = relationship(back_populates="proposals")
    lead: Mapped[Enterprise] = relationship()
    members: Mapped[list[ProposalMember]] = relationship(order_by="ProposalMember.id")
    allocations: Mapped[list[Allocation]] = relationship(order_by="Allocation.id")


class ProposalMember(Base):
    """A member of a proposal, with its totals and what its loss would leave uncovered."""

    __tablename__ = "proposal_members"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "enterprise_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposals.id"), index=True)
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprises.id"), index=True)
    is_lead: Mapped[bool]
    value: Mapped[int] = mapped_column(Pence)
    joining_cost: Mapped[int] = mapped_column(Pence)
    trust_with_lead: Mapped[int | None]  # per mille; None for the lead or without a pair
    short: Mapped[int] = mapped_column(Pence, default=0)  # shortfall if it drops out
    short_work_package_ids: Mapped[list[str]] = mapped_column(default=list)

    enterprise: Mapped[Enterprise] = relationship()


class Allocation(Base):
    """What one member would deliver of one work package, at the price frozen when it was asked."""

    __tablename__ = "allocations"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "enterprise_id", "work_package_id"),
        sa.CheckConstraint("quantity > 0", name="quantity"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposals.id"), index=True)
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprises.id"))
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id"))
    work_package_id: Mapped[int] = mapped_column(sa.ForeignKey("work_packages.id"))
    quantity: Mapped[int]
    unit_price: Mapped[int] = mapped_column(Pence)
    value: Mapped[int] = mapped_column(Pence)  # quantity × periods × unit price

    enterprise: Mapped[Enterprise] = relationship()
    offer: Mapped[Offer] = relationship()
    work_package: Mapped[WorkPackage] = relationship()


class Consortium(Base):
    """Enterprises invited to bid together, from one adopted proposal."""

    __tablename__ = "consortia"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposals.id"), unique=True)
    # the adviser body
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    adopted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    name: Mapped[str]
    joint_reason: Mapped[str] = mapped_column(default="")  # why they bid together (competition law)
    state: Mapped[ConsortiumState] = mapped_column(
        named(ConsortiumState), default=ConsortiumState.forming, index=True
    )
    reason: Mapped[str] = mapped_column(default="")  # why it was dissolved
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    agreed_at: Mapped[datetime | None]

    tender: Mapped[Tender] = relationship()
    proposal: Mapped[Proposal] = relationship()
    organisation: Mapped[Organisation] = relationship()
    members: Mapped[list[Member]] = relationship(back_populates="consortium", order_by="Member.id")
    lots: Mapped[list[ConsortiumLot]] = relationship(order_by="ConsortiumLot.lot_id")

    __mapper_args__ = {"version_id_col": version}


class ConsortiumLot(Base):
    """A lot this consortium bids for."""

    __tablename__ = "consortium_lots"

    consortium_id: Mapped[int] = mapped_column(sa.ForeignKey("consortia.id"), primary_key=True)
    lot_id: Mapped[int] = mapped_column(sa.ForeignKey("lots.id"), primary_key=True)

    lot: Mapped[Lot] = relationship()


class LotClaim(Base):
    """A person, an adviser body or an enterprise is in this consortium for a lot, so it can be in no other.

    `holder_id` is a person's, an organisation's or an enterprise's id, as `claim` says. The row goes when the
    consortium is dissolved or loses, or the enterprise leaves; its key makes one of two simultaneous
    attempts fail.
    """

    __tablename__ = "lot_claims"

    lot_id: Mapped[int] = mapped_column(sa.ForeignKey("lots.id"), primary_key=True)
    claim: Mapped[Claim] = mapped_column(named(Claim), primary_key=True)
    holder_id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    consortium_id: Mapped[int] = mapped_column(sa.ForeignKey("consortia.id"), index=True)

    consortium: Mapped[Consortium] = relationship()


class Member(Base):
    """An enterprise's place in a consortium: role, share, exposure as invited, and its answer with person and
    time.
    """

    __tablename__ = "members"
    __table_args__ = (
        sa.UniqueConstraint("consortium_id", "enterprise_id"),
        sa.Index(
            "uq_members_one_lead",
            "consortium_id",
            unique=True,
            sqlite_where=sa.text("is_lead AND state IN ('invited', 'accepted')"),
            postgresql_where=sa.text("is_lead AND state IN ('invited', 'accepted')"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    consortium_id: Mapped[int] = mapped_column(sa.ForeignKey("consortia.id"), index=True)
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprises.id"), index=True)
    is_lead: Mapped[bool]
    state: Mapped[MemberState] = mapped_column(named(MemberState), default=MemberState.invited)
    value: Mapped[int] = mapped_column(Pence)
    share_bp: Mapped[int]  # of the contract value
    exposure_bp: Mapped[int | None]  # yearly value / turnover; None when no turnover is stated
    reason: Mapped[str] = mapped_column(default="")  # why it declined or left
    invited_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    consortium: Mapped[Consortium] = relationship(back_populates="members")
    enterprise: Mapped[Enterprise] = relationship()
    answered_by: Mapped[Person | None] = relationship()
    promises: Mapped[list[Promise]] = relationship(back_populates="member", order_by="Promise.id")


class Promise(Base):
    """What a member is asked to deliver of a work package; its acceptance holds the capacity."""

    __tablename__ = "promises"
    __table_args__ = (sa.UniqueConstraint("member_id", "work_package_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id"), index=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id"))
    work_package_id: Mapped[int] = mapped_column(sa.ForeignKey("work_packages.id"))
    quantity: Mapped[int]
    unit_price: Mapped[int] = mapped_column(Pence)
    value: Mapped[int] = mapped_column(Pence)

    member: Mapped[Member] = relationship(back_populates="promises")
    offer: Mapped[Offer] = relationship()
    work_package: Mapped[WorkPackage] = relationship()
