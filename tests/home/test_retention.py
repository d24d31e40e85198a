"""What is no longer needed is deleted, what still counts is kept, and the privacy page says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import job_kinds
from app.accounts import guessing
from app.accounts.models import HalfSignIn, Invitation, PasswordReset, Registration, SecondFactor, SignIn
from app.accounts.rules import InvitationState
from app.foundation.actor import Role
from app.foundation.database import Database
from app.foundation.jobs import daily
from app.foundation.mail.outbox import Mail
from app.foundation.types import now
from app.home.actions import retaining
from app.home.rules import PERIODS, Period
from tests import factories as make
from tests.site import Site

MINUTE = timedelta(minutes=1)
KEPT = {period.key: period.kept_for for period in PERIODS}


def rows(session: Session, age: timedelta, name: str) -> None:
    """One row of each kind that stopped counting `age` before its period would be over, named by `name`."""

    def ended(key: str) -> dict[str, object]:
        return {"expires_at": at - KEPT[key] + age}

    at = now()
    organisation = make.organisation(session)
    person = make.person(session)
    make.membership(session, person, organisation, Role.owner)
    invitation = Invitation(
        organisation_id=organisation.id,
        email=f"{name}@example.org",
        role=Role.editor,
        token_sha256=f"{name}i",
        invited_by_id=person.id,
        **ended("invitations"),
    )
    session.add(invitation)
    session.flush()
    session.add_all(
        [
            SignIn(token_sha256=f"{name}s", person_id=person.id, **ended("sign_ins")),
            HalfSignIn(token_sha256=f"{name}h", person_id=person.id, **ended("sign_ins")),
            PasswordReset(token_sha256=f"{name}p", person_id=person.id, **ended("links")),
            Registration(email="x@example.org", token_sha256=f"{name}r", **ended("links")),
            Registration(
                email="y@example.org", token_sha256=f"{name}ri", invitation_id=invitation.id, **ended("links")
            ),
            SecondFactor(
                person_id=person.id, sealed_secret=name, created_at=at - KEPT["second_factors"] + age
            ),
            Mail(recipient=name, subject="", body="", sent_at=at - KEPT["sent_mails"] + age),
            Mail(recipient=name, subject="", body="", created_at=at - KEPT["unsent_mails"] + age),
            guessing.SignInTry(account=name, network="n", at=at - KEPT["sign_in_tries"] + age),
        ]
    )
    session.flush()


def test_each_kind_goes_when_its_period_is_over_and_not_before(session: Session) -> None:
    rows(session, -MINUTE, "over")
    rows(session, MINUTE, "kept")
    gone = retaining.apply_retention(session)
    assert set(gone) == set(KEPT)
    assert all(count >= 1 for count in gone.values()), gone
    for column in (
        SignIn.token_sha256,
        HalfSignIn.token_sha256,
        PasswordReset.token_sha256,
        Registration.token_sha256,
        Invitation.token_sha256,
        SecondFactor.sealed_secret,
        Mail.recipient,
        guessing.SignInTry.account,
    ):
        left = session.scalars(sa.select(column)).all()
        assert left, column
        assert all(value.startswith("kept") for value in left), column
    assert set(retaining.apply_retention(session).values()) == {0}


def test_an_accepted_invitation_stays_however_old(session: Session) -> None:
    rows(session, timedelta(days=-400), "old")
    session.execute(sa.update(Invitation).values(state=InvitationState.accepted))
    session.execute(sa.delete(Registration))
    assert retaining.apply_retention(session)["invitations"] == 0


def test_a_worker_applies_it_each_day(database: Database, site: Site) -> None:
    kind = job_kinds()["apply_retention"]
    assert kind.daily
    with database.unit_of_work() as session:
        rows(session, -MINUTE, "over")
    daily.plan_all(database, [kind], now().date())
    site.work()
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(SignIn.id))) == 0


def test_the_privacy_page_shows_the_table_that_is_applied(site: Site) -> None:
    page = site.client().get("/privacy").get_data(as_text=True)
    for period in PERIODS:
        assert period.what in page
        assert f"{period.words} {period.starting}" in page
        assert period.why in page


def test_the_count_of_wrong_passwords_is_kept_as_long_as_the_page_says() -> None:
    assert KEPT["sign_in_tries"] == guessing.KEPT


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.key)
def test_a_period_says_what_and_why_in_whole_sentences(period: Period) -> None:
    assert period.why.endswith(".")
    assert period.words.endswith(("day", "days"))
