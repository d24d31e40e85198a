"""Finding what earlier imports left."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, undefer

from app.accounts.models import Membership, Organisation, Person
from app.accounts.queries import people
from app.accounts.rules import PersonState
from app.foundation.actor import SYSTEM, Actor
from app.foundation.errors import NotAllowed, NotFound
from app.ocds.models import NoticeClaim, NoticeFile, SuggestedChange
from app.ocds.reading import ReadRelease
from app.ocds.rules import ClaimState, FileState, SuggestionState
from app.tenders.models import NoticeRelease, Tender
from app.tenders.queries import tenders
from app.tenders.queries.whose import decides
from app.tenders.rules import APPLIED, ReleaseState, TenderSource, TenderState

MOST_RELEASES = (
    100  # in one file on the web: a page of Find a Tender's own service; the command line takes more
)
SHOWN = (*APPLIED, ReleaseState.unchanged)  # what others only suggested is not a tender's source
MOST_LOTS = 300  # each makes drafts
NO_SUGGESTION = "We cannot find that suggested change, or you cannot see it."
NO_CLAIM = "We cannot find that claim."
NO_FILE = "We cannot find that file, or you cannot see it."


def take_turns(session: Session, ocids: Iterable[str]) -> None:
    """Keep everybody else from importing, publishing or claiming under these OCIDs until the transaction
    ends.

    SQLite has one writer at a time anyway. In one order, so that two files cannot wait for each other.
    """
    if session.get_bind().dialect.name == "postgresql":
        for ocid in sorted(set(ocids)):
            session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(ocid, 0))))


def same_release(
    session: Session, actor: Actor, tender: Tender | None, source: ReadRelease
) -> NoticeRelease | None:
    """The stored release with exactly this content: of this tender, else one that this importer's file left
    aside.
    """
    query = sa.select(NoticeRelease).where(
        NoticeRelease.ocid == source.ocid,
        NoticeRelease.release_id == source.release_id,
        NoticeRelease.sha256 == source.sha256,
    )
    own = NoticeRelease.tender_id.is_(None) & _from(actor.organisation_id)
    mine = own if tender is None else own | (NoticeRelease.tender_id == tender.id)
    return session.scalar(
        query.where(mine).order_by(NoticeRelease.tender_id.is_(None), NoticeRelease.id).limit(1)
    )


def _from(organisation_id: int | None) -> sa.ColumnElement[bool]:
    if organisation_id is None:
        return NoticeRelease.organisation_id.is_(None)
    return NoticeRelease.organisation_id == organisation_id


def tender_of(session: Session, actor: Actor, ocid: str, *, lock: bool = True) -> Tender | None:
    """The tender that an OCID means to this importer: the public one, else what they have not published
    yet.
    """
    public = tenders.public_by_ocid(session, ocid, lock=lock)
    if public is not None or actor.organisation_id is None:
        return public
    return tenders.previewed_by_ocid(session, actor.organisation_id, ocid, lock=lock)


def applied_releases(session: Session, tender_id: int, *, sources: bool = False) -> Sequence[NoticeRelease]:
    """The releases that a tender's fields come from, oldest first; without a date before all. `sources` loads
    them.
    """
    query = sa.select(NoticeRelease).where(
        NoticeRelease.tender_id == tender_id, NoticeRelease.state.in_(APPLIED)
    )
    in_order = (NoticeRelease.released_at.is_not(None), NoticeRelease.released_at, NoticeRelease.id)
    ordered = query.order_by(*in_order)
    return list(session.scalars(ordered.options(undefer(NoticeRelease.source)) if sources else ordered))


def stored_ocids(session: Session, ocids: Iterable[str]) -> set[str]:
    """Those of these OCIDs that a tender or a release here has, visible or not."""
    stored: set[str] = set()
    for some in _some_at_a_time(ocids):
        stored.update(session.scalars(sa.select(NoticeRelease.ocid).where(NoticeRelease.ocid.in_(some))))
        stored.update(
            ocid for ocid in session.scalars(sa.select(Tender.ocid).where(Tender.ocid.in_(some))) if ocid
        )
    return stored


def _some_at_a_time(values: Iterable[str], most: int = 500) -> Iterator[list[str]]:
    ordered = sorted(set(values))
    yield from (ordered[first : first + most] for first in range(0, len(ordered), most))


def alike(session: Session, actor: Actor, keys: Iterable[str], most: int = 100) -> Sequence[Tender]:
    """Imported tenders with one of these twin keys that the importer may see, `most` of each key, the oldest
    first.
    """
    shown = sa.true() if actor == SYSTEM else tenders.visible(actor)
    rows: list[Tender] = []
    for some in _some_at_a_time(keys):
        place = sa.func.row_number().over(partition_by=Tender.twin_key, order_by=Tender.id)
        likely = (
            sa.select(Tender.id, place.label("place"))
            .where(shown, Tender.source == TenderSource.imported, Tender.twin_key.in_(some))
            .subquery()
        )
        chosen = sa.select(likely.c.id).where(likely.c.place <= most)
        rows.extend(session.scalars(sa.select(Tender).where(Tender.id.in_(chosen)).order_by(Tender.id)))
    return rows


def quarantined(session: Session, organisation_id: int | None, limit: int = 100) -> Sequence[NoticeRelease]:
    """Releases from an organisation (None: the operator) that were set aside, newest first."""
    query = sa.select(NoticeRelease).where(
        NoticeRelease.state == ReleaseState.quarantined, _from(organisation_id)
    )
    return list(session.scalars(query.order_by(NoticeRelease.id.desc()).limit(limit)))


def release(session: Session, tender_id: int, release_id: int) -> NoticeRelease:
    """One stored release of a tender. Raises NotFound."""
    query = sa.select(NoticeRelease).where(
        NoticeRelease.id == release_id, NoticeRelease.tender_id == tender_id
    )
    row = session.scalar(query.where(NoticeRelease.state.in_(SHOWN)))
    if row is None:
        raise NotFound("We cannot find that release.")
    return row


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
    query = sa.select(NoticeFile).where(
        NoticeFile.id == file_id, NoticeFile.organisation_id == actor.organisation_id
    )
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
    """The person who sent a file, with the rights they have now. Raises NotAllowed when they are no longer a
    member."""
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
        raise NotAllowed(
            "The person who sent this file is no longer a member of the organisation, so we stopped."
        )
    person, organisation, role = member
    return people.actor_for(person, organisation, role)


def suggestion(
    session: Session, tender_id: int, suggestion_id: int, *, lock: bool = False
) -> SuggestedChange:
    """One suggested change of a tender. Raises NotFound."""
    query = sa.select(SuggestedChange).where(
        SuggestedChange.id == suggestion_id, SuggestedChange.tender_id == tender_id
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFound(NO_SUGGESTION)
    return row


def suggestion_of_release(session: Session, release_id: int) -> SuggestedChange | None:
    """The suggested change that a release made."""
    return session.scalar(sa.select(SuggestedChange).where(SuggestedChange.release_id == release_id))


def suggestions_for(session: Session, actor: Actor, most: int = 100) -> list[SuggestedChange]:
    """Suggested changes that wait for this actor to decide, the longest waiting first."""
    buyer, importer = Tender.organisation_id, Tender.importer_id
    query = (
        sa.select(SuggestedChange)
        .join(Tender, Tender.id == SuggestedChange.tender_id)
        .where(SuggestedChange.state == SuggestionState.waiting)
        .options(contains_eager(SuggestedChange.tender), joinedload(SuggestedChange.release))
        .order_by(SuggestedChange.id)
        .limit(most)
    )
    if actor.organisation_id is not None and not actor.is_operator:
        own = actor.organisation_id
        query = query.where((buyer == own) | (buyer.is_(None) & (importer == own)))
    return [row for row in session.scalars(query) if decides(actor, row.tender)]


def imports_of(session: Session, organisation_id: int | None, most: int = 100) -> list[Tender]:
    """The newest tenders that an organisation (None: the operator) imported."""
    return list(tenders.imported_by(session, organisation_id, most))


def to_publish(session: Session, actor: Actor, tender_ids: Iterable[int]) -> set[int]:
    """Those of these tenders that the actor's organisation imported and may publish now."""
    ready = (Tender.published_at.is_(None), Tender.notice_state != TenderState.draft)
    query = sa.select(Tender.id).where(
        Tender.id.in_(list(tender_ids)), Tender.importer_id == actor.organisation_id, *ready
    )
    return set(session.scalars(query))


