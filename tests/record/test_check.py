"""`flask check`: agreement gives no sentence, and each planted difference gives one that names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm import Session

import app as application
from app.accounts.actions import organisations, registering
from app.accounts.actions import people as people_actions
from app.accounts.actions.admission import decide
from app.bids.models import BidPackCopy
from app.consortia.models import Member
from app.enterprises.models import Enterprise
from app.foundation import documents
from app.foundation.actor import SYSTEM, OrganisationKind, Standing
from app.foundation.database import commit
from app.foundation.documents import Document
from app.home.actions.erasing import close_organisation, erase_person
from app.record.check import bids, comparisons, consortia, people, proposals, register, tenders
from app.sample.actions import person_of
from tests.record.planted import PLANTED
from tests.record.world import World

COMPARE = {
    "people": people.compare,
    "register": register.compare,
    "tenders": tenders.compare,
    "consortia": consortia.compare,
    "proposals": proposals.compare,
}


@contextmanager
def spoilt(kept: World, area: str) -> Iterator[Session]:
    """A session that sees every planted difference of an area; all of it is rolled back."""
    with kept.database.engine.connect() as connection, connection.begin() as transaction:
        for planted, _ in PLANTED[area]:
            statement = (
                sa.text(planted.format(sent=kept.sent, forming=kept.forming, pack=kept.pack))
                if isinstance(planted, str)
                else planted
            )
            assert connection.execute(statement).rowcount != 0, f"nothing was planted: {statement}"
        with Session(connection) as session:
            yield session
        transaction.rollback()


def test_a_clean_site_has_no_difference(kept: World) -> None:
    runner = application.create_app(kept.settings, kept.database).test_cli_runner()
    result = runner.invoke(args=["check"], catch_exceptions=False)
    assert result.output.splitlines() == [f"No differences. Compared: {comparisons.COMPARED}."]
    assert result.exit_code == 0


def test_each_planted_difference_is_named(kept: World) -> None:
    for area in PLANTED:
        with spoilt(kept, area) as session:
            compared = (
                bids.compare(session, kept.settings.documents_dir)
                if area == "bids"
                else COMPARE[area](session)
            )
            named = list(compared)
        for statement, sentence in PLANTED[area]:
            pattern = sentence.format(sent=kept.sent, forming=kept.forming, pack=kept.pack)
            assert any(re.search(pattern, line) for line in named), (
                f"{statement}\nwas not named in\n" + "\n".join(named)
            )


def test_a_sentence_tells_no_price_turnover_or_typed_text(kept: World) -> None:
    with kept.database.reading() as session:
        names = set(session.scalars(sa.text("SELECT name FROM people UNION SELECT email FROM people")))
    for area in PLANTED:
        with spoilt(kept, area) as session:
            compared = (
                bids.compare(session, kept.settings.documents_dir)
                if area == "bids"
                else COMPARE[area](session)
            )
            sentences = " ".join(compared)
        assert not any(name in sentences for name in names)
        assert "FORGED" not in sentences
        assert "Another" not in sentences


def test_a_changed_or_missing_document_is_named(kept: World) -> None:
    with kept.database.reading() as session:
        first, second = session.scalars(sa.select(Document).join(BidPackCopy).order_by(Document.id).limit(2))
    paths = [documents.path_of(kept.settings.documents_dir, row.sha256) for row in (first, second)]
    before = [path.read_bytes() for path in paths]
    paths[0].write_bytes(before[0] + b" ")
    paths[1].unlink()
    runner = application.create_app(kept.settings, kept.database).test_cli_runner()
    result = runner.invoke(args=["check"])
    for path, content in zip(paths, before, strict=True):
        path.write_bytes(content)
    assert result.exit_code == 1
    assert f"Document {first.id} was changed on disk" in result.output
    assert f"Document {second.id} is missing from the store" in result.output
    assert "2 differences." in result.output


def test_what_operators_do_agrees_with_the_record(kept: World) -> None:
    """Closing the sample accounts and deciding about an organisation, as the product does it; then rolled
    back.
    """
    with kept.database.engine.connect() as connection, connection.begin() as transaction:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            person = registering.register(session, SYSTEM, "New", "new@example.org", "!")
            body = organisations.create_organisation(
                session, SYSTEM, person, OrganisationKind.adviser_body, "New body"
            )
            decide(session, SYSTEM, body.id, Standing.approved, "", "http://127.0.0.1")
            decide(session, SYSTEM, body.id, Standing.suspended, "It asked us to.", "http://127.0.0.1")
            people_actions.suspend(session, SYSTEM, person)
            _erase(session)
            assert people_actions.close_sample_accounts(session, SYSTEM) > 100
            commit(session)
            assert list(people.compare(session)) == []
            assert list(register.compare(session)) == []
        transaction.rollback()


def _erase(session: Session) -> None:
    """Close an enterprise that is in no bid, and erase a person's account."""
    busy = sa.select(Member.enterprise_id)
    enterprise = session.scalars(sa.select(Enterprise).where(Enterprise.id.not_in(busy)).limit(1)).one()
    owner = person_of(session, enterprise)
    close_organisation(session, owner)
    erase_person(session, owner)
