"""Versions of a pack: frozen when asked for, printed once, never changed; each copy for whom it is meant."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from app.bids import tasks
from app.bids.actions import packing
from app.bids.models import BidPack
from app.bids.queries import bids
from app.bids.rules.states import PackState
from app.consortia.models import Consortium
from app.consortia.rules.states import ConsortiumState
from app.enterprises.models import Enterprise
from app.foundation import audit, documents, pdf
from app.foundation.actor import Actor
from app.foundation.canonical import sha256_of
from app.foundation.config import Settings
from app.foundation.database import Database
from app.foundation.errors import Conflict, NotAllowed, NotFound, Refused
from app.foundation.jobs import worker
from app.foundation.wire import to_plain
from tests import factories as make
from tests.bids.making import Made


def ask(database: Database, actor: Actor, rows: Made) -> BidPack:
    with database.unit_of_work() as session:
        return packing.ask_for_pack(session, actor, rows.consortium.id)


def work(database: Database, settings: Settings) -> int:
    kinds = {kind.name: kind for kind in tasks.JOB_KINDS}
    return worker.Worker(database, kinds, {"settings": settings}).run_until_idle()


def whose(database: Database, actor: Actor, pack: BidPack) -> list[str]:
    with database.reading() as session:
        shown_pack, consortium, involvement = bids.pack_for(session, actor, pack.id)
        copies = bids.copies_for(shown_pack, consortium, involvement, actor)
        return [
            copy.audience.name + (f" {copy.enterprise_id}" if copy.enterprise_id else "") for copy in copies
        ]


def test_a_version_keeps_what_was_true_when_it_was_asked_for(database: Database, agreed: Made) -> None:
    pack = ask(database, agreed.lead, agreed)
    with database.unit_of_work() as session:
        enterprise = session.scalars(sa.select(Enterprise)).first()
        assert enterprise is not None
        enterprise.summary = "Something else altogether"
        audit.record(session, agreed.adviser, "test.changed", enterprise)
    with database.reading() as session:
        row, data = bids.pack_to_print(session, pack.id)
        assert sha256_of(row.data) == row.data_sha256
        assert "Something else" not in json.dumps(to_plain(data))


def test_asking_twice_for_the_same_gives_the_same_version(database: Database, agreed: Made) -> None:
    first, second = ask(database, agreed.lead, agreed), ask(database, agreed.adviser, agreed)
    assert (first.id, first.number) == (second.id, second.number) == (first.id, 1)


def test_asking_after_something_changed_gives_the_next_number(database: Database, agreed: Made) -> None:
    first = ask(database, agreed.lead, agreed)
    with database.unit_of_work() as session:
        enterprise = session.scalars(sa.select(Enterprise)).first()
        assert enterprise is not None
        enterprise.workforce = 999
        audit.record(session, agreed.adviser, "test.changed", enterprise)
    assert [first.number, ask(database, agreed.lead, agreed).number] == [1, 2]


def test_the_first_final_pack_begins_the_bid(database: Database, agreed: Made) -> None:
    ask(database, agreed.lead, agreed)
    with database.reading() as session:
        assert session.get_one(Consortium, agreed.consortium.id).state is ConsortiumState.bidding


def test_printing_makes_one_copy_for_the_buyer_one_for_lead_and_adviser_and_one_for_each_other_member(
    database: Database, agreed: Made, settings: Settings, printing: list[Any]
) -> None:
    pack = ask(database, agreed.lead, agreed)
    assert work(database, settings) == 1
    assert sorted(printing, key=str) == [("buyer", None), ("lead", None), ("member", "m2"), ("member", "m3")]
    ids = [member.enterprise_id for member in agreed.consortium.members if not member.is_lead]
    assert whose(database, agreed.adviser, pack) == [
        "buyer",
        "lead",
        *[f"member {enterprise_id}" for enterprise_id in ids],
    ]


def test_each_party_may_download_its_own_copies_and_no_other(
    database: Database, agreed: Made, settings: Settings, printing: list[Any]
) -> None:
    pack = ask(database, agreed.lead, agreed)
    work(database, settings)
    enterprise = agreed.consortium.members[1].enterprise_id
    assert whose(database, agreed.lead, pack) == ["buyer", "lead"]
    assert whose(database, agreed.members[1], pack) == [f"member {enterprise}"]
    with database.unit_of_work() as session:
        strangers = [
            make.adviser(session),
            make.officer(session),
            make.member_of(session, make.enterprise(session)),
        ]
    for stranger in strangers:
        with pytest.raises(NotFound):
            whose(database, stranger, pack)


def test_until_everybody_has_said_yes_the_pack_is_the_advisers_draft(
    database: Database, forming: Made, settings: Settings, printing: list[Any]
) -> None:
    with pytest.raises(NotAllowed):
        ask(database, forming.lead, forming)
    pack = ask(database, forming.adviser, forming)
    work(database, settings)
    assert pack.draft
    assert len(whose(database, forming.adviser, pack)) == 4
    for other in forming.members:
        with pytest.raises(NotFound):
            whose(database, other, pack)


def test_a_member_cannot_ask_for_a_pack(database: Database, agreed: Made) -> None:
    with pytest.raises(NotAllowed):
        ask(database, agreed.members[1], agreed)


def test_stored_bytes_are_those_that_the_audit_row_names(
    database: Database, agreed: Made, settings: Settings, printing: list[Any]
) -> None:
    pack = ask(database, agreed.lead, agreed)
    work(database, settings)
    with database.reading() as session:
        entry = next(entry for entry in audit.entries_for(session, pack) if entry.verb == "bid_pack.ready")
        named = [copy["sha256"] for copy in json.loads(entry.details)["copies"]]
        copies = session.get_one(BidPack, pack.id).copies
        stored = [sha256_of(documents.read(settings.documents_dir, copy.document)) for copy in copies]
        assert named == stored == [copy.sha256 for copy in copies]
        assert list(audit.verify(session)) == []


def test_a_failure_keeps_its_reason_and_trying_again_makes_the_same_version(
    database: Database, agreed: Made, settings: Settings, printing: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: Any) -> Any:
        raise pdf.RenderFailed("This PDF needs more time or memory than we allow.")

    pack = ask(database, agreed.lead, agreed)
    with monkeypatch.context() as broken:
        broken.setattr(tasks, "printed", refuse)
        work(database, settings)
    with database.reading() as session:
        failed = session.get_one(BidPack, pack.id)
        assert (failed.state, failed.reason) == (
            PackState.failed,
            "This PDF needs more time or memory than we allow.",
        )
        assert failed.copies == []
    with database.unit_of_work() as session:
        assert packing.retry_pack(session, agreed.lead, pack.id).id == pack.id
    work(database, settings)
    with database.reading() as session:
        again = session.get_one(BidPack, pack.id)
        assert (again.state, again.number, len(again.copies), again.data_sha256) == (
            PackState.ready,
            1,
            4,
            pack.data_sha256,
        )


def test_a_finished_version_is_never_printed_again(
    database: Database, agreed: Made, settings: Settings, printing: list[Any]
) -> None:
    pack = ask(database, agreed.lead, agreed)
    work(database, settings)
    with pytest.raises(Conflict), database.unit_of_work() as session:
        packing.retry_pack(session, agreed.lead, pack.id)
    with pytest.raises(Conflict), database.unit_of_work() as session:
        packing.fail_pack(session, pack.id, "no")
    assert work(database, settings) == 0


def test_altered_frozen_data_are_not_printed(
    database: Database, agreed: Made, settings: Settings, printing: list[Any]
) -> None:
    pack = ask(database, agreed.lead, agreed)
    with database.unit_of_work() as session:
        row = session.get_one(BidPack, pack.id)
        row.data = row.data.replace(b"Arch of", b"Heap of")
        audit.record(session, agreed.adviser, "test.changed", row)
    work(database, settings)
    with database.reading() as session:
        assert "altered" in (session.get_one(BidPack, pack.id).reason or "")
    assert printing == []


def test_where_no_pdf_can_be_made_asking_says_why(
    database: Database, agreed: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "available", lambda: "PDFs are switched off here: this machine lacks pango.")
    with pytest.raises(Refused, match="lacks pango"):
        ask(database, agreed.lead, agreed)
