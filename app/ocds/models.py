"""The table of imported files that are read in the background."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.foundation.database import Base
from app.foundation.documents import Document
from app.foundation.types import named, now
from app.ocds.rules import FileState


class NoticeFile(Base):
    """One uploaded file of notices. `results` holds a line for each release that was applied so far, in order."""

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
