"""Tables of tenders, what they need, and the notices they came from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, Person
from app.foundation.database import Base
from app.foundation.folding import one_number, plain
from app.foundation.types import Pence, named, now
from app.tenders.rules import (
    Arrangement,
    ConditionKind,
    CriterionKind,
    Liability,
    LotState,
    Needed,
    ReleaseState,
    TenderSource,
    TenderState,
    WorkPackageState,
)
from app.tenders.twins import twin_key


class Tender(Base):
    """One procurement. `organisation_id` is the contracting authority here that owns it.

    An imported tender has an importer (None: the operator of this site), and no owner until its buyer claims
    it. It is a draft until its importer publishes it here; `notice_state` is the state in its source.
    """

    __tablename__ = "tenders"
    __table_args__ = (
        sa.CheckConstraint("value IS NULL OR value >= 0", name="value"),
        sa.CheckConstraint("term_months IS NULL OR term_months > 0", name="term_months"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    buyer_name: Mapped[str]
    buyer_identifier: Mapped[str | None]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    state: Mapped[TenderState] = mapped_column(named(TenderState), default=TenderState.draft, index=True)
    source: Mapped[TenderSource] = mapped_column(named(TenderSource))
    practice_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tenders.id"))
    ocid: Mapped[str | None] = mapped_column(sa.String(120), index=True)
    notice_number: Mapped[str | None] = mapped_column(sa.String(120))  # or no_notice_reason says why none
    notice_url: Mapped[str | None]
    no_notice_reason: Mapped[str | None]
    portal_url: Mapped[str | None]  # where bids go
    # key in reference/regimes
    regime: Mapped[str] = mapped_column(sa.String(40), default="procurement_act_2023")
    arrangement: Mapped[Arrangement] = mapped_column(named(Arrangement), default=Arrangement.contract)
    procedure: Mapped[str] = mapped_column(default="")
    main_category: Mapped[str] = mapped_column(default="")  # goods, works, services
    capability: Mapped[str | None] = mapped_column(sa.String(8))  # main CPV
    value: Mapped[int | None] = mapped_column(Pence)  # None: not stated
    currency: Mapped[str] = mapped_column(sa.String(3), default="GBP")
    value_note: Mapped[str] = mapped_column(default="")  # "no limit stated" and the like
    liability: Mapped[Liability] = mapped_column(named(Liability), default=Liability.joint)
    deadline: Mapped[datetime | None] = mapped_column(index=True)
    # No time is stated, so that `deadline` is the last second of the day.
    deadline_is_day: Mapped[bool] = mapped_column(default=False)
    stale_at: Mapped[datetime | None]  # without a deadline: from when it is no longer shown as open
    enquiries_until: Mapped[datetime | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    term_months: Mapped[int | None]
    published_at: Mapped[datetime | None]
    suitable_sme: Mapped[bool | None]
    suitable_vcse: Mapped[bool | None]
    above_threshold: Mapped[bool | None]
    reserved: Mapped[str] = mapped_column(default="")  # who alone may take part, in words
    max_lots_bid: Mapped[int | None]  # most lots one bidder may bid for; None: no limit stated
    max_lots_awarded: Mapped[int | None]  # most lots one bidder may win
    contact_name: Mapped[str] = mapped_column(default="")  # whom to ask
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    other_buyers: Mapped[list[str]] = mapped_column(default=list)  # who buys together with the buyer, by name
    further_terms: Mapped[list[str]] = mapped_column(default=list)  # a sentence each, for bidders
    related_ocids: Mapped[list[str]] = mapped_column(default=list)  # the same procurement under other numbers
    procurement_key: Mapped[str | None] = mapped_column(sa.String(120), index=True)  # its twins' first OCID
    twin_key: Mapped[str] = mapped_column(sa.String(300), default="", index=True)  # from twins.twin_key
    search_words: Mapped[str] = mapped_column(default="")  # folded, for searches by words
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    importer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    importer_person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    imported_at: Mapped[datetime | None]
    notice_state: Mapped[TenderState | None] = mapped_column(
        sa.Enum(
            TenderState,
            native_enum=False,
            create_constraint=True,
            validate_strings=True,
            length=40,
            name="noticestate",
        )
    )
    claimed_at: Mapped[datetime | None]  # when the buyer claimed an imported tender
    corrected_at: Mapped[datetime | None]  # when the buyer last corrected its text
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)

    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id])
    importer: Mapped[Organisation | None] = relationship(foreign_keys=[importer_id])
    importer_person: Mapped[Person | None] = relationship()
    practice_of: Mapped[Tender | None] = relationship(remote_side=[id])
    lots: Mapped[list[Lot]] = relationship(back_populates="tender", order_by="Lot.position")
    conditions: Mapped[list[Condition]] = relationship(back_populates="tender", order_by="Condition.id")
    criteria: Mapped[list[Criterion]] = relationship(back_populates="tender", order_by="Criterion.id")
    documents: Mapped[list[TenderDocument]] = relationship(order_by="TenderDocument.id")
    awards: Mapped[list[Award]] = relationship(order_by="Award.id")
    releases: Mapped[list[NoticeRelease]] = relationship(back_populates="tender", order_by="NoticeRelease.id")

    __mapper_args__ = {"version_id_col": version}

    @hybrid_property
    def closes_at(self) -> datetime | None:
        """When the tender stops being open: at its deadline, or without one when its notice grows old."""
        return self.deadline or self.stale_at

    @closes_at.inplace.expression
    @classmethod
    def _closes_at_in_sql(cls) -> sa.ColumnElement[datetime | None]:
        return sa.func.coalesce(cls.deadline, cls.stale_at)

    @property
    def practice(self) -> bool:
        """Whether its pages and bid packs must say PRACTICE."""
        return self.source is TenderSource.practice


@event.listens_for(Tender, "before_insert")
@event.listens_for(Tender, "before_update")
def _fold(_mapper: Any, _connection: Any, tender: Tender) -> None:
    """Update the columns for searching and for twins whenever a tender is saved."""
    parts = (tender.title, tender.buyer_name, tender.notice_number, tender.ocid, tender.description)
    tender.search_words = one_number(plain(" ".join(part for part in parts if part)))
    tender.twin_key = twin_key(tender.title, tender.buyer_name)


class Lot(Base):
    """A part that is awarded on its own. A tender whose source has no lots has one."""

    __tablename__ = "lots"
    __table_args__ = (sa.UniqueConstraint("tender_id", "key"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(80))  # the source's id, or "1", "2" …
    position: Mapped[int]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    value: Mapped[int | None] = mapped_column(Pence)
    status: Mapped[str] = mapped_column(default="")  # as the source says
    capability: Mapped[str | None] = mapped_column(sa.String(8))
    other_capabilities: Mapped[list[str]] = mapped_column(default=list)  # further CPV codes of the source
    areas: Mapped[list[str]] = mapped_column(default=list)  # our area codes
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    term_months: Mapped[int | None]  # where the source gives a length and no dates
    state: Mapped[LotState] = mapped_column(named(LotState), default=LotState.open)
    extension: Mapped[str] = mapped_column(default="")  # how it may be extended, in the buyer's words
    extension_months: Mapped[int | None]  # all extensions together, if known

    tender: Mapped[Tender] = relationship(back_populates="lots")
    work_packages: Mapped[list[WorkPackage]] = relationship(back_populates="lot", order_by="WorkPackage.id")

    @property
    def asked_for(self) -> list[WorkPackage]:
        """The work packages that consortia must cover: the confirmed ones of an open lot."""
        if self.state is not LotState.open:
            return []
        return [package for package in self.work_packages if package.state is WorkPackageState.confirmed]


class WorkPackage(Base):
    """A rate of one capability in one area, for a number of periods: value = quantity × periods × unit
    price.
    """

    __tablename__ = "work_packages"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.CheckConstraint("quantity IS NOT NULL OR state = 'draft'", name="quantity_known"),
        sa.CheckConstraint("periods > 0", name="periods"),
        sa.CheckConstraint("max_providers > 0", name="max_providers"),
        sa.CheckConstraint("min_share >= 0 AND min_share <= quantity", name="min_share"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    lot_id: Mapped[int] = mapped_column(sa.ForeignKey("lots.id"), index=True)
    name: Mapped[str]
    capability: Mapped[str] = mapped_column(sa.String(8))
    area: Mapped[str] = mapped_column(sa.String(12))
    unit: Mapped[str] = mapped_column(sa.String(60))  # key of reference/units, the standard one
    source_unit: Mapped[str] = mapped_column(default="")  # what the source called it
    quantity: Mapped[int | None]  # units in each period; None in a draft without an estimate
    periods: Mapped[int]
    max_providers: Mapped[int] = mapped_column(default=3)
    min_share: Mapped[int] = mapped_column(default=0)  # least quantity of one provider
    credentials: Mapped[list[str]] = mapped_column(default=list)  # types that each provider must have
    state: Mapped[WorkPackageState] = mapped_column(named(WorkPackageState), default=WorkPackageState.draft)
    estimated: Mapped[bool] = mapped_column(default=False)
    basis: Mapped[str] = mapped_column(default="")  # how an estimate was made, in words

    lot: Mapped[Lot] = relationship(back_populates="work_packages")

    @property
    def rate(self) -> int:
        """The quantity of a confirmed package, which always has one."""
        assert self.quantity is not None, "a draft was taken for a confirmed package"
        return self.quantity


class OfferConfirmation(Base):
    """An enterprise's confirmation that its narrower offer serves a broader work package."""

    __tablename__ = "offer_confirmations"
    __table_args__ = (sa.UniqueConstraint("work_package_id", "offer_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    work_package_id: Mapped[int] = mapped_column(sa.ForeignKey("work_packages.id"))
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id"), index=True)
    confirmed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    confirmed_at: Mapped[datetime] = mapped_column(default=now)


class Condition(Base):
    """A condition of participation: the buyer's words, and the solver's rule and figure for it, if any."""

    __tablename__ = "conditions"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    lot_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lots.id"))
    kind: Mapped[ConditionKind] = mapped_column(named(ConditionKind))
    text: Mapped[str] = mapped_column(default="")
    credential: Mapped[str | None] = mapped_column(sa.String(60))
    amount: Mapped[int | None]  # pence, basis points or a count, by kind
    needed: Mapped[Needed] = mapped_column(named(Needed), default=Needed.bidding)

    tender: Mapped[Tender] = relationship(back_populates="conditions")
    lot: Mapped[Lot | None] = relationship()


class Criterion(Base):
    """How bids are judged. `weight_bp` is None where the source gives no number."""

    __tablename__ = "criteria"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    lot_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lots.id"))
    kind: Mapped[CriterionKind] = mapped_column(named(CriterionKind))
    name: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    weight_bp: Mapped[int | None]

    tender: Mapped[Tender] = relationship(back_populates="criteria")
    lot: Mapped[Lot | None] = relationship()


class TenderDocument(Base):
    """A document the source links to. The link is kept, never fetched."""

    __tablename__ = "tender_documents"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    title: Mapped[str]
    url: Mapped[str] = mapped_column(default="")
    type: Mapped[str] = mapped_column(default="")


class Award(Base):
    """Who won, by name, as a source states it. Winners are not linked to the register."""

    __tablename__ = "awards"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    lot_keys: Mapped[list[str]] = mapped_column(default=list)  # of the lots it is about; none: of the whole
    key: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="")
    suppliers: Mapped[list[str]] = mapped_column(default=list)
    value: Mapped[int | None] = mapped_column(Pence)
    awarded_on: Mapped[date | None]


class NoticeRelease(Base):
    """One Open Contracting release: its complete JSON and what was read from it.

    `organisation_id` and `person_id` say who imported it; None is the operator of this site.
    """

    __tablename__ = "notice_releases"
    __table_args__ = (
        sa.UniqueConstraint("tender_id", "release_id", "sha256"),
        sa.Index("ix_notice_releases_ocid_release_id", "ocid", "release_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    tender_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    ocid: Mapped[str] = mapped_column(sa.String(200))
    release_id: Mapped[str] = mapped_column(sa.String(200))
    tags: Mapped[list[str]] = mapped_column(default=list)
    released_at: Mapped[datetime | None]
    publisher: Mapped[str] = mapped_column(default="")
    licence: Mapped[str] = mapped_column(default="")
    file_name: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(sa.String(64))  # of the release's canonical JSON
    source: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)  # the release's JSON text, gzipped
    state: Mapped[ReleaseState] = mapped_column(named(ReleaseState))
    reason: Mapped[str] = mapped_column(default="")
    remarks: Mapped[list[str]] = mapped_column(default=list)  # what was odd and how it was read
    unread: Mapped[list[str]] = mapped_column(default=list)  # paths of the source that we do not read
    imported_at: Mapped[datetime] = mapped_column(default=now)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    tender: Mapped[Tender | None] = relationship(back_populates="releases")
    organisation: Mapped[Organisation | None] = relationship()
