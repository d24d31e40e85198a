"""The operator's commands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app import create_app
from app.accounts.passwords import verify_password
from app.accounts.queries import people
from app.accounts.rules import PersonState
from app.foundation.actor import OrganisationKind, Role
from app.foundation.database import Database
from tests import factories as make
from tests.site import Site

CREATE = [
    "accounts",
    "create-owner",
    " Jo@Example.org",
    "--name",
    "Jo",
    "--organisation",
    "Works",
    "--kind",
    "adviser",
]


def test_an_owner_is_made_who_can_sign_in(site: Site) -> None:
    ended = site.app.test_cli_runner().invoke(args=[*CREATE, "--password", "three words here"])
    assert ended.exit_code == 0, ended.output
    assert "jo@example.org" in ended.output
    with site.database.reading() as session:
        person = people.person_with_email(session, "jo@example.org")
        assert person is not None
        [member] = people.memberships_of(session, person.id)
        assert (member.role, member.organisation.kind) == (Role.owner, OrganisationKind.adviser_body)
        assert verify_password(person.password_hash, "three words here")


def test_a_password_that_is_guessed_first_is_refused_and_nobody_is_made(site: Site) -> None:
    ended = site.app.test_cli_runner().invoke(args=[*CREATE, "--password", "password123"])
    assert ended.exit_code != 0
    assert "easy to guess" in ended.output
    with site.database.reading() as session:
        assert people.person_with_email(session, "jo@example.org") is None


def test_an_address_that_has_an_account_is_refused_in_words(site: Site) -> None:
    with site.database.unit_of_work() as session:
        make.person(session, email="jo@example.org")
    ended = site.app.test_cli_runner().invoke(args=[*CREATE, "--password", "three words here"])
    assert ended.exit_code == 1
    assert "already" in ended.output
    assert "Traceback" not in ended.output


def test_a_person_is_suspended_and_reactivated_and_a_second_time_is_refused_in_words(site: Site) -> None:
    with site.database.unit_of_work() as session:
        make.person(session, email="jo@example.org")
    runner = site.app.test_cli_runner()
    for command, state in (("suspend", PersonState.suspended), ("reactivate", PersonState.active)):
        assert runner.invoke(args=["accounts", command, "JO@example.org"]).exit_code == 0
        with site.database.reading() as session:
            person = people.person_with_email(session, "jo@example.org")
            assert person is not None
            assert person.state is state
        again = runner.invoke(args=["accounts", command, "jo@example.org"])
        assert again.exit_code == 1
        assert "cannot become" in again.output


def test_an_unknown_address_is_said_to_be_unknown(site: Site) -> None:
    ended = site.app.test_cli_runner().invoke(args=["accounts", "suspend", "no@example.org"])
    assert ended.exit_code == 1
    assert "Nobody is registered as" in ended.output


def test_a_command_asks_the_database_of_the_site_it_was_typed_for(site: Site, tmp_path: Path) -> None:
    """A second site made in the same process, on a database without a schema, changes nothing for the
    first.
    """
    settings = replace(site.settings, database_url=f"sqlite:///{tmp_path / 'other.sqlite3'}")
    elsewhere = create_app(settings, Database(settings.database_url))
    assert (
        "schema"
        in elsewhere.test_cli_runner().invoke(args=[*CREATE, "--password", "three words here"]).output
    )
    ended = site.app.test_cli_runner().invoke(args=[*CREATE, "--password", "three words here"])
    assert ended.exit_code == 0, ended.output
