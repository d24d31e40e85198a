"""The whole URL map × actors × methods against the table written by hand, judged by behaviour.

Refused means: sent to the sign-in page, 403 or 404, and nothing was changed. Everything else counts as let
in, whatever the answer to an empty form. And no page tells a price or a turnover to anybody outside the list
written here.

A file for each database takes these tests in (test_on_sqlite.py, test_on_postgresql.py), so that two
processes share them; all of them look at the same pages, which each actor opens once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.access.table import ADVISER, ADVISERS, EVERYBODY, LEAD, TABLE, Row
from tests.access.theatre import CASES, NAMES, Opened, Theatre, let_in
from tests.access.world import TURNOVERS
from tests.bids.making import unit_price
from tests.site import shows


@dataclass(frozen=True)
class Canary:
    """A figure of one enterprise as pages would write it, who may read it, and whose it is (a name in the
    world).
    """

    what: str
    pence: int
    readers: frozenset[str]
    enterprise: str
    own: frozenset[str] = frozenset()

    @property
    def spellings(self) -> tuple[str, ...]:
        pounds = f"{self.pence // 100:,}"
        amount = f"{pounds}.{self.pence % 100:02}"
        exact = (amount, amount.replace(",", ""), str(self.pence))
        return exact if self.pence < 100_000 else (*exact, pounds, pounds.replace(",", ""))

    def is_in(self, content: str) -> bool:
        return shows(content, *self.spellings)


MEMBER = frozenset({"member"})
CANARIES = (
    Canary("the lead’s unit price", unit_price(0), LEAD | ADVISERS, "lead_enterprise", LEAD),
    # Once all have accepted, the lead sees what each member asks (and that sharing is recorded).
    Canary(
        "the member’s unit price", unit_price(1), LEAD | ADVISERS | {"member"}, "member_enterprise", MEMBER
    ),
    Canary("the third member’s unit price", unit_price(2), LEAD | ADVISERS, "third_enterprise"),
    Canary("the lead’s turnover", TURNOVERS[0], LEAD | ADVISERS, "lead_enterprise", LEAD),
    Canary(
        "the turnover of an enterprise that shows it to one body",
        TURNOVERS[2],
        ADVISER,
        "reserved_enterprise",
    ),
    Canary("the member’s turnover", TURNOVERS[1], ADVISERS | {"member"}, "member_enterprise", MEMBER),
)


def who_may_open(theatre: Theatre, name: str) -> set[str]:
    opened = {actor: theatre.walk(actor)[name] for actor in sorted(EVERYBODY)}
    for actor, page in opened.items():
        assert page.status < 500, f"{actor}: GET {page.where} answered {page.status}"
    return {actor for actor, page in opened.items() if page.let_in}


def who_may_post(theatre: Theatre, endpoint: str, row: Row, allowed: frozenset[str]) -> set[str]:
    """Tries those who should be refused first: after them, nothing may have changed."""
    where = theatre.address(endpoint, row.ids)
    through: set[str] = set()
    for actor in sorted(EVERYBODY - allowed):
        if let_in(_post(theatre, actor, where)):
            through.add(actor)
    if not through and theatre.changes() != theatre.built:
        theatre.restore()
        pytest.fail(f"POST {where} refused {sorted(EVERYBODY - allowed)}, yet changed something")
    for actor in sorted(allowed):
        response = _post(theatre, actor, where)
        if let_in(response):
            through.add(actor)
            if response.status_code < 400:
                theatre.restore()
    return through


def _post(theatre: Theatre, actor: str, where: str) -> Any:
    response = theatre.ask(actor, "POST", where)
    assert response.status_code < 500, f"{actor}: POST {where} answered {response.status_code}"
    return response


@pytest.mark.parametrize(
    ("endpoint", "row", "name"), [(*case, name) for case, name in zip(CASES, NAMES, strict=True)], ids=NAMES
)
def test_exactly_those_of_the_table_come_through(
    theatre: Theatre, endpoint: str, row: Row, name: str
) -> None:
    if row.get is not None:
        assert sorted(who_may_open(theatre, name)) == sorted(row.get), "GET"
    if row.post is not None:
        assert sorted(who_may_post(theatre, endpoint, row, row.post)) == sorted(row.post), "POST"


def test_every_route_and_method_stands_in_the_table(theatre: Theatre) -> None:
    real = {
        (rule.endpoint, method)
        for rule in theatre.app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    }
    table = {(endpoint, "GET") for endpoint, row in TABLE.items() if row.get is not None}
    table |= {(endpoint, "POST") for endpoint, row in TABLE.items() if row.post is not None}
    assert real == table


def pages(theatre: Theatre, actor: str) -> list[tuple[Opened, str]]:
    """Every page that an actor may open, and its content."""
    return [(page, page.content) for page in theatre.walk(actor).values() if page.content is not None]


@pytest.mark.parametrize("actor", sorted(EVERYBODY))
def test_nobody_reads_what_is_not_theirs(theatre: Theatre, actor: str) -> None:
    for page, content in pages(theatre, actor):
        for canary in CANARIES:
            if actor not in canary.readers:
                assert not canary.is_in(content), f"{page.where} tells {actor} {canary.what}"
    assert len(pages(theatre, actor)) >= 12


def test_the_canaries_are_really_there_for_those_who_may_read_them(theatre: Theatre) -> None:
    for canary in CANARIES:
        readers = {
            actor
            for actor in ("lead", "member", "adviser")
            if any(canary.is_in(content) for page, content in pages(theatre, actor))
        }
        assert readers, f"no page shows {canary.what} to anybody: the test above would see nothing"
        assert readers <= canary.readers


@pytest.mark.parametrize("actor", ["adviser", "lead", "lead_editor", "member", "other_adviser"])
def test_whoever_reads_anothers_figure_is_in_the_list_of_who_has_seen_it(
    theatre: Theatre, actor: str
) -> None:
    own = {theatre.world.ids[canary.enterprise] for canary in CANARIES if actor in canary.own}
    for page, content in pages(theatre, actor):
        shown = {
            (canary.what, theatre.world.ids[canary.enterprise])
            for canary in CANARIES
            if actor not in canary.own and canary.is_in(content)
        }
        for what, enterprise in shown:
            assert enterprise in page.viewed, (
                f"{page.where} shows {actor} {what}, and no viewing of it is recorded"
            )
        assert not own & page.viewed, f"{page.where} counts {actor}'s own look as a viewing"
