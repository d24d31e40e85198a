"""An invitation lets in the person it was sent to, and says who sends it; writing a name first does not
reserve it.
"""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from app.accounts.models import Membership, Organisation, Person
from app.accounts.queries import people
from app.accounts.rules import mixes_alphabets
from app.foundation.actor import Actor, OrganisationKind, Standing
from app.foundation.mail.outbox import Mail
from tests import factories as make
from tests.access.test_becoming import EVIDENCE, PASSWORD, decide, letter, operator_of, register
from tests.site import Site, forms_on

TRUSTED = [kind for kind in OrganisationKind if kind is not OrganisationKind.enterprise]
SHOWN = re.compile(r"http://127\.0\.0\.1(/invitations/[\w%-]+)")


def owner_of(site: Site, kind: OrganisationKind, standing: Standing = Standing.approved) -> Actor:
    with site.database.unit_of_work() as session:
        owner = make.actor_for(session, make.organisation(session, kind, standing=standing))
        make.give_password(session, session.get_one(Person, owner.person_id), PASSWORD)
    return owner


def somebody(site: Site, email: str) -> Actor:
    with site.database.unit_of_work() as session:
        person = make.person(session, email=email)
        return Actor(person.id, person.name)


def invite(site: Site, owner: Actor, email: str) -> str:
    form = {"email": email, "role": "editor", "password": PASSWORD}
    link = SHOWN.search(site.client(owner).post("/organisation/invite", form).get_data(as_text=True))
    assert link is not None
    return link.group(1)


def belongs(site: Site, person: Actor, owner: Actor) -> bool:
    with site.database.reading() as session:
        query = sa.select(Membership.id).where(
            Membership.person_id == person.person_id, Membership.organisation_id == owner.organisation_id
        )
        return session.scalar(query) is not None


@pytest.mark.parametrize("kind", OrganisationKind)
def test_only_the_invited_address_joins_an_organisation_that_carries_trust(
    site: Site, kind: OrganisationKind
) -> None:
    owner = owner_of(site, kind)
    invited, stranger = somebody(site, "invited@example.org"), somebody(site, "other@example.org")
    link = invite(site, owner, "invited@example.org")
    page = site.client(stranger).get(link).get_data(as_text=True)
    answer = site.client(stranger).post(link)
    if kind is OrganisationKind.enterprise:
        assert (answer.status_code, belongs(site, stranger, owner)) == (303, True)
        return
    assert "was sent to another email address" in page
    assert link not in [form.action for form in forms_on(page)]
    assert (answer.status_code, belongs(site, stranger, owner)) == (403, False)
    assert site.client(invited).post(link).status_code == 303
    assert belongs(site, invited, owner)


@pytest.mark.parametrize("kind", TRUSTED)
def test_everyone_invited_to_such_an_organisation_costs_its_owner_a_password(
    site: Site, kind: OrganisationKind
) -> None:
    client = site.client(owner_of(site, kind))
    for password in ("", "not these words"):
        form = {"email": "new@example.org", "role": "editor", "password": password}
        assert client.post("/organisation/invite", form).status_code == 422
    with site.database.reading() as session:
        assert (
            session.scalar(sa.select(sa.func.count(Mail.id)).where(Mail.recipient == "new@example.org")) == 0
        )


def test_an_invitation_from_a_body_that_nobody_has_approved_says_so(site: Site) -> None:
    warning = "have not yet approved"
    for standing in (Standing.requested, Standing.approved):
        owner = owner_of(site, OrganisationKind.contracting_authority, standing)
        email = f"{standing.name}@example.org"
        page = site.client().get(invite(site, owner, email)).get_data(as_text=True)
        mail = letter(site, email, "invites you")
        assert (warning in page, warning in mail) == (standing is not Standing.approved,) * 2


