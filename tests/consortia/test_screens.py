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


def told(view: ConsortiumView, mine: bool) -> set[object]:
    """Every figure that gives a price away, of the reader's own place or of the others'."""
    members = [one for one in view.members if one.mine is mine]
    figures = {figure for one in members for figure in (one.value, one.share_bp)}
    return figures | {figure for one in members for p in one.promises for figure in (p.unit_price, p.value)}


def test_values_shares_and_prices_of_others_are_given_to_the_lead_once_agreed_and_to_no_other_member(
    database: Database, market: Market, formed: int
) -> None:
    people = {e.id: person_at(database, e) for e in (market.anna, market.bela)}
    for actor in people.values():
        with database.unit_of_work() as session:
            consenting.accept(session, actor, formed, PUBLIC_URL)
        others_have_answered = seen(database, actor, formed).agreed_at is not None
        if not others_have_answered:
            assert told(seen(database, actor, formed), mine=False) == {None}
            assert all(
                one.enterprise_id is None for one in seen(database, actor, formed).members if not one.mine
            )
    views = [seen(database, actor, formed) for actor in people.values()]
    lead = next(view for view in views if view.mine and view.mine.lead)
    member = next(view for view in views if view.mine and not view.mine.lead)
    assert None not in told(lead, mine=False)
    assert told(member, mine=False) == {None}
    assert None not in told(member, mine=True)
    assert all(one.exposure_bp is None and not one.reason for one in lead.members if not one.mine)
    adviser = seen(database, market.adviser, formed)
    assert None not in told(adviser, mine=False)


def test_before_anybody_answers_others_are_counted_by_district_only(
    database: Database, market: Market, formed: int
) -> None:
    bela = seen(database, person_at(database, market.bela), formed)
    anna = next(one for one in bela.members if not one.mine)
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
