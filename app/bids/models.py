"""Tables of bids and their packs."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.bids.rules.states import Audience, BidOutcome, PackState
from app.consortia.models import Consortium
from app.enterprises.models import Enterprise
from app.foundation.database import Base
from app.foundation.documents import Document
from app.foundation.types import named, now


class Bid(Base):
    """What a consortium sends to the buyer's portal, what the portal answered, and how it ended."""

    __tablename__ = "bids"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    consortium_id: Mapped[int] = mapped_column(sa.ForeignKey("consortia.id"), unique=True)
    receipt_reference: Mapped[str | None]  # the portal's own words
    receipt_at: Mapped[datetime | None]
    sent_number: Mapped[int | None]  # the version of the pack that the buyer has
    receipt_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    outcome: Mapped[BidOutcome | None] = mapped_column(named(BidOutcome))
    outcome_at: Mapped[datetime | None]
    score_bp: Mapped[int | None]  # of all marks
    feedback: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)

    consortium: Mapped[Consortium] = relationship()
    packs: Mapped[list[BidPack]] = relationship(back_populates="bid", order_by="BidPack.number")

    __mapper_args__ = {"version_id_col": version}


class BidPack(Base):
    """One numbered version, frozen: its data are kept as they were when it was asked for, and never rendered
    again.
    """

    __tablename__ = "bid_packs"
    __table_args__ = (sa.UniqueConstraint("bid_id", "number"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    bid_id: Mapped[int] = mapped_column(sa.ForeignKey("bids.id"), index=True)
    number: Mapped[int]
    state: Mapped[PackState] = mapped_column(named(PackState), default=PackState.queued)
    draft: Mapped[bool]
    data: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)  # canonical JSON of all copies' data
    data_sha256: Mapped[str] = mapped_column(sa.String(64))
    reason: Mapped[str | None]
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    ready_at: Mapped[datetime | None]

    bid: Mapped[Bid] = relationship(back_populates="packs")
    copies: Mapped[list[BidPackCopy]] = relationship(back_populates="pack", order_by="BidPackCopy.id")


class BidPackCopy(Base):
    """One rendered copy of a version; `enterprise_id` says whose, for a member's copy."""

    __tablename__ = "bid_pack_copies"
    __table_args__ = (
        sa.UniqueConstraint("pack_id", "audience", "enterprise_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    pack_id: Mapped[int] = mapped_column(sa.ForeignKey("bid_packs.id"), index=True)
    audience: Mapped[Audience] = mapped_column(named(Audience))
    enterprise_id: Mapped[int | None] = mapped_column(sa.ForeignKey("enterprises.id"))
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"))
    sha256: Mapped[str] = mapped_column(sa.String(64))  # of the PDF's bytes
    pages: Mapped[int]

    pack: Mapped[BidPack] = relationship(back_populates="copies")
    document: Mapped[Document] = relationship()
    enterprise: Mapped[Enterprise | None] = relationship()
