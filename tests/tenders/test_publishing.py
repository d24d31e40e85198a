"""Writing, publishing, closing and withdrawing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.foundation.actor import Actor
from app.foundation.database import Database, commit
from app.foundation.errors import Conflict, IllegalMove, NotAllowed, Refused
from app.foundation.jobs.queue import Job
from app.foundation.jobs.worker import Worker
from app.foundation.types import now
from app.tenders.actions import closing, copying, publishing, work_packages, writing
from app.tenders.actions.publishing import missing
from app.tenders.actions.work_packages import PackageDetails
from app.tenders.actions.writing import About, ConditionDetails, CriterionDetails, Dates, LotDetails
from app.tenders.models import Tender
from app.tenders.queries import tenders as queries
from app.tenders.rules import (
    Arrangement,
    ConditionKind,
    CriterionKind,
    Liability,
    Needed,
    NoNotice,
    TenderState,
)
from app.tenders.tasks import JOB_KINDS
from tests import factories as make

AT = datetime(2030, 1, 1, 9, tzinfo=UTC)
DATES = Dates(datetime(2030, 3, 1, 12, tzinfo=UTC), None, date(2030, 6, 1), date(2031, 5, 31))
ABOUT = About(
    "Window cleaning",
    "Clean our windows.",
    12_000_000,
    Arrangement.contract,
    "procurement_act_2023",
    Liability.joint,
    "https://portal.example.org",
)
NOTICE: dict[str, Any] = {
    "notice_number": "012345-2030",
    "notice_url": "https://www.find-tender.service.gov.uk/Notice/012345-2030",
}


@pytest.fixture
def officer(session: Session) -> Actor:
    return make.officer(session, name="Ladywood Council")


def written(session: Session, officer: Actor) -> Tender:
    """A draft that is ready to be published."""
    tender = writing.create_tender(session, officer, ABOUT)
    work_packages.add_work_package(
        session, officer, tender.lots[0], PackageDetails("", "90911300", make.BIRMINGHAM, 40, 52)
    )
    writing.add_criterion(session, officer, tender, CriterionDetails(CriterionKind.price, "Price", "", 4000))
    writing.add_criterion(
        session, officer, tender, CriterionDetails(CriterionKind.quality, "Quality", "", 6000)
    )
    writing.set_dates(session, officer, tender, DATES)
    return tender


def test_a_draft_says_what_it_lacks_page_by_page(session: Session, officer: Actor) -> None:
    tender = writing.create_tender(session, officer, ABOUT)
    assert missing(tender, AT) == ["Add a work package to lot 1", "Say how bids are judged", "Set the dates"]
    with pytest.raises(Refused, match="work package"):
        publishing.publish(session, officer, tender, **NOTICE, at=AT)


def test_publishing_needs_the_official_notice_or_why_there_is_none(session: Session, officer: Actor) -> None:
    tender = written(session, officer)
    with pytest.raises(Refused) as refusal:
        publishing.publish(session, officer, tender, at=AT)
    assert refusal.value.field == "notice_number"
    with pytest.raises(Refused) as refusal:
        publishing.publish(
            session, officer, tender, notice_number="1", notice_url="javascript:alert(1)", at=AT
        )
    assert refusal.value.field == "notice_url"
    publishing.publish(session, officer, tender, no_notice=NoNotice.below_threshold, at=AT)
    assert tender.no_notice_reason == NoNotice.below_threshold.value


def test_publishing_queues_the_closing_at_the_deadline(session: Session, officer: Actor) -> None:
    tender = written(session, officer)
    publishing.publish(session, officer, tender, **NOTICE, at=AT)
    job = session.scalars(sa.select(Job)).one()
    assert (job.kind, job.subject_id, job.run_after) == ("close_tender", tender.id, DATES.deadline)


def test_a_published_tender_is_not_changed_any_more(session: Session, officer: Actor) -> None:
    tender = written(session, officer)
    publishing.publish(session, officer, tender, **NOTICE, at=AT)
    package = tender.lots[0].work_packages[0]
    for change in (
        lambda: writing.describe(session, officer, tender, ABOUT),
        lambda: writing.set_dates(session, officer, tender, DATES),
        lambda: writing.add_lot(session, officer, tender, LotDetails("B", "", None)),
        lambda: work_packages.remove_work_package(session, officer, package),
        lambda: work_packages.confirm_work_package(session, officer, package),
    ):
        with pytest.raises(Conflict):
            change()


def test_only_officers_of_the_authority_change_it(session: Session, officer: Actor) -> None:
    tender = written(session, officer)
    for actor in (
        make.officer(session),
        make.adviser(session),
        make.member_of(session, make.enterprise(session)),
    ):
        with pytest.raises(NotAllowed):
            publishing.publish(session, actor, tender, **NOTICE, at=AT)
        with pytest.raises(NotAllowed):
            writing.add_lot(session, actor, tender, LotDetails("B", "", None))
    with pytest.raises(NotAllowed):
        writing.create_tender(session, make.adviser(session), ABOUT)


class TestConditions:
    def test_insurance_may_be_asked_for_by_the_start_never_when_bidding(
        self, session: Session, officer: Actor
    ) -> None:
        tender = writing.create_tender(session, officer, ABOUT)
        early = ConditionDetails(
            ConditionKind.group_credential, credential="public_liability_5m", needed=Needed.bidding
        )
        with pytest.raises(Refused, match="section 22") as refusal:
            writing.add_condition(session, officer, tender, early)
        assert refusal.value.field == "needed"
        late = ConditionDetails(
            ConditionKind.group_credential, credential="public_liability_5m", needed=Needed.start
        )
        assert writing.add_condition(session, officer, tender, late).credential == "public_liability_5m"

    def test_words_that_demand_it_early_are_refused_too(self, session: Session, officer: Actor) -> None:
        tender = writing.create_tender(session, officer, ABOUT)
        words = "Public liability insurance of £5m must already be in place."
        with pytest.raises(Refused, match="section 22"):
            writing.add_condition(session, officer, tender, ConditionDetails(ConditionKind.text, words))

    @pytest.mark.parametrize(
        ("details", "field"),
        [
            (ConditionDetails(ConditionKind.text), "text"),
            (ConditionDetails(ConditionKind.lead_credential), "credential"),
            (ConditionDetails(ConditionKind.lead_turnover), "amount"),
            (ConditionDetails(ConditionKind.supported_workforce, amount=10_001), "amount"),
        ],
    )
    def test_each_kind_asks_for_what_it_needs(
        self, session: Session, officer: Actor, details: ConditionDetails, field: str
    ) -> None:
        tender = writing.create_tender(session, officer, ABOUT)
        with pytest.raises(Refused) as refusal:
            writing.add_condition(session, officer, tender, details)
        assert refusal.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": date(2030, 5, 1)}, "ends_on"),
        ({"starts_on": date(2030, 2, 1)}, "starts_on"),
        ({"enquiries_until": datetime(2030, 3, 2, tzinfo=UTC)}, "enquiries_until"),
    ],
)
def test_dates_must_be_in_order(
    session: Session, officer: Actor, changes: dict[str, object], field: str
) -> None:
    tender = writing.create_tender(session, officer, ABOUT)
    dates = {
        "deadline": DATES.deadline,
        "enquiries_until": None,
        "starts_on": DATES.starts_on,
        "ends_on": DATES.ends_on,
    }
    with pytest.raises(Refused) as refusal:
        writing.set_dates(session, officer, tender, Dates(**{**dates, **changes}))  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_weights_that_do_not_add_up_stop_publication(session: Session, officer: Actor) -> None:
    tender = written(session, officer)
    writing.remove_criterion(session, officer, tender, tender.criteria[0])
    with pytest.raises(Refused, match="60%"):
        publishing.publish(session, officer, tender, **NOTICE, at=AT)


def test_the_last_lot_stays_and_another_goes_with_its_packages(session: Session, officer: Actor) -> None:
    tender = written(session, officer)
    with pytest.raises(Refused, match="at least one lot"):
        writing.remove_lot(session, officer, tender.lots[0])
    second = writing.add_lot(session, officer, tender, LotDetails("Second", "", None))
    work_packages.add_work_package(
        session, officer, second, PackageDetails("", "90911300", make.BIRMINGHAM, 40, 52)
    )
    assert second.key == "2"
    writing.remove_lot(session, officer, second)
    assert [lot.key for lot in tender.lots] == ["1"]


class TestClosing:
    def test_whatever_the_worker_did_the_deadline_decides_what_is_shown(self, session: Session) -> None:
        tender = make.tender(session, deadline=now() - timedelta(seconds=1))
        assert tender.state is TenderState.published
        assert queries.state_at(tender, now()) is TenderState.closed
        assert queries.search(session, None, queries.Search(), now()).total == 0
        assert queries.search(session, None, queries.Search(state="over"), now()).total == 1

    def test_the_job_closes_it_and_leaves_one_that_is_not_due(self, database: Database) -> None:
        with database.unit_of_work() as session:
            due = make.tender(session, deadline=now() - timedelta(seconds=1))
            moved = make.tender(session)
            closing.schedule_close(session, due)
            closing.schedule_close(session, moved)
            session.execute(sa.update(Job).values(run_after=now()))
        assert Worker(database, {kind.name: kind for kind in JOB_KINDS}).run_until_idle() == 2
        with database.reading() as session:
            assert session.get_one(Tender, due.id).state is TenderState.closed
            assert session.get_one(Tender, moved.id).state is TenderState.published

    def test_all_that_are_due_close_at_once_and_only_once(self, session: Session) -> None:
        make.tender(session, deadline=now() - timedelta(days=1))
        make.tender(session)
        assert len(closing.close_due(session, now())) == 1
        commit(session)
        assert closing.close_due(session, now()) == []


class TestWithdrawing:
    def test_needs_a_reason_that_everybody_reads(self, session: Session, officer: Actor) -> None:
        tender = written(session, officer)
        with pytest.raises(Refused):
            closing.withdraw(session, officer, tender, "  ")
        closing.withdraw(session, officer, tender, "Money is short.")
        assert (tender.state, tender.withdrawn_reason) == (TenderState.withdrawn, "Money is short.")

    def test_is_final(self, session: Session, officer: Actor) -> None:
        tender = written(session, officer)
        closing.withdraw(session, officer, tender, "x")
        with pytest.raises(IllegalMove):
            publishing.publish(session, officer, tender, **NOTICE, at=AT)

    def test_leaves_the_way_of_copying_it(self, session: Session, officer: Actor) -> None:
        tender = written(session, officer)
        closing.withdraw(session, officer, tender, "x")
        draft = copying.copy_as_draft(session, officer, tender)
        assert (draft.state, draft.deadline, draft.notice_number) == (TenderState.draft, None, None)
        assert [package.capability for package in draft.lots[0].work_packages] == ["90911300"]
        assert [criterion.weight_bp for criterion in draft.criteria] == [4000, 6000]
