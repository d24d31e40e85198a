"""What an organisation imported, and a claim as an operator sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import AdmissionRequest
from app.accounts.queries import admission
from app.accounts.rules import IdentifierScheme
from app.foundation.templating import formats
from app.foundation.types import now
from app.ocds import queries
from app.ocds.models import NoticeClaim
from app.tenders.models import Tender
from app.tenders.queries.tenders import state_at
from app.tenders.rules import TenderState
from app.tenders.screens.origin import official_number


@dataclass(frozen=True)
class ImportedLine:
    """One imported tender. `state` is a TenderState's name; `note` says what is to do or who looks after it
    now.
    """

    id: int
    title: str
    state: str
    read: str
    note: str
    to_publish: bool


def imported_list(imported: Sequence[Tender], at: datetime | None = None) -> tuple[ImportedLine, ...]:
    """Imported tenders in words."""
    return tuple(_line(tender, at or now()) for tender in imported)


def _line(tender: Tender, at: datetime) -> ImportedLine:
    hidden = tender.published_at is None
    early = hidden and tender.notice_state in (None, TenderState.draft)
    by = f" by {tender.importer_person.name}" if tender.importer_person is not None else ""
    note = ""
    if tender.organisation is not None:
        note = f"{tender.organisation.name} manages it."
    elif early:
        note = "An early notice. Only your organisation can see it."
    elif hidden:
        note = "Not published. Only your organisation can see it."
    return ImportedLine(
        id=tender.id,
        title=tender.title,
        state=state_at(tender, at).name,
        read=f"{formats.date(tender.imported_at)}{by}" if tender.imported_at else "",
        note=note,
        to_publish=hidden and not early,
    )


@dataclass(frozen=True)
class ClaimScreen:
    """One claim, and what there is to judge it by. Public facts only: no price and no turnover."""

    claim: NoticeClaim
    tender: Tender
    evidence: AdmissionRequest | None
    register: str
    notice: str


def claim_screen(session: Session, claim_id: int) -> ClaimScreen:
    """A claim with the evidence that its authority was approved on. Raises NotFound."""
    claim = queries.claim(session, claim_id)
    evidence = admission.admission_request(session, claim.organisation_id)
    register = IdentifierScheme[evidence.identifier_scheme].value if evidence is not None else ""
    return ClaimScreen(claim, claim.tender, evidence, register, official_number(claim.tender))
