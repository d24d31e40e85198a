"""Factories that build one valid thing each; tests name only what matters to them.

Rows are added to the session and flushed, never committed; an audit entry takes the place of the action that
makes them.
"""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.accounts import terms
from app.accounts.actions.organisations import record_acceptance
from app.accounts.models import Membership, Organisation, Person
from app.accounts.passwords import hash_password
from app.accounts.queries import people
from app.enterprises.models import Credential, Enterprise, IncompatiblePair, Offer, OfferArea, TrustPair
from app.enterprises.rules import TrustState, ordered_pair
from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor, OrganisationKind, Role, Standing
from app.foundation.types import now
from app.tenders.models import Lot, Tender, WorkPackage
from app.tenders.rules import TenderSource, TenderState, WorkPackageState

_numbers = itertools.count(1)
BIRMINGHAM = "E08000025"
SANDWELL = "E08000028"
CLEANING = "90910000"
CATERING = "55520000"


Row = TypeVar("Row")


def _add(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    audit.record(session, SYSTEM, "test.made", row)
    return row


def person(session: Session, **values: Any) -> Person:
    """Somebody who can sign in (with a hash that no password fits, unless one is given)."""
    number = next(_numbers)
    defaults = {"name": f"Person {number}", "email": f"person{number}@example.org", "password_hash": "!"}
    return _add(session, Person(**{**defaults, **values}))


def give_password(session: Session, person: Person, password: str) -> Person:
    """Let somebody sign in with a password, as people do."""
    person.password_hash = hash_password(password)
    audit.record(session, SYSTEM, "test.made", person)
    return person


def organisation(
    session: Session, kind: OrganisationKind = OrganisationKind.enterprise, **values: Any
) -> Organisation:
    """An organisation without members."""
    defaults: dict[str, Any] = {
        "kind": kind,
        "name": f"Organisation {next(_numbers)}",
        "standing": Standing.approved,
    }
    return _add(session, Organisation(**{**defaults, **values}))


def membership(
    session: Session, person: Person, organisation: Organisation, role: Role = Role.owner
) -> Membership:
    """A person in an organisation, which has accepted the data-sharing terms."""
    record_acceptance(session, SYSTEM, organisation, person.id, terms.current().version)
    return _add(session, Membership(person_id=person.id, organisation_id=organisation.id, role=role))


def actor_for(session: Session, organisation: Organisation, role: Role = Role.owner) -> Actor:
    """A new person who acts for an organisation."""
    somebody = person(session)
    membership(session, somebody, organisation, role)
    return people.actor_for(somebody, organisation, role)


def adviser(session: Session, **values: Any) -> Actor:
    """An adviser with an adviser body of their own."""
    return actor_for(session, organisation(session, OrganisationKind.adviser_body, **values))


def officer(session: Session, **values: Any) -> Actor:
    """A procurement officer with a contracting authority of their own."""
    return actor_for(session, organisation(session, OrganisationKind.contracting_authority, **values))


def operator(session: Session, **values: Any) -> Actor:
    """Somebody who runs the site."""
    return actor_for(session, organisation(session, OrganisationKind.operator, **values))


def enterprise(session: Session, **values: Any) -> Enterprise:
    """A listed enterprise in Birmingham, with an organisation of its own."""
    name = values.pop("name", f"Enterprise {next(_numbers)}")
    owner = values.pop("organisation", None) or organisation(session, name=name)
    defaults: dict[str, Any] = {
        "organisation_id": owner.id,
        "home_area": BIRMINGHAM,
        "turnover": 25_000_000,
        "workforce": 12,
        "supported_workforce": 3,
        "can_lead": True,
        "joining_cost": 50_000,
    }
    return _add(session, Enterprise(**{**defaults, **values}))


def member_of(session: Session, enterprise: Enterprise, role: Role = Role.owner) -> Actor:
    """A new person who acts for an enterprise."""
    return actor_for(session, session.get_one(Organisation, enterprise.organisation_id), role)


def offer(
    session: Session, enterprise: Enterprise, areas: tuple[str, ...] = (BIRMINGHAM,), **values: Any
) -> Offer:
    """An active cleaning offer in Birmingham."""
    from app.foundation.reference import units

    capability = values.get("capability", CLEANING)
    defaults: dict[str, Any] = {
        "enterprise_id": enterprise.id,
        "capability": capability,
        "unit": units.standard_unit(capability).name,
        "capacity": 100,
        "unit_price": 1_500,
        "social_value": 2,
    }
    row = Offer(**{**defaults, **values})
    row.areas = [OfferArea(area=area) for area in areas]
    return _add(session, row)


def credential(session: Session, enterprise: Enterprise, type: str, **values: Any) -> Credential:
    """A credential that stays valid for a year."""
    defaults: dict[str, Any] = {
        "enterprise_id": enterprise.id,
        "type": type,
        "expires_on": (now() + timedelta(days=365)).date(),
    }
    return _add(session, Credential(**{**defaults, **values}))


def trust(
    session: Session, first: Enterprise, second: Enterprise, per_mille: int = 800, **values: Any
) -> TrustPair:
    """A confirmed trust pair."""
    low, high = ordered_pair(first.id, second.id)
    defaults = {"first_id": low, "second_id": high, "per_mille": per_mille, "state": TrustState.confirmed}
    return _add(session, TrustPair(**{**defaults, **values}))


def incompatible(session: Session, first: Enterprise, second: Enterprise) -> IncompatiblePair:
    """Two enterprises that cannot be in one consortium."""
    low, high = ordered_pair(first.id, second.id)
    return _add(
        session,
        IncompatiblePair(first_id=low, second_id=high, declared_by_id=first.organisation_id, reason=""),
    )


def tender(session: Session, **values: Any) -> Tender:
    """A published tender that closes in thirty days, for a year's contract, without lots."""
    number = next(_numbers)
    start = (now() + timedelta(days=90)).date()
    defaults: dict[str, Any] = {
        "title": f"Tender {number}",
        "buyer_name": "A council",
        "source": TenderSource.written,
        "state": TenderState.published,
        "published_at": now(),
        "deadline": now() + timedelta(days=30),
        "starts_on": start,
        "ends_on": start + timedelta(days=364),
        "term_months": 12,
        "notice_number": f"2026/S 000-{number:06}",
        "notice_url": "https://www.find-tender.service.gov.uk/Notice/0",
    }
    return _add(session, Tender(**{**defaults, **values}))


def lot(session: Session, tender: Tender, **values: Any) -> Lot:
    """A lot without work packages."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "tender_id": tender.id,
        "key": str(number),
        "position": number,
        "title": f"Lot {number}",
    }
    return _add(session, Lot(**{**defaults, **values}))


def work_package(session: Session, lot: Lot, **values: Any) -> WorkPackage:
    """A confirmed cleaning package in Birmingham."""
    from app.foundation.reference import units

    capability = values.get("capability", CLEANING)
    defaults: dict[str, Any] = {
        "lot_id": lot.id,
        "name": f"Work package {next(_numbers)}",
        "capability": capability,
        "area": BIRMINGHAM,
        "unit": units.standard_unit(capability).name,
        "quantity": 80,
        "periods": 52,
        "max_providers": 3,
        "min_share": 0,
        "state": WorkPackageState.confirmed,
    }
    return _add(session, WorkPackage(**{**defaults, **values}))