def claim(session: Session, claim_id: int) -> NoticeClaim:
    """One claim. Raises NotFound."""
    row = session.get(NoticeClaim, claim_id)
    if row is None:
        raise NotFound(NO_CLAIM)
    return row


def claim_of(session: Session, tender_id: int, organisation_id: int | None) -> NoticeClaim | None:
    """An organisation's claim on a tender."""
    return session.scalar(
        sa.select(NoticeClaim).where(
            NoticeClaim.tender_id == tender_id, NoticeClaim.organisation_id == organisation_id
        )
    )


def claims_on(session: Session, tender_id: int) -> list[NoticeClaim]:
    """Every claim on a tender."""
    return list(
        session.scalars(
            sa.select(NoticeClaim).where(NoticeClaim.tender_id == tender_id).order_by(NoticeClaim.id)
        )
    )


def waiting_claims(session: Session, most: int = 100) -> list[NoticeClaim]:
    """Claims that an operator has to decide, the longest waiting first."""
    query = sa.select(NoticeClaim).where(NoticeClaim.state == ClaimState.asked)
    shown = query.options(joinedload(NoticeClaim.tender), joinedload(NoticeClaim.organisation))
    return list(session.scalars(shown.order_by(NoticeClaim.made_at, NoticeClaim.id).limit(most)))
