"""Finding what earlier imports left."""

from __future__ import annotations

import gzip
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.foundation.errors import NotFound
from app.tenders.models import NoticeRelease, Tender
from app.tenders.queries import tenders
from app.tenders.rules import ReleaseState, TenderSource


def same_release(session: Session, ocid: str, release_id: str, sha256: str) -> NoticeRelease | None:
    """The stored release with exactly this content."""
    return session.scalar(
        sa.select(NoticeRelease).where(
            NoticeRelease.ocid == ocid, NoticeRelease.release_id == release_id, NoticeRelease.sha256 == sha256
        )
    )


def tender_of(session: Session, ocid: str) -> Tender | None:
    """The tender that an OCID was imported as."""
    return tenders.by_ocid(session, ocid)


def newest_release(session: Session, tender_id: int) -> NoticeRelease | None:
    """The newest release of a tender, by its own date."""
    return tenders.latest_release(session, tender_id)


def alike(session: Session, tender: Tender) -> Sequence[Tender]:
    """Other imported tenders with this one's title and buyer."""
    query = sa.select(Tender).where(
        Tender.source == TenderSource.imported,
        Tender.id != tender.id,
        Tender.ocid != tender.ocid,
        sa.func.lower(Tender.title) == tender.title.lower(),
        sa.func.lower(Tender.buyer_name) == tender.buyer_name.lower(),
    )
    return list(session.scalars(query.order_by(Tender.id).limit(20)))


def quarantined(session: Session, limit: int = 100) -> Sequence[NoticeRelease]:
    """Releases that were set aside, newest first."""
    query = sa.select(NoticeRelease).where(NoticeRelease.state == ReleaseState.quarantined)
    return list(session.scalars(query.order_by(NoticeRelease.id.desc()).limit(limit)))


def release(session: Session, tender_id: int, release_id: int) -> NoticeRelease:
    """One stored release of a tender. Raises NotFound."""
    query = sa.select(NoticeRelease).where(NoticeRelease.id == release_id, NoticeRelease.tender_id == tender_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound("There is no such release.")
    return found


def source_text(row: NoticeRelease) -> str:
    """The release's JSON as it was imported (keys in order, numbers as written)."""
    return gzip.decompress(row.source).decode("ascii")
