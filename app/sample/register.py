"""The sample register: enterprises drawn from the seed, given names, histories and credentials that fit."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.accounts import terms
from app.accounts.actions import members, organisations, registering
from app.accounts.models import Organisation, Person
from app.enterprises.actions import credentials, incompatible, offers, profile, trust, verifying
from app.enterprises.models import Enterprise
from app.enterprises.rules import Scheme
from app.foundation.actor import SYSTEM, Actor, OrganisationKind, Role
from app.foundation.reference import areas
from app.foundation.reference import credentials as credential_types
from app.sample import world
from app.sample.rules import FIRST_NAMES, HISTORIES, LAST_NAMES, MISSIONS, NAME_STARTS, TRADES
from solver.generate import Market, MarketEnterprise, market

FORMS = (
    ("cic_guarantee", 0.42, "CIC"),
    ("cic_shares", 0.10, "CIC"),
    ("company_guarantee", 0.14, "Ltd"),
    ("charitable_company", 0.13, ""),
    ("cio", 0.09, "CIO"),
    ("cooperative_society", 0.06, "Co-operative Ltd"),
    ("community_benefit_society", 0.06, "Ltd"),
)
VERBS = {
    "cleaning": "Cleaning",
    "catering": "Cooking",
    "security": "Guarding",
    "events": "Stewarding",
    "waste": "Collecting and sorting",
    "grounds": "Gardening",
    "transport": "Driving",
    "laundry": "Washing",
    "training": "Teaching",
    "building": "Decorating and repairing",
    "care": "Caring",
    "print": "Printing",
}
JOINING_COST_ROUND = 1_000


@dataclass(frozen=True)
class Sketch:
    """One enterprise as it will be in the register."""

    drawn: MarketEnterprise
    family: str
    name: str
    legal_form: str
    company_number: str | None
    charity_number: str | None
    summary: str
    history: str
    person: str
    email: str


def drawn_market(seed: int, count: int) -> Market:
    """The solver's own generator over real wards and codes."""
    return market(seed, count, world.geography(), world.catalogue(), offers_each=5.0, trust_each=8.0)


def sketches(drawn: Market) -> Iterator[Sketch]:
    """Names, forms, numbers, missions and histories, from the seed of the market."""
    draw = random.Random(f"names of {drawn.seed}")
    families = {code: family for family, code, *_ in world.CAPABILITIES}
    taken: set[str] = set()
    for number, enterprise in enumerate(drawn):
        family = Counter(families[offer.capability] for offer in enterprise.offers).most_common(1)[0][0]
        form, _, ending = draw.choices(FORMS, [share for _, share, _ in FORMS])[0]
        name = _name(draw, family, ending, taken)
        person = f"{draw.choice(FIRST_NAMES)} {draw.choice(LAST_NAMES)}"
        place = areas.name(enterprise.home_area)
        yield Sketch(
            drawn=enterprise,
            family=family,
            name=name,
            legal_form=form,
            company_number=_company_number(form, number),
            charity_number=_charity_number(form, number),
            summary=f"{_plainly(draw, family)} from {place}, creating work for {MISSIONS[family]}.",
            history=_history(draw, family),
            person=person,
            email=f"owner{number + 1}@sample.example.org",
        )


def _name(draw: random.Random, family: str, ending: str, taken: set[str]) -> str:
    while True:
        start, trade = draw.choice(NAME_STARTS), draw.choice(TRADES[family])
        if start not in taken or len(taken) >= len(NAME_STARTS):
            break
    name = f"{start} {trade}"
    while name in taken:
        name = f"{draw.choice(NAME_STARTS)} {draw.choice(TRADES[family])}"
    taken.update((start, name))
    ending = "Ltd" if "Co-operative" in name and ending.startswith("Co-operative") else ending
    return f"{name} {ending}".strip()


def _company_number(form: str, number: int) -> str | None:
    # Numbers that Companies House will not reach for a long time.
    if form == "cio":
        return None
    return f"RS99{number:04}" if form.endswith("society") else f"9980{number:04}"


def _charity_number(form: str, number: int) -> str | None:
    return f"199{number:04}" if form in ("cio", "charitable_company") else None


def _plainly(draw: random.Random, family: str) -> str:
    doing = {
        "cleaning": ("Cleaning", "Everyday and deep cleaning"),
        "catering": ("Catering", "Fresh, honest food"),
        "security": ("Guarding and reception", "Security with a friendly face"),
        "events": ("Stewarding", "Event crews"),
        "waste": ("Collection, reuse and recycling",),
        "grounds": ("Gardening and grounds care",),
        "transport": ("Accessible transport",),
        "laundry": ("Laundry",),
        "training": ("Training for work",),
        "building": ("Decorating and small repairs",),
        "care": ("Care at home",),
        "print": ("Printing and finishing",),
    }
    return draw.choice(doing[family])


