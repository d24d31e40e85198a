"""The register's rules, without a database or a clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.enterprises.rules import (
    PER_MILLE,
    Closeness,
    CredentialState,
    agreed_trust,
    closeness,
    credential_state,
    is_supported_employer,
    ordered_pair,
    overlap,
)
from app.foundation.reference import areas

TODAY = date(2026, 8, 3)
BIRMINGHAM, SANDWELL = "E08000025", "E08000028"


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (None, CredentialState.valid),
        (61, CredentialState.valid),
        (60, CredentialState.expiring),
        (0, CredentialState.expiring),
        (-1, CredentialState.expired),
    ],
)
def test_a_credential_expires_after_its_last_day_and_warns_for_sixty(
    days: int | None, state: CredentialState
) -> None:
    assert credential_state(None if days is None else TODAY + timedelta(days=days), TODAY) is state


def test_every_step_of_trust_reads_back_as_its_own_words() -> None:
    assert [closeness(PER_MILLE[step]) for step in Closeness] == list(Closeness)
    assert sorted(PER_MILLE.values()) == [250, 500, 750, 1000]


@pytest.mark.parametrize(
    ("per_mille", "step"),
    [(1, Closeness.met), (499, Closeness.met), (999, Closeness.several), (1000, Closeness.vouch)],
)
def test_a_figure_between_two_steps_reads_as_the_lower(per_mille: int, step: Closeness) -> None:
    assert closeness(per_mille) is step


def test_where_two_sides_differ_the_lesser_counts() -> None:
    assert agreed_trust(1000, 250) == agreed_trust(250, 1000) == 250


@pytest.mark.parametrize(
    ("all", "of_them", "is_one"), [(10, 3, True), (10, 2, False), (1000, 299, False), (0, 0, False)]
)
def test_a_supported_employer_has_thirty_per_cent_or_more(all: int, of_them: int, is_one: bool) -> None:
    assert is_supported_employer(all, of_them) is is_one


def test_a_pair_is_stored_once_the_smaller_first_and_never_with_itself() -> None:
    assert ordered_pair(7, 3) == ordered_pair(3, 7) == (3, 7)
    with pytest.raises(ValueError, match="two different"):
        ordered_pair(3, 3)


def test_areas_overlap_when_one_contains_the_other() -> None:
    assert overlap([BIRMINGHAM], ["TLG"], areas) == [BIRMINGHAM]
    assert overlap(["UK", SANDWELL], [BIRMINGHAM], areas) == ["UK"]
    assert overlap([SANDWELL], [BIRMINGHAM], areas) == []
