"""A site with everything that the record covers: the sample, a consortium that sent its bid, and one still
forming.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app import job_kinds
from app.accounts.models import Membership, Organisation, Person
from app.accounts.queries import people
from app.bids.actions import packing, sending
from app.bids.printing.printer import Printed
from app.bids.queries import bids as bids_queries
from app.consortia.actions import asking, consenting
from app.consortia.actions import forming as forming_actions
from app.consortia.models import Consortium, Proposal
from app.consortia.queries.enquiries import askable_tender, default_question
from app.enterprises.actions import credentials
from app.enterprises.models import Credential, Enterprise, Offer
from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor
from app.foundation.config import Settings
from app.foundation.database import Database
from app.foundation.jobs import worker
from app.foundation.reference import areas, cpv, units
from app.foundation.types import now
from app.sample import actions as sample
from app.tenders.actions import work_packages as packages
from app.tenders.models import Lot, Tender, WorkPackage
from app.tenders.rules import TenderSource, TenderState, WorkPackageState

URL = "http://127.0.0.1"
REASON = "None of the members could deliver all of it alone."


@dataclass
class World:
    """The database and settings of a site, and the rows that tests spoil."""

    database: Database
    settings: Settings
    sent: int  # a consortium whose bid was sent
    forming: int  # one in which the first member has accepted and the last has declined
    pack: int

    def adviser(self) -> Actor:
        """The sample's adviser."""
        with self.database.reading() as session:
            query = (
                sa.select(Person, Organisation, Membership.role)
                .join(Membership, Membership.person_id == Person.id)
                .join(Organisation, Organisation.id == Membership.organisation_id)
                .where(Person.email == "adviser@example.org")
            )
            person, organisation, role = session.execute(query).one()
        return people.actor_for(person, organisation, role)


def build(database: Database, settings: Settings) -> World:
    """Load the sample and play two consortia through, by the product's own actions alone."""
    sample.load(database)
    world = World(database, settings, 0, 0, 0)
    first, second = _tenders(world)
    world.sent = _adopted(world, first, "Sent Together")
    for enterprise_id in _members(world, world.sent):
        _accept(world, world.sent, enterprise_id)
    world.pack = _packed(world)
    world.forming = _adopted(world, second, "Forming Together")
    members = _members(world, world.forming)
    _accept(world, world.forming, members[0])
    with database.unit_of_work() as session:
        actor = sample.person_of(session, session.get_one(Enterprise, members[-1]))
        consenting.decline(session, actor, world.forming, "Too far away", URL)
    _everyday_changes(world)
    return world


def _tenders(world: World) -> list[int]:
    """Two small tenders, each of which takes two of the few who could deliver it: the solver is done at
    once.
    """
    with world.database.unit_of_work() as session:
        return [_tender(session, place, capability) for capability, place in _shared_work(session)[:2]]


def _shared_work(session: Session) -> list[tuple[str, str]]:
    """(capability, area) pairs that three or more offer, one of whom can lead; those with the fewest offers
    first.
    """
    offers = session.scalars(
        sa.select(Offer).options(selectinload(Offer.areas), joinedload(Offer.enterprise))
    ).all()
    shared = {}
    for offer in offers:
        for row in offer.areas:
            able = _able(offers, offer.capability, row.area)
            if len(able) >= 3 and any(holder.enterprise.can_lead for holder in able):
                shared[offer.capability] = (len(able), offer.capability, row.area)
    return [(capability, place) for _, capability, place in sorted(shared.values())]


def _able(offers: Sequence[Offer], capability: str, place: str) -> list[Offer]:
    return [offer for offer in offers if offer.capability == capability and _reaches(offer, place)]


def _reaches(offer: Offer, place: str) -> bool:
    return any(areas.contains(row.area, place) for row in offer.areas)


