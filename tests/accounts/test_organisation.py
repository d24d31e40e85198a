"""The organisation's page: members, roles, invitations; who may do what, and what ends when."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from app.accounts.actions import people
from app.accounts.models import Invitation, Membership, Person
from app.accounts.passwords import hash_password
from app.accounts.rules import InvitationState
from app.foundation.actor import SYSTEM, Actor, Role
from app.foundation.mail.outbox import Mail
from tests import factories as make
from tests.site import Site

SHOWN = re.compile(r'value="http://127\.0\.0\.1(/invitations/[\w-]+)"')


@pytest.fixture
def team(site: Site) -> dict[str, Actor]:
    """An organisation with an owner and an editor."""
    with site.database.unit_of_work() as session:
        organisation = make.organisation(session, name="Green Works CIC")
        return {role.name: make.actor_for(session, organisation, role) for role in Role}


def membership_id(site: Site, actor: Actor) -> int:
    with site.database.reading() as session:
        query = sa.select(Membership.id).where(Membership.person_id == actor.person_id)
        return session.scalars(query).one()


def invite(site: Site, owner: Actor, email: str = "guest@example.org") -> str:
    """Invite and return the path of the link that is shown."""
    answer = site.client(owner).post("/organisation/invite", {"email": email, "role": "editor"})
    match = SHOWN.search(answer.get_data(as_text=True))
    assert match is not None, answer.get_data(as_text=True)
    return match.group(1)


def test_members_see_each_other_and_only_owners_what_they_can_change(
    site: Site, team: dict[str, Actor]
) -> None:
    for name, sees_controls in (("owner", True), ("editor", False)):
        page = site.client(team[name]).get("/organisation").get_data(as_text=True)
        assert team["owner"].name in page
        assert team["editor"].name in page
        assert ("/organisation/invite" in page) is sees_controls
        assert ("Change role" in page) is sees_controls


@pytest.mark.parametrize("path", ["/organisation/invite", "/organisation/name"])
def test_editors_may_not_open_or_post_what_is_for_owners(
    site: Site, team: dict[str, Actor], path: str
) -> None:
    client = site.client(team["editor"])
    assert client.get(path).status_code == 403
    data = {"email": "guest@example.org", "role": "owner", "organisation_name": "Ours"}
    assert client.post(path, data).status_code == 403


def test_the_link_is_shown_once_and_the_page_of_the_organisation_never_shows_it(
    site: Site, team: dict[str, Actor]
) -> None:
    where = invite(site, team["owner"])
    page = site.client(team["owner"]).get("/organisation").get_data(as_text=True)
    assert "guest@example.org" in page
    assert where.rpartition("/")[2] not in page


def test_a_signed_out_guest_signs_in_and_comes_back_to_join(site: Site, team: dict[str, Actor]) -> None:
    with site.database.unit_of_work() as session:
        make.person(session, email="guest@example.org", password_hash=hash_password("three words here"))
    where = invite(site, team["owner"])
    client = site.client()
    page = client.get(where).get_data(as_text=True)
    assert "Green Works CIC" in page
    match = re.search(r'href="(/sign-in\?[^"]+)"', page)
    assert match is not None
    answer = client.post(
        match.group(1).replace("&amp;", "&"), {"email": "guest@example.org", "password": "three words here"}
    )
    assert answer.headers["Location"] == where
    assert client.post(where).status_code == 303
    assert "Green Works CIC" in client.get("/organisation").get_data(as_text=True)
    assert site.client().get(where).status_code == 404


def test_the_signed_out_join_nothing_by_posting(site: Site, team: dict[str, Actor]) -> None:
    where = invite(site, team["owner"])
    assert site.client().post(where).headers["Location"].startswith("/sign-in")
    with site.database.reading() as session:
        assert session.scalars(sa.select(Invitation.state)).one() is InvitationState.pending


def test_a_new_guest_makes_an_account_from_the_mail_and_is_a_member_at_once(
    site: Site, team: dict[str, Actor]
) -> None:
    invite(site, team["owner"])
    with site.database.reading() as session:
        body = session.scalars(sa.select(Mail.body).where(Mail.recipient == "guest@example.org")).one()
    match = re.search(r"http://127\.0\.0\.1(/register/\S+)", body)
    assert match is not None
    client = site.client()
    page = client.get(match.group(1)).get_data(as_text=True)
    assert "Join Green Works CIC" in page
    assert "organisation_name" not in page
    client.post(match.group(1), {"name": "Gus Guest", "password": "three words here"})
    assert "Gus Guest" in client.get("/organisation").get_data(as_text=True)


def test_an_invitation_page_tells_nobody_whether_its_address_has_an_account(
    site: Site, team: dict[str, Actor]
) -> None:
    with site.database.unit_of_work() as session:
        make.person(session, email="known@example.org")
    pages = []
    for email in ("known@example.org", "new@example.org"):
        where = invite(site, team["owner"], email)
        pages.append(
            site.client().get(where).get_data(as_text=True).replace(where.rpartition("/")[2], "TOKEN")
        )
    assert pages[0] == pages[1]


def test_a_withdrawn_invitation_lets_nobody_in(site: Site, team: dict[str, Actor]) -> None:
    where = invite(site, team["owner"])
    with site.database.reading() as session:
        number = session.scalars(sa.select(Invitation.id)).one()
    owner = site.client(team["owner"])
    assert owner.post(f"/organisation/invitations/{number}/withdraw").status_code == 303
    assert site.client().get(where).status_code == 404
    assert owner.post(f"/organisation/invitations/{number}/withdraw").status_code == 409


def test_changing_a_role_counts_from_the_next_request(site: Site, team: dict[str, Actor]) -> None:
    editor = site.client(team["editor"])
    assert editor.get("/organisation/invite").status_code == 403
    number = membership_id(site, team["editor"])
    with site.database.unit_of_work() as session:
        person = session.get_one(Person, team["owner"].person_id)
        make.give_password(session, person, "three words here")
    owner = site.client(team["owner"])
    data = {"role": "owner", "password": "three words here"}
    assert owner.post(f"/organisation/members/{number}/role", data).status_code == 303
    assert editor.get("/organisation/invite").status_code == 200


def test_the_last_owner_is_told_why_they_cannot_step_down_or_leave(
    site: Site, team: dict[str, Actor]
) -> None:
    number = membership_id(site, team["owner"])
    client = site.client(team["owner"])
    for path, data in (("role", {"role": "editor"}), ("remove", {})):
        answer = client.post(f"/organisation/members/{number}/{path}", data)
        assert answer.status_code == 422
        assert "at least one owner" in answer.get_data(as_text=True)
    assert client.get("/organisation/invite").status_code == 200


def test_removing_a_member_ends_their_session_at_the_next_request(site: Site, team: dict[str, Actor]) -> None:
    editor = site.client(team["editor"])
    assert editor.get("/organisation").status_code == 200
    number = membership_id(site, team["editor"])
    owner = site.client(team["owner"])
    assert "signed out" in owner.get(f"/organisation/members/{number}/remove").get_data(as_text=True)
    assert owner.post(f"/organisation/members/{number}/remove").status_code == 303
    assert editor.get("/organisation").headers["Location"].startswith("/sign-in")


def test_an_editor_leaves_but_removes_nobody_else(site: Site, team: dict[str, Actor]) -> None:
    client = site.client(team["editor"])
    owners_membership = membership_id(site, team["owner"])
    assert client.get(f"/organisation/members/{owners_membership}/remove").status_code == 404
    assert client.post(f"/organisation/members/{owners_membership}/remove").status_code == 404
    own_membership = membership_id(site, team["editor"])
    assert client.post(f"/organisation/members/{own_membership}/remove").status_code == 303
    assert "Register an organisation" in client.get("/").get_data(as_text=True)


def test_members_of_other_organisations_are_not_found(site: Site, team: dict[str, Actor]) -> None:
    with site.database.unit_of_work() as session:
        stranger = make.actor_for(session, make.organisation(session))
    number = membership_id(site, team["editor"])
    client = site.client(stranger)
    for path in (f"/organisation/members/{number}/role", f"/organisation/members/{number}/remove"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"role": "owner"}).status_code == 404


def test_inviting_says_what_is_wrong_beside_the_field(site: Site, team: dict[str, Actor]) -> None:
    client = site.client(team["owner"])
    with site.database.reading() as session:
        member = session.get_one(Person, team["editor"].person_id)
    for data, field in (
        ({"email": "nobody", "role": "editor"}, "email"),
        ({"email": "new@example.org", "role": "king"}, "role"),
        ({"email": member.email, "role": "editor"}, "email"),
    ):
        answer = client.post("/organisation/invite", data)
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.get_data(as_text=True)


def test_names_of_people_and_organisations_are_changed_on_their_pages(
    site: Site, team: dict[str, Actor]
) -> None:
    client = site.client(team["owner"])
    client.post("/account/name", {"name": "Jo <b>Bold</b>"})
    client.post("/organisation/name", {"organisation_name": "Greener & Works"})
    page = client.get("/organisation").get_data(as_text=True)
    assert "Jo &lt;b&gt;Bold&lt;/b&gt;" in page
    assert "Greener &amp; Works" in page
    assert client.post("/account/name", {"name": ""}).status_code == 422


def test_a_suspended_member_is_marked_for_the_others(site: Site, team: dict[str, Actor]) -> None:
    with site.database.unit_of_work() as session:
        people.suspend(session, SYSTEM, session.get_one(Person, team["editor"].person_id))
    assert "Suspended" in site.client(team["owner"]).get("/organisation").get_data(as_text=True)
