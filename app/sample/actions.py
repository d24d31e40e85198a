"""Loading the sample: a believable Birmingham, all of it in one unit of work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import passwords, terms
from app.accounts.actions import members, organisations, registering
from app.accounts.models import Membership, Organisation, Person
from app.accounts.queries.people import actor_for
from app.enterprises.models import Enterprise
from app.foundation import audit, security_log
from app.foundation.actor import SYSTEM, Actor, OrganisationKind, Standing
from app.foundation.database import Database
from app.foundation.errors import Refused
from app.foundation.reference import areas, units
from app.foundation.types import LONDON, now
from app.ocds.actions import importing
from app.sample import register, rules, tenders
from app.sample.queries import MARK, database_is_empty, is_loaded
from app.sample.tenders import LotSketch, PackageSketch, TenderSketch
from app.sample.world import DISTRICTS
from app.tenders.actions.closing import schedule_close
from app.tenders.actions.practice import copy_as_practice
from app.tenders.models import Condition, Criterion, Lot, Tender, WorkPackage
from app.tenders.rules import TenderSource, TenderState, WorkPackageState

NOON = time(12)
INVENTED = "This is an invented sample tender. Nobody is buying anything, and nothing is sent to anyone."


@dataclass(frozen=True)
class Loaded:
    """What loading did: counts, or all zero when the sample was there already."""

    enterprises: int = 0
    tenders: int = 0
    practice_copies: int = 0


def load(
    database: Database, seed: int = rules.SEED, count: int = rules.ENTERPRISES, at: datetime | None = None
) -> Loaded:
    """Load the sample; loading it again changes nothing. Raises Refused when the database has other data.

    The same seed and day give the same register and tenders.
    """
    password_hash = passwords.hash_password(rules.PASSWORD)  # slow: before the write lock is taken
    moment = at or now()
    with database.unit_of_work() as session:
        if is_loaded(session):
            return Loaded()
        if not database_is_empty(session):
            raise Refused("This database has real data. You can only load the sample into an empty one.")
        session.info[security_log.INVENTED] = True
        return _load(session, seed, count, moment, password_hash)


def _load(session: Session, seed: int, count: int, at: datetime, password_hash: str) -> Loaded:
    people = _people(session, password_hash)
    adviser = people["adviser@example.org"]
    enterprises = _register(session, seed, count, at, password_hash, adviser)
    buyers = _buyers(session)
    sample_tenders = [_tender(session, sketch, buyers[sketch.buyer], at) for sketch in tenders.TENDERS]
    copies = _practice(session, at)
    # The database was empty, so everyone in it is invented.
    session.execute(sa.update(Person).values(is_sample=True))
    audit.record(
        session,
        SYSTEM,
        "sample.loaded",
        MARK,
        seed=seed,
        enterprises=enterprises,
        tenders=len(sample_tenders),
    )
    return Loaded(enterprises, len(sample_tenders), copies)


def _people(session: Session, password_hash: str) -> dict[str, Actor]:
    """The sign-ins of the roles, each with its organisation; those of enterprises join the first one
    later.
    """
    actors: dict[str, Actor] = {}
    for entry in rules.SIGN_INS:
        person = registering.register(session, SYSTEM, entry.name, entry.email, password_hash)
        if entry.organisation is None:
            continue
        organisation = session.scalar(sa.select(Organisation).where(Organisation.name == entry.organisation))
        if organisation is None:
            organisation = _organisation(session, entry.kind, entry.organisation)
        members.add_member(session, SYSTEM, organisation, person, entry.member_role)
        organisations.record_acceptance(session, SYSTEM, organisation, person.id, terms.current().version)
        actors[entry.email] = actor_for(person, organisation, entry.member_role)
    return actors


def _organisation(session: Session, kind: OrganisationKind, name: str) -> Organisation:
    return organisations.add_organisation(session, SYSTEM, kind, name, Standing.approved)


def _register(
    session: Session, seed: int, count: int, at: datetime, password_hash: str, adviser: Actor
) -> int:
    drawn = register.drawn_market(seed, count)
    today = at.astimezone(LONDON).date()
    rows: dict[str, Enterprise] = {}
    for sketch in register.sketches(drawn):
        rows[sketch.drawn.id] = register.enter(session, sketch, password_hash, adviser, today)
    register.connect(session, drawn, rows, adviser)
    first = session.get_one(Organisation, rows[drawn[0].id].organisation_id)
    for entry in rules.SIGN_INS:
        if entry.organisation is None:
            person = session.scalars(sa.select(Person).where(Person.email == entry.email)).one()
            members.add_member(session, SYSTEM, first, person, entry.member_role)
    return len(rows)


def _buyers(session: Session) -> dict[str, Organisation]:
    buyers = {}
    for name in rules.BUYERS:
        organisation = session.scalar(sa.select(Organisation).where(Organisation.name == name))
        buyers[name] = organisation or _organisation(session, OrganisationKind.contracting_authority, name)
    return buyers


def _tender(session: Session, sketch: TenderSketch, buyer: Organisation, at: datetime) -> Tender:
    starts = (at + timedelta(days=sketch.starts)).astimezone(LONDON).date()
    ends = starts + timedelta(days=sketch.lasts - 1)
    tender = Tender(
        organisation_id=buyer.id,
        buyer_name=buyer.name,
        title=sketch.title,
        description=sketch.description,
        state=TenderState.published,
        source=TenderSource.written,
        capability=sketch.capability,
        main_category="services",
        value=sketch.value,
        liability=sketch.liability,
        procedure="Open procedure",
        deadline=_noon(at, sketch.closes),
        enquiries_until=_noon(at, max(sketch.closes - 10, 3)),
        starts_on=starts,
        ends_on=ends,
        term_months=max(1, round(sketch.lasts / 30.4)),
        published_at=at,
        portal_url=sketch.portal,
        suitable_sme=True,
        suitable_vcse=True,
        no_notice_reason=INVENTED,
    )
    session.add(tender)
    for position, lot in enumerate(sketch.lots, start=1):
        tender.lots.append(_lot(lot, position, sketch, starts, ends))
    for kind, text, credential, amount in sketch.conditions:
        tender.conditions.append(Condition(kind=kind, text=text, credential=credential, amount=amount))
    for criterion, name, weight in sketch.criteria:
        tender.criteria.append(Criterion(kind=criterion, name=name, weight_bp=weight))
    session.flush()
    audit.record(session, SYSTEM, "tender.published", tender, shaped_like=sketch.shaped_like)
    schedule_close(session, tender)
    return tender


def _noon(at: datetime, days: int) -> datetime:
    """Noon in that many days, or on the Monday after when that is a weekend: no buyer closes on a
    Saturday.
    """
    day = (at + timedelta(days=days)).astimezone(LONDON).date()
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)
    return datetime.combine(day, NOON, LONDON)


def _lot(sketch: LotSketch, position: int, tender: TenderSketch, starts: date, ends: date) -> Lot:
    lot = Lot(
        key=str(position),
        position=position,
        title=sketch.title,
        description=sketch.description,
        capability=tender.capability,
        starts_on=starts,
        ends_on=ends,
        areas=sorted({_place(package.area) for package in sketch.packages}),
    )
    for package in sketch.packages:
        lot.work_packages.append(_package(package, starts, ends))
    return lot


def _package(sketch: PackageSketch, starts: date, ends: date) -> WorkPackage:
    unit = units.standard_unit(sketch.capability)
    return WorkPackage(
        name=sketch.name,
        capability=sketch.capability,
        area=_place(sketch.area),
        unit=unit.name,
        quantity=sketch.quantity,
        periods=units.periods_between(unit, starts, ends),
        max_providers=sketch.max_providers,
        min_share=sketch.min_share,
        credentials=list(sketch.credentials),
        state=WorkPackageState.confirmed,
    )


def _place(name: str) -> str:
    """The code of a ward of Birmingham or Sandwell by its name."""
    for district in DISTRICTS:
        for ward in areas.descendants(district, "ward"):
            if areas.name(ward) == name:
                return ward
    raise ValueError(f"there is no ward called {name!r} in Birmingham or Sandwell")


def _practice(session: Session, at: datetime) -> int:
    """Import the shipped notices as they are, and copy each for practice."""
    for sketch in tenders.PRACTICE:
        content = (tenders.NOTICES / sketch.file).read_bytes()
        for result in importing.import_file(session, SYSTEM, sketch.file, content, at, publishing=True):
            source = session.get_one(Tender, result.tender_id)
            copy_as_practice(session, SYSTEM, source, buyer_name=sketch.buyer, at=at)
    return len(tenders.PRACTICE)


def person_of(session: Session, enterprise: Enterprise) -> Actor:
    """An owner who can act for an enterprise, for the demo and the journeys."""
    query = (
        sa.select(Person, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == enterprise.organisation_id)
        .order_by(Membership.id)
        .limit(1)
    )
    person, role = session.execute(query).one()
    organisation = session.get_one(Organisation, enterprise.organisation_id)
    return actor_for(person, organisation, role)
