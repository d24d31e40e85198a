"""A consortium of any size, made row by row, for the tests of bids."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.consortia.models import (
    Allocation,
    Consortium,
    ConsortiumLot,
    Enquiry,
    Member,
    Promise,
    Proposal,
    ProposalMember,
)
from app.consortia.rules.figures import shares_bp
from app.consortia.rules.states import ConsortiumState, MemberState
from app.enterprises.models import Enterprise, Offer
from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor
from app.foundation.types import now
from app.tenders.models import Condition, Criterion, Lot, Tender, WorkPackage
from app.tenders.rules import ConditionKind, CriterionKind, TenderSource
from tests import factories as make

NAMES = (
    "Aston Growers CIC",
    "Balsall Heath Kitchens",
    "Digbeth Clean Start",
    "Ladywood Community Caterers",
    "Small Heath Women’s Co-operative",
    "Smethwick Repair Works",
    "Tŷ Cymunedol Handsworth",
    "West Bromwich Wheels",
    "Sparkbrook Linen",
    "Nechells Green Team",
    "Saltley Stewards",
    "Kings Heath Makers",
)
FIRST_PRICE = 71_01  # pence; each member's own price is a figure that nothing else on a page is likely to be
_company_numbers = itertools.count(9_870_000)
PERIODS = 52


class Made:
    """The rows of one consortium, and the people who act in it."""

    def __init__(self, consortium: Consortium, adviser: Actor, members: list[Actor]) -> None:
        self.consortium = consortium
        self.adviser = adviser
        self.members = members

    @property
    def lead(self) -> Actor:
        return self.members[0]


def unit_price(number: int) -> int:
    """What member `number` (from 0) asks for a unit, in pence."""
    return FIRST_PRICE + 1_111 * number


def consortium(
    session: Session,
    members: int = 3,
    packages: int = 2,
    *,
    agreed: bool = True,
    practice: bool = False,
    **tender: Any,
) -> Made:
    """`members` enterprises, the first the lead; each package is shared by two members of the ring."""
    adviser = make.adviser(session, name="Initiative for Social Enterprise")
    if practice:
        tender.setdefault("source", TenderSource.practice)
    about = make.tender(
        session, title="Cleaning of public conveniences", buyer_name="City Events Committee", **tender
    )
    _conditions(session, about.id)
    lots = _lots(session, about, packages)
    enterprises = [_enterprise(session, number) for number in range(members)]
    bid = _Bid(
        tender=about,
        adviser=adviser,
        lots=lots,
        work=[_work_package(session, lots[number % len(lots)], number) for number in range(packages)],
        enterprises=enterprises,
        offers=[
            make.offer(session, enterprise, capacity=200, unit_price=unit_price(number))
            for number, enterprise in enumerate(enterprises)
        ],
        quantities=_ring(members, packages),
    )
    row = _consortium(session, bid, _proposal(session, bid), agreed)
    return Made(row, adviser, [make.member_of(session, enterprise) for enterprise in enterprises])


@dataclass
class _Bid:
    """The rows of a bid, and its quantities by the numbers (from 0) of member and work package."""

    tender: Tender
    adviser: Actor
    lots: list[Lot]
    work: list[WorkPackage]
    enterprises: list[Enterprise]
    offers: list[Offer]
    quantities: dict[tuple[int, int], int]

    def value(self, member: int, package: int) -> int:
        return self.quantities[member, package] * PERIODS * self.offers[member].unit_price

    def values(self) -> list[int]:
        """The value of each member's work, in pence."""
        values = [0 for _ in self.enterprises]
        for member, package in self.quantities:
            values[member] += self.value(member, package)
        return values


def _ring(members: int, packages: int) -> dict[tuple[int, int], int]:
    """Package n is delivered by member n, which does 50 of it, and the next member, which does 30."""
    quantities: Counter[tuple[int, int]] = Counter()
    for package in range(packages):
        quantities[package % members, package] += 50
    for package in range(packages):
        quantities[(package + 1) % members, package] += 30
    return dict(quantities)


def _lots(session: Session, tender: Tender, packages: int) -> list[Lot]:
    sides = ("North", "South") if packages > 1 else ("North",)
    return [
        make.lot(session, tender, position=number, key=f"L{number}", title=f"{side} of the city")
        for number, side in enumerate(sides, 1)
    ]


def _work_package(session: Session, lot: Lot, number: int) -> WorkPackage:
    return make.work_package(
        session,
        lot,
        name=f"Daily clean, route {number + 1}",
        quantity=80,
        periods=PERIODS,
        credentials=["dbs_enhanced"] if number % 3 == 0 else [],
    )


def _conditions(session: Session, tender_id: int) -> None:
    figures: tuple[tuple[ConditionKind, dict[str, Any]], ...] = (
        (ConditionKind.lead_credential, {"credential": "iso9001"}),
        (ConditionKind.group_credential, {"credential": "public_liability_5m"}),
        (ConditionKind.combined_turnover, {"amount": 10_000}),
        (ConditionKind.exposure, {"amount": 9_000}),
        (ConditionKind.supported_workforce, {"amount": 2_000}),
        (ConditionKind.members_max, {"amount": 12}),
        (ConditionKind.text, {"text": "The supplier shall keep a log of each visit and share it weekly."}),
    )
    for kind, figure in figures:
        session.add(Condition(tender_id=tender_id, kind=kind, **figure))
    session.add(Criterion(tender_id=tender_id, kind=CriterionKind.price, name="Price", weight_bp=4_000))
    session.flush()


