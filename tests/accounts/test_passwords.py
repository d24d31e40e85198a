"""Hashing: its parameters, and the same work for an address with and without an account."""

from __future__ import annotations

import argon2
import pytest

from app.accounts import passwords
from app.accounts.tokens import digest, new_token
from tests.conftest import PRODUCTS_HASHER


@pytest.fixture(autouse=True)
def _as_in_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PRODUCTS_HASHER)


def test_a_password_fits_its_own_hash_and_no_other_does() -> None:
    stored = passwords.hash_password("three words here")
    assert passwords.verify_password(stored, "three words here")
    assert not passwords.verify_password(stored, "three words her")


def test_hashes_carry_the_figures_we_promise() -> None:
    parameters = argon2.extract_parameters(passwords.hash_password("three words here"))
    assert (parameters.type, parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (
        argon2.Type.ID,
        19456,
        2,
        1,
    )


def test_the_hash_for_strangers_costs_exactly_as_much_as_a_real_one() -> None:
    assert argon2.extract_parameters(passwords.NOBODY) == argon2.extract_parameters(
        passwords.hash_password("x" * 10)
    )


def test_without_an_account_the_same_check_runs_and_never_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    class Fits:
        def verify(self, stored: str, typed: str) -> bool:
            checked.append(stored)
            return True

    monkeypatch.setattr(passwords, "_HASHER", Fits())
    assert not passwords.verify_password(None, "anything at all")
    assert checked == [passwords.NOBODY]


def test_a_stored_hash_that_is_no_hash_fits_nothing() -> None:
    assert not passwords.verify_password("!", "three words here")


def test_tokens_are_long_random_and_stored_only_as_a_digest() -> None:
    first, second = new_token(), new_token()
    assert first != second
    assert len(first) >= 43
    assert digest(first) != first
    assert len(digest(first)) == 64
