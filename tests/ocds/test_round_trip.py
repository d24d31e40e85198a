"""A tender's rows, written as our own file and imported again, are the same rows; on both databases."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.foundation.actor import SYSTEM, Actor
from app.foundation.types import now
from app.ocds.actions import importing
from app.ocds.describing import described, source_of
from app.ocds.notice import Notice
from app.ocds.writing import Publisher, dated, release_package
from app.tenders.actions.practice import copy_as_practice
from app.tenders.actions.work_packages import confirm_all
from app.tenders.models import Condition, Criterion, Tender, TenderDocument
from app.tenders.rules import (
    Arrangement,
    ConditionKind,
    CriterionKind,
    Liability,
    Needed,
    ReleaseState,
    TenderSource,
    TenderState,
    WorkPackageState,
)
from tests import factories as make

HERE = Publisher("ocds-a1b2c3", "https://bidbridge.example")
FIRST, LATER = "2026-11-03T12:30:00Z", "2026-11-04T12:30:00Z"
# Another site's rows of the same tender: their identity is new, and what is linked and who published it
# differ.
NEW_THERE = {"ocid", "related_ocids", "notice_url"}


def file_of(tender: Tender, at: str) -> bytes:
    package = dated(release_package(described(tender, HERE), HERE, source_of(tender)), at)
    return json.dumps(package, allow_nan=False).encode()


def imported(
    session: Session, actor: Actor, content: bytes, state: ReleaseState = ReleaseState.imported
) -> Tender:
    (result,) = importing.import_file(session, actor, "tender.json", content, publishing=True)
    assert result.state is state, result
    session.expire_all()
    return session.get_one(Tender, result.tender_id)


def what(tender: Tender) -> dict[str, Any]:
    notice: Notice = described(tender, HERE)
    return {
        field.name: getattr(notice, field.name)
        for field in dataclasses.fields(notice)
        if field.name not in NEW_THERE
    }


def a_rich_tender(session: Session) -> Tender:
    """One in which every column that a person can fill says something of its own."""
    tender = make.tender(
        session,
        title="Cleaning & catering",
        description="Line one.\n\nTwo: *****  R&amp;D, return",
        value=472355512,
        buyer_name="Ladywood Council",
        buyer_identifier="GB-PPON-PDTL-7248-GWZW",
        ocid="ocds-h6vhtk-05a1b2",
        notice_number="050722-2026",
        notice_url="https://www.find-tender.service.gov.uk/Notice/050722-2026",
        source=TenderSource.imported,
        portal_url="https://portal.example/7",
        regime="below_threshold",
        arrangement=Arrangement.framework,
        procedure="Open procedure",
        main_category="services",
        capability="90910000",
        value_note="at least £10",
        liability=Liability.lead,
        deadline=datetime(2030, 7, 1, 11, 0, tzinfo=UTC),
        enquiries_until=datetime(2030, 6, 20, 22, 59, 59, tzinfo=UTC),
        starts_on=date(2030, 7, 31),
        ends_on=date(2033, 7, 30),
        term_months=36,
        suitable_sme=True,
        suitable_vcse=False,
        above_threshold=False,
        reserved="Reserved for public service mutuals",
        max_lots_bid=2,
        max_lots_awarded=1,
        contact_name="Procurement team",
        contact_email="bids@example.org",
        contact_phone="0121 496 0000",
        other_buyers=["Perry Barr Trust"],
        further_terms=["Bids may be written in English.", "Keep a diary."],
    )
    north = make.lot(
        session,
        tender,
        key="L-north",
        position=1,
        title="North",
        description="The north.",
        value=100_000_01,
        status="active",
        capability="90910000",
        other_capabilities=["90911000"],
        areas=["E08000025", "E05011118"],
        starts_on=date(2030, 7, 31),
        ends_on=date(2031, 7, 30),
        term_months=12,
        extension="Two years, or as agreed.",
        extension_months=24,
    )
    south = make.lot(
        session, tender, key="2", position=2, title="South", capability="55520000", areas=["TLG31"]
    )
    make.work_package(
        session, north, name="Daily clean, route 1", quantity=480, periods=53, max_providers=2, min_share=60,
        credentials=["dbs_enhanced"], area="E05011118",
    )  # fmt: skip
    make.work_package(
        session, north, name="Weekly", quantity=7, estimated=True, basis="A guess.", source_unit="wk"
    )
    make.work_package(session, south, name="Meals", capability="55520000", quantity=1_200, periods=190)
    make.work_package(session, south, name="Nobody confirmed this", quantity=1, state=WorkPackageState.draft)
    for kind, fields in (
        (ConditionKind.lead_credential, {"credential": "iso9001"}),
        (ConditionKind.group_credential, {"credential": "public_liability_5m", "needed": Needed.start}),
        (ConditionKind.lead_turnover, {"amount": 50_000_001, "lot_id": north.id}),
        (ConditionKind.lead_value_share, {"amount": 3_333}),
        (ConditionKind.exposure, {"amount": 5_000, "text": "Explain how."}),
        (ConditionKind.members_max, {"amount": 8}),
        (ConditionKind.text, {"text": "Keep a log.", "lot_id": south.id}),
        (ConditionKind.text, {"text": "Keep a log."}),
    ):
        session.add(Condition(tender_id=tender.id, kind=kind, **fields))
    for criterion_kind, name, weight, lot in (
        (CriterionKind.quality, "Method 60%", 6_000, north.id),
        (CriterionKind.price, "Price", 3_333, None),
        (CriterionKind.social_value, "Local good", 667, None),
        (CriterionKind.other, "Whatever 20%", None, south.id),
    ):
        session.add(
            Criterion(
                tender_id=tender.id, kind=criterion_kind, name=name, text=name, weight_bp=weight, lot_id=lot
            )
        )
    session.add(
        TenderDocument(
            tender_id=tender.id, title="Spec", url="https://docs.example/1", type="biddingDocuments"
        )
    )
    session.flush()
    session.expire_all()
    return tender


def test_a_tender_written_and_imported_again_is_the_same_tender(session: Session) -> None:
    tender, adviser = a_rich_tender(session), make.adviser(session)
    there = imported(session, adviser, file_of(tender, FIRST))
    assert there.id != tender.id
    assert there.ocid == f"ocds-a1b2c3-{tender.id}"
    assert there.related_ocids[0] == "ocds-h6vhtk-05a1b2"
    assert there.notice_url == tender.notice_url
    drafts = [package for lot in there.lots for package in lot.work_packages]
    assert {package.state for package in drafts} == {WorkPackageState.draft}
    assert [package.basis for package in drafts] == [
        "The file states how much is needed.", "A guess.", "The file states how much is needed.",
    ]  # fmt: skip
    assert confirm_all(session, adviser, there) == 3
    assert what(there) == what(tender)


def test_a_newer_file_of_our_own_changes_what_it_changes_and_doubles_nothing(session: Session) -> None:
    tender, adviser = a_rich_tender(session), make.adviser(session)
    imported(session, adviser, file_of(tender, FIRST))
    tender.deadline = datetime(2030, 7, 8, 11, 0, tzinfo=UTC)
    condition = session.scalars(sa.select(Condition).where(Condition.amount == 8)).first()
    assert condition is not None
    condition.amount = 9
    tender.lots[0].work_packages[0].quantity = 490
    session.flush()
    there = imported(session, adviser, file_of(tender, LATER), ReleaseState.updated)
    assert confirm_all(session, adviser, there) == 3
    assert what(there) == what(tender)


def test_a_tender_written_here_without_a_notice_comes_back_with_its_reason(session: Session) -> None:
    tender = make.tender(
        session, title="Small", notice_number=None, notice_url=None, no_notice_reason="It is small",
        deadline=now().replace(microsecond=0) + timedelta(days=9),
    )  # fmt: skip
    make.work_package(session, make.lot(session, tender, key="1", position=1), quantity=480)
    session.expire_all()
    there = imported(session, SYSTEM, file_of(tender, FIRST))
    assert there.no_notice_reason == "It is small"
    assert there.notice_number is None
    assert [package.quantity for package in there.lots[0].work_packages] == [480]


def test_a_practice_copy_of_a_real_notice_gives_nothing_of_its_number(session: Session) -> None:
    tender = a_rich_tender(session)
    copy = copy_as_practice(session, SYSTEM, tender, buyer_name="City Events Committee")
    session.expire_all()
    release = json.loads(file_of(copy, FIRST))["releases"][0]
    (link,) = [
        process for process in release["relatedProcesses"] if process["relationship"] == ["x_practiceCopyOf"]
    ]
    assert (link["identifier"], link["uri"]) == (tender.ocid, tender.notice_url)
    del release["relatedProcesses"]
    assert "050722" not in json.dumps(release)
    assert release["ocid"] == f"ocds-a1b2c3-practice-{copy.id}"
    there = imported(session, SYSTEM, file_of(copy, FIRST))
    assert there.title == "PRACTICE, not a real procurement: Cleaning & catering"
    assert there.notice_number is None
    assert tender.ocid not in there.related_ocids


def test_states_are_those_of_the_standard(session: Session) -> None:
    tender = make.tender(session)
    make.lot(session, tender, key="1", position=1)
    for state, status in (
        (TenderState.published, "active"),
        (TenderState.closed, "complete"),
        (TenderState.withdrawn, "withdrawn"),
    ):
        tender.state = state
        assert json.loads(file_of(tender, FIRST))["releases"][0]["tender"]["status"] == status
