"""Credential types: stable keys, plain meanings, and what a higher level implies."""

import pytest

from app.foundation.reference import cpv, credentials


def test_a_higher_level_of_insurance_implies_every_lower_one() -> None:
    assert credentials.closure(["public_liability_10m"]) == {
        "public_liability_10m",
        "public_liability_5m",
        "public_liability_2m",
        "public_liability_1m",
    }
    assert credentials.closure(["employers_liability_10m"]) == {
        "employers_liability_10m",
        "employers_liability_5m",
    }
    assert "professional_indemnity_250k" in credentials.closure(["professional_indemnity_2m"])


def test_a_lower_level_never_implies_a_higher_one() -> None:
    assert "public_liability_5m" not in credentials.closure(["public_liability_2m"])
    assert credentials.closure(["cyber_essentials"]) == {"cyber_essentials"}


def test_what_stands_above_implies_what_stands_below() -> None:
    assert "cyber_essentials" in credentials.closure(["cyber_essentials_plus"])
    assert "food_hygiene_rating_3" in credentials.closure(["food_hygiene_rating_5"])
    assert "dbs_basic" in credentials.closure(["dbs_enhanced_barred"])
    assert credentials.closure(["chas"]) & credentials.closure(["safe_contractor"]) == {"ssip"}


def test_closing_twice_changes_nothing_and_unknown_keys_stay() -> None:
    keys = [credential.key for credential in credentials.all_types()]
    once = credentials.closure([*keys[::3], "something_else"])
    assert credentials.closure(once) == once
    assert "something_else" in once
    assert credentials.closure([]) == frozenset()


def test_nothing_implies_itself_in_a_circle() -> None:
    for credential in credentials.all_types():
        assert credential.key not in credentials.closure(credential.implies)


def test_only_the_strongest_need_be_shown() -> None:
    held = credentials.closure(["public_liability_10m", "cyber_essentials_plus", "iso9001"])
    assert credentials.strongest(held) == ("public_liability_10m", "iso9001", "cyber_essentials_plus")


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("79710000", "sia_licences"),
        ("55520000", "food_hygiene_rating_5"),
        ("90500000", "waste_carrier_licence"),
        ("85312000", "cqc_registration"),
        ("60130000", "section_19_permit"),
        ("77312100", "pesticide_certificate"),
        ("79952000", "spectator_safety_nvq"),
        ("90910000", "public_liability_5m"),
        ("90000000", "waste_carrier_licence"),
    ],
)
def test_each_trade_names_what_is_usually_asked_of_it(code: str, key: str) -> None:
    assert key in [credential.key for credential in credentials.usual_for(code)]


def test_a_trade_is_not_asked_for_what_belongs_to_another() -> None:
    keys = [credential.key for credential in credentials.usual_for("90910000")]
    assert "sia_licences" not in keys
    assert "food_hygiene_rating_5" not in keys
    assert len(keys) == len(set(keys))


def test_each_key_is_there_once() -> None:
    keys = [credential.key for credential in credentials.all_types()]
    assert len(keys) == len(set(keys)) > 100


@pytest.mark.parametrize("credential", credentials.all_types(), ids=lambda credential: credential.key)
def test_every_type_is_complete(credential: credentials.CredentialType) -> None:
    assert credential.name.strip() == credential.name != ""
    assert credential.meaning.endswith(".")
    assert credential.validity_months is None or 1 <= credential.validity_months <= 120
    assert all(credentials.get(key) for key in credential.implies)
    for family in credential.families:
        assert family == "*" or cpv.get(family.ljust(8, "0")), family


def test_every_insurance_is_renewed_each_year() -> None:
    assert {policy.validity_months for policy in credentials.all_types("insurance")} == {12}


def test_types_are_found_by_plain_words() -> None:
    assert credentials.search("guards")[0].key == "sia_licences"
    assert credentials.search("public liability 10")[0].key == "public_liability_10m"
    assert credentials.search("iso 9001")[0].key == "iso9001"
    assert credentials.search("") == []
    assert credentials.name("no_such_key") == "no_such_key"
