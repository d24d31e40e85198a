"""Exports of people's own data, without anyone else's or anything that opens an account; and erasing it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import app.models  # noqa: F401
from app.accounts.actions import invitations
from app.accounts.models import Invitation, Membership, Organisation, Person, SignIn
from app.accounts.rules import PersonState
from app.bids.models import Bid, BidPack, BidPackCopy
from app.bids.rules.states import Audience, PackState
from app.consortia.models import Consortium, Promise
from app.consortia.rules.states import ConsortiumState
from app.enterprises.models import Credential, Enterprise, Offer, TrustPair
from app.foundation import audit, documents
from app.foundation.actor import Actor, OrganisationKind, Role
from app.foundation.database import Base
from app.home.queries import own
from app.record.check import comparisons
from tests import factories as make
from tests.bids import making
from tests.bids.making import unit_price
from tests.site import Site

PASSWORD = "three words here"


@pytest.fixture
def agreed(site: Site) -> making.Made:
    """An agreed consortium with a member's copy of its pack; every owner has the same password."""
    with site.database.unit_of_work() as session:
        agreed = making.consortium(session, 3, 2)
        first = make.give_password(session, session.get_one(Person, agreed.members[0].person_id), PASSWORD)
        session.execute(sa.update(Person).values(password_hash=first.password_hash))
        bid = Bid(consortium_id=agreed.consortium.id)
        bid.packs.append(
            BidPack(number=1, state=PackState.ready, draft=False, data=b"{}", data_sha256="0" * 64)
        )
        session.add(bid)
        session.flush()
        enterprise = _enterprise_of(session, agreed.members[1])
        stored = documents.store(
            session, site.settings.documents_dir, "my copy.pdf", "application/pdf", b"%PDF own"
        )
        copy = BidPackCopy(
            pack_id=bid.packs[0].id,
            audience=Audience.member,
            enterprise_id=enterprise.id,
            document_id=stored.id,
            sha256=stored.sha256,
            pages=1,
        )
        session.add(copy)
        invitations.invite_member(
            session, agreed.members[1], "guest@example.org", Role.editor, "http://127.0.0.1"
        )
        audit.record(session, agreed.members[1], "test.made", bid)
    return agreed


def _enterprise_of(session: Session, actor: Actor) -> Enterprise:
    return session.scalars(
        sa.select(Enterprise).where(Enterprise.organisation_id == actor.organisation_id)
    ).one()


def download(site: Site, actor: Actor, path: str) -> tuple[dict[str, Any], zipfile.ZipFile]:
    client = site.client(actor)
    assert client.post(path, {"password": "not these words"}).status_code == 422
    answer = client.post(path, {"password": PASSWORD})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    return json.loads(archive.read("data.json")), archive


def differences(site: Site) -> set[str]:
    """What `flask check` would say about the rows. The factories' rows are never in the record."""
    with site.database.reading() as session:
        return set(comparisons.run(session, site.settings.documents_dir))


def test_every_table_is_exported_or_left_out_with_a_reason() -> None:
    every = {table.name for table in Base.metadata.sorted_tables}
    assert every == set(own.PEOPLE) | set(own.ORGANISATIONS) | set(own.OMITTED)
    assert not set(own.OMITTED) & (set(own.PEOPLE) | set(own.ORGANISATIONS))


def test_no_column_that_opens_an_account_is_exported() -> None:
    secret = ("token", "password", "secret", "salt", "code_hash")
    exported = {
        (name, column.name)
        for name in {**own.PEOPLE, **own.ORGANISATIONS}
        for column in Base.metadata.tables[name].columns
        if column.name not in own.WITHHELD.get(name, ())
    }
    assert [pair for pair in exported if any(word in pair[1] for word in secret)] == []
    assert ("mails", "subject") in exported
    assert ("mails", "body") not in exported, "a waiting mail may hold a link that lets its reader in"


