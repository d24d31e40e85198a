"""How each oddity of a release is read, and what is said about it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.ocds import reader
from app.ocds.normalise import NotANotice, normalise
from app.ocds.notice import Notice, Standing
from app.tenders.models import Tender
from app.tenders.rules import Arrangement, CriterionKind, TenderSource
from app.tenders.screens.origin import portal_words
from tests.ocds.conftest import a_release, as_file

FURTHER = (
    "lots", "awardCriteria", "selectionCriteria", "documents", "lotDetails", "techniques", "suitability",
    "otherRequirements", "enquiryPeriod", "minValue", "legalBasis",
)  # fmt: skip


def read(**changes: Any) -> Notice:
    return normalise(next(reader.read(as_file(a_release(**changes)))))


def remarked(notice: Notice, words: str) -> bool:
    return any(words in remark for remark in notice.remarks)


def weights(notice: Notice) -> list[tuple[str, int | None]]:
    return [(criterion.name, criterion.weight_bp) for criterion in notice.criteria]


def test_a_plain_release_is_read_with_nothing_odd_but_its_local_id() -> None:
    notice = read()
    assert (notice.title, notice.buyer_name, notice.value) == (
        "Cleaning of libraries",
        "Ladywood Council",
        52_000_000,
    )
    assert notice.deadline == datetime(2030, 3, 1, 12, tzinfo=UTC)
    assert (notice.starts_on, notice.ends_on) == (date(2030, 6, 1), date(2031, 5, 31))
    assert notice.lots[0].areas == ("E08000025",)
    assert notice.lots[0].capabilities == ("90910000",)
    assert notice.notice_url == "https://www.find-tender.service.gov.uk/Notice/000001-2026"
    assert notice.standing is Standing.open


class TestBuyers:
    def test_a_buyer_known_by_reference_alone_gets_its_name_from_the_party(self) -> None:
        assert read(buyer={"id": "b1"}).buyer_name == "Ladywood Council"

    def test_a_buyer_known_by_role_alone_is_found(self) -> None:
        assert read(buyer=None).buyer_name == "Ladywood Council"

    def test_a_local_id_identifies_nobody_elsewhere(self) -> None:
        assert read().buyer_identifier is None

    def test_a_registered_id_is_kept(self) -> None:
        party = {
            "id": "GB-LAE-BIR",
            "name": "B",
            "roles": ["buyer"],
            "identifier": {"scheme": "GB-LAE", "id": "BIR"},
        }
        assert read(parties=[party], buyer={"id": "GB-LAE-BIR"}).buyer_identifier == "GB-LAE-BIR"

    def test_nobody_named_is_said_so(self) -> None:
        notice = read(parties=[], buyer={"id": "gone"})
        assert notice.buyer_name == "Buyer not stated"
        assert remarked(notice, "refers to a buyer that it does not list")

    def test_joint_buyers_are_named(self) -> None:
        parties = [
            {"id": "b1", "name": "A", "roles": ["buyer"]},
            {"id": "b2", "name": "B", "roles": ["buyer"]},
        ]
        assert read(parties=parties, buyer={"id": "b1", "name": "A"}).other_buyers == ("B",)


class TestAmounts:
    @pytest.mark.parametrize("amount", [0, 1, 0.0, "0"])
    def test_nought_and_one_mean_that_nothing_is_stated(self, amount: Any) -> None:
        notice = read(tender={"value": {"amount": amount, "currency": "GBP"}})
        assert notice.value is None
        assert remarked(notice, "not stated")

    def test_pence_are_exact(self) -> None:
        assert read(tender={"value": {"amount": 640436.92, "currency": "GBP"}}).value == 64_043_692

    def test_an_endless_number_means_no_limit(self) -> None:
        content = as_file(a_release()).replace(b'"amount": 520000', b'"amount": 1e9999')
        notice = normalise(next(reader.read(content)))
        assert notice.value is None
        assert notice.value_note == "No limit stated"

    def test_another_currency_is_noted_and_not_taken_for_pounds(self) -> None:
        notice = read(tender={"value": {"amount": 1000, "currency": "EUR"}})
        assert (notice.value, notice.currency) == (None, "EUR")
        assert "1,000 EUR" in notice.value_note

    def test_an_amount_with_vat_alone_is_not_taken_for_one_without(self) -> None:
        notice = read(tender={"value": {"amountGross": 1200, "currency": "GBP"}})
        assert notice.value is None
        assert "£1,200 with VAT" in notice.value_note

    def test_a_least_value_is_a_note(self) -> None:
        notice = read(tender={"value": {"amount": 0}, "minValue": {"amount": 1120000, "currency": "GBP"}})
        assert "at least £1,120,000" in notice.value_note

    @pytest.mark.parametrize("amount", [-5, "lots", [], {}, True, 10**30])
    def test_nonsense_is_no_value(self, amount: Any) -> None:
        assert read(tender={"value": {"amount": amount}}).value is None

    @pytest.mark.parametrize(("stated", "meant"), [(2, 2), (2147483647, None), (10**9, None), (0, None)])
    def test_the_largest_numbers_of_databases_are_no_limit(self, stated: int, meant: int | None) -> None:
        assert read(tender={"lotDetails": {"maximumLotsBidPerSupplier": stated}}).max_lots_bid == meant


class TestText:
    def test_lost_line_breaks_come_back(self) -> None:
        text = (
            "For public spaces.rnrnPlease see the services below.rn Fencing servicesrn Hedges, turn by turn."
        )
        notice = read(tender={"description": text})
        assert notice.description == (
            "For public spaces.\n\nPlease see the services below.\nFencing services\nHedges, turn by turn."
        )

    @pytest.mark.parametrize("words", ["Northern Ireland", "a return to", "the modern Lantern", "govern all"])
    def test_words_that_end_so_keep_their_letters(self, words: str) -> None:
        assert read(tender={"description": f"In {words}."}).description == f"In {words}."

    def test_entities_become_characters(self) -> None:
        notice = read(tender={"title": "Repair &amp;amp; care of M&amp;E &lt;plant&gt;"})
        assert notice.title == "Repair & care of M&E <plant>"
        assert remarked(notice, "&amp;")

    def test_what_cannot_be_stored_is_left_out(self) -> None:
        assert read(tender={"title": "A\x00 \ud800title"}).title == "A title"

    def test_a_missing_title_is_replaced_by_the_beginning_of_the_description(self) -> None:
        notice = read(tender={"title": None})
        assert notice.title == "Daily cleaning."
        assert remarked(notice, "no title")


class TestCriteria:
    def test_weights_given_as_numbers(self) -> None:
        criteria = [
            {"type": "price", "name": "Cost", "numbers": [{"number": 40, "weight": "percentageExact"}]},
            {"type": "quality", "name": "Team", "numbers": [{"number": 0.6, "weight": "decimalExact"}]},
        ]
        assert weights(read(tender={"awardCriteria": {"criteria": criteria}})) == [
            ("Cost", 4000),
            ("Team", 6000),
        ]

    @pytest.mark.parametrize(
        ("item", "expected"),
        [
            ({"type": "quality", "name": "Quality", "description": "75"}, ("Quality", 7500)),
            ({"type": "price", "description": "63.7"}, ("Price", 6370)),
            ({"type": "quality", "description": "Quality 60%"}, ("Quality", 6000)),
            ({"type": "price", "description": "Price - 40"}, ("Price", 4000)),
            ({"type": "price", "name": "Price - 40"}, ("Price", 4000)),
            ({"type": "quality", "name": "Method (35%)"}, ("Method", 3500)),
        ],
    )
    def test_weights_hidden_in_descriptions(self, item: dict[str, str], expected: tuple[str, int]) -> None:
        assert weights(read(tender={"awardCriteria": {"criteria": [item]}})) == [expected]

    @pytest.mark.parametrize(
        "sentence",
        [
            "Quality 60%, Price 40%",
            "60% quality and 40% price",
            "Bids are judged on: Quality 60% and Price 40%.",
        ],
    )
    def test_a_sentence_with_all_weights_is_taken_apart(self, sentence: str) -> None:
        criteria = weights(read(tender={"awardCriteriaDetails": sentence}))
        assert sorted(weight or 0 for _, weight in criteria) == [4000, 6000]

    def test_percentages_that_are_no_weights_are_left_alone(self) -> None:
        assert (
            weights(read(tender={"awardCriteriaDetails": "5% discount, or 30% of staff from Ladywood"})) == []
        )

    def test_a_tender_judged_by_price_alone_gives_the_price_all_the_weight(self) -> None:
        assert weights(read(tender={"awardCriteria": "priceOnly"})) == [("Price", 10_000)]
        assert weights(read(tender={"awardCriteria": "ratedCriteria"})) == []

    def test_each_lot_judged_by_price_alone_gives_the_price_all_the_weight(self) -> None:
        lots = [{"id": "1", "awardCriteria": "priceOnly"}, {"id": "2", "awardCriteria": {"criteria": []}}]
        (criterion,) = read(tender={"lots": lots}).criteria
        assert (criterion.kind, criterion.weight_bp) == (CriterionKind.price, 10_000)
        assert criterion.lot_key is not None

    def test_a_year_in_a_name_is_no_weight(self) -> None:
        criteria = [{"type": "quality", "name": "Prices of 2030"}]
        assert weights(read(tender={"awardCriteria": {"criteria": criteria}})) == [("Prices of 2030", None)]

    def test_social_value_is_told_from_quality_by_its_name(self) -> None:
        criteria = [{"type": "quality", "name": "Social value", "description": "10"}]
        assert (
            read(tender={"awardCriteria": {"criteria": criteria}}).criteria[0].kind
            is CriterionKind.social_value
        )

    def test_equal_criteria_of_all_lots_stand_once(self) -> None:
        judged = {"criteria": [{"type": "price", "description": "100"}]}
        lots = [
            {"id": "1", "title": "A", "awardCriteria": judged},
            {"id": "2", "title": "B", "awardCriteria": judged},
        ]
        assert [criterion.lot_key for criterion in read(tender={"lots": lots}).criteria] == [None]

    def test_weights_that_do_not_add_up_are_remarked(self) -> None:
        criteria = [{"type": "quality", "description": "10"}, {"type": "price", "description": "63.7"}]
        assert remarked(read(tender={"awardCriteria": {"criteria": criteria}}), "73.7%")


class TestLotsCodesAndPlaces:
    def test_lots_without_titles_are_called_by_number(self) -> None:
        notice = read(tender={"lots": [{"id": "A"}, {"id": "B"}]})
        assert [lot.title for lot in notice.lots] == ["Lot A", "Lot B"]

    def test_two_lots_of_one_number_are_told_apart(self) -> None:
        notice = read(tender={"lots": [{"id": "1", "title": "A"}, {"id": "1", "title": "B"}]})
        assert [lot.key for lot in notice.lots] == ["1", "1-2"]
        assert remarked(notice, "Two lots")

    def test_items_tell_the_codes_and_places_of_their_lot(self) -> None:
        items = [
            {
                "relatedLot": "1",
                "classification": {"scheme": "CPV", "id": "55520000-1"},
                "deliveryAddresses": [{"region": "UKG31"}],
            },
            {
                "relatedLot": "2",
                "additionalClassifications": [{"scheme": "CPV", "id": "90500000"}],
                "deliveryLocation": {"description": "Sandwell"},
            },
        ]
        notice = read(tender={"lots": [{"id": "1"}, {"id": "2"}], "items": items})
        assert [(lot.capabilities[0], lot.areas) for lot in notice.lots] == [
            ("55520000", ("E08000025",)),
            ("90500000", ("E08000028",)),
        ]

    def test_the_code_that_holds_all_others_comes_first(self) -> None:
        items = [
            {
                "additionalClassifications": [
                    {"scheme": "CPV", "id": code} for code in ("15811100", "15811400", "15810000")
                ]
            }
        ]
        assert read(tender={"classification": None, "items": items}).lots[0].capabilities[0] == "15810000"

    def test_a_division_is_kept_but_told_to_be_too_wide(self) -> None:
        notice = read(tender={"classification": {"scheme": "CPV", "id": "90000000"}})
        assert notice.lots[0].capabilities == ("90000000",)
        assert remarked(notice, "whole CPV division")

    def test_a_code_that_does_not_exist_is_left_out(self) -> None:
        notice = read(tender={"classification": {"scheme": "CPV", "id": "99999999"}})
        assert notice.capability is None
        assert remarked(notice, "99999999")

    def test_regions_listed_with_their_parts_count_once(self) -> None:
        addresses = [{"region": "UKG3"}, {"region": "UKG31"}, {"region": "UKG32"}]
        assert len(read(tender={"items": [{"deliveryAddresses": addresses}]}).lots[0].areas) == 1

    def test_a_place_abroad_is_remarked(self) -> None:
        notice = read(
            tender={"items": [{"deliveryAddresses": [{"region": "UKG31"}, {"countryName": "Europe"}]}]}
        )
        assert notice.lots[0].areas == ("E08000025",)
        assert remarked(notice, "Europe")

    def test_without_any_place_the_buyers_own_is_taken_never_its_town(self) -> None:
        party = {
            "id": "b1",
            "name": "Kent County Council",
            "roles": ["buyer"],
            "address": {"locality": "Maidstone"},
        }
        notice = read(parties=[party], tender={"items": []})
        assert notice.lots[0].areas == ("TLJ4",)
        assert remarked(notice, "does not name a place")

    def test_every_lot_stating_the_whole_value_is_remarked(self) -> None:
        value = {"amount": 520000, "currency": "GBP"}
        notice = read(tender={"lots": [{"id": "1", "value": value}, {"id": "2", "value": value}]})
        assert remarked(notice, "value of the whole")


class TestTimes:
    def test_a_day_is_read_to_its_end_in_london(self) -> None:
        notice = read(tender={"tenderPeriod": {"endDate": "2030-07-01"}})
        assert notice.deadline == datetime(2030, 7, 1, 22, 59, 59, tzinfo=UTC)

    def test_a_time_without_zone_is_londons(self) -> None:
        notice = read(tender={"tenderPeriod": {"endDate": "2030-07-01T12:00:00"}})
        assert notice.deadline == datetime(2030, 7, 1, 11, tzinfo=UTC)
        assert remarked(notice, "London time")

    @pytest.mark.parametrize("stated", ["soon", "0001-01-01T00:00:00Z", "9999-12-31", "2030-13-01", 7, ""])
    def test_what_is_no_date_is_left_out(self, stated: Any) -> None:
        assert read(tender={"tenderPeriod": {"endDate": stated}}).deadline is None

    def test_a_contract_that_ends_before_it_starts_has_no_dates(self) -> None:
        period = {"startDate": "2031-01-01T00:00:00Z", "endDate": "2030-01-01T00:00:00Z"}
        notice = read(tender={"contractPeriod": period})
        assert (notice.starts_on, notice.ends_on) == (None, None)

    def test_the_last_second_of_a_day_is_that_day_whatever_its_zone(self) -> None:
        period = {"startDate": "2030-07-01T00:00:00Z", "endDate": "2031-07-23T23:59:59Z"}
        assert read(tender={"contractPeriod": period}).ends_on == date(2031, 7, 23)

    @pytest.mark.parametrize(("days", "months"), [(1080, 36), (360, 12), (365, 12), (7, 1)])
    def test_lengths_in_days_are_months_of_thirty(self, days: int, months: int) -> None:
        assert read(tender={"contractPeriod": {"durationInDays": days}}).term_months == months


class TestStanding:
    def test_a_tender_that_holds_an_award_is_awarded_whatever_its_tag(self) -> None:
        notice = read(
            awards=[{"id": "a", "status": "active", "suppliers": [{"id": "x", "name": "Winner Ltd"}]}]
        )
        assert notice.standing is Standing.awarded
        assert notice.awards[0].suppliers == ("Winner Ltd",)
        assert remarked(notice, "contains an award")

    def test_a_plan_with_a_deadline_is_a_tender(self) -> None:
        notice = read(tag=["planning"])
        assert notice.standing is Standing.open
        assert remarked(notice, "tagged “planning”")

    def test_a_tender_whose_status_is_planned_is_an_early_notice(self) -> None:
        assert read(tender={"status": "planning", "tenderPeriod": None}).standing is Standing.planned

    @pytest.mark.parametrize("status", ["cancelled", "withdrawn", "unsuccessful"])
    def test_what_came_to_nothing_is_withdrawn(self, status: str) -> None:
        assert read(tender={"status": status}).standing is Standing.withdrawn

    def test_a_pending_award_is_none(self) -> None:
        assert read(awards=[{"id": "a", "status": "pending"}]).standing is Standing.open


class TestParticipation:
    def test_reservations_of_the_act_and_its_uk_extension(self) -> None:
        workshops = {"reservedParticipation": ["shelteredWorkshop"]}
        assert "section 32" in read(tender={"otherRequirements": workshops}).reserved
        lots = [{"id": "1", "otherRequirements": {"reservedParticipation": ["smeVcse"]}}]
        assert "social enterprises" in read(tender={"lots": lots}).reserved

    def test_suitability_under_its_three_names(self) -> None:
        assert read(tender={"suitability": {"sme": True, "vcse": False}}).suitable_vcse is False
        assert read(tender={"xClassifications": {"isSuitableForVco": True}}).suitable_vcse is True
        assert read(tender={"lots": [{"id": "1", "suitability": {"vcse": True}}]}).suitable_vcse is True

    def test_the_threshold_flag_and_the_regime(self) -> None:
        basis = {"id": "2023/54", "scheme": "UKPGA"}
        assert read(tender={"legalBasis": basis}).regime == "procurement_act_2023"
        below = read(tender={"legalBasis": basis, "aboveThreshold": False})
        assert (below.above_threshold, below.regime) == (False, "below_threshold")

    def test_frameworks_and_dynamic_markets(self) -> None:
        assert (
            read(tender={"techniques": {"hasFrameworkAgreement": True}}).arrangement is Arrangement.framework
        )
        assert (
            read(tender={"techniques": {"hasDynamicPurchasingSystem": True}}).arrangement
            is Arrangement.dynamic_market
        )


def test_related_processes_with_an_ocid_are_siblings_and_others_a_remark() -> None:
    related = [{"identifier": "ocds-h6vhtk-029600"}, {"identifier": "2024/S 000-012546"}]
    notice = read(relatedProcesses=related)
    assert notice.related_ocids == ("ocds-h6vhtk-029600",)
    assert remarked(notice, "2024/S 000-012546")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://a b", "//evil", "data:text/html,x", 7])
def test_a_document_with_an_address_that_no_page_may_link_to_has_none(address: Any) -> None:
    notice = read(tender={"documents": [{"id": "1", "title": "Specification", "url": address}]})
    assert [(document.title, document.url) for document in notice.documents] == [("Specification", "")]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"ocid": None}, "no OCID"), ({"ocid": "x" * 130}, "longer than 120"),
     ({"tender": None}, "not contain a tender or an award")],
)  # fmt: skip
def test_what_makes_no_tender_is_refused_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    release = {**a_release(), **changes}
    with pytest.raises(NotANotice, match=reason):
        normalise(next(reader.read(as_file(release))))


@pytest.mark.parametrize("rubbish", [7, "x", None, [], {}, [[]], [None], True])
def test_no_part_of_the_wrong_shape_breaks_the_reading(rubbish: Any) -> None:
    plain = a_release()
    for name in [name for name in plain if name not in ("ocid", "tender")]:
        assert read(**{name: rubbish}).title
    for name in [*plain["tender"], *FURTHER]:
        assert normalise(
            next(reader.read(as_file({**plain, "tender": {**plain["tender"], name: rubbish}})))
        ).title


class TestWhereBidsGo:
    @pytest.mark.parametrize(("stated", "portal", "how_to_bid"), [
        ("https://portal.example/7", "https://portal.example/7", ""),
        ("www.portal.example", "https://www.portal.example", ""),
        ("tenders@council.example", "", "tenders@council.example"),
        ("Send it through https://portal.example/7. Allow an hour.", "https://portal.example/7",
         "Send it through https://portal.example/7. Allow an hour."),
        ("https://one.example or https://two.example", "", "https://one.example or https://two.example"),
        ("By hand to the town hall", "", "By hand to the town hall"),
        ({"not": "text"}, "", ""),
    ])  # fmt: skip
    def test_an_address_is_where_and_words_are_how(
        self, stated: object, portal: str, how_to_bid: str
    ) -> None:
        notice = read(tender={"submissionMethodDetails": stated})
        assert notice.portal_url == portal
        assert [term for term in notice.further_terms if term.startswith("How to send a bid")] == (
            [f"How to send a bid: {how_to_bid}"] if how_to_bid else []
        )

    @pytest.mark.parametrize(("address", "words"), [
        ("https://portal.example/7", "portal.example (given in the notice: https://portal.example/7)"),
        ("http://www.sell2wales.gov.wales",
         "www.sell2wales.gov.wales (given in the notice, without a secure connection: http://www.sell2wales.gov.wales)"),
        ("https://good.example\\@evil.example", "The notice gives an address that we cannot read."),
    ])  # fmt: skip
    def test_the_host_of_an_address_is_said_and_nothing_is_a_link(self, address: str, words: str) -> None:
        shown = portal_words(Tender(source=TenderSource.imported, portal_url=address))
        assert shown.startswith(words)
        assert "href" not in shown
