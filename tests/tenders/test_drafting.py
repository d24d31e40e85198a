"""Draft work packages: how they are estimated, and that they reveal no price."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.enterprises.rules import OfferState
from app.foundation.actor import SYSTEM
from app.foundation.errors import Conflict, NotAllowed, Refused
from app.tenders.actions import drafting, work_packages
from app.tenders.actions.work_packages import PackageDetails
from app.tenders.models import Tender, WorkPackage
from app.tenders.queries.prices import median_price
from app.tenders.rules import LotState, TenderSource, WorkPackageState
from app.tenders.screens.tender import package_row
from tests import factories as make

HOURS = "hours a week"
BIRMINGHAM, SANDWELL = make.BIRMINGHAM, make.SANDWELL
KNOWN = PackageDetails("", make.CLEANING, BIRMINGHAM, 40, 52)  # what a person read in the buyer's documents


def register(session: Session, prices: list[int], capability: str = make.CLEANING) -> None:
    for price in prices:
        make.offer(session, make.enterprise(session), capability=capability, unit_price=price)


def imported(session: Session, lots: list[dict[str, object]], **values: object) -> Tender:
    tender = make.tender(
        session, **{"source": TenderSource.imported, "starts_on": None, "ends_on": None, **values}
    )
    for lot in lots:
        make.lot(session, tender, **{"capability": make.CLEANING, "areas": [BIRMINGHAM], **lot})
    session.refresh(tender)
    return tender


def test_the_median_weighs_each_enterprise_once_and_needs_five(session: Session) -> None:
    register(session, [1000, 1100, 1200, 1300])
    assert median_price(session, make.CLEANING, HOURS) is None
    fifth = make.enterprise(session)
    for _ in range(10):
        make.offer(session, fifth, unit_price=9000)
    median = median_price(session, make.CLEANING, HOURS)
    assert median is not None
    assert (median.pence, median.enterprises) == (1200, 5)


def test_too_few_at_a_narrow_code_look_at_the_wider_group(session: Session) -> None:
    register(session, [1000, 1100, 1200, 1300, 1400], "90911200")
    median = median_price(session, "90919200", HOURS)
    assert median is not None
    assert median.capability == "90910000"


def test_withdrawn_offers_and_other_units_do_not_count(session: Session) -> None:
    register(session, [1000, 1100, 1200, 1300])
    make.offer(session, make.enterprise(session), state=OfferState.withdrawn)
    make.offer(session, make.enterprise(session), unit="crew-days a week")
    assert median_price(session, make.CLEANING, HOURS) is None


def test_a_rate_follows_from_value_length_and_median(session: Session) -> None:
    register(session, [1200, 1400, 1600, 1800, 2000])
    tender = imported(session, [{}], value=52_000_000, term_months=12)
    (draft,) = drafting.draft_work_packages(session, SYSTEM, tender)
    assert (draft.quantity, draft.periods, draft.unit) == (
        630,
        52,
        HOURS,
    )  # £520,000 ÷ 52 ÷ £16, to two digits
    assert draft.estimated
    assert draft.state is WorkPackageState.draft
    assert "£520,000" in draft.basis


def test_what_is_said_of_an_estimate_holds_no_price(session: Session) -> None:
    register(session, [1201, 1423, 1637, 1811, 2029])
    (draft,) = drafting.draft_work_packages(
        session, SYSTEM, imported(session, [{}], value=52_000_000, term_months=12)
    )
    assert not any(price in draft.basis for price in ("16.37", "1637", "12.01", "20.29"))
    assert "5 enterprises" in draft.basis


def test_one_draft_a_lot_and_area_and_a_lot_s_value_shared_between_its_areas(session: Session) -> None:
    register(session, [1600] * 5)
    lots = [{"areas": [BIRMINGHAM, SANDWELL], "value": 52_000_000}, {}]
    tender = imported(session, lots, value=104_000_000, term_months=12)
    drafts = drafting.draft_work_packages(session, SYSTEM, tender)
    assert [(draft.area, draft.quantity) for draft in drafts] == [
        (BIRMINGHAM, 310),
        (SANDWELL, 310),
        (BIRMINGHAM, 630),
    ]


@pytest.mark.parametrize(
    ("value", "lacking"), [(None, "not say what this lot is worth"), (52_000_000, "too few enterprises")]
)
def test_where_nothing_can_be_estimated_the_quantity_is_not_known(
    session: Session, value: int | None, lacking: str
) -> None:
    (draft,) = drafting.draft_work_packages(
        session, SYSTEM, imported(session, [{}], value=value, term_months=12)
    )
    assert (draft.quantity, draft.estimated) == (None, False)
    assert lacking in draft.basis
    row = package_row(draft)
    assert (row.rate, row.quantity_known, row.estimated) == ("Quantity not known", False, False)


def test_without_a_length_nothing_is_estimated(session: Session) -> None:
    register(session, [1200, 1400, 1600, 1800, 2000])
    (draft,) = drafting.draft_work_packages(
        session, SYSTEM, imported(session, [{}], value=52_000_000, term_months=None)
    )
    assert (draft.quantity, draft.estimated) == (None, False)
    assert "does not say how long the contract is" in draft.basis


def test_an_estimate_says_its_three_parts_and_their_range(session: Session) -> None:
    register(session, [1200, 1400, 1600, 1800, 2000])
    (draft,) = drafting.draft_work_packages(
        session, SYSTEM, imported(session, [{}], value=52_000_000, term_months=12)
    )
    # £520,000 in 52 weeks at £18 and at £14, the ends of the middle half: 555 and 714, to one digit outwards
    for part in (
        "£520,000",
        "52 weeks",
        "median price of 5",
        "between 500 hours a week and 800 hours a week",
    ):
        assert part in draft.basis
    assert "extensions" not in draft.basis


def test_an_estimate_says_that_its_term_has_no_extensions(session: Session) -> None:
    register(session, [1200, 1400, 1600, 1800, 2000])
    tender = imported(session, [{"extension": "by a year"}], value=52_000_000, term_months=12)
    (draft,) = drafting.draft_work_packages(session, SYSTEM, tender)
    assert "(from a length of 12 months), without extensions; " in draft.basis


def test_a_value_that_buys_less_than_one_is_taken_for_a_price(session: Session) -> None:
    register(session, [1600] * 5)
    (draft,) = drafting.draft_work_packages(
        session, SYSTEM, imported(session, [{}], value=14_000, term_months=42)
    )
    assert (draft.quantity, draft.estimated) == (None, False)
    assert "it may be a price for something else" in draft.basis


@pytest.mark.parametrize("lots", [[{}, {}], [{"value": 52_000_000}] * 2], ids=["none", "the whole in each"])
def test_nobody_guesses_how_lots_share_a_value(session: Session, lots: list[dict[str, object]]) -> None:
    register(session, [1600] * 5)
    drafts = drafting.draft_work_packages(
        session, SYSTEM, imported(session, lots, value=52_000_000, term_months=12)
    )
    assert [draft.quantity for draft in drafts] == [None, None]


def test_a_lot_without_a_length_takes_no_other_lot_s(session: Session) -> None:
    register(session, [1600] * 5)
    lots: list[dict[str, object]] = [
        {"value": 52_000_000, "starts_on": date(2027, 1, 1), "ends_on": date(2028, 12, 31)},
        {"value": 52_000_000},
    ]
    tender = imported(
        session, lots, value=104_000_000, starts_on=date(2027, 1, 1), ends_on=date(2028, 12, 31)
    )
    drafts = drafting.draft_work_packages(session, SYSTEM, tender)
    assert [draft.quantity is None for draft in drafts] == [False, True]
    assert "does not say how long the contract is" in drafts[1].basis


def test_what_nobody_knows_is_not_confirmed_as_it_stands(session: Session) -> None:
    tender = imported(session, [{}], term_months=12)
    (draft,) = drafting.draft_work_packages(session, SYSTEM, tender)
    with pytest.raises(Refused, match="Enter a quantity") as refusal:
        work_packages.confirm_work_package(session, SYSTEM, draft)
    assert refusal.value.field == "quantity"
    with pytest.raises(Refused, match="Open it and enter the quantity"):
        work_packages.confirm_all(session, SYSTEM, tender)
    assert draft.state is WorkPackageState.draft
    draft.state = WorkPackageState.confirmed
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize("state", LotState)
def test_only_an_open_lot_of_an_open_tender_is_drafted_and_asked_for(
    session: Session, state: LotState
) -> None:
    tender = imported(session, [{}, {"state": state}], term_months=12)
    drafts = drafting.draft_work_packages(session, SYSTEM, tender)
    assert len(drafts) == (2 if state is LotState.open else 1)
    if state is not LotState.open:
        with pytest.raises(Conflict, match="no longer open"):
            work_packages.add_work_package(session, SYSTEM, tender.lots[1], KNOWN)
    package = make.work_package(session, tender.lots[1])
    session.refresh(tender.lots[1])
    assert tender.lots[1].asked_for == ([package] if state is LotState.open else [])


def test_drafting_again_replaces_drafts_and_leaves_confirmed_lots_alone(session: Session) -> None:
    tender = imported(session, [{}, {}], term_months=12)
    first, second = drafting.draft_work_packages(session, SYSTEM, tender)
    work_packages.confirm_work_package(session, SYSTEM, first, KNOWN)
    drafting.draft_work_packages(session, SYSTEM, tender)
    assert [package.id for package in tender.lots[0].work_packages] == [first.id]
    assert session.get(WorkPackage, second.id) is None


class TestConfirming:
    def package(self, session: Session, **lot: object) -> WorkPackage:
        (draft,) = drafting.draft_work_packages(
            session, SYSTEM, imported(session, [lot], value=52_000_000, term_months=12)
        )
        return draft

    def test_an_adviser_confirms_what_was_imported_and_it_stays_marked_as_an_estimate(
        self, session: Session
    ) -> None:
        register(session, [1200, 1400, 1600, 1800, 2000])
        draft = self.package(session)
        work_packages.confirm_work_package(session, make.adviser(session), draft)
        assert (draft.state, draft.estimated) == (WorkPackageState.confirmed, True)

    def test_a_figure_that_a_person_gave_is_no_estimate(self, session: Session) -> None:
        draft = self.package(session)
        details = PackageDetails("Cleaning", "90911200", SANDWELL, 40, 52)
        work_packages.confirm_work_package(session, make.adviser(session), draft, details)
        assert (draft.capability, draft.area, draft.unit, draft.estimated) == (
            "90911200",
            SANDWELL,
            HOURS,
            False,
        )

    def test_a_bare_division_cannot_be_confirmed(self, session: Session) -> None:
        draft = self.package(session, capability="90000000")
        with pytest.raises(Refused, match="whole division"):
            work_packages.confirm_work_package(session, make.adviser(session), draft)
        with pytest.raises(Refused, match="whole CPV division"):
            work_packages.confirm_all(session, make.adviser(session), draft.lot.tender)

    def test_the_unit_follows_from_the_capability_whatever_it_was(self, session: Session) -> None:
        draft = self.package(session)
        work_packages.confirm_work_package(
            session, make.adviser(session), draft, PackageDetails("", make.CATERING, SANDWELL, 9, 9)
        )
        assert draft.unit == "meals a day"
        assert draft.name == "Catering services, Sandwell"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"quantity": 0}, "quantity"),
            ({"periods": 0}, "periods"),
            ({"max_providers": 0}, "max_providers"),
            ({"min_share": 41}, "min_share"),
            ({"area": "nowhere"}, "area"),
            ({"capability": "12345678"}, "capability"),
        ],
    )
    def test_what_makes_no_sense_is_refused_beside_its_field(
        self, session: Session, changes: dict[str, object], field: str
    ) -> None:
        details = {
            "name": "",
            "capability": make.CLEANING,
            "area": SANDWELL,
            "quantity": 40,
            "periods": 52,
            **changes,
        }
        with pytest.raises(Refused) as refusal:
            work_packages.confirm_work_package(
                session,
                make.adviser(session),
                self.package(session),
                PackageDetails(**details),  # type: ignore[arg-type]
            )
        assert refusal.value.field == field

    def test_neither_enterprises_nor_strangers_confirm(self, session: Session) -> None:
        draft = self.package(session)
        for actor in (make.member_of(session, make.enterprise(session)), make.officer(session)):
            with pytest.raises(NotAllowed):
                work_packages.confirm_work_package(session, actor, draft)

    def test_a_confirmed_package_of_an_open_tender_stays(self, session: Session) -> None:
        draft, adviser = self.package(session), make.adviser(session)
        work_packages.confirm_work_package(session, adviser, draft, KNOWN)
        with pytest.raises(Conflict):
            work_packages.remove_work_package(session, adviser, draft)

    def test_periods_left_open_are_the_whole_contract_by_its_dates_or_are_asked_for(
        self, session: Session
    ) -> None:
        tender = imported(session, [{}], term_months=24)
        (draft,) = drafting.draft_work_packages(session, SYSTEM, tender)
        work_packages.confirm_work_package(
            session, SYSTEM, draft, PackageDetails("", make.CLEANING, SANDWELL, 40, None)
        )
        assert draft.periods == 104
        tender.term_months = None
        with pytest.raises(Refused, match="set the contract dates"):
            work_packages.confirm_work_package(
                session, SYSTEM, draft, PackageDetails("", make.CLEANING, SANDWELL, 40, None)
            )