def test_whoever_finds_its_name_taken_by_nobody_approved_is_told_the_way_out(site: Site) -> None:
    with site.database.unit_of_work() as session:
        squatter = make.actor_for(
            session,
            make.organisation(
                session,
                OrganisationKind.contracting_authority,
                name="Sandwell Council",
                standing=Standing.requested,
            ),
        )
    client = site.client(squatter)
    assert client.post("/organisation/approval", EVIDENCE).status_code == 303
    client, status = register(site, "contracting_authority", "Sandwell Council", "true@example.gov.uk")
    assert status == 422
    _, status = register(site, "contracting_authority", "Sandwell Council Procurement", "true@example.gov.uk")
    assert status == 303
    operator = operator_of(site)
    queue = operator.get(f"/operator/organisations/{squatter.organisation_id}").get_data(as_text=True)
    assert "Sandwell Council Procurement" in queue, "the operator sees both"
    decide(operator, squatter, "refused", "You are not this council.")
    with site.database.reading() as session:
        true = session.scalars(sa.select(Person).where(Person.email == "true@example.gov.uk")).one()
    owner = Actor(true.id, true.name)
    form = {"organisation_name": "Sandwell Council"}
    assert site.client(actor_for(site, owner)).post("/organisation/name", form).status_code == 303


def actor_for(site: Site, person: Actor) -> Actor:
    with site.database.reading() as session:
        member = session.scalars(sa.select(Membership).where(Membership.person_id == person.person_id)).one()
        return people.actor_for(member.person, member.organisation, member.role)


def test_the_refusal_says_that_the_other_was_not_approved(site: Site) -> None:
    for standing, words in (
        (Standing.requested, "has not been approved yet"),
        (Standing.approved, "is registered already"),
        (Standing.suspended, "is registered already"),
    ):
        with site.database.unit_of_work() as session:
            make.organisation(
                session,
                OrganisationKind.contracting_authority,
                name=f"Dudley {standing.name}",
                standing=standing,
            )
            owner = make.officer(session)
        answer = site.client(owner).post(
            "/organisation/name", {"organisation_name": f"Dudley {standing.name}"}
        )
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)


def test_requests_that_were_not_sent_stand_in_a_list_of_their_own(site: Site) -> None:
    with site.database.unit_of_work() as session:
        unsent = make.adviser(session, name="Quiet Advisers", standing=Standing.requested)
        sent = make.adviser(session, name="Ready Advisers", standing=Standing.requested)
    assert unsent.organisation_id != sent.organisation_id
    assert site.client(sent).post("/organisation/approval", EVIDENCE).status_code == 303
    operator = operator_of(site)
    pages = {
        show: operator.get(f"/operator/organisations?show={show}").get_data(as_text=True)
        for show in ("waiting", "unsent", "nonsense")
    }
    assert {show: ("Quiet Advisers" in page, "Ready Advisers" in page) for show, page in pages.items()} == {
        "waiting": (False, True),
        "unsent": (True, False),
        "nonsense": (False, True),
    }


@pytest.mark.parametrize(
    ("name", "mixed"),
    [
        ("Birmingham City Council", False),
        ("Birmingh\u0430m City Council", True),  # a Cyrillic a
        ("\u0392irmingham City Council", True),  # a Greek capital beta
        ("\uff22irmingham City Council", False),  # a wide B is the same letter, and the same name
        ("Cyngor Gwynedd \u2013 Tŷ Dŵr", False),
        ("Łódź Café 24/7 & Söhne", False),
        ("\u041c\u043e\u0441\u043a\u0432\u0430", False),
        ("東京 Catering", False),
    ],
)
def test_a_name_keeps_to_one_alphabet(name: str, mixed: bool) -> None:
    assert mixes_alphabets(name) is mixed


def test_a_forged_letter_is_refused_wherever_a_name_is_typed(site: Site) -> None:
    forged = "Birmingh\u0430m City Council"
    _, status = register(site, "contracting_authority", forged, "forger@example.org")
    assert status == 422
    owner = owner_of(site, OrganisationKind.contracting_authority)
    client = site.client(owner)
    assert client.post("/organisation/name", {"organisation_name": forged}).status_code == 422
    assert (
        client.post("/organisation/new", {"organisation_name": forged, "kind": "enterprise"}).status_code
        == 422
    )
    with site.database.reading() as session:
        assert session.scalar(sa.select(Organisation.id).where(Organisation.name == forged)) is None
