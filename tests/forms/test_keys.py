"""What a form's key is bound to, and what it does not prevent."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Person
from app.foundation import sent_forms
from app.foundation.causes import kind_of
from app.foundation.sent_forms import Answer, SentForm
from app.foundation.types import now
from tests.forms.stage import Stage, stage
from tests.forms.table import DRAFT, OUTSIDER, PASSWORD, Step
from tests.forms.test_twice import rows, send_at_once

__all__ = ["stage"]
CRITERION = Step("tenders.criteria", "officer", DRAFT, {"kind": "quality", "name": "Method", "weight": "40"})


@pytest.fixture(autouse=True)
def as_built(stage: Stage) -> None:
    stage.restore()


def test_another_text_from_the_same_page_is_another_thing(stage: Stage) -> None:
    """Going back, typing something else and sending it again makes a second one."""
    client = stage.browser("officer")
    address, form = stage.filled(client, CRITERION)
    before = rows(stage, "criteria")
    for name in ("Method", "Mobilisation", "Method"):
        assert client.flask.post(address, data={**form, "name": name}).status_code == 303
    assert rows(stage, "criteria") == before + 2


def test_a_refused_form_keeps_its_key_for_the_corrected_one(stage: Stage) -> None:
    client = stage.browser("officer")
    address, form = stage.filled(client, CRITERION)
    before = rows(stage, "criteria")
    answers = [
        client.flask.post(address, data={**form, "weight": weight})
        for weight in ("a lot", "0.001", "40", "40")
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 303, 303]
    assert rows(stage, "criteria") == before + 1


def test_the_second_is_told_the_same_words(stage: Stage) -> None:
    client = stage.browser("officer")
    step = Step("tenders.new", "officer", "", {"title": "Lunches", "description": "Forty a day."})
    address, form = stage.filled(client, step)
    pages = [client.follow(client.flask.post(address, data=form)).text for _ in range(2)]
    assert ["Your draft is saved" in page for page in pages] == [True, True]


def test_a_key_counts_for_the_person_who_sends_it_alone(stage: Stage) -> None:
    first, second = stage.browser("officer"), stage.browser("officer_editor")
    address, form = stage.filled(first, CRITERION)
    _, own = stage.filled(second, CRITERION)
    before = rows(stage, "criteria")
    assert first.flask.post(address, data=form).status_code == 303
    assert second.flask.post(address, data={**form, "csrf_token": own["csrf_token"]}).status_code == 303
    assert rows(stage, "criteria") == before + 2


def test_a_key_that_we_did_not_make_answers_nothing(stage: Stage) -> None:
    client = stage.browser("officer")
    address, form = stage.filled(client, CRITERION)
    before, kept = rows(stage, "criteria"), rows(stage, "sent_forms")
    for forged in ("", "made-up", form["once"][0][:-3] + "abc", "x" * 500):
        assert client.flask.post(address, data={**form, "once": forged}).status_code == 303
    assert (rows(stage, "criteria"), rows(stage, "sent_forms")) == (before + 4, kept)


def test_answers_end_after_a_day(stage: Stage) -> None:
    with stage.database.unit_of_work() as session:
        for digest in ("a" * 64, "b" * 64):
            assert sent_forms.claim(session, digest)
            sent_forms.keep(session, digest, Answer("/", (("success", "Saved."),)))
        session.execute(
            sa.update(SentForm)
            .where(SentForm.digest == "a" * 64)
            .values(created_at=now() - timedelta(hours=25))
        )
        sent_forms.purge(session)
        assert sent_forms.answer(session, "a" * 64) is None
        assert sent_forms.answer(session, "b" * 64) == Answer("/", (("success", "Saved."),))
        assert not sent_forms.claim(session, "b" * 64)


RACES: dict[str, tuple[str, tuple[Step, ...]]] = {
    "one link, two browsers": (
        "people",
        tuple(
            Step(
                "accounts.finish_registration",
                "visitor",
                "token=registration",
                {
                    "name": name,
                    "password": PASSWORD,
                    "kind": "enterprise",
                    "organisation_name": f"{name} CIC",
                    "terms": "y",
                },
            )
            for name in ("Jo Field", "Jo Meadow", "Jo Orchard")
        ),
    ),
    "one trust pair, from both sides": (
        "trust_pairs",
        (
            Step("enterprises.propose", "lead", OUTSIDER, {"how": "met", "basis": "A fair."}),
            Step("enterprises.propose", "lead_editor", OUTSIDER, {"how": "once", "basis": "A market."}),
            Step(
                "enterprises.propose",
                "outsider",
                "enterprise_id=lead_enterprise",
                {"how": "met", "basis": "Lunch."},
            ),
        ),
    ),
    "one incompatible pair": (
        "incompatible_pairs",
        tuple(
            Step("enterprises.declare_incompatible", actor, OUTSIDER, {"reason": f"Says {actor}."})
            for actor in ("lead", "lead_editor")
        ),
    ),
    "one invitation, two browsers": (
        "memberships",
        tuple(
            Step("accounts.accept_invitation", actor, "token=invitation", {}, "/invitations/{invitation}")
            for actor in ("newcomer", "newcomer", "narrow")
        ),
    ),
}


def race(stage: Stage, steps: tuple[Step, ...]) -> list[int]:
    """Fill every form, then send them all at once; returns the statuses of the answers."""
    browsers: list[Any] = [stage.browser(step.actor) for step in steps]
    opened = [stage.filled(browser, step) for browser, step in zip(browsers, steps, strict=True)]
    flasks = [browser.flask for browser in browsers]
    answers = send_at_once(flasks, [address for address, _ in opened], [form for _, form in opened])
    return [answer.status_code for answer in answers]


@pytest.mark.parametrize(("table", "steps"), RACES.values(), ids=RACES)
def test_of_several_who_want_one_thing_one_gets_it(
    stage: Stage, table: str, steps: tuple[Step, ...], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = rows(stage, table)
    statuses = race(stage, steps)
    assert rows(stage, table) == before + 1, statuses
    assert max(statuses) < 500, statuses
    assert 303 in statuses
    assert "@" not in caplog.text
    assert "DETAIL" not in caplog.text


def test_a_broken_rule_of_the_database_is_told_by_its_name_alone(stage: Stage) -> None:
    with stage.database.reading() as session:
        email = session.scalars(sa.select(Person.email).limit(1)).one()
    with pytest.raises(IntegrityError) as broken, stage.database.unit_of_work() as session:
        session.add(Person(name="Twice", email=email, password_hash="!"))
        session.flush()
    text = f"{broken.value} {broken.value.orig} {broken.value.__cause__} {kind_of(broken.value)}"
    assert "email" in kind_of(broken.value), "the constraint is named"
    assert email not in text


def test_a_row_that_another_holds_for_too_long_is_a_conflict_that_keeps_the_words(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    if stage.postgres is None:
        pytest.skip("on SQLite the whole file is locked, and that has a page of its own")
    sa.event.listen(stage.database.engine, "connect", _hurry)
    stage.database.engine.dispose()
    client = stage.browser("officer")
    step = Step(
        "tenders.about", "officer", DRAFT, {"title": "Typed in vain", "description": "Lunches for 40"}
    )
    address, form = stage.filled(client, step)
    try:
        with stage.database.reading() as holder:
            holder.execute(sa.text("SELECT id FROM tenders ORDER BY id FOR UPDATE"))
            answer = client.flask.post(address, data=form)
    finally:
        sa.event.remove(stage.database.engine, "connect", _hurry)
        stage.database.engine.dispose()
    assert answer.status_code == 409
    assert "Typed in vain" in answer.text
    assert "Lunches for 40" in answer.text
    assert "55P03" in caplog.text
    assert client.flask.post(address, data=form).status_code == 303, "the key is free for the next try"


def _hurry(connection: Any, record: Any) -> None:
    connection.execute("SET lock_timeout = 200")
    connection.commit()
