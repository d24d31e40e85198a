"""Finding what earlier imports left."""

from __future__ import annotations

import gzip
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.accounts import queries as accounts
from app.accounts.models import Membership, Organisation, Person
from app.accounts.rules import PersonState
from app.foundation.actor import Actor
from app.foundation.errors import NotAllowed, NotFound
from app.ocds.models import NoticeFile
from app.ocds.rules import FileState
from app.tenders.models import NoticeRelease, Tender
from app.tenders.queries import tenders
from app.tenders.rules import ReleaseState, TenderSource

MOST_RELEASES = 100  # in one file on the web: a page of Find a Tender's own service; the command line takes more
MOST_LOTS = 300  # each makes drafts
NO_FILE = "There is no such file, or it is not yours to see."


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


def storable_name(name: str) -> str:
    """A file's name as it may be kept and shown."""
    return "".join(c for c in name[:400] if c.isprintable() and not "\ud800" <= c <= "\udfff")[:200]


def waiting_files(session: Session, organisation_id: int) -> Sequence[NoticeFile]:
    """The files of an organisation that wait to be read, oldest first."""
    query = sa.select(NoticeFile).where(
        NoticeFile.organisation_id == organisation_id, NoticeFile.state == FileState.waiting
    )
    return list(session.scalars(query.options(joinedload(NoticeFile.document)).order_by(NoticeFile.id)))


def files_of(session: Session, actor: Actor, limit: int = 10) -> Sequence[NoticeFile]:
    """The newest files that the actor's organisation imported in the background."""
    query = sa.select(NoticeFile).where(NoticeFile.organisation_id == actor.organisation_id)
    shown = query.options(joinedload(NoticeFile.document)).order_by(NoticeFile.id.desc())
    return list(session.scalars(shown.limit(limit)))


def file_for(session: Session, actor: Actor, file_id: int) -> NoticeFile:
    """One file of the actor's organisation. Raises NotFound."""
    query = sa.select(NoticeFile).where(NoticeFile.id == file_id, NoticeFile.organisation_id == actor.organisation_id)
    file = session.scalar(query.options(joinedload(NoticeFile.document)))
    if file is None:
        raise NotFound(NO_FILE)
    return file


def file_to_read(session: Session, file_id: int, *, lock: bool = False) -> NoticeFile:
    """A file for its job; `lock` keeps another attempt out until the transaction ends. Raises NotFound."""
    file = session.get(NoticeFile, file_id, with_for_update=lock or None)
    if file is None:
        raise NotFound(NO_FILE)
    return file


def importer(session: Session, file: NoticeFile) -> Actor:
    """Whoever sent a file, with the rights they have now. Raises NotAllowed when they are no member any more."""
    query = (
        sa.select(Person, Organisation, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Person.id == file.person_id,
            Person.state == PersonState.active,
            Organisation.id == file.organisation_id,
        )
    )
    member = session.execute(query).one_or_none()
    if member is None:
        raise NotAllowed("Whoever sent this file is no longer a member of the organisation, so we stopped.")
    person, organisation, role = member
    return accounts.actor_for(person, organisation, role)
