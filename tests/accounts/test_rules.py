"""The rules of accounts, over plain values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts import rules
from app.accounts.rules import InvitationState, PersonState
from app.foundation.errors import IllegalMove


@pytest.mark.parametrize("typed", ["jo@example.org", "j.o+bids@mail.example.co.uk", "o'neil@example.org"])
def test_an_address_that_mail_can_reach_is_taken(typed: str) -> None:
    assert rules.is_email(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "jo",
        "jo@",
        "@example.org",
        "jo@example",
        "jo@@example.org",
        "jo o@example.org",
        "jo@exa mple.org",
        "jo@example..org",
        "jo@.example.org",
        "Jo <jo@example.org>",
        "jo@example.org\nBcc: all@example.org",
        "jo@example.org,sam@example.org",
        "jo\x00@example.org",
        "jo@еxample.org",
        "j" * 250 + "@example.org",
    ],
)
def test_what_is_no_single_address_is_refused(typed: str) -> None:
    assert not rules.is_email(typed)


def test_addresses_are_compared_without_case_and_outer_spaces() -> None:
    assert rules.fold_email("  Jo.Smith@Example.ORG ") == "jo.smith@example.org"


def test_a_person_is_suspended_and_reactivated_but_never_twice() -> None:
    assert rules.suspend(PersonState.active) is PersonState.suspended
    assert rules.reactivate(PersonState.suspended) is PersonState.active
    with pytest.raises(IllegalMove):
        rules.suspend(PersonState.suspended)
    with pytest.raises(IllegalMove):
        rules.reactivate(PersonState.active)


@pytest.mark.parametrize("answered", [InvitationState.accepted, InvitationState.withdrawn])
def test_an_invitation_is_answered_once(answered: InvitationState) -> None:
    with pytest.raises(IllegalMove):
        rules.accept_invitation(answered)
    with pytest.raises(IllegalMove):
        rules.withdraw_invitation(answered)


def test_a_link_has_ended_from_the_very_instant_of_its_end() -> None:
    end = datetime(2026, 8, 3, 12, tzinfo=UTC)
    assert rules.has_ended(end, end)
    assert not rules.has_ended(end, end - timedelta(microseconds=1))
