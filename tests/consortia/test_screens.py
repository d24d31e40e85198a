"""What a page is given at all: nothing its reader may not see, whatever the template would leave out."""

from __future__ import annotations

import pytest

from app.consortia.actions import consenting
from app.consortia.queries import consortia
from app.consortia.screens.consortia import ConsortiumView, consortium_view
from app.consortia.screens.enquiries import reasons
from app.foundation.actor import Actor
from app.foundation.database import Database
from solver.outcome import Outcome, Reason
from tests.consortia.conftest import PUBLIC_URL, Market, person_at


def seen(database: Database, actor: Actor, consortium_id: int) -> ConsortiumView:
    with database.reading() as session:
        return consortium_view(*consortia.consortium_for(session, actor, consortium_id), actor)


def price_figures(view: ConsortiumView, mine: bool) -> set[object]:
    """Every figure that gives a price away, of the reader's own place or of the others'."""
    figures: set[object] = set()
    for member in view.members:
        if member.mine is mine:
            figures |= {member.value, member.share_bp}
            for promise in member.promises:
                figures |= {promise.unit_price, promise.value}
    return figures


def test_before_all_have_accepted_a_member_sees_no_figure_and_no_name_of_another(
    database: Database, market: Market, formed: int
) -> None:
    actor = person_at(database, market.anna)
    with database.unit_of_work() as session:
        consenting.accept(session, actor, formed, PUBLIC_URL)
    view = seen(database, actor, formed)
    assert price_figures(view, mine=False) == {None}
    assert all(member.enterprise_id is None for member in view.members if not member.mine)


def test_values_shares_and_prices_of_others_are_given_to_the_lead_once_agreed_and_to_no_other_member(
    database: Database, market: Market, formed: int
) -> None:
    people = [person_at(database, enterprise) for enterprise in (market.anna, market.bela)]
    for actor in people:
        with database.unit_of_work() as session:
            consenting.accept(session, actor, formed, PUBLIC_URL)
    views = [seen(database, actor, formed) for actor in people]
    lead, member = sorted(views, key=lambda view: view.mine is not None and not view.mine.lead)
    assert None not in price_figures(lead, mine=False)
    assert price_figures(member, mine=False) == {None}
    assert None not in price_figures(member, mine=True)
    assert {(other.exposure_bp, other.reason) for other in lead.members if not other.mine} == {(None, "")}
    adviser = seen(database, market.adviser, formed)
    assert None not in price_figures(adviser, mine=False)


def test_before_anybody_answers_others_are_counted_by_district_only(
    database: Database, market: Market, formed: int
) -> None:
    bela = seen(database, person_at(database, market.bela), formed)
    anna = next(member for member in bela.members if not member.mine)
    assert anna.label in ("The lead, Birmingham", "A member, Birmingham")
    assert (anna.promises, anna.enterprise_id, anna.answered_by) == ((), None, "")
    assert bela.coverage is None
    assert "Anna" not in repr(bela)


@pytest.mark.parametrize(
    ("cut_short", "sentence"),
    [
        ((), ""),
        (
            ("unlocks",),
            "We ran out of time to try everything, so there may be more certificates that would help.",
        ),
        (
            ("relaxations", "unlocks", "conditions"),
            (
                "We ran out of time to try everything, so there may be more changes, certificates and rules"
                " to drop that would help."
            ),
        ),
    ],
)
def test_a_list_that_time_cut_short_says_so(
    database: Database, cut_short: tuple[str, ...], sentence: str
) -> None:
    nothing = Outcome(
        "0" * 64, "infeasible", "none_left", reasons=(Reason("budget", "Because."),), cut_short=cut_short
    )
    with database.reading() as session:
        assert reasons(session, nothing).unfinished == sentence
