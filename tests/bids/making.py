"""A consortium of any size, made row by row, for the tests of bids."""

from __future__ import annotations

import itertools
import json
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
from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor
from app.foundation.types import now
from app.tenders.models import Condition, Criterion
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
WARDS = ("E05011118", "E05011121", "E05011151")


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
    about = make.tender(
        session, title="Cleaning of public conveniences", buyer_name="City Events Committee",
        **{**({"source": TenderSource.practice} if practice else {}), **tender},
    )  # fmt: skip
    lots = [make.lot(session, about, position=n, key=f"L{n}", title=f"{side} of the city")
            for n, side in ((1, "North"), (2, "South"))][: 1 + (packages > 1)]  # fmt: skip
    _conditions(session, about.id)
    enterprises = [_enterprise(session, n) for n in range(members)]
    offers = [
        make.offer(session, one, capacity=200, unit_price=unit_price(n)) for n, one in enumerate(enterprises)
    ]
    work = [
        make.work_package(
            session,
            lots[n % len(lots)],
            name=f"Daily clean, route {n + 1}",
            quantity=80,
            periods=52,
            credentials=["dbs_enhanced"] if n % 3 == 0 else [],
        )
        for n in range(packages)
    ]
    enquiry = Enquiry(
        tender_id=about.id,
        organisation_id=adviser.organisation_id,
        asked_by_id=adviser.person_id,
        key=f"key-{about.id}",
        question={},
        problem=_problem(enterprises, offers, work),
    )
    session.add(enquiry)
    session.flush()
    parts = [
        (n % members, n, 50) for n in range(packages)
    ] + [((n + 1) % members, n, 30) for n in range(packages)]  # fmt: skip
    parts += [(m, m % packages, 0) for m in range(members)]
    found = _rows(session, adviser, about, enquiry, enterprises, offers, work, lots, parts, agreed)
    return Made(found, adviser, [make.member_of(session, one) for one in enterprises])


def _conditions(session: Session, tender_id: int) -> None:
    for kind, given in (
        (ConditionKind.lead_credential, {"credential": "iso9001"}),
        (ConditionKind.group_credential, {"credential": "public_liability_5m"}),
        (ConditionKind.combined_turnover, {"amount": 10_000}),
        (ConditionKind.exposure, {"amount": 9_000}),
        (ConditionKind.supported_workforce, {"amount": 2_000}),
        (ConditionKind.members_max, {"amount": 12}),
        (ConditionKind.text, {"text": "The supplier shall keep a log of each visit and share it weekly."}),
    ):
        session.add(Condition(tender_id=tender_id, kind=kind, **given))
    session.add(Criterion(tender_id=tender_id, kind=CriterionKind.price, name="Price", weight_bp=4_000))
    session.flush()


def _platform(number: int) -> dict[str, Any]:
    """What the Central Digital Platform gave the second member and every other one after it."""
    if number % 2 == 0:
        return {}
    return {"ppon": "PDTL-7248-GWZW", "share_code": f"shareCode{number}", "share_code_on": date(2026, 9, 27)}


def _enterprise(session: Session, number: int) -> Any:
    made = make.enterprise(
        session, name=NAMES[number % len(NAMES)], turnover=98_765_400 + number,
        company_number=f"{next(_company_numbers):08}",
        workforce=20 + number, supported_workforce=6, joining_cost=43_210 + number,
        summary="We clean, cook and repair, and train people who have been out of work for a long time.",
        **_platform(number),
        history="Kept twelve public buildings clean for the council since 2019; a café in the park.",
    )  # fmt: skip
    make.credential(session, made, "public_liability_5m", reference=f"PL-{number}", issuer="An insurer")
    make.credential(session, made, "iso9001", reference=f"Q-{number}")
    make.credential(session, made, "dbs_enhanced")
    return made


def _problem(enterprises: list[Any], offers: list[Any], work: list[Any]) -> bytes:
    held = ["dbs_enhanced", "iso9001", "public_liability_5m"]
    return json.dumps(
        {
            "work_packages": [{"id": f"w{one.id}", "credentials": one.credentials} for one in work],
            "enterprises": [
                {
                    "id": f"e{one.id}",
                    "credentials": held,
                    "offers": [
                        {
                            "id": f"o{offer.id}",
                            "capacity": offer.capacity,
                            "serves": [{"work_package": f"w{package.id}"} for package in work],
                        }
                    ],
                }
                for one, offer in zip(enterprises, offers, strict=True)
            ],
        }
    ).encode()


def _rows(
    session: Session, adviser: Actor, about: Any, enquiry: Enquiry, enterprises: list[Any], offers: list[Any],
    work: list[Any], lots: list[Any], parts: list[tuple[int, int, int]], agreed: bool,
) -> Consortium:  # fmt: skip
    quantities: dict[tuple[int, int], int] = {}
    for member, package, quantity in parts:
        if quantity:
            quantities[member, package] = quantities.get((member, package), 0) + quantity
    values = [
        sum(q * 52 * offers[m].unit_price for (m, _), q in quantities.items() if m == n)
        for n in range(len(enterprises))
    ]
    total = sum(values)
    proposal = Proposal(
        enquiry_id=enquiry.id,
        rank=1,
        lead_id=enterprises[0].id,
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
        members=[
            ProposalMember(
                enterprise_id=one.id,
                is_lead=n == 0,
                value=values[n],
                joining_cost=one.joining_cost,
                short=12_345 if n == 1 else 0,
                short_work_package_ids=[f"w{work[0].id}"] if n == 1 else [],
            )
            for n, one in enumerate(enterprises)
        ],
        allocations=[
            Allocation(
                enterprise_id=enterprises[m].id,
                offer_id=offers[m].id,
                work_package_id=work[p].id,
                quantity=q,
                unit_price=offers[m].unit_price,
                value=q * 52 * offers[m].unit_price,
            )
            for (m, p), q in quantities.items()
        ],
    )
    session.add(proposal)
    session.flush()
    shares = shares_bp(values)
    found = Consortium(
        tender_id=about.id,
        proposal_id=proposal.id,
        organisation_id=adviser.organisation_id,
        adopted_by_id=adviser.person_id,
        name="Arch of Birmingham",
        joint_reason="None of the members could serve every route alone.",
        state=ConsortiumState.agreed if agreed else ConsortiumState.forming,
        agreed_at=now() if agreed else None,
        lots=[ConsortiumLot(lot_id=lot.id) for lot in lots],
        members=[
            Member(
                enterprise_id=one.id,
                is_lead=n == 0,
                value=values[n],
                share_bp=shares[n],
                exposure_bp=3_456 + n,
                state=MemberState.accepted if agreed or n == 0 else MemberState.invited,
                answered_at=now() - timedelta(days=1) if agreed or n == 0 else None,
                promises=[
                    Promise(
                        offer_id=offers[m].id,
                        work_package_id=work[p].id,
                        quantity=q,
                        unit_price=offers[m].unit_price,
                        value=q * 52 * offers[m].unit_price,
                    )
                    for (m, p), q in quantities.items()
                    if m == n
                ],
            )
            for n, one in enumerate(enterprises)
        ],
    )
    session.add(found)
    session.flush()
    audit.record(session, SYSTEM, "test.made", found)
    return found
