"""An enterprise decides which adviser bodies see its figures; a suspended one takes part in nothing."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.enterprises.actions import sharing, trust, verifying
from app.enterprises.models import Enterprise
from app.enterprises.queries import directory, figures, pairs, register
from app.enterprises.rules import Closeness, Scheme, Stale
from app.foundation.actor import Actor, Standing
from app.foundation.errors import NotAllowed, NotFound, Refused
from tests import factories as make
from tests.site import Site


class Room:
    """An enterprise, its owner, and advisers of two bodies."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.enterprise = make.enterprise(session, name="Reserved CIC")
        self.owner = make.member_of(session, self.enterprise)
        self.chosen, self.unchosen = make.adviser(session), make.adviser(session)

    def share(self, *bodies: Actor) -> None:
        ids = [body.organisation_id for body in bodies if body.organisation_id is not None]
        version = self.enterprise.version
        sharing.share_figures(self.session, self.owner, self.enterprise.id, version, bool(bodies), ids)

    def sees(self, actor: Actor) -> bool:
        try:
            register.register_entry(self.session, actor, self.enterprise.id)
        except NotAllowed:
            return False
        return True


@pytest.fixture
def room(session: Session) -> Room:
    return Room(session)


def test_every_approved_body_sees_the_figures_until_the_enterprise_chooses(room: Room) -> None:
    assert (room.sees(room.chosen), room.sees(room.unchosen)) == (True, True)
    room.share(room.chosen)
    assert (room.sees(room.chosen), room.sees(room.unchosen)) == (True, False)
    room.share()
    assert (room.sees(room.chosen), room.sees(room.unchosen)) == (True, True)


def test_the_rule_in_sql_and_the_rule_on_a_row_agree(session: Session, room: Room) -> None:
    open_to_all = make.enterprise(session)
    room.share(room.chosen)
    for actor in (room.chosen, room.unchosen):
        in_sql = {row.id for row in session.query(Enterprise).filter(figures.sharing(actor.organisation_id))}
        on_rows = {row.id for row in session.query(Enterprise) if row.shares_with(actor.organisation_id)}
        assert in_sql == on_rows
        assert open_to_all.id in in_sql
        assert (room.enterprise.id in in_sql) is (actor is room.chosen)


def test_what_nobody_may_see_nobody_may_verify_or_vouch_for(session: Session, room: Room) -> None:
    paper, friend = make.credential(session, room.enterprise, "living_wage"), make.enterprise(session)
    room.share(room.chosen)
    today = date(2026, 11, 1)
    for attempt in (
        lambda: verifying.verify_enterprise(session, room.unchosen, room.enterprise.id, Scheme.seuk, today),
        lambda: verifying.verify_credential(session, room.unchosen, room.enterprise.id, paper.id, today),
        lambda: trust.vouch(
            session, room.unchosen, room.enterprise, friend, Closeness.once, "Seen them work."
        ),
        lambda: trust.vouch(
            session, room.unchosen, friend, room.enterprise, Closeness.once, "Seen them work."
        ),
    ):
        with pytest.raises(NotAllowed, match="Reserved CIC has not shared its figures with"):
            attempt()
    verifying.verify_enterprise(session, room.chosen, room.enterprise.id, Scheme.seuk, today)
    assert room.enterprise.verified_by_id == room.chosen.person_id


def test_a_trust_pair_is_the_figure_of_both_sides(session: Session, room: Room) -> None:
    friend = make.enterprise(session)
    pair = make.trust(session, room.enterprise, friend)
    room.share(room.chosen)
    assert pairs.trust_pairs(session, friend, room.chosen.organisation_id) == [pair]
    assert pairs.trust_pairs(session, friend, room.unchosen.organisation_id) == []


def test_only_approved_adviser_bodies_can_be_chosen_and_only_by_the_enterprise(
    session: Session, room: Room
) -> None:
    waiting, officer = make.adviser(session, standing=Standing.requested), make.officer(session)
    for nobody in (waiting, officer):
        with pytest.raises(Refused, match="no longer approved"):
            room.share(room.chosen, nobody)
    with pytest.raises(NotFound):
        sharing.share_figures(session, room.chosen, room.enterprise.id, room.enterprise.version, False, [])


def test_naming_another_body_moves_the_version_so_that_a_stale_form_is_refused(
    session: Session, room: Room
) -> None:
    room.share(room.chosen)
    opened = room.enterprise.version
    room.share(room.unchosen)
    assert room.enterprise.version > opened
    with pytest.raises(Stale):
        sharing.share_figures(session, room.owner, room.enterprise.id, opened, False, [])


def test_an_unlisted_enterprise_is_found_by_those_who_see_its_figures(session: Session, room: Room) -> None:
    room.share(room.chosen)
    room.enterprise.listed = False
    session.flush()
    search = directory.Search(name="Reserved")
    for actor, expected in ((room.chosen, ["Reserved CIC"]), (room.unchosen, [])):
        listing = directory.directory(session, search, directory.understood(search), 1, actor.organisation_id)
        assert [enterprise.organisation.name for enterprise in listing.enterprises] == expected
    with pytest.raises(NotFound):
        register.register_entry(session, room.unchosen, room.enterprise.id)


def test_a_suspended_enterprise_is_in_no_list_and_shows_nothing(session: Session, room: Room) -> None:
    organisation = session.get_one(Organisation, room.enterprise.organisation_id)
    organisation.standing = Standing.suspended
    session.flush()
    search = directory.Search(name="Reserved")
    for body in (None, room.chosen.organisation_id):
        assert directory.directory(session, search, directory.understood(search), 1, body).total == 0
    for actor in (None, room.chosen):
        with pytest.raises(NotFound):
            register.public(session, actor, room.enterprise.id)
    own = dataclasses.replace(room.owner, standing=Standing.suspended)
    assert register.register_entry(session, own, room.enterprise.id) is room.enterprise


def test_the_page_says_and_saves_who_sees_the_figures(site: Site) -> None:
    with site.database.unit_of_work() as session:
        room = Room(session)
    client = site.client(room.owner)
    assert "every approved adviser body" in client.get("/enterprise").text
    page = client.get("/enterprise/figures")
    form = {"who": "named", "bodies": [str(room.chosen.organisation_id)]}
    assert room.chosen.organisation_name
    assert room.chosen.organisation_name in page.text
    assert client.post("/enterprise/figures", form).status_code == 303
    assert "adviser bodies you choose" in client.get("/enterprise").text
    entry = f"/enterprises/{room.enterprise.id}/register"
    assert site.client(room.chosen).get(entry).status_code == 200
    refused = site.client(room.unchosen).get(entry)
    assert (refused.status_code, "Reserved CIC has not shared its figures with" in refused.text) == (
        403,
        True,
    )
