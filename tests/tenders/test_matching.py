"""The one rule of matching, and that the database keeps it exactly."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy.orm import Session

from app.enterprises.rules import OfferState
from app.foundation.errors import NotAllowed, Refused
from app.foundation.reference import areas, cpv, units
from app.foundation.types import now
from app.tenders.actions import confirming
from app.tenders.models import WorkPackage
from app.tenders.queries import matching
from app.tenders.rules import TenderState, WorkPackageState
from tests import factories as make

ASTON = "E05011121"  # a ward of Birmingham
WEST_MIDLANDS = "TLG3"


def new_package(session: Session, **values: object) -> WorkPackage:
    return make.work_package(session, make.lot(session, make.tender(session)), **values)


def serves(session: Session, package: WorkPackage) -> list[tuple[int, bool]]:
    return [
        (match.offer_id, match.confirmed) for match in matching.offers_for(session, [package])[package.id]
    ]


@pytest.mark.parametrize(
    ("offered", "needed", "matches"),
    [
        ("90910000", "90910000", True),
        ("90910000", "90911200", True),
        ("90900000", "90911200", True),  # the group
        ("90911200", "90910000", False),  # narrower, not confirmed
        ("90911300", "90911200", False),  # a sibling
        ("55520000", "90910000", False),
    ],
)
def test_an_offer_serves_its_own_code_and_what_is_narrower(
    session: Session, offered: str, needed: str, matches: bool
) -> None:
    offer = make.offer(session, make.enterprise(session), capability=offered)
    assert bool(serves(session, new_package(session, capability=needed))) is matches
    assert offer.unit == units.standard_unit(offered).name


@pytest.mark.parametrize(
    ("covered", "needed", "matches"),
    [
        ((make.BIRMINGHAM,), ASTON, True),
        ((ASTON,), make.BIRMINGHAM, False),
        ((WEST_MIDLANDS,), ASTON, True),
        (("UK",), ASTON, True),
        (("TLG31",), ASTON, True),  # Birmingham by its other code
        ((make.SANDWELL,), ASTON, False),
        ((make.SANDWELL, ASTON), ASTON, True),
    ],
)
def test_the_offers_areas_must_contain_the_packages(
    session: Session, covered: tuple[str, ...], needed: str, matches: bool
) -> None:
    make.offer(session, make.enterprise(session), areas=covered)
    assert bool(serves(session, new_package(session, area=needed))) is matches


def test_units_must_be_equal(session: Session) -> None:
    make.offer(session, make.enterprise(session), unit="crew-days a week")
    assert serves(session, new_package(session)) == []


def test_an_enterprise_is_not_told_of_a_tender_that_counts_in_another_unit(session: Session) -> None:
    package = new_package(session, capability="90911200")
    tender, enterprise = package.lot.tender, make.enterprise(session)
    wide = make.offer(session, enterprise, capability="90910000", unit="crew-days a week")
    narrow = make.offer(session, enterprise, capability="90911210", unit="crew-days a week")
    assert not matching.serves(wide, package)
    assert not matching.could_confirm(narrow, package)
    reach = matching.reach_of_tender(session, enterprise.id, tender)
    assert (reach.serves, reach.could_confirm) == ((), ())
    assert matching.reach_for_enterprise(session, enterprise.id, now()) == []


def test_a_withdrawn_offer_serves_nothing(session: Session) -> None:
    make.offer(session, make.enterprise(session), state=OfferState.withdrawn)
    assert serves(session, new_package(session)) == []


def test_an_offer_that_covers_two_areas_around_a_package_counts_once(session: Session) -> None:
    offer = make.offer(session, make.enterprise(session), areas=("UK", make.BIRMINGHAM))
    assert serves(session, new_package(session, area=ASTON)) == [(offer.id, False)]


def test_the_database_keeps_the_rule_for_every_pair(session: Session) -> None:
    codes = [
        "90900000",
        "90910000",
        "90911000",
        "90911200",
        "90919200",
        "55500000",
        "55520000",
        "55523000",
        "90500000",
    ]
    places = [ASTON, make.BIRMINGHAM, make.SANDWELL, WEST_MIDLANDS, "TLG", "E92000001", "UK", "TLG31"]
    enterprise = make.enterprise(session)
    offers = [
        make.offer(session, enterprise, areas=(place,), capability=code)
        for code, place in itertools.product(codes, places)
    ]
    lot = make.lot(session, make.tender(session))
    packages = [
        make.work_package(session, lot, capability=code, area=place)
        for code, place in itertools.product(codes, places)
    ]
    matches = matching.offers_for(session, packages)
    for package in packages:
        expected = [
            offer.id
            for offer in offers
            if cpv.serves(offer.capability, package.capability)
            and areas.contains(offer.areas[0].area, package.area)
            and offer.unit == package.unit
        ]
        assert [match.offer_id for match in matches[package.id]] == expected


def test_many_packages_take_two_statements(session: Session, statements: list[str]) -> None:
    make.offer(session, make.enterprise(session))
    lot = make.lot(session, make.tender(session))
    packages = [make.work_package(session, lot) for _ in range(60)]
    statements.clear()
    matches = matching.offers_for(session, packages)
    assert len(statements) == 2
    assert all(len(of_package) == 1 for of_package in matches.values())


def test_no_packages_are_no_question(session: Session, statements: list[str]) -> None:
    assert matching.offers_for(session, []) == {}
    assert statements == []


class TestNarrowerOffers:
    def test_count_once_the_enterprise_confirms_them_for_that_package_alone(self, session: Session) -> None:
        enterprise = make.enterprise(session)
        offer = make.offer(session, enterprise, capability="90911200")
        first, second = new_package(session), new_package(session)
        confirming.confirm_narrower(session, make.member_of(session, enterprise), first, offer)
        assert serves(session, first) == [(offer.id, True)]
        assert serves(session, second) == []

    def test_saying_it_twice_is_saying_it_once_and_it_can_be_taken_back(self, session: Session) -> None:
        enterprise = make.enterprise(session)
        offer, package = make.offer(session, enterprise, capability="90911200"), new_package(session)
        member = make.member_of(session, enterprise)
        first = confirming.confirm_narrower(session, member, package, offer)
        assert confirming.confirm_narrower(session, member, package, offer).id == first.id
        confirming.take_back(session, member, package, offer)
        assert serves(session, package) == []

    def test_nobody_else_can_say_so(self, session: Session) -> None:
        offer = make.offer(session, make.enterprise(session), capability="90911200")
        stranger = make.member_of(session, make.enterprise(session))
        for actor in (stranger, make.adviser(session)):
            with pytest.raises(NotAllowed):
                confirming.confirm_narrower(session, actor, new_package(session), offer)

    @pytest.mark.parametrize(
        "values",
        [
            {"capability": "55520000"},
            {"capability": "90911200"},
            {"area": make.SANDWELL},
            {"unit": "items a month"},
        ],
    )
    def test_only_what_is_narrower_and_fits_otherwise_can_be_confirmed(
        self, session: Session, values: dict[str, str]
    ) -> None:
        enterprise = make.enterprise(session)
        offer = make.offer(session, enterprise, capability="90911200")
        with pytest.raises(Refused):
            confirming.confirm_narrower(
                session, make.member_of(session, enterprise), new_package(session, **values), offer
            )

    def test_not_for_a_closed_tender_nor_a_draft_package(self, session: Session) -> None:
        enterprise = make.enterprise(session)
        offer, member = (
            make.offer(session, enterprise, capability="90911200"),
            make.member_of(session, enterprise),
        )
        closed = make.work_package(session, make.lot(session, make.tender(session, deadline=now())))
        draft = new_package(session, state=WorkPackageState.draft)
        for package in (closed, draft):
            with pytest.raises(Refused):
                confirming.confirm_narrower(session, member, package, offer)

    def test_a_confirmation_ends_with_its_offers_reach(self, session: Session) -> None:
        enterprise = make.enterprise(session)
        offer, package = make.offer(session, enterprise, capability="90911200"), new_package(session)
        confirming.confirm_narrower(session, make.member_of(session, enterprise), package, offer)
        offer.areas[0].area = make.SANDWELL
        session.flush()
        session.expire(offer)
        assert serves(session, package) == []


class TestReach:
    def test_open_tenders_that_an_enterprise_serves_or_could_confirm_soonest_first(
        self, session: Session
    ) -> None:
        from datetime import timedelta

        enterprise = make.enterprise(session)
        make.offer(session, enterprise, capability="90911200", areas=(make.BIRMINGHAM,))
        later = make.work_package(
            session,
            make.lot(session, make.tender(session, deadline=now() + timedelta(days=90))),
            capability="90911200",
            area=ASTON,
        )
        sooner = make.work_package(session, make.lot(session, make.tender(session)), capability=make.CLEANING)
        make.work_package(
            session, make.lot(session, make.tender(session, state=TenderState.closed)), capability="90911200"
        )
        make.work_package(session, make.lot(session, make.tender(session)), capability=make.CATERING)
        in_reach = matching.reach_for_enterprise(session, enterprise.id, now())
        assert [reach.tender.id for reach in in_reach] == [sooner.lot.tender_id, later.lot.tender_id]
        assert [match.work_package.id for match in in_reach[0].could_confirm] == [sooner.id]
        assert [match.work_package.id for match in in_reach[1].serves] == [later.id]

    def test_without_offers_there_is_none(self, session: Session) -> None:
        new_package(session)
        assert matching.reach_for_enterprise(session, make.enterprise(session).id, now()) == []