def test_an_organisation_gets_what_it_put_in_and_its_files_and_nobody_elses(
    site: Site, agreed: making.Made
) -> None:
    data, archive = download(site, agreed.members[1], "/organisation/data")
    assert [row["unit_price"] for row in data["offers"]] == [unit_price(1)]
    assert len(data["enterprises"]) == len(data["members"]) == 1
    assert [row["email"] for row in data["invitations"]] == ["guest@example.org"]
    [file] = [name for name in archive.namelist() if name.startswith("files/")]
    assert archive.read(file) == b"%PDF own"
    text = archive.read("data.json").decode()
    for member in (0, 2):
        assert str(unit_price(member)) not in text, "another member's price"
    assert "other enterprises' prices" in archive.read("README.txt").decode()


def test_an_adviser_body_gets_its_consortia_without_the_prices_of_members(
    site: Site, agreed: making.Made
) -> None:
    data, _ = download(site, agreed.adviser, "/organisation/data")
    assert [row["name"] for row in data["consortia"]] == [agreed.consortium.name]
    for member in range(3):
        assert str(unit_price(member)) not in json.dumps(data)


def test_a_person_gets_what_is_kept_about_them_and_nobody_elses(site: Site, agreed: making.Made) -> None:
    data, archive = download(site, agreed.members[1], "/account/data")
    assert [row["id"] for row in data["people"]] == [agreed.members[1].person_id]
    assert len(data["sign_ins"]) == 1
    assert {row["person_id"] for row in data["audit_entries"]} == {agreed.members[1].person_id}
    assert "password_hash" not in archive.read("data.json").decode()
    with site.database.reading() as session:
        other_emails = session.scalars(
            sa.select(Person.email).where(Person.id != agreed.members[1].person_id)
        ).all()
    assert not [email for email in other_emails if email in archive.read("data.json").decode()]


def test_an_editor_takes_no_organisation_along_and_closes_none(site: Site) -> None:
    with site.database.unit_of_work() as session:
        editor = make.actor_for(session, make.organisation(session), Role.editor)
    for path in ("/organisation/data", "/organisation/close"):
        assert site.client(editor).get(path).status_code == 403


def test_the_only_owner_hands_over_or_closes_before_leaving(site: Site, agreed: making.Made) -> None:
    client = site.client(agreed.members[1])
    page = client.get("/account/erase").get_data(as_text=True)
    assert "only owner" in page
    assert "Erase my account" not in page
    assert client.post("/account/erase", {"password": PASSWORD}).status_code == 422


def test_an_open_bid_keeps_each_of_its_parties_until_it_is_over(site: Site, agreed: making.Made) -> None:
    for actor, way_out in ((agreed.members[1], "Decline or leave it"), (agreed.adviser, "Dissolve it")):
        client = site.client(actor)
        assert way_out in client.get("/organisation/close").get_data(as_text=True)
        assert client.post("/organisation/close", {"password": PASSWORD}).status_code == 422


def test_an_open_tender_keeps_its_authority(site: Site) -> None:
    with site.database.unit_of_work() as session:
        officer = make.officer(session)
        make.tender(session, organisation_id=officer.organisation_id, title="Grass cutting")
    assert "Your tender Grass cutting is open" in site.client(officer).get("/organisation/close").get_data(
        as_text=True
    )


def test_closing_an_enterprise_erases_what_it_entered_and_keeps_others_bids_whole(site: Site) -> None:
    with site.database.unit_of_work() as session:
        enterprise = make.enterprise(session, name="Canary Works CIC", turnover=91_234_567)
        partner = make.enterprise(session)
        owner = make.member_of(session, enterprise)
        make.give_password(session, session.get_one(Person, owner.person_id), PASSWORD)
        offer, paper = make.offer(session, enterprise), make.credential(session, enterprise, "living_wage")
        pair, clash = (
            make.trust(session, enterprise, partner),
            make.incompatible(session, enterprise, partner),
        )
        # As their own actions record them, so that the check notices any that go without an entry.
        assert paper.expires_on is not None
        expires = paper.expires_on.isoformat()
        added = {"capability": offer.capability, "capacity": offer.capacity, "areas": [make.BIRMINGHAM]}
        audit.record(session, owner, "offer.added", offer, **added)
        audit.record(session, owner, "credential.added", paper, type=paper.type, expires_on=expires)
        audit.record(session, owner, "trust.recorded", pair, per_mille=pair.per_mille)
        audit.record(session, owner, "incompatible.declared", clash)
        invitations.invite_member(session, owner, "guest@example.org", Role.editor, "http://127.0.0.1")
    before = differences(site)
    client = site.client(owner)
    assert "Canary Works CIC" in client.get("/organisation/close").get_data(as_text=True)
    assert client.post("/organisation/close", {"password": PASSWORD}).status_code == 303
    with site.database.reading() as session:
        for table in (Offer, Credential, TrustPair, Membership):
            left = session.scalar(sa.select(sa.func.count()).select_from(table))
            assert left == 0, table
        kept = session.get_one(Enterprise, enterprise.id)
        assert (kept.turnover, kept.company_number, kept.listed) == (None, None, False)
        assert session.get_one(Organisation, owner.organisation_id).name.startswith("Closed organisation")
        assert session.scalars(sa.select(Invitation.email)).one() == ""
    assert differences(site) <= before


