"""Everything that belongs to a person, or that an organisation put in: for their own export.

Each table is here once: as a person's, as an organisation's, or left out with the reason. A test compares
this with the schema, so that no new table is forgotten.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

import app.models  # noqa: F401
from app.accounts.models import Organisation, Person
from app.foundation.database import Base
from app.foundation.documents import Document

Where = Callable[[sa.FromClause, Any], sa.ColumnElement[bool]]

# Columns that open an account, or that contain others' private data.
WITHHELD = {
    "people": {"password_hash"},
    "sign_ins": {"token_sha256"},
    "invitations": {"token_sha256"},
    "registrations": {"token_sha256"},
    "password_resets": {"token_sha256"},
    "email_changes": {"old_token_sha256", "new_token_sha256"},
    "second_factors": {"sealed_secret", "recovery_salt", "last_step"},
    "recovery_codes": {"code_hash"},
    "enquiries": {"problem", "outcome"},  # figures of every enterprise that could have been chosen
    "mails": {"body"},  # links that open an account, until they have ended
    "jobs": {"worker", "cause"},
}


@dataclass(frozen=True)
class Export:
    """Rows by table, as plain JSON values, and the documents that go with them."""

    tables: dict[str, list[dict[str, Any]]]
    documents: tuple[Document, ...] = ()


def _table(name: str) -> sa.Table:
    return Base.metadata.tables[name]


def _column(column: str, attribute: str = "id") -> Where:
    return lambda table, owner: table.c[column] == getattr(owner, attribute)


def _through(column: str, parent: str) -> Where:
    """Rows that refer to the organisation's own rows in a parent table."""

    def where(table: sa.FromClause, owner: Any) -> sa.ColumnElement[bool]:
        above = _table(parent)
        return table.c[column].in_(sa.select(above.c.id).where(ORGANISATIONS[parent](above, owner)))

    return where


def _invited(table: sa.FromClause, person: Any) -> sa.ColumnElement[bool]:
    return sa.or_(table.c.invited_by_id == person.id, table.c.email == person.email)


def _trust(table: sa.FromClause, organisation: Any) -> sa.ColumnElement[bool]:
    # A pair that another enterprise proposed and that is not confirmed belongs to that enterprise.
    return sa.and_(
        sa.or_(*(_through(name, "enterprises")(table, organisation) for name in ("first_id", "second_id"))),
        sa.or_(_through("proposed_by_id", "enterprises")(table, organisation), table.c.state == "confirmed"),
    )


PEOPLE: dict[str, Where] = {
    "people": _column("id"),
    "memberships": _column("person_id"),
    "sign_ins": _column("person_id"),
    "second_factors": _column("person_id"),
    "recovery_codes": _column("person_id"),
    "password_resets": _column("person_id"),
    "email_changes": _column("person_id"),
    "registrations": _column("email", "email"),
    "invitations": _invited,
    "mails": _column("recipient", "email"),
    "terms_acceptances": _column("person_id"),
    "admission_requests": _column("sent_by_id"),
    "offer_confirmations": _column("confirmed_by_id"),
    "kept_words": _column("person_id"),
    "figure_viewings": _column("person_id"),
    "audit_entries": _column("person_id"),
}
ORGANISATIONS: dict[str, Where] = {
    "organisations": _column("id"),
    "memberships": _column("organisation_id"),
    "invitations": _column("organisation_id"),
    "terms_acceptances": _column("organisation_id"),
    "admission_requests": _column("organisation_id"),
    "audit_entries": _column("organisation_id"),
    "enterprises": _column("organisation_id"),
    "figure_permissions": _through("enterprise_id", "enterprises"),
    "figure_viewings": _through("enterprise_id", "enterprises"),
    "offers": _through("enterprise_id", "enterprises"),
    "offer_areas": _through("offer_id", "offers"),
    "offer_confirmations": _through("offer_id", "offers"),
    "capacity_holds": _through("offer_id", "offers"),
    "credentials": _through("enterprise_id", "enterprises"),
    "trust_pairs": _trust,
    "incompatible_pairs": _column("declared_by_id"),
    "members": _through("enterprise_id", "enterprises"),
    "promises": _through("member_id", "members"),
    "bid_pack_copies": _through("enterprise_id", "enterprises"),
    "consortia": _column("organisation_id"),
    "consortium_lots": _through("consortium_id", "consortia"),
    "bids": _through("consortium_id", "consortia"),
    "enquiries": _column("organisation_id"),
    "tenders": _column("organisation_id"),
    "lots": _through("tender_id", "tenders"),
    "work_packages": _through("lot_id", "lots"),
    "conditions": _through("tender_id", "tenders"),
    "criteria": _through("tender_id", "tenders"),
    "tender_documents": _through("tender_id", "tenders"),
    "awards": _through("tender_id", "tenders"),
    "notice_releases": _through("tender_id", "tenders"),
    "notice_files": _column("organisation_id"),
    "notice_claims": _column("organisation_id"),
    "suggested_changes": _through("tender_id", "tenders"),
}
OMITTED = {
    "audit_head": "belongs to the whole record, not to any one person",
    "sent_forms": "records for a day that a form was sent, but not who sent it",
    "daily_runs": "is about the site's own work",
    "jobs": "is about the site's own work; what it made is in the other tables",
    "half_sign_ins": "is kept for ten minutes and only records that a password was correct",
    "sign_in_tries": "counts wrong passwords, but not whose they were",
    "documents": "the files themselves are in the folder files",
    "lot_claims": "repeats what consortia and members say about the lots they bid for",
    "proposals": "contains what the solver worked out from other enterprises' figures",
    "proposal_members": "contains other enterprises' figures",
    "allocations": "contains other enterprises' prices",
    "bid_packs": "contains every member's prices; your own copies are in the folder files",
}


def of_person(session: Session, person: Person) -> Export:
    """Everything that is kept about a person."""
    return Export(_rows(session, PEOPLE, person))


def of_organisation(session: Session, organisation: Organisation) -> Export:
    """Everything an organisation put in, and its own files."""
    tables = _rows(session, ORGANISATIONS, organisation)
    numbers = {
        row["document_id"]
        for name in ("bid_pack_copies", "notice_files")
        for row in tables[name]
        if row["document_id"]
    }
    documents = session.scalars(sa.select(Document).where(Document.id.in_(numbers)).order_by(Document.id))
    return Export(tables, tuple(documents))


def _rows(session: Session, belonging: dict[str, Where], owner: Any) -> dict[str, list[dict[str, Any]]]:
    rows_by_table = {}
    for name, where in belonging.items():
        table = _table(name)
        columns = [column for column in table.columns if column.name not in WITHHELD.get(name, ())]
        query = sa.select(*columns).where(where(table, owner)).order_by(*table.primary_key.columns)
        rows_by_table[name] = [
            {key: _plain(value) for key, value in row._mapping.items()} for row in session.execute(query)
        ]
    return rows_by_table


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value
