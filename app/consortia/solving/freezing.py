"""Rows to `consortium-problem/1`: everything the answer will depend on, frozen as integers."""

from __future__ import annotations

import dataclasses
import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.consortia.models import Enquiry
from app.consortia.rules.question import Question
from app.consortia.solving import register
from app.consortia.solving.names import enterprise_name, lot_name, work_package_name
from app.foundation.canonical import sha256_of
from app.foundation.errors import Refused
from app.foundation.reference import areas
from app.foundation.types import now
from app.tenders.models import Condition, Lot, Tender, WorkPackage
from app.tenders.queries.matching import Match, offers_for
from app.tenders.rules import ConditionKind, LotState, WorkPackageState
from solver import problem as problems
from solver.problem import LotCategory, Rules
from solver.problem.rules import rules_to_dict


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Freezing makes a few hundred thousand objects that all stay until it ends: looking through them again
    and again for garbage took a third of its time. Each call starts the collector again if it was running
    before, so threads that overlap lose only some of the gain."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


class Frozen(NamedTuple):
    """A problem as canonical JSON bytes, and how many enterprises would be in it if they shared their
    figures.
    """

    problem: bytes
    left_out: int


@_collector_at_rest()
def freeze(session: Session, enquiry: Enquiry) -> Frozen:
    """The enquiry's problem, which the solver's own reader accepts as valid.

    Holds every listed enterprise that shares its figures with the body that asks and has an active offer that
    matches a confirmed work package of the chosen lots with capacity free, whatever credential it lacks.
    Raises Refused with a reason for people when there is nothing to solve or the figures are too large.
    """
    question, tender = Question.from_json(enquiry.question), enquiry.tender
    packages = _work_packages(session, question.lots)
    if not packages:
        raise Refused(
            "None of the chosen lots has a confirmed work package. Confirm what each lot needs, then ask"
            " again."
        )
    matches = offers_for(session, packages)
    offers = {match.offer_id: match for matched in matches.values() for match in matched}
    body = enquiry.organisation_id
    matching = {match.enterprise_id for match in offers.values()}
    listed = register.listed(session, matching.union(_required(question)), body)
    served = register.serves(packages, matches, listed)
    enterprises = _in_problem(listed, question, (offers[offer_id].enterprise_id for offer_id in served))
    data = {
        **_about(tender, question),
        "rules": _rules(question, packages, enterprises),
        "work_packages": [_work_package(package, tender.conditions) for package in packages],
        "enterprises": register.described(session, enterprises, offers, served, _last_needed_day(tender)),
        "trust": register.trust_pairs(session, enterprises),
        "incompatible": register.incompatible_pairs(session, enterprises),
        "pins": _pins(question, enterprises),
    }
    # Written once and read once: `data` has the canonical form already, and the reading is what proves it
    # valid.
    frozen = problems.canonical_bytes(data)
    try:
        problems.from_dict(data, sha256_of(frozen))
    except problems.ProblemError as error:
        raise Refused(f"The solver cannot answer this question: {error.path} {error.reason}.") from error
    return Frozen(frozen, _left_out(session, body, packages, matches, offers))


def _required(question: Question) -> tuple[int, ...]:
    """The enterprises that must take part."""
    return (*question.include, question.lead) if question.lead else question.include


def _in_problem(listed: Mapping[int, Any], question: Question, serving: Iterable[int]) -> dict[int, Any]:
    """Those of the listed enterprises that serve something or must take part."""
    wanted = {*serving, *_required(question)}
    return {enterprise_id: row for enterprise_id, row in listed.items() if enterprise_id in wanted}


def _about(tender: Tender, question: Question) -> dict[str, Any]:
    return {
        "format": problems.FORMAT,
        "currency": tender.currency or "GBP",
        "tender": tender.ocid or f"tender-{tender.id}",
        "baseline": [],
        "weights": {"price": 1, "changes": 0, **_weights(question)},
        "alternatives": {
            "count": question.count,
            "min_difference": question.min_difference,
            "distinct_leads": question.distinct_leads,
        },
    }


def _left_out(
    session: Session,
    body: int,
    packages: Sequence[WorkPackage],
    matches: Mapping[int, Sequence[Match]],
    offers: Mapping[int, Match],
) -> int:
    """How many enterprises with capacity free do not share their figures with the body that asks."""
    unshared = register.unshared(session, {match.enterprise_id for match in offers.values()}, body)
    if not unshared:
        return 0
    return len({offers[offer].enterprise_id for offer in register.serves(packages, matches, unshared)})


