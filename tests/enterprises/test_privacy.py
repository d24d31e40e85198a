"""Prices, turnover, terms, promises and fallings-out never reach a buyer or another enterprise.

Values that occur nowhere else are planted; every kind of visitor opens every page, and all bytes are
searched.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enterprises.actions import incompatible, ledger
from app.enterprises.models import Enterprise, Offer
from app.enterprises.queries import figures as figures_queries
from app.enterprises.queries import register
from app.foundation.actor import SYSTEM, Actor
from tests import factories as make
from tests.site import Client, Site, shows

# The ways in which a page might write each private value: as pounds, as plain pence, with and without
# thousands.
CANARIES = {
    "turnover": ("733,911", "733911"),
    "joining cost": ("8,311", "8311"),
    "smallest contract": ("44,177", "44177"),
    "largest contract": ("977,557", "977557"),
    "unit price": ("913.37", "91337"),
    "held": ("3,331", "3331"),
    "social value": ("6,661", "6661"),
    "share code": ("canaryShareCode",),
    "supported workforce": ("7,193", "7193"),
    "hold": ("canary-label",),
    "paper": ("canary-policy", "canary-insurer"),
    "trust": ("canary-basis",),
    "fell out": ("canary-reason",),
}


@pytest.fixture
def target(site: Site) -> Enterprise:
    """A listed enterprise whose every private value is a canary."""
    with site.database.unit_of_work() as session:
        planted = make.enterprise(
            session,
            name="Target CIC",
            turnover=73_391_100,
            joining_cost=831_100,
            min_value=4_417_700,
            max_value=97_755_700,
            workforce=90_000,
            supported_workforce=7_193,
            summary="We cook.",
            history="Lunches.",
            share_code="canaryShareCode",
            share_code_on=date(2026, 9, 27),
        )
        offer = make.offer(session, planted, capacity=99_999, unit_price=91_337, social_value=6_661)
        ledger.hold(session, SYSTEM, offer.id, "consortia:1", "work_packages:1", "canary-label", 3_331)
        make.credential(session, planted, "dbs_enhanced", reference="canary-policy", issuer="canary-insurer")
        friend = make.enterprise(session, name="Friend CIC")
        make.trust(session, planted, friend, basis="canary-basis")
        incompatible.declare_incompatible(
            session, SYSTEM, planted, make.enterprise(session, name="Foe CIC"), "canary-reason"
        )
    return planted


def found_in(client: Client, site: Site, target: Enterprise) -> set[str]:
    """The canaries that occur on any page of the register that this visitor opens."""
    canaries = set()
    for path in pages(site, target):
        body = client.get(path).get_data(as_text=True)
        canaries |= {name for name, words in CANARIES.items() if shows(body, *words)}
    return canaries


def pages(site: Site, target: Enterprise) -> Iterator[str]:
    """The address of every page of the register, about the target if it is about an enterprise."""
    values: dict[str, Any] = {"capability": "90910000", "enterprise_id": target.id}
    with site.app.test_request_context():
        for rule in site.app.url_map.iter_rules():
            if rule.endpoint.startswith("enterprises.") and "GET" in (rule.methods or ()):
                yield site.app.url_for(
                    rule.endpoint, **{name: values.get(name, 1) for name in rule.arguments}
                )
    yield from (
        f"/enterprises?name=target&what=cleaning&where={make.BIRMINGHAM}",
        "/enterprise/trust/new?q=target",
    )


def visitor(site: Site, who: str) -> Actor | None:
    with site.database.unit_of_work() as session:
        if who == "officer":
            return make.officer(session)
        if who == "adviser":
            return make.adviser(session)
        foe = session.scalars(
            sa.select(Enterprise).join(Enterprise.organisation).where(name_is("Foe CIC"))
        ).one()
        return {
            "another enterprise": make.member_of(session, make.enterprise(session)),
            "the foe": make.member_of(session, foe),
        }.get(who)


def name_is(name: str) -> sa.ColumnElement[bool]:
    return Enterprise.organisation.has(name=name)


@pytest.mark.parametrize("who", ["nobody", "officer", "another enterprise", "the foe"])
def test_nothing_private_reaches(site: Site, target: Enterprise, who: str) -> None:
    client = site.client(visitor(site, who))
    assert "Target CIC" in client.get(f"/enterprises/{target.id}").text
    assert found_in(client, site, target) == set()


def test_the_enterprise_itself_and_advisers_do_see_it(site: Site, target: Enterprise) -> None:
    with site.database.unit_of_work() as session:
        owner = make.member_of(session, session.get_one(Enterprise, target.id))
    assert found_in(site.client(owner), site, target) == set(CANARIES)
    assert found_in(site.client(visitor(site, "adviser")), site, target) == set(CANARIES)


def test_what_is_loaded_for_the_public_does_not_even_hold_it(session: Session) -> None:
    enterprise = make.enterprise(session)
    make.offer(session, enterprise)
    session.flush()
    session.expunge_all()
    public = register.public(session, None, enterprise.id)
    for name in ("turnover", "joining_cost", "min_value", "max_value"):
        with pytest.raises(sa.exc.InvalidRequestError):
            getattr(public, name)
    for name in ("unit_price", "held"):
        with pytest.raises(sa.exc.InvalidRequestError):
            getattr(public.offers[0], name)


@pytest.mark.parametrize(
    ("who", "sees"), [("owner", True), ("adviser", True), ("officer", False), ("other", False)]
)
def test_who_can_see_private_figures(session: Session, who: str, sees: bool) -> None:
    enterprise = make.enterprise(session)
    actor = {
        "owner": lambda: make.member_of(session, enterprise),
        "adviser": lambda: make.adviser(session),
        "officer": lambda: make.officer(session),
        "other": lambda: make.member_of(session, make.enterprise(session)),
    }[who]()
    assert figures_queries.can_see_private(actor, enterprise) is sees
    assert figures_queries.can_see_private(None, enterprise) is False


def test_an_unlisted_enterprise_is_seen_by_itself_and_advisers_only(site: Site) -> None:
    with site.database.unit_of_work() as session:
        hidden = make.enterprise(session, listed=False, name="Hidden CIC")
        owner, adviser, officer = (
            make.member_of(session, hidden),
            make.adviser(session),
            make.officer(session),
        )
    page = f"/enterprises/{hidden.id}"
    statuses = [site.client(actor).get(page).status_code for actor in (owner, adviser, officer, None)]
    assert statuses == [200, 200, 404, 404]


def test_fields_that_a_form_does_not_list_change_nothing(site: Site, target: Enterprise) -> None:
    with site.database.unit_of_work() as session:
        owner = make.member_of(session, session.get_one(Enterprise, target.id))
        offer = session.scalars(sa.select(Offer)).one()
    client = site.client(owner)
    sizes = {"turnover": "1", "workforce": "2", "supported_workforce": "1"}
    smuggled = {
        "verified_on": "2026-01-01",
        "verified_by_scheme": "seuk",
        "organisation_id": "1",
        "joining_cost": "0",
    }
    client.follow(client.post("/enterprise/size", {**sizes, **smuggled}))
    figures = {"capacity": "99999", "unit_price": "1", "social_value": "0", "description": ""}
    client.follow(
        client.post(
            f"/enterprise/offers/{offer.id}", {**figures, "held": "0", "state": "withdrawn", "unit": "x"}
        )
    )
    with site.database.reading() as session:
        stored = session.get_one(Enterprise, target.id)
        changed = session.get_one(Offer, offer.id)
    assert (stored.verified_on, stored.joining_cost) == (None, 831_100)
    assert stored.organisation_id == target.organisation_id
    assert (changed.held, changed.state.name, changed.unit) == (3_331, "active", offer.unit)


def test_nobody_changes_what_is_not_theirs(site: Site, target: Enterprise) -> None:
    with site.database.unit_of_work() as session:
        thief = make.member_of(session, make.enterprise(session))
        offer = session.scalars(sa.select(Offer).where(Offer.enterprise_id == target.id)).one()
        credential = session.get_one(Enterprise, target.id).credentials[0]
    client = site.client(thief)
    posts = [
        f"/enterprise/offers/{offer.id}",
        f"/enterprise/offers/{offer.id}/areas",
        f"/enterprise/offers/{offer.id}/withdraw",
        f"/enterprise/offers/{offer.id}/again",
        f"/enterprise/credentials/{credential.id}",
        f"/enterprise/credentials/{credential.id}/withdraw",
        "/enterprise/trust/1/withdraw",
        "/enterprise/trust/1/confirm",
        "/enterprise/incompatible/1/withdraw",
    ]
    answers = {"capacity": "1", "unit_price": "1", "area": "UK", "how": "met"}
    assert {
        path: client.post(path, answers, page="/enterprise/size").status_code for path in posts
    } == dict.fromkeys(posts, 404)


@pytest.mark.parametrize("who", ["officer", "another enterprise"])
def test_only_advisers_verify_and_vouch(site: Site, target: Enterprise, who: str) -> None:
    client = site.client(visitor(site, who))
    for path in (
        "verify",
        "withdraw-verification",
        "credentials/1/verify",
        "vouch/2",
        "trust/1/withdraw-vouch",
    ):
        answer = client.post(f"/enterprises/{target.id}/{path}", {}, page="/account")
        assert answer.status_code == 403, path
