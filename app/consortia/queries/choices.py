"""What may be chosen on the enquiry form."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.consortia.rules.question import Question
from app.enterprises.models import Enterprise
from app.enterprises.queries.figures import sharing, taking_part
from app.foundation.reference import areas, credentials
from app.tenders.models import Tender
from app.tenders.queries.matching import offers_for

MOST_LISTED = 300  # beyond it a list of tick boxes helps nobody


def lot_choices(tender: Tender) -> list[tuple[int, str]]:
    """Lots with confirmed work packages, and how many each has."""
    return [
        (lot.id, f"{lot.title} ({ready} work package{'s' if ready != 1 else ''})")
        for lot in tender.lots
        if (ready := len(lot.asked_for))
    ]


def credential_choices(tender: Tender, question: Question) -> list[tuple[str, str]]:
    """The types usually asked for the tender's work, and whatever the tender or the question names
    already.
    """
    codes = {package.capability for lot in tender.lots for package in lot.work_packages}
    usual = {found.key for code in codes for found in credentials.usual_for(code)}
    named = {one.credential for one in tender.conditions if one.credential}
    asked = {*question.rules.lead.credentials, *question.rules.group_credentials, *named, *usual}
    order = {found.key: place for place, found in enumerate(credentials.all_types())}
    return [
        (key, credentials.name(key)) for key in sorted(asked, key=lambda key: (order.get(key, 10_000), key))
    ]


def area_choices(tender: Tender, question: Question) -> list[tuple[str, str]]:
    """Every area from the work packages' own up to the region, widest first, and what the question names
    already.
    """
    found: dict[str, int] = {}
    for lot in tender.lots:
        for package in lot.work_packages:
            path = (
                [areas.canonical(code) for code in areas.path_ids(package.area)]
                if areas.get(package.area)
                else []
            )
            for depth, code in enumerate(reversed(list(dict.fromkeys(path)))):
                found[code] = depth
    for code in question.rules.local_areas:
        found.setdefault(code, 99)
    local = sorted(
        (depth, areas.label(code), code) for code, depth in found.items() if depth > 0 and areas.get(code)
    )
    return [(code, label) for _, label, code in local]


def enterprise_choices(
    session: Session, tender: Tender, question: Question, body: int
) -> list[tuple[int, str]]:
    """Enterprises with a matching offer that share their figures with an adviser body, by name; beyond a few
    hundred only those that the question names already."""
    packages = [package for lot in tender.lots for package in lot.asked_for]
    named = {*question.include, *question.exclude, *([question.lead] if question.lead else [])}
    matching = {match.enterprise_id for found in offers_for(session, packages).values() for match in found}
    wanted = named | matching if len(matching) <= MOST_LISTED else named
    query = (
        sa.select(Enterprise.id, Organisation.name)
        .join(Enterprise.organisation)
        .where(Enterprise.id.in_(sorted(wanted)), Enterprise.listed, taking_part(), sharing(body))
        .order_by(Organisation.name, Enterprise.id)
    )
    return [(enterprise_id, name) for enterprise_id, name in session.execute(query)]


def named_in(question: Question, typed: Mapping[str, Sequence[str]]) -> Question:
    """The question with whatever a posted form names that exists: what was once offered may be chosen
    still.
    """
    of_lead, of_group = (
        tuple(key for key in typed.get(name, ()) if credentials.get(key))
        for name in ("lead_credentials", "group_credentials")
    )
    local = tuple(code for code in typed.get("local_areas", ()) if areas.get(code))
    lead_rule = dataclasses.replace(question.rules.lead, credentials=of_lead)
    rules = dataclasses.replace(question.rules, lead=lead_rule, group_credentials=of_group, local_areas=local)
    numbers = {
        name: tuple(
            int(text) for text in typed.get(name, ()) if text.isascii() and text.isdigit() and len(text) < 10
        )
        for name in ("include", "exclude", "lead")
    }
    lead = next((number for number in numbers["lead"] if number), None)
    return dataclasses.replace(
        question, rules=rules, include=numbers["include"], exclude=numbers["exclude"], lead=lead
    )