def _history(draw: random.Random, family: str) -> str:
    wards = [place.id for place in world.geography().places if place.weight > 0]
    lines = []
    for pattern in draw.sample(HISTORIES, draw.randint(1, 3)):
        year = draw.randint(2014, 2022)
        lines.append(
            pattern.format(
                verb=VERBS[family],
                place=areas.name(draw.choice(wards)),
                year=year,
                later=year + draw.randint(1, 3),
            )
        )
    return "\n".join(lines)


def enter(session: Session, sketch: Sketch, password_hash: str, adviser: Actor, today: date) -> Enterprise:
    """Put one enterprise with its owner, offers and credentials into the register."""
    draw = random.Random(f"{sketch.name} {sketch.drawn.id}")
    drawn = sketch.drawn
    person = registering.register(session, SYSTEM, sketch.person, sketch.email, password_hash)
    organisation = organisations.create_organisation(
        session, SYSTEM, person, OrganisationKind.enterprise, sketch.name, terms.current().version
    )
    enterprise = profile.create_enterprise(
        session,
        SYSTEM,
        organisation,
        legal_form=sketch.legal_form,
        company_number=sketch.company_number,
        charity_number=sketch.charity_number,
        home_area=drawn.home_area,
        turnover=_rounded(drawn.turnover),
        workforce=drawn.workforce,
        supported_workforce=drawn.supported_workforce,
        summary=sketch.summary,
        history=sketch.history,
        social_enterprise=drawn.social_enterprise,
        can_lead=drawn.can_lead,
        joining_cost=drawn.joining_cost // JOINING_COST_ROUND * JOINING_COST_ROUND,
    )
    _offers(session, enterprise, drawn)
    _credentials(session, enterprise, drawn, adviser, today, draw)
    if drawn.social_enterprise and draw.random() < 0.7:
        scheme = Scheme.cic_regulator if sketch.legal_form.startswith("cic") else Scheme.seuk
        verifying.verify_enterprise(
            session, adviser, enterprise.id, scheme, today - timedelta(days=draw.randint(5, 400))
        )
    return enterprise


def _offers(session: Session, enterprise: Enterprise, drawn: MarketEnterprise) -> None:
    for offer in drawn.offers:
        offers.add_offer(
            session,
            SYSTEM,
            enterprise,
            capability=offer.capability,
            capacity=offer.capacity,
            unit_price=offer.unit_price,
            areas=offer.areas,
            social_value=offer.social_value,
        )


def _credentials(
    session: Session,
    enterprise: Enterprise,
    drawn: MarketEnterprise,
    adviser: Actor,
    today: date,
    draw: random.Random,
) -> None:
    """Its credentials, the strongest level of each; a few have expired or soon will, and an adviser has
    verified some.
    """
    for key in credential_types.strongest(drawn.credentials):
        kind = credential_types.get(key)
        assert kind is not None
        months = kind.validity_months
        expires = None
        if months:
            # Valid until some day of the coming term. Very few were renewed too late.
            left = draw.randint(320, max(330, round(months * 30.4)))
            expires = today + timedelta(days=left if draw.random() < 0.94 else draw.randint(-40, 45))
        credential = credentials.add_credential(
            session,
            SYSTEM,
            enterprise,
            key,
            reference=f"S-{draw.randint(10_000, 99_999)}",
            issued_on=None,
            expires_on=expires,
        )
        if draw.random() < 0.4 and (expires is None or expires >= today):
            verifying.verify_credential(
                session, adviser, enterprise.id, credential.id, today - timedelta(days=draw.randint(3, 90))
            )


def _rounded(pence: int) -> int:
    return pence // 10_000 * 10_000


def connect(session: Session, drawn: Market, rows: dict[str, Enterprise], adviser: Actor) -> None:
    """Trust pairs (a fifth vouched for by the adviser) and incompatible pairs."""
    draw = random.Random(f"ties of {drawn.seed}")
    basis = (
        "Delivered a contract together.",
        "Share a building.",
        "Refer customers to each other.",
        "Trained together.",
    )
    for first, second, per_mille in drawn.trust:
        trust.record_trust(
            session,
            SYSTEM,
            rows[first],
            rows[second],
            per_mille,
            basis=draw.choice(basis),
            vouched_by=adviser if draw.random() < 0.2 else None,
        )
    for first, second in drawn.incompatible:
        incompatible.declare_incompatible(
            session, SYSTEM, rows[first], rows[second], "Competing for one grant."
        )


def join(session: Session, organisation: Organisation, person: Person, role: Role) -> None:
    """Make a person a member of a sample organisation."""
    members.add_member(session, SYSTEM, organisation, person, role)