def _work_packages(session: Session, lots: Sequence[int]) -> list[WorkPackage]:
    query = (
        sa.select(WorkPackage)
        .join(Lot)
        .where(
            WorkPackage.lot_id.in_(lots),
            WorkPackage.state == WorkPackageState.confirmed,
            Lot.state == LotState.open,
        )
        .order_by(Lot.position, WorkPackage.id)
        .options(sa.orm.joinedload(WorkPackage.lot))
    )
    return list(session.scalars(query))


def _last_needed_day(tender: Tender) -> date:
    """Credentials must last through the bid's deadline and the contract's first day.

    Not through its last day: certificates are renewed yearly, and a bidder is judged on what it holds when it
    bids.
    """
    deadline = tender.deadline.date() if tender.deadline else None
    return max(day for day in (now().date(), deadline, tender.starts_on) if day is not None)


def _work_package(package: WorkPackage, conditions: Sequence[Condition]) -> dict[str, Any]:
    required = {
        condition.credential
        for condition in conditions
        if condition.kind is ConditionKind.package_credential
        and condition.credential
        and condition.lot_id in (None, package.lot_id)
    }
    return {
        "id": work_package_name(package.id),
        "lot": lot_name(package.lot.position),
        "capability": package.capability,
        "area": package.area,
        "unit": package.unit,
        "quantity": package.rate,
        "periods": package.periods,
        "max_providers": package.max_providers,
        "min_share": package.min_share,
        "credentials": sorted({*package.credentials, *required}),
    }


def _rules(
    question: Question, packages: Sequence[WorkPackage], enterprises: Mapping[int, Any]
) -> dict[str, Any]:
    """The question's rules, with the lots and the homes of the problem in place of the tender's and the
    adviser's.
    """
    rules = question.rules
    names = {str(package.lot_id): lot_name(package.lot.position) for package in packages}
    local = rules.local_areas if rules.local_share_bp is not None else ()
    return rules_to_dict(
        dataclasses.replace(
            rules,
            lead=dataclasses.replace(rules.lead, credentials=tuple(sorted(rules.lead.credentials))),
            group_credentials=tuple(sorted(rules.group_credentials)),
            lot_budgets={names[lot]: most for lot, most in rules.lot_budgets.items() if lot in names},
            local_share_bp=rules.local_share_bp if local else None,
            local_areas=_local_homes(local, enterprises) if local else (),
            exclusive_lots=_exclusive_lots(rules, names),
            lot_categories=_lot_categories(rules, names),
        )
    )


def _exclusive_lots(rules: Rules, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The pairs of which both lots are asked for."""
    return tuple(
        (names[first], names[second])
        for first, second in rules.exclusive_lots
        if first in names and second in names
    )


def _lot_categories(rules: Rules, names: Mapping[str, str]) -> tuple[LotCategory, ...]:
    """The categories that have a lot which is asked for."""
    chosen = [
        LotCategory(tuple(names[lot] for lot in category.lots if lot in names), category.most)
        for category in rules.lot_categories
    ]
    return tuple(category for category in chosen if category.lots)


def _local_homes(local: Sequence[str], enterprises: Mapping[int, Any]) -> tuple[str, ...]:
    """The chosen areas and every home area inside them: a home may be a ward where the rule says a
    district.
    """
    chosen = set(local)
    homes = {row.home_area for row in enterprises.values() if row.home_area}
    inside = {home for home in homes if areas.get(home) and not chosen.isdisjoint(areas.path_ids(home))}
    return tuple(sorted(chosen | inside))


def _weights(question: Question) -> dict[str, int]:
    weights = question.weights
    # The solver refuses a weight on shortfall where resilience is only reported: there it means nothing.
    shortfall = weights.shortfall if question.rules.resilience != "report" else 0
    if question.rules.resilience == "prefer":
        shortfall = max(1, shortfall)
    return {
        "social_value": weights.social_value,
        "trust": weights.trust,
        "members": weights.members,
        "shortfall": shortfall,
    }


def _pins(question: Question, enterprises: Mapping[int, Any]) -> dict[str, Any]:
    """An excluded enterprise need not be in the problem; a required one was put there by `freeze`."""
    if any(enterprise_id not in enterprises for enterprise_id in _required(question)):
        raise Refused(
            "An enterprise that must take part is no longer in the register, or no longer shares its figures"
            " with you. Ask again without it."
        )
    return {
        "include": [enterprise_name(required) for required in sorted(question.include)],
        "exclude": [
            enterprise_name(excluded) for excluded in sorted(question.exclude) if excluded in enterprises
        ],
        "lead": enterprise_name(question.lead) if question.lead else None,
        "allocations": [],
    }
