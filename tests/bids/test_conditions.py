"""Each condition of participation: who satisfies it, with what, and how the group's figure is worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from app.bids.rules.conditions import AnsweredCondition, answered, package_credentials
from app.bids.rules.pack import (
    Condition,
    Consortium,
    Contents,
    Credential,
    Member,
    NeededCredential,
    PricedPart,
    PricedWorkPackage,
    Tender,
)

ASKED_AT = "2026-11-03T12:00:00Z"


def member(name: str, *held: tuple[str, str | None], **figures: Any) -> Member:
    credentials = tuple(
        Credential(
            type, type.upper(), (type, *(("low",) if type == "high" else ())), "R1", "", None, until, None
        )
        for type, until in held
    )
    plain = Member(
        id=name,
        name=name.title(),
        lead=name == "anna",
        accepted=True,
        answered_at=None,
        legal_form=None,
        company_number=None,
        charity_number=None,
        home=None,
        workforce=10,
        supported_workforce=3,
        social_enterprise=True,
        verification=None,
        summary="",
        history="",
        website="",
        credentials=credentials,
        short_work_packages=(),
        enterprise=1,
        turnover=10_000_000,
        joining_cost=0,
        share_bp=None,
        exposure_bp=2_000,
        short=0,
    )
    return replace(plain, **figures)


def contents(*members: Member, liability: str = "joint", months: int = 12, **condition: Any) -> Contents:
    entry = {
        "title": "",
        "text": "",
        "needed": "",
        "lot": None,
        "credential": None,
        "credential_label": "It",
        "amount": None,
        **condition,
    }
    tender = _tender(liability, months, Condition(**entry))
    consortium = Consortium(1, "Arch", "", "", None, ("5",))
    return Contents(
        tender=tender,
        consortium=consortium,
        members=members,
        work_packages=(_work_package(members),),
        resilience_known=True,
        source_release=None,
    )


def _tender(liability: str, months: int, condition: Condition) -> Tender:
    return Tender(
        id=1,
        title="Cleaning",
        description="",
        buyer="City",
        buyer_identifier=None,
        practice=False,
        practice_of=None,
        ocid=None,
        notice_number=None,
        notice_url=None,
        no_notice_reason=None,
        portal_url=None,
        arrangement="",
        regime="",
        procedure="",
        main_category=None,
        liability=liability,
        liability_label="",
        value=None,
        currency=None,
        capability=None,
        capability_label=None,
        published_at=None,
        deadline="2026-12-01T12:00:00Z",
        enquiries_until=None,
        starts_on="2027-01-10",
        ends_on=None,
        term_months=months,
        lots=(),
        conditions=(condition,),
        criteria=(),
    )


def _work_package(members: Sequence[Member]) -> PricedWorkPackage:
    """Each member delivers 10 of it, for £40,000."""
    return PricedWorkPackage(
        id="1.1",
        lot="5",
        name="Halls",
        capability="",
        capability_label="",
        area="",
        area_label="",
        unit="",
        period="",
        quantity=10 * len(members),
        periods=1,
        estimated=False,
        credentials=(NeededCredential("low", "LOW"),),
        backed_up_by=(),
        parts=tuple(PricedPart(member.id, 10, 100, 4_000_000) for member in members),
    )


def answer(data: Contents) -> AnsweredCondition:
    return answered(data, ASKED_AT)[0]


def test_the_lead_itself_must_hold_what_is_asked_of_the_lead() -> None:
    held = answer(
        contents(member("anna", ("low", None)), member("bela"), kind="lead_credential", credential="low")
    )
    missing = answer(
        contents(member("anna"), member("bela", ("low", None)), kind="lead_credential", credential="low")
    )
    assert (held.met, held.who, missing.met) == (True, ("Anna",), False)


def test_one_member_that_holds_it_is_enough_for_the_group() -> None:
    result = answer(
        contents(member("anna"), member("bela", ("low", None)), kind="group_credential", credential="low")
    )
    assert (result.met, result.who) == (True, ("Bela",))
    assert result.working == "1 of 2 members holds this. At least one must."


def test_a_higher_level_is_evidence_for_the_lower_one() -> None:
    result = answer(
        contents(member("anna", ("high", "2028-02-01")), kind="group_credential", credential="low")
    )
    assert result.met
    assert result.evidence == ("Anna: HIGH, R1, valid until 1 February 2028",)


@pytest.mark.parametrize(("until", "met"), [("2027-01-10", True), ("2027-01-09", False)])
def test_a_credential_must_last_to_the_first_day_of_the_contract(until: str, met: bool) -> None:
    assert (
        answer(contents(member("anna", ("low", until)), kind="group_credential", credential="low")).met is met
    )


def test_everybody_who_delivers_it_must_hold_what_a_work_package_asks() -> None:
    result = package_credentials(
        contents(member("anna", ("low", None)), member("bela"), kind="text"), ASKED_AT
    )[0]
    assert (result.met, result.who, result.missing) == (False, ("Anna",), ("Bela",))


def test_under_joint_liability_every_members_turnover_counts_and_otherwise_only_the_leads() -> None:
    members = [member("anna", turnover=5_000_000), member("bela", turnover=5_000_000)]
    turnover: dict[str, Any] = {"kind": "combined_turnover", "amount": 10_000}
    joint, alone = (
        answer(contents(*members, **turnover)),
        answer(contents(*members, liability="lead", **turnover)),
    )
    assert (joint.met, alone.met) == (True, False)
    assert (joint.who, alone.who) == (("Anna", "Bela"), ("Anna",))


def test_a_longer_contract_asks_for_less_turnover_a_year() -> None:
    turnover: dict[str, Any] = {"kind": "combined_turnover", "amount": 10_000}
    poor = member("anna", turnover=2_000_000)
    assert answer(contents(poor, months=12, **turnover)).met is False
    assert answer(contents(poor, months=24, **turnover)).met is True


def test_a_pooled_figure_is_said_in_whole_times_and_never_in_pounds() -> None:
    result = answer(contents(member("anna", turnover=14_000_000), kind="combined_turnover", amount=10_000))
    assert "at least 3 times the yearly value" in result.working
    assert "£" not in result.working


def test_turnover_that_nobody_states_is_named_and_counts_for_nothing() -> None:
    result = answer(
        contents(member("anna"), member("bela", turnover=None), kind="combined_turnover", amount=10_000)
    )
    assert "Turnover not stated by Bela" in result.working
    assert answer(contents(member("anna", turnover=None), kind="lead_turnover", amount=1)).met is None


def test_exposure_over_the_limit_names_the_member_without_its_figure() -> None:
    result = answer(
        contents(member("anna"), member("bela", exposure_bp=5_001), kind="exposure", amount=5_000)
    )
    assert result.met is False
    assert "Bela" in result.working
    assert "50.01" not in result.working
    assert answer(contents(member("anna", exposure_bp=5_000), kind="exposure", amount=5_000)).met is True


def test_supported_workforce_is_counted_over_the_whole_group() -> None:
    members = [member("anna", supported_workforce=0), member("bela", supported_workforce=6)]
    result = answer(contents(*members, kind="supported_workforce", amount=3_000))
    assert result.met is True
    assert result.working.startswith("6 of the 20 people")
    assert answer(contents(*members, kind="supported_workforce", amount=3_001)).met is False


def test_the_leads_share_and_the_number_of_members_are_checked() -> None:
    two = (member("anna"), member("bela"))
    assert answer(contents(*two, kind="lead_value_share", amount=5_000)).met is True
    assert answer(contents(*two, kind="lead_value_share", amount=5_001)).met is False
    assert answer(contents(*two, kind="members_max", amount=2)).met is True
    assert answer(contents(*two, kind="members_max", amount=1)).met is False


def test_what_only_words_say_is_left_to_a_person() -> None:
    assert answer(contents(member("anna"), kind="text", text="Keep a log.")).met is None
