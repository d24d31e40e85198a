"""Asking: who may, what makes no sense, the double click, and failing with a reason."""

from __future__ import annotations

import dataclasses
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from app.consortia import tasks
from app.consortia.actions import asking
from app.consortia.actions.asking import KIND
from app.consortia.models import Enquiry, Proposal
from app.consortia.queries import enquiries
from app.consortia.rules.question import USUAL
from app.consortia.rules.states import EnquiryState
from app.consortia.solving.run import Listener, SolverFailed, solve
from app.foundation.database import Database
from app.foundation.errors import NotAllowed, NotFound, Refused
from app.foundation.jobs import queue, worker
from app.tenders.models import Condition, Tender
from app.tenders.rules import ConditionKind
from solver.problem import Members
from tests import factories as make
from tests.consortia.conftest import Market, work


def test_the_same_form_posted_twice_at_once_makes_one_enquiry(database: Database, market: Market) -> None:
    together = threading.Barrier(2)
    enquiry_ids: list[int] = []
    went_wrong: list[Exception] = []

    def click() -> None:
        together.wait()
        try:
            with database.unit_of_work() as session:
                enquiry = asking.ask_for_consortia(
                    session, market.adviser, market.tender.id, market.question, "same"
                )
                enquiry_ids.append(enquiry.id)
        except Exception as error:
            went_wrong.append(error)

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not went_wrong
    with database.reading() as session:
        assert list(session.scalars(sa.select(Enquiry.id))) == [enquiry_ids[0]]
        assert (
            session.scalar(sa.select(sa.func.count()).select_from(queue.Job).where(queue.Job.kind == KIND))
            == 1
        )
    assert enquiry_ids[0] == enquiry_ids[1]


def test_the_same_key_from_another_adviser_body_is_another_enquiry(
    database: Database, market: Market
) -> None:
    with database.unit_of_work() as session:
        another = make.adviser(session)
        first = asking.ask_for_consortia(session, market.adviser, market.tender.id, market.question, "same")
        second = asking.ask_for_consortia(session, another, market.tender.id, market.question, "same")
        assert first.id != second.id


