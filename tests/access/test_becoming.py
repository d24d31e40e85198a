"""The second half of the access table: how a person gets each role or relation, written by hand.

`WAYS` names for every actor of the table each way there is to become it; each is walked below, from a fresh
browser. `NO_WAYS` are tries that must fail: each is walked too, and gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.accounts import terms
from app.accounts.models import Membership, Organisation, Person, TermsAcceptance
from app.accounts.passwords import hash_password
from app.accounts.queries import admission, people
from app.accounts.rules import name_key
from app.enterprises.models import Enterprise
from app.foundation.actor import Actor, Duty, OrganisationKind, Role, Standing
from app.foundation.mail.outbox import Mail
from app.tenders.models import Tender
from app.tenders.rules import TenderState
from tests import factories as make
from tests.access.table import EVERYBODY
from tests.bids import making
from tests.site import Client, Site

PASSWORD = "correct horse battery staple"
EVIDENCE = {
    "identifier_scheme": "gss",
    "identifier": "E08000025",
    "website": "www.example.gov.uk",
    "senior_name": "Jane Lee",
    "senior_position": "Head of Procurement",
    "senior_email": "jane.lee@example.gov.uk",
}
LINK = re.compile(r"http://127\.0\.0\.1(/\S+)")

WAYS = {
    "visitor": {"opens the site"},
    "newcomer": {"finishes a mailed link without an organisation"},
    "lead": {"accepts an invitation as lead"},
    "lead_editor": {"is invited by an owner"},
    "member": {"accepts an invitation as member"},
    "invited": {"is named in a proposal that an approved adviser body adopted"},
    "adviser": {"asks with evidence and an operator approves"},
    "other_adviser": {"asks with evidence and an operator approves"},
    "officer": {"asks with evidence and an operator approves"},
    "officer_editor": {"is invited by an owner"},
    "other_officer": {"asks with evidence and an operator approves"},
    "asking_adviser": {"registers an organisation that needs approval"},
    "asking_officer": {"registers an organisation that needs approval"},
    "operator": {"is made at the terminal of the machine", "is invited by an operator"},
}


def test_every_actor_of_the_table_has_its_ways_written_here() -> None:
    assert set(WAYS) == set(EVERYBODY)
    assert set().union(*WAYS.values()) == set(WALKED)


def newest_link(site: Site) -> str:
    with site.database.reading() as session:
        body = session.scalars(sa.select(Mail.body).order_by(Mail.id.desc()).limit(1)).one()
    links: list[str] = LINK.findall(body)
    return links[-1]


def register(site: Site, kind: str, name: str, email: str, **more: str) -> tuple[Client, int]:
    client = site.client()
    client.post("/register", {"email": email})
    answer = client.post(
        newest_link(site),
        {
            "name": "Sam Green",
            "kind": kind,
            "organisation_name": name,
            "password": PASSWORD,
            "terms": "y",
            "terms_version": str(terms.current().version),
            **more,
        },
    )
    return client, answer.status_code


def actor_of(site: Site, email: str) -> Actor:
    with site.database.reading() as session:
        person = people.person_with_email(session, email)
        assert person is not None
        member = session.scalars(sa.select(Membership).where(Membership.person_id == person.id)).first()
        assert member is not None
        return people.actor_for(person, session.get_one(Organisation, member.organisation_id), member.role)


def operator_of(site: Site) -> Client:
    with site.database.unit_of_work() as session:
        operator = make.operator(session, name="Operators of this site")
    return site.client(operator)


def an_enterprise(site: Site) -> int:
    with site.database.unit_of_work() as session:
        return make.enterprise(session, turnover=91_234_567).id


def opens(site: Site) -> None:
    assert site.client().get("/").status_code == 200


def without_an_organisation(site: Site) -> None:
    with site.database.unit_of_work() as session:
        owner = make.actor_for(session, make.organisation(session))
        editor = make.actor_for(session, session.get_one(Organisation, owner.organisation_id), Role.editor)
        member = session.scalars(sa.select(Membership).where(Membership.person_id == editor.person_id)).one()
    client = site.client(editor)
    assert client.post(f"/organisation/members/{member.id}/remove").status_code == 303
    assert client.get("/organisation").status_code in (303, 403)


def invited_by_an_owner(site: Site) -> None:
    with site.database.unit_of_work() as session:
        owner = make.actor_for(session, make.organisation(session, name="Green Works CIC"))
    assert (
        site.client(owner)
        .post("/organisation/invite", {"email": "new@example.org", "role": "editor"})
        .status_code
        == 200
    )
    answer = site.client().post(newest_link(site), {"name": "New Person", "password": PASSWORD})
    assert answer.status_code == 303
    assert actor_of(site, "new@example.org").role is Role.editor


def asks(site: Site) -> None:
    for number, kind in enumerate(("adviser_body", "contracting_authority")):
        client, status = register(site, kind, f"Aston Trust {number}", f"asks{number}@example.org")
        assert status == 303
        actor = actor_of(site, f"asks{number}@example.org")
        assert actor.standing is Standing.requested
        assert not actor.is_adviser
        assert not actor.is_officer
        assert f"once Aston Trust {number} is approved" in client.get("/").get_data(as_text=True)


def asks_and_is_approved(site: Site) -> None:
    enterprise = an_enterprise(site)
    for kind, private in (
        ("adviser_body", f"/register/enterprises/{enterprise}"),
        ("contracting_authority", None),
    ):
        email = f"{kind}@example.gov.uk"
        _, status = register(site, kind, f"Perry Barr {kind.replace('_', ' ')}", email)
        assert status == 303
        actor = actor_of(site, email)
        client = site.client(actor)
        if private:
            assert refused(client, enterprise)
        assert client.post("/organisation/approval", EVIDENCE).status_code == 303
        decide(operator_of(site), actor, "approved")
        granted = actor_of(site, email)
        assert granted.is_adviser or granted.is_officer
        if private:
            assert not refused(client, enterprise)
        approval = letter(site, email, "is approved")
        assert str(granted.organisation_name) in approval


def letter(site: Site, email: str, words: str) -> str:
    with site.database.reading() as session:
        for mail in session.scalars(sa.select(Mail).where(Mail.recipient == email).order_by(Mail.id.desc())):
            if words in mail.subject:
                return f"{mail.subject}\n{mail.body}"
    raise AssertionError(f"nobody wrote {email} that it {words}")


def refused(client: Client, enterprise_id: int) -> bool:
    from flask import url_for

    with client.flask.application.test_request_context():
        address = url_for("enterprises.register_entry", enterprise_id=enterprise_id)
    return client.get(address).status_code != 200


def decide(client: Client, actor: Actor, decision: str, reason: str = "", status: int = 303) -> str:
    where = f"/operator/organisations/{actor.organisation_id}"
    answer = client.post(where, {"decision": decision, "reason": reason})
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return answer.get_data(as_text=True)


def at_the_terminal(site: Site) -> None:
    runner = site.app.test_cli_runner()
    result = runner.invoke(
        args=[
            "accounts",
            "create-operator",
            "ops@example.org",
            "--name",
            "Helen Marsh",
            "--password",
            PASSWORD,
        ]
    )
    assert result.exit_code == 0, result.output
    assert actor_of(site, "ops@example.org").is_operator


def invited_by_an_operator(site: Site) -> None:
    with site.database.unit_of_work() as session:
        operator = make.operator(session)
        session.get_one(Person, operator.person_id).password_hash = hashed()
    answer = site.client(operator).post(
        "/organisation/invite", {"email": "second@example.org", "role": "editor", "password": PASSWORD}
    )
    assert answer.status_code == 200
    site.client().post(newest_link(site), {"name": "New Operator", "password": PASSWORD})
    assert actor_of(site, "second@example.org").is_operator


def hashed() -> str:
    return hash_password(PASSWORD)


def named_in_a_proposal(site: Site) -> None:
    with site.database.unit_of_work() as session:
        proposed = making.consortium(session, 3, 2, agreed=False)
        stranger = make.member_of(session, make.enterprise(session))
    address = f"/consortia/{proposed.consortium.id}"
    assert site.client(proposed.members[1]).get(address).status_code == 200
    assert site.client(stranger).get(address).status_code == 404


def accepts(site: Site) -> None:
    with site.database.unit_of_work() as session:
        proposed = making.consortium(session, 3, 2, agreed=False)
    for actor in proposed.members:
        answer = site.client(actor).post(
            f"/consortia/{proposed.consortium.id}/accept", page=f"/consortia/{proposed.consortium.id}"
        )
        assert answer.status_code == 303


WALKED: dict[str, Callable[[Site], None]] = {
    "opens the site": opens,
    "finishes a mailed link without an organisation": without_an_organisation,
    "is invited by an owner": invited_by_an_owner,
    "registers an organisation that needs approval": asks,
    "asks with evidence and an operator approves": asks_and_is_approved,
    "is made at the terminal of the machine": at_the_terminal,
    "is invited by an operator": invited_by_an_operator,
    "is named in a proposal that an approved adviser body adopted": named_in_a_proposal,
    "accepts an invitation as lead": accepts,
    "accepts an invitation as member": accepts,
}


@pytest.mark.parametrize("way", sorted(WALKED))
def test_each_way_leads_there(site: Site, way: str) -> None:
    WALKED[way](site)


def test_nobody_becomes_an_operator_by_a_form(site: Site) -> None:
    _, status = register(site, "operator", "Operators of this site", "evil@example.org")
    assert status == 422
    with site.database.unit_of_work() as session:
        nobody = make.actor_for(session, make.organisation(session))
    form = {"organisation_name": "Ops", "terms": "y", "terms_version": str(terms.current().version)}
    assert site.client(nobody).post("/organisation/new", {"kind": "operator", **form}).status_code == 422
    with site.database.reading() as session:
        assert admission.operators(session) == []


def test_fields_that_no_form_lists_give_no_standing(site: Site) -> None:
    extra = {"standing": "approved", "name_key": "x", "is_sample": "y", "role": "owner", "confirmed": "y"}
    client, status = register(site, "adviser_body", "Taking Trust", "taker@example.org", **extra)
    assert status == 303
    client.post(
        "/organisation/approval", {**EVIDENCE, **extra, "email_domain": "gov.uk", "organisation_id": "1"}
    )
    actor = actor_of(site, "taker@example.org")
    assert actor.standing is Standing.requested
    with site.database.reading() as session:
        request = admission.admission_request(session, actor.organisation_id or 0)
        assert request is not None
        assert request.email_domain is None
        assert request.organisation_id == actor.organisation_id


def test_a_rival_enterprise_that_registers_an_adviser_body_sees_nothing_more(site: Site) -> None:
    enterprise = an_enterprise(site)
    with site.database.unit_of_work() as session:
        rival = make.member_of(session, make.enterprise(session))
        name = session.get_one(Organisation, session.get_one(Enterprise, enterprise).organisation_id).name
    client = site.client(rival)
    form = {
        "organisation_name": "Brokers United",
        "terms": "y",
        "terms_version": str(terms.current().version),
    }
    assert client.post("/organisation/new", {"kind": "adviser_body", **form}).status_code == 303
    for address in ("/consortia", f"/register/{enterprise}", "/tenders/import", "/tenders/yours"):
        answer = client.get(address)
        assert answer.status_code != 200 or name not in answer.get_data(as_text=True), address
    assert refused(client, enterprise)


def test_an_authority_that_waits_prepares_a_draft_and_publishes_nothing(site: Site) -> None:
    with site.database.unit_of_work() as session:
        officer = make.officer(session, standing=Standing.requested)
        draft = make.tender(
            session, state=TenderState.draft, organisation_id=officer.organisation_id, published_at=None
        )
    client = site.client(officer)
    assert client.get(f"/tenders/{draft.id}/write").status_code == 200
    answer = client.post(
        f"/tenders/{draft.id}/check",
        {"notice": "has_notice", "notice_number": "2027/S 000-1", "notice_url": "https://a.b"},
    )
    assert answer.status_code == 422
    assert client.get("/tenders/import").status_code == 403
    with site.database.reading() as session:
        assert session.get_one(Tender, draft.id).state is TenderState.draft


def test_only_an_operator_who_does_not_belong_to_it_decides(site: Site) -> None:
    with site.database.unit_of_work() as session:
        adviser, waiting = make.adviser(session), make.adviser(session, standing=Standing.requested)
        operator = make.operator(session)
        body = session.get_one(Organisation, waiting.organisation_id)
        make.membership(session, session.get_one(Person, operator.person_id), body, Role.editor)
    address = f"/operator/organisations/{waiting.organisation_id}"
    for actor in (adviser, waiting):
        assert site.client(actor).post(address, {"decision": "approved"}, page="/account").status_code == 403
    assert site.client(waiting).post("/organisation/approval", EVIDENCE).status_code == 303
    own = site.client(operator).post(address, {"decision": "approved"})
    assert own.status_code == 403
    assert "another operator has to decide" in own.get_data(as_text=True)
    with site.database.reading() as session:
        assert session.get_one(Organisation, waiting.organisation_id).standing is Standing.requested


def test_a_decision_against_needs_a_reason_which_its_owners_are_told(site: Site) -> None:
    with site.database.unit_of_work() as session:
        waiting = make.adviser(session, standing=Standing.requested)
        email = session.get_one(Person, waiting.person_id).email
    site.client(waiting).post("/organisation/approval", EVIDENCE)
    operator = operator_of(site)
    for decision in ("more_needed", "refused"):
        assert "Give a reason" in decide(operator, waiting, decision, status=422)
    decide(operator, waiting, "more_needed", "Send us your charity number.")
    assert "Send us your charity number." in letter(site, email, "more information")
    assert "Send us your charity number." in site.client(waiting).get("/").get_data(as_text=True)
    assert site.client(waiting).post("/organisation/approval", EVIDENCE).status_code == 303
    decide(operator, waiting, "refused", "We could not reach you.")
    assert "We could not reach you." in letter(site, email, "could not approve")


def test_a_suspended_body_sees_nothing_at_its_next_request(site: Site) -> None:
    enterprise = an_enterprise(site)
    with site.database.unit_of_work() as session:
        adviser = make.adviser(session)
    client = site.client(adviser)
    assert not refused(client, enterprise)
    decide(operator_of(site), adviser, "suspended", "Prices were passed on.")
    assert refused(client, enterprise)
    assert client.get("/consortia").status_code == 403
    assert "Prices were passed on." in client.get("/").get_data(as_text=True)


def test_an_approved_body_that_takes_another_name_waits_again(site: Site) -> None:
    with site.database.unit_of_work() as session:
        adviser = make.adviser(session, name="Brokers United")
    client = site.client(adviser)
    assert (
        client.post("/organisation/name", {"organisation_name": "Birmingham City Council"}).status_code == 303
    )
    with site.database.reading() as session:
        assert session.get_one(Organisation, adviser.organisation_id).standing is Standing.requested


TERMS_PAGE = "/organisation/data-sharing-terms"


@pytest.fixture
def body(site: Site) -> tuple[Actor, Actor]:
    """The owner and an editor of an adviser body that has accepted the terms as they were."""
    with site.database.unit_of_work() as session:
        owner = make.adviser(session)
        organisation = session.get_one(Organisation, owner.organisation_id)
        return owner, make.actor_for(session, organisation, Role.editor)


@pytest.fixture
def newer_terms(body: tuple[Actor, Actor], monkeypatch: pytest.MonkeyPatch) -> terms.Terms:
    """The terms as they are from now on."""
    newer = replace(terms.current(), version=terms.current().version + 1, text_sha256="f" * 64)
    monkeypatch.setattr(terms, "current", lambda: newer)
    return newer


def test_a_new_version_of_the_terms_is_asked_before_anything_private(
    site: Site, body: tuple[Actor, Actor], newer_terms: terms.Terms
) -> None:
    enterprise = an_enterprise(site)
    owner, editor = (site.client(actor) for actor in body)
    assert refused(owner, enterprise)
    assert TERMS_PAGE in owner.get("/").headers["Location"]
    stale = {"terms": "y", "terms_version": str(newer_terms.version - 1)}
    assert owner.post(TERMS_PAGE, stale).status_code == 422
    assert refused(owner, enterprise)
    form = {"terms": "y", "terms_version": str(newer_terms.version)}
    assert owner.post(TERMS_PAGE, form).status_code == 303
    assert not refused(owner, enterprise)
    assert not refused(editor, enterprise)


def test_only_an_owner_accepts_a_new_version_of_the_terms(
    site: Site, body: tuple[Actor, Actor], newer_terms: terms.Terms
) -> None:
    owner, editor = (site.client(actor) for actor in body)
    form = {"terms": "y", "terms_version": str(newer_terms.version)}
    assert "Ask an owner" in editor.get(TERMS_PAGE).get_data(as_text=True)
    assert editor.post(TERMS_PAGE, form, page="/account").status_code == 403
    assert owner.post(TERMS_PAGE, form).status_code == 303
    with site.database.reading() as session:
        accepted = session.scalars(
            sa.select(TermsAcceptance).where(
                TermsAcceptance.organisation_id == body[0].organisation_id,
                TermsAcceptance.version == newer_terms.version,
            )
        ).one()
        assert (accepted.person_id, accepted.text_sha256) == (body[0].person_id, newer_terms.text_sha256)


def test_a_second_authority_of_a_name_is_refused_and_an_enterprise_of_a_similar_name_is_asked(
    site: Site,
) -> None:
    with site.database.unit_of_work() as session:
        make.organisation(session, OrganisationKind.contracting_authority, name="Birmingham City Council")
        make.organisation(session, name="Green Works CIC")
    _, status = register(site, "contracting_authority", "The BIRMINGHAM  City-Council", "forger@example.org")
    assert status == 422
    _, status = register(site, "enterprise", "Green Works Ltd", "green@example.org")
    assert status == 422
    _, status = register(site, "enterprise", "Green Works Ltd", "green@example.org", different="y")
    assert status == 303


def test_an_enterprise_waits_for_nobody(site: Site) -> None:
    client, status = register(site, "enterprise", "Bright Mop CIC", "mop@example.org")
    assert status == 303
    assert actor_of(site, "mop@example.org").standing is Standing.approved
    assert "/sign-in" not in client.get("/enterprise").headers.get("Location", "")


def test_the_first_operator_and_the_decisions_at_the_terminal(site: Site) -> None:
    with site.database.unit_of_work() as session:
        waiting = make.adviser(session, standing=Standing.requested, name="Initiative North")
    runner = site.app.test_cli_runner()

    def say(*words: str) -> tuple[int, str]:
        result = runner.invoke(args=["organisations", *words])
        return result.exit_code, result.output

    number = str(waiting.organisation_id)
    assert "Initiative North" in say("list")[1]
    assert say("refuse", number) == (1, "Error: Give a reason. We will send it to the organisation.\n")
    assert say("ask", number, "--reason", "Your charity number, please.")[0] == 0
    assert say("approve", number)[0] == 0
    assert "Approved" in say("show", number)[1]
    assert say("suspend", number, "--reason", "Complaint")[0] == 0
    assert say("approve", "999999")[0] == 1
    with site.database.reading() as session:
        assert session.get_one(Organisation, waiting.organisation_id).standing is Standing.suspended


def test_no_operator_approves_what_was_never_asked(site: Site) -> None:
    with site.database.unit_of_work() as session:
        waiting = make.adviser(session, standing=Standing.requested)
    operator = operator_of(site)
    assert 'value="approved"' not in operator.get(f"/operator/organisations/{waiting.organisation_id}").text
    decide(operator, waiting, "approved", status=422)
    with site.database.reading() as session:
        assert session.get_one(Organisation, waiting.organisation_id).standing is Standing.requested


def test_a_name_with_an_invisible_character_is_the_same_name(site: Site) -> None:
    with site.database.unit_of_work() as session:
        make.organisation(session, OrganisationKind.contracting_authority, name="Birmingham City Council")
    _, status = register(site, "contracting_authority", "Birm\u200bingham City Council", "hidden@example.org")
    assert status == 422
    assert name_key("Birm\u200bingham City Council") == name_key("Birmingham City Council")


def test_a_suspended_organisation_keeps_its_name(site: Site) -> None:
    with site.database.unit_of_work() as session:
        suspended = make.adviser(session, standing=Standing.suspended, name="Brokers United")
    answer = site.client(suspended).post(
        "/organisation/name", {"organisation_name": "Birmingham City Council"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("standing", "duties", "confirmed", "sees"),
    [
        (Standing.approved, frozenset(), True, True),
        (Standing.approved, frozenset(), False, False),
        (Standing.suspended, frozenset(), True, False),
        (Standing.approved, frozenset({Duty.accept_terms}), True, False),
    ],
)
def test_a_lead_sees_others_prices_only_when_trusted_and_confirmed(
    standing: Standing, duties: frozenset[Duty], confirmed: bool, sees: bool
) -> None:
    lead = Actor(1, "Lead", 2, "Works", OrganisationKind.enterprise, Role.owner, standing, duties, confirmed)
    assert lead.sees_others_prices is sees
