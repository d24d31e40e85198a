"""The choices on the enquiry form."""

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
    """The types usually required for the tender's work, and those that the tender or the question names."""
    codes = {package.capability for lot in tender.lots for package in lot.work_packages}
    usual = {credential.key for code in codes for credential in credentials.usual_for(code)}
    named = {condition.credential for condition in tender.conditions if condition.credential}
    keys = {*question.rules.lead.credentials, *question.rules.group_credentials, *named, *usual}
    order = {credential.key: place for place, credential in enumerate(credentials.all_types())}
    return [
        (key, credentials.name(key)) for key in sorted(keys, key=lambda key: (order.get(key, 10_000), key))
    ]


def area_choices(tender: Tender, question: Question) -> list[tuple[str, str]]:
    """Every area from the work packages' own up to the region, widest first, and what the question names
    already.
    """
    depths: dict[str, int] = {}
    for lot in tender.lots:
        for package in lot.work_packages:
            for depth, code in enumerate(_path_to(package.area)):
                depths[code] = depth
    for code in question.rules.local_areas:
        depths.setdefault(code, 99)
    local = sorted(
        (depth, areas.label(code), code) for code, depth in depths.items() if depth > 0 and areas.get(code)
    )
    return [(code, label) for _, label, code in local]


def _path_to(area: str) -> list[str]:
    """An area with those around it, the widest first; none for a code that is unknown."""
    if not areas.get(area):
        return []
    path = dict.fromkeys(areas.canonical(code) for code in areas.path_ids(area))
    return list(reversed(path))


def enterprise_choices(
    session: Session, tender: Tender, question: Question, body: int
) -> list[tuple[int, str]]:
    """Enterprises with a matching offer that share their figures with an adviser body, by name; beyond a few
    hundred only those that the question names already."""
    packages = [package for lot in tender.lots for package in lot.asked_for]
    named = {*question.include, *question.exclude, *([question.lead] if question.lead else [])}
    matching = {
        match.enterprise_id for matched in offers_for(session, packages).values() for match in matched
    }
    wanted = named | matching if len(matching) <= MOST_LISTED else named
    query = (
        sa.select(Enterprise.id, Organisation.name)
        .join(Enterprise.organisation)
        .where(Enterprise.id.in_(sorted(wanted)), Enterprise.listed, taking_part(), sharing(body))
        .order_by(Organisation.name, Enterprise.id)
    )
    return [(enterprise_id, name) for enterprise_id, name in session.execute(query)]


def named_in(question: Question, typed: Mapping[str, Sequence[str]]) -> Question:
    """The question with everything a posted form names that exists, so that what was on offer when the form
    was opened can still be chosen.
    """
    lead_rule = dataclasses.replace(
        question.rules.lead, credentials=_credentials_in(typed.get("lead_credentials", ()))
    )
    rules = dataclasses.replace(
        question.rules,
        lead=lead_rule,
        group_credentials=_credentials_in(typed.get("group_credentials", ())),
        local_areas=tuple(code for code in typed.get("local_areas", ()) if areas.get(code)),
    )
    return dataclasses.replace(
        question,
        rules=rules,
        include=_ids_in(typed.get("include", ())),
        exclude=_ids_in(typed.get("exclude", ())),
        lead=next((number for number in _ids_in(typed.get("lead", ())) if number), None),
    )


def _credentials_in(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(key for key in texts if credentials.get(key))


def _ids_in(texts: Sequence[str]) -> tuple[int, ...]:
    return tuple(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10)