def test_a_name_in_an_agreed_bid_and_an_offer_in_it_stay(site: Site, agreed: making.Made) -> None:
    member = agreed.members[1]
    with site.database.unit_of_work() as session:
        session.execute(sa.update(Consortium).values(state=ConsortiumState.won))
        prices_before = session.scalars(sa.select(Promise.unit_price).order_by(Promise.id)).all()
    differences_before = differences(site)
    client = site.client(member)
    assert "name, because it appears in an agreed bid" in client.get("/organisation/close").get_data(
        as_text=True
    )
    assert client.post("/organisation/close", {"password": PASSWORD}).status_code == 303
    with site.database.reading() as session:
        assert session.get_one(Organisation, member.organisation_id).name == member.organisation_name
        assert session.scalars(sa.select(Promise.unit_price).order_by(Promise.id)).all() == prices_before
        offer = session.scalars(
            sa.select(Offer).join(Enterprise).where(Enterprise.organisation_id == member.organisation_id)
        ).one()
        assert (offer.unit_price, offer.description) == (0, "")
    assert differences(site) <= differences_before


@pytest.fixture
def leaving(site: Site) -> Actor:
    """An owner, and not the only one, who wants to be erased."""
    with site.database.unit_of_work() as session:
        organisation = make.organisation(session)
        make.actor_for(session, organisation)
        owner = make.actor_for(session, organisation)
        person = session.get_one(Person, owner.person_id)
        person.name, person.email = "Canary Jo", "canary@example.org"
        make.give_password(session, person, PASSWORD)
    return owner


def test_an_erased_person_is_signed_out_everywhere_and_cannot_sign_in(site: Site, leaving: Actor) -> None:
    client, elsewhere = site.client(leaving), site.client(leaving)
    assert "with your name" in client.get("/account/erase").get_data(as_text=True)
    assert client.post("/account/erase", {"password": PASSWORD}).status_code == 303
    assert elsewhere.get("/account").status_code == 303
    sign_in = site.client().post("/sign-in", {"email": "canary@example.org", "password": PASSWORD})
    assert sign_in.status_code == 422


def test_an_erased_person_is_gone_everywhere_but_in_the_record(site: Site, leaving: Actor) -> None:
    before = differences(site)
    assert site.client(leaving).post("/account/erase", {"password": PASSWORD}).status_code == 303
    with site.database.reading() as session:
        gone = session.get_one(Person, leaving.person_id)
        assert (gone.name, gone.state) == ("A former member", PersonState.closed)
        assert "canary" not in gone.email
        for table in (SignIn, Membership):
            left = sa.select(sa.func.count(table.id)).where(table.person_id == gone.id)
            assert session.scalar(left) == 0, table
        [entry] = [
            entry
            for entry in audit.entries_for(session, f"people:{gone.id}")
            if entry.verb == "person.erased"
        ]
        assert entry.person_id == gone.id
    assert differences(site) <= before


def test_an_operator_organisation_is_never_closed_from_a_page(site: Site) -> None:
    with site.database.unit_of_work() as session:
        operator = make.actor_for(session, make.organisation(session, OrganisationKind.operator))
    assert "runs the site" in site.client(operator).get("/organisation/close").get_data(as_text=True)
