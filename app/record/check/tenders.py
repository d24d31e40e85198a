"""Comparing tenders, their work packages and the notices they came from with the record."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ocds.models import NoticeClaim, NoticeFile, SuggestedChange
from app.ocds.rules import ClaimState, FileState, SuggestionState
from app.record.check.trail import Entry, Replayed, batches, differences, digest, entries_about, last_of
from app.tenders.models import Lot, NoticeRelease, OfferConfirmation, Tender, WorkPackage
from app.tenders.rules import TenderState, WorkPackageState

_STATES: dict[str, Any] = {
    "tender.created": TenderState.draft,
    "tender.imported": TenderState.draft,
    "tender.copied_as_draft": TenderState.draft,
    "tender.copied_as_practice": TenderState.published,
    **{f"tender.{state.name}": state for state in TenderState},
}
_MADE_BY = frozenset(
    {
        "tender.created",
        "tender.imported",
        "tender.copied_as_draft",
        "tender.copied_as_practice",
        "tender.published",
    }
)


def _tender(entries: Sequence[Entry]) -> Mapping[str, Any]:
    return {"state": last_of(entries, _STATES)}


_FILE_STATES = {
    "notice_file.received": FileState.waiting,
    "notice_file.read": FileState.read,
    "notice_file.failed": FileState.failed,
}
_SUGGESTION_STATES = {
    "notice.suggested": SuggestionState.waiting,
    "notice.suggestion_taken": SuggestionState.taken,
    "notice.suggestion_declined": SuggestionState.declined,
}
_CLAIM_STATES = {
    "notice.claim_asked": ClaimState.asked,
    "notice.claim_granted": ClaimState.granted,
    "notice.claim_refused": ClaimState.refused,
}
REPLAYED = (
    Replayed(Tender, "Tender", _MADE_BY, _tender, ("state",)),
    Replayed(
        OfferConfirmation,
        "Confirmation of an offer",
        frozenset({"offer.confirmed_for_work_package"}),
        lambda entries: {"work_package_id": entries[-1].details["work_package"]},
        ("work_package_id",),
        removed_by=frozenset({"offer.confirmation_taken_back"}),
    ),
    Replayed(
        NoticeFile,
        "File of notices",
        frozenset({"notice_file.received"}),
        lambda entries: {"state": last_of(entries, _FILE_STATES)},
        ("state",),
    ),
    Replayed(
        SuggestedChange,
        "Suggested change",
        frozenset({"notice.suggested"}),
        lambda entries: {"state": last_of(entries, _SUGGESTION_STATES)},
        ("state",),
    ),
    Replayed(
        NoticeClaim,
        "Claim to a notice",
        frozenset({"notice.claim_asked"}),
        lambda entries: {"state": last_of(entries, _CLAIM_STATES)},
        ("state",),
    ),
)


def compare(session: Session) -> Iterator[str]:
    """Differences of tenders, work packages and notices."""
    for replayed in REPLAYED:
        yield from differences(session, replayed)
    for tenders in batches(session, Tender, ("state",)):
        yield from _work_packages(session, [tender.id for tender in tenders])
    yield from _notices(session)


def _work_packages(session: Session, tender_ids: Sequence[int]) -> Iterator[str]:
    entries = entries_about(session, Tender, tender_ids)
    confirmed = {
        entry.details["work_package"]
        for about in entries.values()
        for entry in about
        if entry.verb == "tender.work_package_confirmed"
    }
    drafts = (
        sa.select(WorkPackage.id)
        .join(Lot, Lot.id == WorkPackage.lot_id)
        .where(Lot.tender_id.in_(tender_ids), WorkPackage.state == WorkPackageState.draft)
    )
    for package_id in sorted(confirmed & set(session.scalars(drafts))):
        yield f"Work package {package_id} is a draft in the database, confirmed in the record."


def _notices(session: Session) -> Iterator[str]:
    """The text of each notice still has the hash that it had when it was imported."""
    for row_id, sha256, source in session.execute(
        sa.select(NoticeRelease.id, NoticeRelease.sha256, NoticeRelease.source).execution_options(
            yield_per=20
        )
    ):
        try:
            actual = digest(gzip.decompress(source))
        except (OSError, EOFError, TypeError, zlib.error):
            actual = None
        if actual != sha256:
            yield f"Notice {row_id}: its text is not the one that was imported."
