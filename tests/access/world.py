"""One world in which every actor of the access table has a relation to something."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.actions import invitations, signing_in
from app.accounts.models import Invitation, Membership, Organisation, Person
from app.accounts.queries import people
from app.bids.models import Bid, BidPack, BidPackCopy
from app.bids.queries.freezing import FORMAT, frozen
from app.bids.rules.pack import Pack
from app.bids.rules.states import Audience, PackState
from app.consortia.models import Consortium, Proposal
from app.consortia.rules.question import Question
from app.consortia.rules.states import EnquiryState
from app.enterprises.models import Enterprise, FigurePermission
from app.enterprises.rules import OfferState, TrustState
from app.foundation import audit, documents
from app.foundation.actor import SYSTEM, Actor, Role, Standing
from app.foundation.canonical import canonical_json, sha256_of
from app.foundation.config import Settings
from app.foundation.database import Database
from app.foundation.wire import to_plain
from app.ocds import files
from app.ocds.actions import claiming, importing
from app.ocds.models import SuggestedChange
from app.tenders.models import Condition, Criterion, NoticeRelease, Tender
from app.tenders.rules import ConditionKind, CriterionKind, TenderState
from tests import factories as make
from tests.bids import making
from tests.ocds.conftest import a_release, as_file

NOTICE = "fts_050722-2026.json"
SEEN = {"verified_on": date(2026, 11, 1)}
# Pence, of the lead, the member and the reserved enterprise: figures that nothing else is likely to be.
TURNOVERS = (91_234_567, 87_654_321, 76_543_219)


@dataclass
class World:
    """The sign-in token of each actor (None for the visitor), and the row id for each name in the table."""

    tokens: dict[str, str | None] = field(default_factory=lambda: {"visitor": None})
    ids: dict[str, object] = field(default_factory=lambda: {"unknown": "nobody-ever-made-this-token"})


def build(database: Database, settings: Settings, notice: bytes) -> World:
    """Make it, committed."""
    world = World()
    with database.unit_of_work() as session:
        officer = make.officer(session)
        agreed = making.consortium(session, 3, 2, organisation_id=officer.organisation_id)
        dearer = _dearer(session)
        actors = _actors(session, officer, agreed, dearer)
        for name, actor in actors.items():
            person = session.get_one(Person, actor.person_id)
            world.tokens[name] = signing_in.open_sign_in(
                session, person, actor.organisation_id, confirmed=True
            )
        _accounts(session, world, actors)
        _register(session, world, actors, agreed)
        _tenders(session, world, actors, agreed, notice)
        _files(session, world, actors, settings)
        _consortia(session, world, agreed, dearer, settings)
        audit.record(session, SYSTEM, "test.made", "world")
    return world


def _dearer(session: Session) -> making.Made:
    """A forming consortium with different prices, so that it shows none of the canaries of the first."""
    usual = making.FIRST_PRICE
    making.FIRST_PRICE = usual + 3_003
    try:
        return making.consortium(session, 3, 2, agreed=False)
    finally:
        making.FIRST_PRICE = usual


def _actors(session: Session, officer: Actor, agreed: making.Made, dearer: making.Made) -> dict[str, Actor]:
    nobody = make.person(session)
    authority = session.get_one(Organisation, officer.organisation_id)
    leading = session.get_one(Organisation, agreed.lead.organisation_id)
    return {
        "newcomer": Actor(nobody.id, nobody.name),
        "lead": agreed.lead,
        "lead_editor": make.actor_for(session, leading, Role.editor),
        "member": agreed.members[1],
        "invited": dearer.members[1],
        "adviser": agreed.adviser,
        "other_adviser": dearer.adviser,
        "officer": officer,
        "officer_editor": make.actor_for(session, authority, Role.editor),
        "other_officer": make.officer(session),
        "asking_adviser": make.adviser(session, standing=Standing.requested),
        "asking_officer": make.officer(session, standing=Standing.requested),
        "operator": make.operator(session),
    }


def _accounts(session: Session, world: World, actors: dict[str, Actor]) -> None:
    lead, editor = actors["lead"], actors["lead_editor"]
    invitations.invite_member(session, lead, "somebody@example.org", Role.editor, "http://127.0.0.1")
    at_home = signing_in.open_sign_in(session, session.get_one(Person, lead.person_id), lead.organisation_id)
    sign_in = people.sign_in_for(session, at_home)
    assert sign_in is not None
    world.ids |= {
        "lead_sign_in": sign_in.id,
        "lead_organisation": lead.organisation_id,
        "asking_organisation": actors["asking_adviser"].organisation_id,
        "adviser_organisation": actors["adviser"].organisation_id,
        "lead_invitation": session.query(Invitation).one().id,
        "lead_editor_membership": session.query(Membership).filter_by(person_id=editor.person_id).one().id,
    }


def _enterprise(session: Session, actor: Actor) -> Enterprise:
    return session.query(Enterprise).filter_by(organisation_id=actor.organisation_id).one()


def _signed(what: str, adviser: Actor) -> dict[str, Any]:
    """The columns that say who verified or vouched, and for which body."""
    return {f"{what}_by_id": adviser.person_id, f"{what}_by_body_id": adviser.organisation_id}


def _register(session: Session, world: World, actors: dict[str, Actor], agreed: making.Made) -> None:
    lead, member = _enterprise(session, actors["lead"]), _enterprise(session, actors["member"])
    third = _enterprise(session, agreed.members[2])
    lead.turnover, member.turnover = TURNOVERS[:2]
    stranger = make.enterprise(session)
    proposed = make.trust(session, lead, member, state=TrustState.proposed, proposed_by_id=member.id)
    vouched = make.trust(
        session, lead, stranger, state=TrustState.vouched, **_signed("vouched", actors["adviser"])
    )
    withdrawn = make.offer(session, lead, ("UK",), capability="55520000", state=OfferState.withdrawn)
    credential = make.credential(
        session, lead, "living_wage", **_signed("verified", actors["adviser"]), **SEEN
    )
    for name, value in {**_signed("verified", actors["adviser"]), **SEEN}.items():
        setattr(lead, name, value)
    reserved = make.enterprise(session, name="Reserved CIC", figures_only_named=True, turnover=TURNOVERS[2])
    session.add(
        FigurePermission(enterprise_id=reserved.id, organisation_id=actors["adviser"].organisation_id)
    )
    unseen_credential = make.credential(session, lead, "cyber_essentials")
    reserved_credential = make.credential(session, reserved, "living_wage")
    closed = make.organisation(session, name="Suspended CIC", standing=Standing.suspended)
    world.ids |= {
        "lead_enterprise": lead.id,
        "member_enterprise": member.id,
        "third_enterprise": third.id,
        "lead_offer": make.offer(session, lead, ("UK",), capability="77314000").id,
        "lead_withdrawn_offer": withdrawn.id,
        "lead_credential": credential.id,
        "unseen_credential": unseen_credential.id,
        "proposed_to_lead": proposed.id,
        "vouched": vouched.id,
        "reserved_enterprise": reserved.id,
        "reserved_credential": reserved_credential.id,
        "suspended_enterprise": make.enterprise(session, organisation=closed).id,
        "lead_incompatible": make.incompatible(session, lead, stranger).id,
    }


def _tenders(
    session: Session, world: World, actors: dict[str, Actor], agreed: making.Made, notice: bytes
) -> None:
    draft = make.tender(
        session, state=TenderState.draft, organisation_id=actors["officer"].organisation_id, published_at=None
    )
    lot = make.lot(session, draft, position=1)
    package = make.work_package(session, lot)
    condition = Condition(tender_id=draft.id, kind=ConditionKind.text, text="Keep a log.")
    criterion = Criterion(tender_id=draft.id, kind=CriterionKind.price, name="Price", weight_bp=10_000)
    session.add_all([condition, criterion])
    session.flush()
    imported = importing.import_file(session, SYSTEM, NOTICE, notice, publishing=True)[0]
    world.ids |= {
        "published": agreed.consortium.tender_id,
        "draft": draft.id,
        "draft_lot": lot.id,
        "draft_package": package.id,
        "draft_condition": condition.id,
        "draft_criterion": criterion.id,
        "imported": imported.tender_id,
        "release": session.query(NoticeRelease).one().id,
        **_notices(session, actors),
    }


def _notices(session: Session, actors: dict[str, Actor]) -> dict[str, int]:
    """What the adviser imported: one not published, one published with a suggested change, one that `officer`
    has claimed; and a claim of the other officer's on the published one."""

    def read(actor: Actor, ocid: str, **changes: Any) -> int:
        results = importing.import_file(session, actor, "x.json", as_file(a_release(ocid=ocid, **changes)))
        return results[0].tender_id or 0

    url, adviser = "http://127.0.0.1", actors["adviser"]
    preview, brought, claimed = (read(adviser, f"ocds-h6vhtk-access{number}") for number in range(3))
    for number in (brought, claimed):
        importing.publish(session, adviser, session.get_one(Tender, number))
    read(actors["other_adviser"], "ocds-h6vhtk-access1", id="000002-2026", date="2026-02-01T09:00:00Z")
    mine = claiming.claim(session, actors["officer"], session.get_one(Tender, claimed), url)
    claiming.decide_claim(session, SYSTEM, mine.id, grant=True, reason="", public_url=url)
    waiting = claiming.claim(session, actors["other_officer"], session.get_one(Tender, brought), url)
    return {
        "preview": preview,
        "brought": brought,
        "claimed": claimed,
        "suggestion": session.query(SuggestedChange).one().id,
        "claim": waiting.id,
    }


