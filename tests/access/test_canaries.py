"""No page tells a price or a turnover to anybody outside the list written here: every actor opens every page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import pytest
import sqlalchemy as sa

from app.enterprises.models import FigureViewing
from tests.access.table import ADVISER, ADVISERS, EVERYBODY, LEAD
from tests.access.test_access import CASES, Theatre, address, let_in, theatre
from tests.access.world import TURNOVERS
from tests.bids.making import unit_price

__all__ = ["theatre"]


@dataclass(frozen=True)
class Canary:
    """A figure of one enterprise as pages would write it, who may read it, and whose it is (a name in the world)."""

    what: str
    pence: int
    readers: frozenset[str]
    enterprise: str
    own: frozenset[str] = frozenset()

    @property
    def spellings(self) -> tuple[bytes, ...]:
        pounds = f"{self.pence // 100:,}"
        whole = f"{pounds}.{self.pence % 100:02}"
        exact = (whole, whole.replace(",", ""), str(self.pence))
        return tuple(
            text.encode() for text in (exact if self.pence < 100_000 else (*exact, pounds, pounds.replace(",", "")))
        )


MEMBER = frozenset({"member"})
CANARIES = (
    Canary("the lead’s unit price", unit_price(0), LEAD | ADVISERS, "lead_enterprise", LEAD),
    # Once all have said yes, the lead sees what each member asks (and that sharing is recorded).
    Canary("the member’s unit price", unit_price(1), LEAD | ADVISERS | {"member"}, "member_enterprise", MEMBER),
    Canary("the third member’s unit price", unit_price(2), LEAD | ADVISERS, "third_enterprise"),
    Canary("the lead’s turnover", TURNOVERS[0], LEAD | ADVISERS, "lead_enterprise", LEAD),
    Canary("the turnover of an enterprise that shows it to one body", TURNOVERS[2], ADVISER, "reserved_enterprise"),
    Canary("the member’s turnover", TURNOVERS[1], ADVISERS | {"member"}, "member_enterprise", MEMBER),
)


def viewed(theatre: Theatre) -> set[int]:
    """The enterprises whose viewing was recorded since this was last asked."""
    with theatre.database.unit_of_work() as session:
        rows = set(session.scalars(sa.select(FigureViewing.enterprise_id)))
        session.execute(sa.delete(FigureViewing))
    return rows


def opened_pages(theatre: Theatre, actor: str) -> Iterator[tuple[str, bytes]]:
    """Every page that an actor may open, with its address."""
    for endpoint, row in CASES:
        if row.get is None or endpoint in ("static", "gallery.components", "bids.copy"):
            continue
        where = address(theatre, endpoint, row)
        response = theatre.ask(actor, "GET", where)
        if let_in(response):
            yield where, response.data


@pytest.fixture(scope="module")
def pages(theatre: Theatre) -> Callable[[str], dict[str, bytes]]:
    """Every page that an actor may open, by address. Each actor walks once."""

    @cache
    def opened(actor: str) -> dict[str, bytes]:
        return dict(opened_pages(theatre, actor))

    return opened


@pytest.mark.parametrize("actor", sorted(EVERYBODY))
def test_nobody_reads_what_is_not_theirs(pages: Callable[[str], dict[str, bytes]], actor: str) -> None:
    for where, content in pages(actor).items():
        for canary in CANARIES:
            if actor not in canary.readers:
                assert not any(text in content for text in canary.spellings), f"{where} tells {actor} {canary.what}"
    assert len(pages(actor)) >= 12


def test_the_canaries_are_really_there_for_those_who_may_read_them(
    pages: Callable[[str], dict[str, bytes]],
) -> None:
    for canary in CANARIES:
        found = {
            actor
            for actor in ("lead", "member", "adviser")
            if any(text in content for content in pages(actor).values() for text in canary.spellings)
        }
        assert found, f"no page shows {canary.what} to anybody: the test above would see nothing"
        assert found <= canary.readers


@pytest.mark.parametrize("actor", ["adviser", "lead", "lead_editor", "member", "other_adviser"])
def test_whoever_reads_anothers_figure_is_in_the_list_of_who_has_seen_it(theatre: Theatre, actor: str) -> None:
    viewed(theatre)
    for where, content in opened_pages(theatre, actor):
        shown = {
            (canary.what, theatre.world.ids[canary.enterprise])
            for canary in CANARIES
            if actor not in canary.own and any(text in content for text in canary.spellings)
        }
        recorded = viewed(theatre)
        for what, enterprise in shown:
            assert enterprise in recorded, f"{where} shows {actor} {what}, and no viewing of it is recorded"
        own = {theatre.world.ids[canary.enterprise] for canary in CANARIES if actor in canary.own}
        assert not own & recorded, f"{where} counts {actor}'s own look as a viewing"
