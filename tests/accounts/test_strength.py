"""How good a new password is."""

from __future__ import annotations

import pytest

from app.accounts import strength
from app.accounts.strength import password_fault

KNOWN = ("Jo Smithson", "jo.smith-jones@example.org", "Green Works CIC")


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "ten chars!", "ŵyth cant o ŷd", "three words here", "x" * 3 + "Kq7-vTz!mR2w"],
)
def test_a_long_password_that_nobody_guesses_is_taken_whatever_its_characters(password: str) -> None:
    assert password_fault(password, KNOWN) is None


@pytest.mark.parametrize(
    "password",
    [
        "Password123",
        "p@ssw0rd1234",
        "birmingham2026!",
        "bidbridge123",
        "aaaaaaaaaaaa",
        "abababababab",
        "1234567890",
        "0987654321",
        "qwertyuiop12",
        "12/03/1987.",
        "jo.smith-jones",
        "Jo Smithson",
        "jo smithson1",
        "Smithson1987",
        "Green Works CIC",
        "greenworkscic1",
    ],
)
def test_a_password_that_is_guessed_early_is_refused_and_says_what_to_choose(password: str) -> None:
    fault = password_fault(password, KNOWN)
    assert fault is not None
    assert "three random words" in fault


@pytest.mark.parametrize(
    ("password", "says"), [("nine char", "10 characters or more"), ("x9" * 101, "200 characters")]
)
def test_a_password_has_a_length(password: str, says: str) -> None:
    assert says in (password_fault(password) or "")


def test_what_is_judged_never_grows_with_what_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    import zxcvbn

    judged: list[tuple[str, list[str]]] = []

    def judge(password: str, user_inputs: list[str]) -> dict[str, int]:
        judged.append((password, user_inputs))
        return {"score": 4}

    monkeypatch.setattr(zxcvbn, "zxcvbn", judge)
    password_fault("a4@" * 60, tuple("many words " * 500 for _ in range(20)))
    [(password, words)] = judged
    assert len(password) == strength.JUDGED_LENGTH
    assert len(words) <= strength.MOST_WORDS
    assert max(len(word) for word in words) <= strength.JUDGED_LENGTH