def _files(session: Session, world: World, actors: dict[str, Actor], settings: Settings) -> None:
    file = files.receive(session, actors["officer"], "notices.json", b"[]", settings.documents_dir)
    world.ids["imported_file"] = file.id


def _consortia(
    session: Session, world: World, agreed: making.Made, dearer: making.Made, settings: Settings
) -> None:
    proposal = session.get_one(Proposal, agreed.consortium.proposal_id)
    enquiry = proposal.enquiry
    enquiry.state, enquiry.reason = EnquiryState.failed, "It was stopped for this test."
    enquiry.question = Question(lots=tuple(lot.lot_id for lot in agreed.consortium.lots)).to_json()
    pack = _pack(session, agreed.consortium)
    world.ids |= {
        "one": agreed.consortium.id,
        "two": dearer.consortium.id,
        "enquiry": enquiry.id,
        "proposal": proposal.id,
        "pack": pack.id,
        **_copies(session, pack, agreed.consortium.members[1].enterprise_id, settings),
    }


def _pack(session: Session, consortium: Consortium) -> BidPack:
    """A printed bid pack of a new bid."""
    bid = Bid(consortium_id=consortium.id)
    session.add(bid)
    session.flush()
    data = Pack(
        format=FORMAT,
        number=1,
        draft=False,
        asked_at="2026-01-01T00:00:00Z",
        vat_bp=2000,
        contents=frozen(session, consortium),
    )
    content = canonical_json(to_plain(data))
    pack = BidPack(number=1, state=PackState.ready, draft=False, data=content, data_sha256=sha256_of(content))
    bid.packs.append(pack)
    session.flush()
    return pack


def _copies(session: Session, pack: BidPack, member: int, settings: Settings) -> dict[str, int]:
    """The copies of a pack, with one for this member, by the name that the table gives each."""
    ids = {}
    for name, audience, enterprise in (
        ("buyers_copy", Audience.buyer, None),
        ("leads_copy", Audience.lead, None),
        ("members_copy", Audience.member, member),
    ):
        stored = documents.store(
            session, settings.documents_dir, f"{name}.pdf", "application/pdf", name.encode()
        )
        copy = BidPackCopy(
            pack_id=pack.id,
            audience=audience,
            enterprise_id=enterprise,
            document_id=stored.id,
            sha256=stored.sha256,
            pages=1,
        )
        session.add(copy)
        session.flush()
        ids[name] = copy.id
    return ids
