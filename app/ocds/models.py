"""Tables of imported files, of changes that wait for an owner, and of claims to a notice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, Person
from app.foundation.database import Base
from app.foundation.documents import Document
from app.foundation.types import named, now
from app.ocds.rules import ClaimState, FileState, SuggestionState
from app.tenders.models import NoticeRelease, Tender


class NoticeFile(Base):
    """One uploaded file of notices. `results` has a line for each release applied so far, in order."""

    __tablename__ = "notice_files"
    __table_args__ = (
        sa.Index("ix_notice_files_organisation_id_state", "organisation_id", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"))
    state: Mapped[FileState] = mapped_column(named(FileState), default=FileState.waiting)
    reason: Mapped[str] = mapped_column(default="")
    results: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    received_at: Mapped[datetime] = mapped_column(default=now)

    document: Mapped[Document] = relationship()
    person: Mapped[Person] = relationship()


class SuggestedChange(Base):
    """A newer release of somebody else's tender: what it says waits for the tender's owner.

    `notice` is the release as it was read (`app.foundation.wire`), so that what the owner saw is what is
    applied.
    """

    __tablename__ = "suggested_changes"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"), index=True)
    release_id: Mapped[int] = mapped_column(sa.ForeignKey("notice_releases.id"), unique=True)
    state: Mapped[SuggestionState] = mapped_column(named(SuggestionState), default=SuggestionState.waiting)
    notice: Mapped[dict[str, Any]]
    made_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    tender: Mapped[Tender] = relationship()
    release: Mapped[NoticeRelease] = relationship()


class NoticeClaim(Base):
    """An authority says that an imported notice is its own. `matched` is the identifier that proved it, or
    "".
    """

    __tablename__ = "notice_claims"
    __table_args__ = (sa.UniqueConstraint("tender_id", "organisation_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    tender_id: Mapped[int] = mapped_column(sa.ForeignKey("tenders.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    state: Mapped[ClaimState] = mapped_column(named(ClaimState), default=ClaimState.asked)
    matched: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    tender: Mapped[Tender] = relationship()
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