def _platform(number: int) -> dict[str, Any]:
    """What the Central Digital Platform gave the second member and every other one after it."""
    if number % 2 == 0:
        return {}
    return {"ppon": "PDTL-7248-GWZW", "share_code": f"shareCode{number}", "share_code_on": date(2026, 9, 27)}


def _enterprise(session: Session, number: int) -> Enterprise:
    enterprise = make.enterprise(
        session,
        name=NAMES[number % len(NAMES)],
        turnover=98_765_400 + number,
        company_number=f"{next(_company_numbers):08}",
        workforce=20 + number,
        supported_workforce=6,
        joining_cost=43_210 + number,
        summary="We clean, cook and repair, and train people who have been out of work for a long time.",
        **_platform(number),
        history="Kept twelve public buildings clean for the council since 2019; a café in the park.",
    )
    make.credential(session, enterprise, "public_liability_5m", reference=f"PL-{number}", issuer="An insurer")
    make.credential(session, enterprise, "iso9001", reference=f"Q-{number}")
    make.credential(session, enterprise, "dbs_enhanced")
    return enterprise


def _problem(bid: _Bid) -> bytes:
    held = ["dbs_enhanced", "iso9001", "public_liability_5m"]
    serves = [{"work_package": f"w{package.id}"} for package in bid.work]
    return json.dumps(
        {
            "work_packages": [
                {"id": f"w{package.id}", "credentials": package.credentials} for package in bid.work
            ],
            "enterprises": [
                {
                    "id": f"e{enterprise.id}",
                    "credentials": held,
                    "offers": [{"id": f"o{offer.id}", "capacity": offer.capacity, "serves": serves}],
                }
                for enterprise, offer in zip(bid.enterprises, bid.offers, strict=True)
            ],
        }
    ).encode()


def _proposal(session: Session, bid: _Bid) -> Proposal:
    """An answered enquiry's only proposal. The second member would leave something uncovered."""
    enquiry = Enquiry(
        tender_id=bid.tender.id,
        organisation_id=bid.adviser.organisation_id,
        asked_by_id=bid.adviser.person_id,
        key=f"key-{bid.tender.id}",
        question={},
        problem=_problem(bid),
    )
    session.add(enquiry)
    session.flush()
    total = sum(bid.values())
    proposal = Proposal(
        enquiry_id=enquiry.id,
        rank=1,
        lead_id=bid.enterprises[0].id,
        objective=total,
        price=total,
        value=total,
        social_value=0,
        trust_gap=0,
        shortfall=0,
        bound=total,
        proven=True,
        gap_bp=0,
        dearer_bp=0,
        members=[_proposal_member(bid, number) for number in range(len(bid.enterprises))],
        allocations=[_allocation(bid, member, package) for member, package in bid.quantities],
    )
    session.add(proposal)
    session.flush()
    return proposal


def _proposal_member(bid: _Bid, number: int) -> ProposalMember:
    uncovered = number == 1
    return ProposalMember(
        enterprise_id=bid.enterprises[number].id,
        is_lead=number == 0,
        value=bid.values()[number],
        joining_cost=bid.enterprises[number].joining_cost,
        short=12_345 if uncovered else 0,
        short_work_package_ids=[f"w{bid.work[0].id}"] if uncovered else [],
    )


def _allocation(bid: _Bid, member: int, package: int) -> Allocation:
    return Allocation(
        enterprise_id=bid.enterprises[member].id,
        offer_id=bid.offers[member].id,
        work_package_id=bid.work[package].id,
        quantity=bid.quantities[member, package],
        unit_price=bid.offers[member].unit_price,
        value=bid.value(member, package),
    )


def _consortium(session: Session, bid: _Bid, proposal: Proposal, agreed: bool) -> Consortium:
    consortium = Consortium(
        tender_id=bid.tender.id,
        proposal_id=proposal.id,
        organisation_id=bid.adviser.organisation_id,
        adopted_by_id=bid.adviser.person_id,
        name="Arch of Birmingham",
        joint_reason="None of the members could serve every route alone.",
        state=ConsortiumState.agreed if agreed else ConsortiumState.forming,
        agreed_at=now() if agreed else None,
        lots=[ConsortiumLot(lot_id=lot.id) for lot in bid.lots],
        members=[_member(bid, number, agreed or number == 0) for number in range(len(bid.enterprises))],
    )
    session.add(consortium)
    session.flush()
    audit.record(session, SYSTEM, "test.made", consortium)
    return consortium


def _member(bid: _Bid, number: int, accepted: bool) -> Member:
    values = bid.values()
    return Member(
        enterprise_id=bid.enterprises[number].id,
        is_lead=number == 0,
        value=values[number],
        share_bp=shares_bp(values)[number],
        exposure_bp=3_456 + number,
        state=MemberState.accepted if accepted else MemberState.invited,
        answered_at=now() - timedelta(days=1) if accepted else None,
        promises=[_promise(bid, member, package) for member, package in bid.quantities if member == number],
    )


def _promise(bid: _Bid, member: int, package: int) -> Promise:
    return Promise(
        offer_id=bid.offers[member].id,
        work_package_id=bid.work[package].id,
        quantity=bid.quantities[member, package],
        unit_price=bid.offers[member].unit_price,
        value=bid.value(member, package),
    )