def test_only_advisers_ask_and_only_of_tenders_they_may_read(database: Database, market: Market) -> None:
    with database.unit_of_work() as session:
        for nobody in (make.officer(session), make.member_of(session, market.anna)):
            with pytest.raises(NotAllowed):
                asking.ask_for_consortia(session, nobody, market.tender.id, market.question, "k")
        with pytest.raises(NotFound):
            asking.ask_for_consortia(session, market.adviser, 999, market.question, "k")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lots": ()}, "lots"),
        ({"lots": (999,)}, "lots"),
        ({"rules": dataclasses.replace(USUAL, members=Members(5, 3))}, "members_min"),
        ({"rules": dataclasses.replace(USUAL, local_share_bp=1_000)}, "local_areas"),
        ({"include": (1,), "exclude": (1,)}, "exclude"),
        ({"lead": 1, "exclude": (1,)}, "lead"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_beside_its_field(
    database: Database, market: Market, change: dict[str, Any], field: str
) -> None:
    question = dataclasses.replace(market.question, **change)
    with database.unit_of_work() as session, pytest.raises(Refused) as refused:
        asking.ask_for_consortia(session, market.adviser, market.tender.id, question, "k")
    assert refused.value.field == field


def test_a_lot_nobody_confirmed_cannot_be_asked_for(database: Database, market: Market) -> None:
    with database.unit_of_work() as session:
        empty = make.lot(session, market.tender, title="Not yet")
        question = dataclasses.replace(market.question, lots=(empty.id,))
        session.expire_all()
        with pytest.raises(Refused, match="Not yet"):
            asking.ask_for_consortia(session, market.adviser, market.tender.id, question, "k")


def test_the_question_a_tender_suggests_keeps_its_conditions(database: Database, market: Market) -> None:
    figures = {
        ConditionKind.lead_turnover: 40_000_000,
        ConditionKind.exposure: 5_000,
        ConditionKind.combined_turnover: 10_000,
        ConditionKind.supported_workforce: 3_000,
        ConditionKind.members_max: 4,
        ConditionKind.lead_value_share: 2_000,
    }
    with database.unit_of_work() as session:
        for kind, amount in figures.items():
            session.add(Condition(tender_id=market.tender.id, kind=kind, amount=amount))
        session.add(Condition(tender_id=market.tender.id, kind=ConditionKind.exposure, amount=6_000))
        session.add(
            Condition(tender_id=market.tender.id, kind=ConditionKind.group_credential, credential="chas")
        )
        make.lot(session, market.tender, title="Not yet", value=1)
    with database.reading() as session:
        tender = enquiries.askable_tender(session, market.adviser, market.tender.id)
        question = enquiries.default_question(tender)
    rules = question.rules
    assert question.lots == (market.lot.id,)
    assert (rules.exposure_bp, rules.combined_turnover_bp, rules.supported_workforce_bp) == (
        5_000,
        10_000,
        3_000,
    )
    assert (rules.lead.min_turnover, rules.lead.min_value_share_bp) == (40_000_000, 2_000)
    assert (rules.members, rules.group_credentials) == (Members(2, 4), ("chas",))
    assert (rules.term_months, rules.liability, rules.budget) == (12, "joint", None)


def test_a_published_value_of_nothing_is_no_budget(database: Database, market: Market) -> None:
    with database.reading() as session:
        tender = session.get_one(Tender, market.tender.id)
        for value, budget in ((0, None), (100, None), (5_000_000, 5_000_000)):
            tender.value = value
            assert enquiries.default_question(tender).rules.budget == budget


def test_a_failure_keeps_its_reason_and_the_question_can_be_asked_again(
    database: Database, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.unit_of_work() as session:
        enquiry = asking.ask_for_consortia(session, market.adviser, market.tender.id, market.question, "k")

    def fails(*arguments: object) -> bytes:
        raise SolverFailed("The search used more memory than it may.")

    monkeypatch.setattr(tasks, "solve", fails)
    work(database)
    with database.reading() as session:
        failed = session.get_one(Enquiry, enquiry.id)
        assert (failed.state, failed.reason) == (
            EnquiryState.failed,
            "The search used more memory than it may.",
        )
        assert failed.outcome is None
    with database.unit_of_work() as session:
        again = asking.ask_again(session, market.adviser, enquiry.id)
        assert again.id != enquiry.id
        assert again.question == failed.question
        assert asking.ask_again(session, market.adviser, enquiry.id).id == again.id
        with pytest.raises(Refused):
            asking.ask_again(session, market.adviser, again.id)


def test_an_answer_that_fails_the_check_is_never_stored(
    database: Database, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:

    def dishonest(problem: bytes, seconds: int, on_progress: Listener) -> bytes:
        return solve(problem, seconds, on_progress).replace(b'"trust_gap":', b'"trust_gap":1')

    monkeypatch.setattr(tasks, "solve", dishonest)
    with database.unit_of_work() as session:
        enquiry = asking.ask_for_consortia(session, market.adviser, market.tender.id, market.question, "k")
    work(database)
    with database.reading() as session:
        failed = session.get_one(Enquiry, enquiry.id)
        assert failed.state is EnquiryState.failed
        assert "did not pass our own check" in (failed.reason or "")
        assert session.scalar(sa.select(sa.func.count()).select_from(Proposal)) == 0
        assert failed.outcome is None


def test_an_attempt_that_lost_its_lease_stores_nothing(
    database: Database, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.unit_of_work() as session:
        enquiry = asking.ask_for_consortia(session, market.adviser, market.tender.id, market.question, "k")

    def overtaken(problem: bytes, seconds: int, on_progress: Listener) -> bytes:
        outcome = solve(problem, seconds, on_progress)
        with database.unit_of_work() as session:  # another worker takes the job over meanwhile
            session.execute(sa.update(queue.Job).where(queue.Job.kind == KIND).values(attempt=2))
        return outcome

    monkeypatch.setattr(tasks, "solve", overtaken)
    worker.Worker(database, {kind.name: kind for kind in tasks.JOB_KINDS}).run_one()
    with database.reading() as session:
        assert session.get_one(Enquiry, enquiry.id).state is EnquiryState.running
        assert session.scalar(sa.select(sa.func.count()).select_from(Proposal)) == 0
