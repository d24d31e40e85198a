"""Codes of a second factor, over plain values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from app.accounts import codes
from app.accounts.rules import carries_trust
from app.foundation.actor import OrganisationKind
from tests.conftest import PRODUCTS_HASHER, PRODUCTS_MEMORY_KIB

AT = datetime(2026, 8, 3, 12, 0, 10, tzinfo=UTC)
STEP = int(AT.timestamp()) // codes.STEP_SECONDS
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(step: int) -> str:
    return pyotp.TOTP(SECRET).generate_otp(step)


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_clock_may_be_one_step_early_or_late(drift: int) -> None:
    assert codes.step_of(SECRET, code(STEP + drift), AT, last_step=0) == STEP + drift


@pytest.mark.parametrize("drift", [-3, -2, 2, 3])
def test_a_code_from_further_away_is_refused(drift: int) -> None:
    assert codes.step_of(SECRET, code(STEP + drift), AT, last_step=0) is None


def test_a_code_counts_once_and_older_ones_no_more() -> None:
    assert codes.step_of(SECRET, code(STEP), AT, last_step=STEP) is None
    assert codes.step_of(SECRET, code(STEP - 1), AT, last_step=STEP) is None
    later = AT + timedelta(seconds=codes.STEP_SECONDS)
    assert codes.step_of(SECRET, code(STEP + 1), later, last_step=STEP) == STEP + 1


@pytest.mark.parametrize("typed", ["", "12345", "１２３４５６", "\ud800", "0" * 1000])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert codes.step_of(SECRET, typed, AT, last_step=0) is None


def test_a_secret_is_stored_encrypted_and_another_key_cannot_read_it() -> None:
    sealed = codes.seal(SECRET, "one key of the site, long enough to be taken")
    assert SECRET not in sealed
    assert codes.unseal(sealed, "one key of the site, long enough to be taken") == SECRET
    assert codes.unseal(sealed, "a new key of the site, long enough to be taken") is None


def test_secrets_are_of_160_bits_and_new_each_time() -> None:
    assert len({codes.new_secret() for _ in range(20)}) == 20
    assert len(codes.new_secret()) == 32


def test_the_picture_is_an_image_and_never_markup_of_our_page() -> None:
    assert codes.picture(SECRET, "jo@example.org").startswith("data:image/svg+xml")
    assert codes.address(SECRET, "jo@example.org").startswith(
        "otpauth://totp/Bidbridge:jo%40example.org?secret="
    )
    assert codes.by_hand(SECRET).replace(" ", "") == SECRET


def test_recovery_codes_are_ten_different_ones_and_forgive_how_they_are_typed() -> None:
    issued, salt = codes.new_recovery_codes(), codes.new_salt()
    assert len(set(issued)) == codes.RECOVERY_CODES == 10
    spoken = issued[0].replace("-", " ").lower()
    assert codes.hash_recovery_code(spoken, salt) == codes.hash_recovery_code(issued[0], salt)
    assert codes.hash_recovery_code(issued[0], salt) != codes.hash_recovery_code(issued[0], codes.new_salt())
    assert codes.hash_recovery_code(issued[0], salt) != codes.hash_recovery_code(issued[1], salt)


def test_everybody_who_sees_what_others_keep_private_needs_a_second_factor() -> None:
    assert not carries_trust(None)
    assert {kind for kind in OrganisationKind if not carries_trust(kind)} == {OrganisationKind.enterprise}


def test_recovery_codes_cost_as_much_to_guess_as_passwords() -> None:
    assert PRODUCTS_MEMORY_KIB == PRODUCTS_HASHER.memory_cost == 19456
