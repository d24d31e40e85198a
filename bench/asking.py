"""A generated tender as rows of the product, the adviser's enquiry about it, and what it must be frozen
to.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.consortia.models import Enquiry
from app.consortia.rules.question import Question, Weights
from app.enterprises.rules import COUNTING_TRUST
from app.foundation import audit
from app.foundation.actor import SYSTEM
from app.foundation.database import Database
from app.foundation.reference import areas, credentials
from app.foundation.types import now
from app.tenders.models import Lot, Tender, WorkPackage
from app.tenders.rules import TenderSource, TenderState, WorkPackageState
from bench.filling import TRUST_STATES, Register
from solver.problem.rules import rules_from


def ask(database: Database, register: Register, problem: dict[str, Any]) -> int:
    """Store the generated problem's tender and an enquiry about the whole of it; the enquiry's id."""
    with database.unit_of_work() as session:
        tender = _tender(problem["tender"])
        lots = {name: Lot(key=name, position=int(name), title=f"Lot {name}") for name in _lots(problem)}
        tender.lots.extend(lots.values())
        for number, package in enumerate(problem["work_packages"], start=1):
            lots[package["lot"]].work_packages.append(_work_package(package, number))
        session.add(tender)
        session.flush()
        question = _question(problem, {name: lot.id for name, lot in lots.items()})
        enquiry = _enquiry(session, tender, len(register.market) + 1, question)
        audit.record(session, SYSTEM, "bench.asked", enquiry)
        return enquiry.id


def _lots(problem: dict[str, Any]) -> list[str]:
    return sorted({package["lot"] for package in problem["work_packages"]}, key=int)


def _tender(name: str) -> Tender:
    starts = (now() + timedelta(days=90)).date()
    return Tender(
        title=f"Tender {name}",
        buyer_name="A council",
        source=TenderSource.written,
        state=TenderState.published,
        published_at=now(),
        deadline=now() + timedelta(days=30),
        starts_on=starts,
        term_months=12,
        ends_on=starts + timedelta(days=364),
        no_notice_reason="It is drawn by the benchmark.",
    )


def _work_package(package: dict[str, Any], number: int) -> WorkPackage:
    same = ("capability", "unit", "quantity", "periods", "max_providers", "min_share", "credentials")
    return WorkPackage(
        name=f"Work package {number}",
        area=areas.canonical(package["area"]),
        state=WorkPackageState.confirmed,
        **{key: package[key] for key in same},
    )


def _enquiry(session: Session, tender: Tender, organisation_id: int, question: Question) -> Enquiry:
    enquiry = Enquiry(
        tender_id=tender.id,
        organisation_id=organisation_id,
        key=f"bench-{tender.id}",
        question=question.to_json(),
    )
    session.add(enquiry)
    session.flush()
    return enquiry


def _question(problem: dict[str, Any], lots: dict[str, int]) -> Question:
    """The question that freezing turns into this problem again, its lots by their ids."""
    rules, weights = rules_from(problem["rules"]), problem["weights"]
    return Question(
        lots=tuple(lots.values()),
        rules=dataclasses.replace(
            rules,
            lot_budgets={str(lots[name]): most for name, most in rules.lot_budgets.items()},
            local_areas=tuple(sorted({areas.canonical(area) for area in rules.local_areas})),
        ),
        weights=Weights(**{key: weights[key] for key in ("social_value", "trust", "members", "shortfall")}),
    )


def expected(register: Register, packages: list[dict[str, Any]]) -> dict[str, Any]:
    """The enterprises, trust and incompatible pairs that a problem with these work packages must hold.

    One plain walk over the market, without a query: the rules of matching, of free capacity, of one offer for
    each work package, of what an enterprise holds, said a second time.
    """
    served: dict[int, list[str]] = defaultdict(list)
    for package in packages:
        for offer in _best(register, package).values():
            served[offer].append(package["id"])
    owner = register.market.columns.owner
    offers: dict[int, list[int]] = defaultdict(list)
    for offer in sorted(served):
        offers[int(owner[offer])].append(offer)
    held = _held(register, offers)
    return {
        "enterprises": [_enterprise(register, who, held[who], offers[who], served) for who in sorted(offers)],
        "trust": [
            [f"e{a + 1}", f"e{b + 1}", strength]
            for a, b, strength, state in zip(
                *(side.tolist() for side in register.market.columns.trust),
                register.trust_state.tolist(),
                strict=True,
            )
            if a in offers and b in offers and TRUST_STATES[state] in COUNTING_TRUST
        ],
        "incompatible": [
            [f"e{a + 1}", f"e{b + 1}"]
            for a, b in zip(*(side.tolist() for side in register.market.columns.incompatible), strict=True)
            if a in offers and b in offers
        ],
    }


def _best(register: Register, package: dict[str, Any]) -> dict[int, int]:
    """Enterprise -> its one offer for a work package."""
    columns, kinds = register.market.columns, register.market.catalogue.capabilities
    serving = [i for i, kind in enumerate(kinds) if _covers(kind.code, package["capability"])]
    serving = [i for i in serving if kinds[i].unit == package["unit"]]
    places = areas.path_ids(package["area"])
    best: dict[int, tuple[Any, ...]] = {}
    for kind in serving:
        for offer in (columns.capability == kind).nonzero()[0].tolist():
            who, free = int(columns.owner[offer]), int(columns.capacity[offer] - register.held[offer])
            if not (register.active[offer] and register.listed[who] and free > 0):
                continue
            if any(area in places for area in register.offer_areas[offer]):
                rank = (free < max(1, package["min_share"]), int(columns.unit_price[offer]), -free, offer)
                best[who] = min(rank, best.get(who, rank))
    return {who: rank[-1] for who, rank in best.items()}


def _covers(offered: str, wanted: str) -> bool:
    return wanted.startswith(offered.rstrip("0").ljust(3, "0"))


def _held(register: Register, wanted: dict[int, Any]) -> dict[int, set[str]]:
    names = register.market.catalogue.credential_names
    held: dict[int, set[str]] = {who: set() for who in wanted}
    who, bits = register.credentials
    for one, bit, lapsed, withdrawn in zip(
        who.tolist(), bits.tolist(), register.lapsed.tolist(), register.withdrawn.tolist(), strict=True
    ):
        if one in held and not lapsed and not withdrawn:
            held[one] |= credentials.closure([names[bit]])
    return held


def _enterprise(
    register: Register, who: int, held: set[str], offers: list[int], served: dict[int, list[str]]
) -> dict[str, Any]:
    drawn, columns = register.market[who], register.market.columns
    same = (
        "home_area",
        "social_enterprise",
        "turnover",
        "joining_cost",
        "workforce",
        "supported_workforce",
        "can_lead",
    )
    return {
        "id": f"e{who + 1}",
        **{key: getattr(drawn, key) for key in same},
        "credentials": sorted(held),
        "min_value": 0,
        "offers": [
            {
                "id": f"o{offer + 1}",
                "capacity": int(columns.capacity[offer] - register.held[offer]),
                "serves": [
                    {
                        "work_package": package,
                        "unit_price": int(columns.unit_price[offer]),
                        "social_value": int(columns.social_value[offer]),
                    }
                    for package in served[offer]
                ],
            }
            for offer in offers
        ],
    }
