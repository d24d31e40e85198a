"""Practice copies: an invented buyer, new dates, our areas, and a link to the source."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.foundation.actor import SYSTEM
from app.foundation.errors import NotAllowed, Refused
from app.foundation.reference import areas
from app.ocds.actions.importing import import_file
from app.tenders.actions import practice, work_packages
from app.tenders.models import Tender
from app.tenders.rules import TenderSource, TenderState, WorkPackageState
from tests import factories as make
from tests.ocds.conftest import notice_file

TODAY = datetime(2030, 1, 15, 9, tzinfo=UTC)


@pytest.fixture
def real(session: Session) -> Tender:
    path = notice_file("fts_050722")
    (result,) = import_file(session, SYSTEM, path.name, path.read_bytes(), publishing=True)
    return session.get_one(Tender, result.tender_id)


def copy(session: Session, real: Tender, **options: object) -> Tender:
    return practice.copy_as_practice(
        session,
        make.adviser(session),
        real,
        **{"buyer_name": "Ladywood Parks Trust", "at": TODAY, **options},  # type: ignore[arg-type]
    )


def test_it_is_open_for_thirty_days_to_noon_under_an_invented_buyer(session: Session, real: Tender) -> None:
    practice_copy = copy(session, real)
    assert practice_copy.deadline == datetime(2030, 2, 14, 12, tzinfo=UTC)
    assert (practice_copy.source, practice_copy.state, practice_copy.buyer_name) == (
        TenderSource.practice,
        TenderState.published,
        "Ladywood Parks Trust",
    )
    assert practice_copy.practice
    assert (practice_copy.value, practice_copy.term_months, practice_copy.capability) == (
        125_000_000,
        36,
        "90910000",
    )


def test_the_source_is_linked_and_nothing_leads_to_its_portal(session: Session, real: Tender) -> None:
    practice_copy = copy(session, real)
    assert practice_copy.practice_of_id == real.id
    assert practice_copy.notice_url == "https://www.find-tender.service.gov.uk/Notice/050722-2026"
    assert practice_copy.portal_url is None
    assert "http" not in practice_copy.description
    assert practice_copy.ocid is None


def test_the_real_buyers_name_appears_nowhere_in_it(session: Session, real: Tender) -> None:
    real.description += " Bids go to LOCH LOMOND & The Trossachs National Park Authority."
    practice_copy = copy(session, real)
    lots = [text for lot in practice_copy.lots for text in (lot.title, lot.description)]
    texts = [
        practice_copy.title,
        practice_copy.description,
        practice_copy.buyer_name,
        *lots,
        *(condition.text for condition in practice_copy.conditions),
    ]
    assert not any("loch lomond & the trossachs" in text.lower() for text in texts)


def test_its_work_is_in_birmingham_and_sandwell_or_where_one_says(session: Session, real: Tender) -> None:
    first, second = real.lots[0].areas
    assert copy(session, real).lots[0].areas == [make.BIRMINGHAM, make.SANDWELL]
    practice_copy = copy(session, real, areas={first: "E05011121"})
    assert practice_copy.lots[0].areas[0] == "E05011121"
    assert areas.contains("TLG3", practice_copy.lots[0].areas[1])
    with pytest.raises(Refused, match="nowhere"):
        copy(session, real, areas={second: "nowhere"})


def test_confirmed_packages_are_copied_and_other_lots_drafted_anew(session: Session, real: Tender) -> None:
    drafted = copy(session, real)
    assert {package.state for lot in drafted.lots for package in lot.work_packages} == {
        WorkPackageState.draft
    }
    for package in drafted.lots[0].work_packages:
        details = work_packages.PackageDetails("", package.capability, package.area, 40, package.periods)
        work_packages.confirm_work_package(session, SYSTEM, package, details)
    again = copy(session, drafted, buyer_name="Soho Gardens Trust")
    packages = again.lots[0].work_packages
    assert {package.state for package in packages} == {WorkPackageState.confirmed}
    assert {package.quantity for package in packages} == {40}
    assert len(packages) == len(drafted.lots[0].work_packages)
    assert again.practice_of_id == real.id


def test_all_dates_move_together(session: Session) -> None:
    tender = make.tender(
        session,
        source=TenderSource.imported,
        deadline=datetime(2020, 1, 15, 9, tzinfo=UTC),
        starts_on=date(2020, 4, 1),
        ends_on=date(2021, 3, 31),
    )
    make.lot(session, tender, starts_on=date(2020, 4, 1), capability=make.CLEANING)
    session.refresh(tender)
    practice_copy = copy(session, tender, shift=timedelta(days=1000))
    assert practice_copy.deadline == datetime(2022, 10, 11, 9, tzinfo=UTC)
    assert (practice_copy.starts_on, practice_copy.ends_on) == (date(2022, 12, 27), date(2023, 12, 26))
    assert practice_copy.lots[0].starts_on == date(2022, 12, 27)


def test_the_real_buyers_name_is_refused(session: Session, real: Tender) -> None:
    for name in ("", "  ", real.buyer_name.upper()):
        with pytest.raises(Refused) as refusal:
            copy(session, real, buyer_name=name)
        assert refusal.value.field == "buyer_name"


def test_the_real_one_stays_as_it_was(session: Session, real: Tender) -> None:
    session.flush()  # so that the changes of publishing it here are not taken for the copy's
    before = (real.title, real.deadline, real.state, real.version, list(real.lots[0].areas))
    copy(session, real)
    session.flush()
    assert (real.title, real.deadline, real.state, real.version, list(real.lots[0].areas)) == before


def test_enterprises_make_none_and_advisers_none_of_a_buyers_own(session: Session, real: Tender) -> None:
    member = make.member_of(session, make.enterprise(session))
    with pytest.raises(NotAllowed):
        practice.copy_as_practice(session, member, real, buyer_name="X")
    with pytest.raises(NotAllowed):
        practice.copy_as_practice(session, make.adviser(session), make.tender(session), buyer_name="X")
