"""The security log tells of failed sign-ins, refusals and role changes, without anyone's private words."""

from __future__ import annotations

import logging
import re

import pytest

from app.accounts.actions import members, people
from app.accounts.models import Membership, Person
from app.foundation import security_log
from app.foundation.actor import SYSTEM, Actor, Role
from tests import factories as make
from tests.site import Site

PASSWORD = "canary words in a password"
CANARIES = ("canary", "Canary", "@", "198.51.100")


@pytest.fixture
def team(site: Site) -> dict[Role, Actor]:
    with site.database.unit_of_work() as session:
        organisation = make.organisation(session, name="Canary Works CIC")
        actors = {role: make.actor_for(session, organisation, role) for role in Role}
        owner = session.get_one(Person, actors[Role.owner].person_id)
        owner.name, owner.email = "Canary Jo", "canary@example.org"
        make.give_password(session, owner, PASSWORD)
    return actors


def test_it_tells_what_happened_by_ids_alone(
    site: Site, team: dict[Role, Actor], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bidbridge.security")
    security_log.install()
    owner, editor = team[Role.owner], team[Role.editor]
    stranger = site.client()
    for email in ("canary@example.org", "canary-nobody@example.org"):
        stranger.post("/sign-in", {"email": email, "password": "canary guess"})
    site.client(editor).get("/organisation/name")
    client = site.client(owner)
    client.post("/account/email", {"email": "canary-new@example.org", "password": "canary guess"})
    client.post("/account/name", {"name": "Canary Sam"})
    client.post("/organisation/invite", {"email": "canary-guest@example.org", "role": "editor"})
    with site.database.unit_of_work() as session:
        [number] = [row.id for row in session.query(Membership).filter_by(person_id=editor.person_id)]
        members.change_role(session, owner, number, Role.owner)
        people.suspend(session, SYSTEM, session.get_one(Person, editor.person_id))
    lines = [record.getMessage() for record in caplog.records if record.name == "bidbridge.security"]
    log = "\n".join(lines)
    for pattern in (
        rf"event=sign_in_failed person={owner.person_id} ",
        r"event=sign_in_failed person=unknown ",
        (
            r"event=refused status=403 method=GET endpoint=accounts\.change_organisation_name"
            rf" by={editor.person_id} "
        ),
        rf"event=password_failed person={owner.person_id}$",
        rf"event=person\.renamed subject=people:{owner.person_id} by={owner.person_id} ",
        r"event=invitation\.sent subject=invitations:\d+ .*role=editor",
        (
            rf"event=member\.role_changed subject=memberships:{number} by={owner.person_id} .*was=editor"
            r" role=owner"
        ),
        rf"event=person\.suspended subject=people:{editor.person_id}$",
    ):
        assert re.search(pattern, log, re.MULTILINE), pattern
    assert [canary for canary in CANARIES if canary in log] == []


def test_a_change_that_was_rolled_back_is_not_told(
    site: Site, team: dict[Role, Actor], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bidbridge.security")
    security_log.install()
    with pytest.raises(ZeroDivisionError), site.database.unit_of_work() as session:
        people.suspend(session, SYSTEM, session.get_one(Person, team[Role.editor].person_id))
        raise ZeroDivisionError
    with site.database.unit_of_work() as session:
        make.person(session)
    assert "person.suspended" not in caplog.text


def test_a_value_that_is_no_id_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="bidbridge.security")
    security_log.note("tried", person=7, name="Jo Smith", injected="a\nevent=forged", none=None)
    assert [record.getMessage() for record in caplog.records] == ["event=tried person=7"]
