"""Stored files: bytes on disk under their sha256, a row with name, size, type and whether checks passed."""

from __future__ import annotations

import enum
import hashlib
import os
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.audit import Unaudited
from app.foundation.canonical import sha256_of
from app.foundation.database import Base
from app.foundation.errors import NotFound
from app.foundation.types import named, now


class CheckState(enum.Enum):
    """Whether a file may be served."""

    passed = "Checked"
    quarantined = "Set aside"


class Document(Unaudited, Base):
    """One stored file. Its area's row, which refers to it, carries the audited state and the sha256."""

    __tablename__ = "documents"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    check_state: Mapped[CheckState] = mapped_column(named(CheckState), default=CheckState.passed)
    stored_at: Mapped[datetime] = mapped_column(default=now)


def store(session: Session, folder: Path, name: str, media_type: str, content: bytes) -> Document:
    """Write the bytes durably, then add the row (in the caller's transaction).

    A file whose row is never committed is harmless: the same bytes land on the same path next time.
    """
    digest = sha256_of(content)
    path = path_of(folder, digest)
    if not path.exists():
        _write_durably(path, content)
    document = Document(name=name, media_type=media_type, size=len(content), sha256=digest)
    session.add(document)
    session.flush()
    return document


def read(folder: Path, document: Document) -> bytes:
    """The stored bytes, verified against their sha256; raises NotFound when missing or altered on disk."""
    try:
        content = path_of(folder, document.sha256).read_bytes()
    except FileNotFoundError:
        raise NotFound("We cannot find this file. Please tell the people who run this site.") from None
    if sha256_of(content) != document.sha256 or document.check_state is not CheckState.passed:
        raise NotFound(
            "This file failed a check, so you cannot open it. Please tell the people who run this site."
        )
    return content


def path_of(folder: Path, digest: str) -> Path:
    """Where the bytes of this sha256 are kept."""
    return folder / digest[:2] / digest


def fault(folder: Path, digest: str, size: int) -> str | None:
    """What is wrong with the stored bytes, as the end of a sentence about them; None when they are
    unchanged.
    """
    actual, length = hashlib.sha256(), 0
    try:
        with path_of(folder, digest).open("rb") as file:
            while part := file.read(1 << 20):
                actual.update(part)
                length += len(part)
    except OSError:
        return "is missing from the store of files"
    if (actual.hexdigest(), length) != (digest, size):
        return "was changed on disk: it is not the file that was stored"
    return None


def put_back(folder: Path, digest: str, parts: Iterable[bytes]) -> None:
    """Store bytes that come from a backup. Raises ValueError when they are not those of this sha256."""
    content = b"".join(parts)
    if sha256_of(content) != digest:
        raise ValueError(f"these bytes are not those of {digest}")
    _write_durably(path_of(folder, digest), content)


def _write_durably(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