def _tender(session: Session, place: str, capability: str) -> int:
    offers = session.scalars(sa.select(Offer).options(selectinload(Offer.areas))).all()
    able = _able(offers, capability, place)
    start = (now() + timedelta(days=60)).date()
    tender = Tender(
        title=f"Work in {place}",
        buyer_name="A buyer",
        source=TenderSource.written,
        state=TenderState.published,
        published_at=now(),
        deadline=now() + timedelta(days=30),
        starts_on=start,
        ends_on=start + timedelta(days=364),
        term_months=12,
        no_notice_reason="It is a tender of the tests.",
    )
    package = WorkPackage(
        name="All of it",
        capability=capability,
        area=place,
        unit=units.standard_unit(capability).name,
        quantity=max(offer.capacity for offer in able) + 1,
        periods=1,
        max_providers=3,
        state=WorkPackageState.confirmed,
    )
    tender.lots.append(Lot(key="1", position=1, title="All of it", work_packages=[package]))
    session.add(tender)
    session.flush()
    audit.record(session, SYSTEM, "tender.published", tender)
    return tender.id


def _adopted(world: World, tender_id: int, name: str) -> int:
    adviser = world.adviser()
    with world.database.unit_of_work() as session:
        question = dataclasses.replace(
            default_question(askable_tender(session, adviser, tender_id)), seconds=120, count=1
        )
        enquiry = asking.ask_for_consortia(session, adviser, tender_id, question, f"key {tender_id}")
    kinds = {name: kind for name, kind in job_kinds().items() if name == "solve_enquiry"}
    worker.Worker(world.database, kinds, {"settings": world.settings}).run_until_idle()
    with world.database.unit_of_work() as session:
        best = session.scalars(sa.select(Proposal).where(Proposal.enquiry_id == enquiry.id)).first()
        assert best is not None, "the solver found no consortium"
        return forming_actions.adopt(session, adviser, best.id, name, REASON, URL).id


def _members(world: World, consortium_id: int) -> list[int]:
    with world.database.reading() as session:
        return [member.enterprise_id for member in session.get_one(Consortium, consortium_id).members]


def _accept(world: World, consortium_id: int, enterprise_id: int) -> None:
    with world.database.unit_of_work() as session:
        actor = sample.person_of(session, session.get_one(Enterprise, enterprise_id))
        consenting.accept(session, actor, consortium_id, URL)


def _packed(world: World) -> int:
    """A version of the pack, and the portal's receipt. Copies are plain bytes: it does not matter how they
    are drawn.
    """
    adviser = world.adviser()
    with world.database.unit_of_work() as session:
        pack = packing.ask_for_pack(session, adviser, world.sent)
    with world.database.unit_of_work() as session:
        orders = bids_queries.copy_orders(bids_queries.pack_to_print(session, pack.id)[1])
        copies = [(order, _printed(f"{order.audience.name} {order.enterprise_id}")) for order in orders]
        packing.store_copies(session, pack.id, copies, world.settings.documents_dir, URL)
    lead = _members(world, world.sent)[0]
    with world.database.unit_of_work() as session:
        actor = sample.person_of(session, session.get_one(Enterprise, lead))
        at = now() - timedelta(minutes=1)
        sending.record_receipt(session, actor, world.sent, 1, "PORTAL-1", at, URL)
    return pack.id


def _printed(text: str) -> Printed:
    content = f"%PDF-1.7 {text}".encode()
    return Printed(content, hashlib.sha256(content).hexdigest(), 3, f"{text}.pdf")


def _everyday_changes(world: World) -> None:
    """Renewals, withdrawals and invitations, so that the record has an entry of each verb."""
    with world.database.unit_of_work() as session:
        credential = session.scalars(sa.select(Credential).where(Credential.verified_on.is_not(None))).first()
        assert credential is not None
        owner = sample.person_of(session, session.get_one(Enterprise, credential.enterprise_id))
        credentials.change_credential(
            session,
            owner,
            credential.id,
            credential.version,
            reference="renewed",
            issuer="",
            issued_on=None,
            expires_on=(now() + timedelta(days=300)).date(),
        )
        verified = session.scalars(sa.select(Credential).where(Credential.verified_on.is_not(None))).first()
        assert verified is not None
        owner = sample.person_of(session, session.get_one(Enterprise, verified.enterprise_id))
        credentials.withdraw_credential(session, owner, verified.id)
    adviser = world.adviser()
    with world.database.unit_of_work() as session:
        drafts = (
            sa.select(WorkPackage).where(WorkPackage.state == WorkPackageState.draft).order_by(WorkPackage.id)
        )
        draft = next(
            package
            for package in session.scalars(drafts)
            if package.lot.tender.source is TenderSource.practice and cpv.group_or_deeper(package.capability)
        )
        packages.confirm_work_package(session, adviser, draft)
