"""Whatever is posted to the register, the answer is a page with a reason, never a crash."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.enterprises.models import Enterprise, Offer
from tests import factories as make
from tests.site import Client, Site

FIELDS = [
    "summary",
    "legal_form",
    "company_number",
    "charity_number",
    "ppon",
    "share_code",
    "share_code_on",
    "website",
    "social_enterprise",
    "turnover",
    "workforce",
    "supported_workforce",
    "can_lead",
    "min_value",
    "max_value",
    "joining_cost",
    "listed",
    "history",
    "description",
    "capacity",
    "unit_price",
    "social_value",
    "type",
    "reference",
    "issuer",
    "issued_on",
    "expires_on",
    "how",
    "basis",
    "reason",
    "scheme",
    "on",
    "area",
    "remove",
    "version",
    "confirm",
]
NASTY = {
    "empty": "",
    "NUL": "a\x00b",
    "half a pair": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "a number too large": "9" * 400,
    "just above 64 bits": str(2**63),
    "negative": "-1",
    "another script's digits": "٣٤",
    "scientific": "1e9999",
    "markup": "<script>alert(1)</script>",
    "formula": "=cmd|' /C calc'!A0",
    "template": "{{ 7 * 7 }}",
    "long": "x" * 20_000,
}


@pytest.fixture
def clients(site: Site) -> list[Client]:
    """An enterprise with one of each thing, and an adviser."""
    with site.database.unit_of_work() as session:
        enterprise, partner = make.enterprise(session), make.enterprise(session)
        make.offer(session, enterprise)
        make.credential(session, enterprise, "dbs_basic")
        make.trust(session, enterprise, partner)
        make.incompatible(session, enterprise, partner)
        actors = [make.member_of(session, enterprise), make.adviser(session)]
    return [site.client(actor) for actor in actors]


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_posted_to_the_register_crashes_it(site: Site, clients: list[Client], nasty: str) -> None:
    fields = dict.fromkeys(FIELDS, NASTY[nasty])
    for client, start in zip(clients, ("/enterprise/size", "/enterprises/1/verify"), strict=True):
        token = client.token(start)
        for path in posts(site):
            answer = client.flask.post(path, data={"csrf_token": token, **fields})
            assert answer.status_code < 500, f"{path}: {answer.status_code}"
            assert b"<script>alert(1)" not in answer.data
            assert b"\n49\n" not in answer.data
    with site.database.reading() as session:
        assert all(enterprise.joining_cost >= 0 for enterprise in session.scalars(sa.select(Enterprise)))
        assert all(offer.held == 0 for offer in session.scalars(sa.select(Offer)))


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_asked_of_the_register_crashes_it(clients: list[Client], nasty: str) -> None:
    parameters = dict.fromkeys(("q", "name", "what", "where", "page", "within", "type"), NASTY[nasty])
    for path in (
        "/enterprises",
        "/enterprise/offers/new",
        "/enterprise/offers/1/areas",
        "/enterprise/home-area",
        "/enterprise/trust/new",
        "/enterprise/credentials/new",
    ):
        assert clients[0].get(path, query_string=parameters).status_code in (200, 414)
    assert clients[1].get("/enterprises/1/vouch", query_string=parameters).status_code == 200


def posts(site: Site) -> list[str]:
    """Every address of the register that takes a form, about the first row of each kind."""
    addresses = []
    with site.app.test_request_context():
        for rule in site.app.url_map.iter_rules():
            if rule.endpoint.startswith("enterprises.") and "POST" in (rule.methods or ()):
                values: dict[str, Any] = {
                    name: "90910000" if name == "capability" else 1 for name in rule.arguments
                }
                addresses.append(site.app.url_for(rule.endpoint, **values))
    return addresses
