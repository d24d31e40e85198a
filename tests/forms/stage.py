"""The world of the access tests with what forms need besides, and browsers that fill its forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actions import invitations, letters, signing_in
from app.accounts.models import Organisation, Person
from app.accounts.passwords import hash_password
from app.consortia.models import Consortium, ConsortiumLot, Member, Promise, Proposal
from app.consortia.rules.question import Question
from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor, OrganisationKind, Role
from app.foundation.database import Database
from app.tenders.models import Tender
from tests import factories as make
from tests.access.theatre import Theatre
from tests.access.world import World
from tests.bids import making
from tests.forms.table import PASSWORD, Step
from tests.postgres import Postgres
from tests.site import Client


class Stage(Theatre):
    """The site on that world, which requires tokens and keys as in production."""

    NAME = "forms"

    def __init__(self, folder: Path, postgres: Postgres | None, template: Path) -> None:
        super().__init__(folder, postgres, template)
        self.app.config["WTF_CSRF_ENABLED"] = True

    def _keep(self) -> None:
        database = Database(self.url)
        with database.unit_of_work() as session:
            add_what_forms_need(session, self.world)
        database.engine.dispose()
        super()._keep()

    def restore(self) -> None:
        """Restore the world as it was built. Reconnects once if the connection was lost."""
        try:
            super().restore()
        except AssertionError:
            super().restore()

    def browser(self, actor: str) -> Client:
        """A new browser, signed in as an actor of the world."""
        client = Client(self.app.test_client())
        token = self.world.tokens[actor]
        if token is not None:
            with client.flask.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = token, True
        return client

    def named(self, text: str) -> str:
        """Words with the ids of the world in place of the names in braces."""
        return re.sub(r"\{(\w+)\}", lambda match: str(self.world.ids[match[1]]), text)

    def filled(self, client: Client, step: Step) -> tuple[str, dict[str, Any]]:
        """Open a form and type into it; returns the address and the data to send."""
        address = self.address(step.endpoint, step.ids)
        page = self.named(step.page) or address
        form = client.form(page, "" if page == address else address)
        return address, form.filled(**self.typed(step.typed))

    def typed(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """What a step types, with a file where it says so."""
        return {name: self.named(value) if isinstance(value, str) else value for name, value in typed.items()}

    def take(self, step: Step) -> None:
        """Open a form, fill it and send it; it must be accepted."""
        client = self.browser(step.actor)
        address, data = self.filled(client, step)
        response = client.flask.post(address, data=data)
        assert response.status_code == 303, (
            f"{step.endpoint}: {response.status_code} {complaints(response.text)}"
        )


def complaints(page: str) -> list[str]:
    """What a page says is wrong."""
    matches = re.findall(
        r'<a href="#[^"]*">([^<]*)</a>|error-summary__list">\s*<li>\s*([^<]*)|body-l">([^<]*)', page
    )
    return [" ".join("".join(words).split()) for words in matches] or [page[:300]]


def add_what_forms_need(session: Session, world: World) -> None:
    """People and rows that no access test asks for."""
    outsider, narrow, wide = make.enterprise(session), make.enterprise(session), make.tender(session)
    package = make.work_package(session, make.lot(session, wide), capability="90910000")
    beginner = make.organisation(session, OrganisationKind.enterprise)
    free = _free_proposal(session)
    lead = session.get_one(Organisation, world.ids["lead_organisation"])
    inviter = Actor(lead.memberships[0].person_id, "An owner", lead.id, lead.name, lead.kind, Role.owner)
    lead.memberships[0].person.password_hash = hash_password(PASSWORD)
    invitation = invitations.invite_member(
        session, inviter, "newcomer@example.org", Role.editor, "http://127.0.0.1"
    )
    registration = letters.registration_link(session, "joiner@example.org", "http://127.0.0.1")
    imported = session.get_one(Tender, world.ids["imported"])
    world.ids |= {
        "outsider": outsider.id,
        "wide_tender": wide.id,
        "wide_package": package.id,
        "narrow_offer": make.offer(session, narrow, capability="90911200").id,
        "imported_package": imported.lots[0].work_packages[0].id,
        "registration": registration.rpartition("/")[2],
        "invitation": invitation.rpartition("/")[2],
        "free_proposal": free.consortium.proposal_id,
        "lead_email": lead.memberships[0].person.email,
    }
    people = {
        "narrow": make.member_of(session, narrow),
        "outsider": make.member_of(session, outsider),
        "beginner": make.actor_for(session, beginner),
        "broker": free.adviser,
    }
    for name, actor in people.items():
        world.tokens[name] = signing_in.open_sign_in(
            session, session.get_one(Person, actor.person_id), confirmed=True
        )
    audit.record(session, SYSTEM, "test.made", "forms")


def _free_proposal(session: Session) -> making.Made:
    """A proposal that nobody has adopted yet."""
    adopted = making.consortium(session, 3, 2, agreed=False)
    id, enquiry = adopted.consortium.id, session.get_one(Proposal, adopted.consortium.proposal_id).enquiry
    enquiry.question = Question(lots=tuple(lot.lot_id for lot in adopted.consortium.lots)).to_json()
    mine = sa.select(Member.id).where(Member.consortium_id == id)
    for ending in (
        sa.delete(Promise).where(Promise.member_id.in_(mine)),
        sa.delete(Member).where(Member.consortium_id == id),
        sa.delete(ConsortiumLot).where(ConsortiumLot.consortium_id == id),
        sa.delete(Consortium).where(Consortium.id == id),
    ):
        session.execute(ending.execution_options(synchronize_session=False))
    return adopted


def stages(folder: Path, server: Postgres | None, template: Path) -> Iterator[Stage]:
    """The stage of one database, and its end."""
    built = Stage(folder, server, template)
    yield built
    built.database.engine.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One for each database; tests that change it restore it first."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    yield from stages(tmp_path_factory.mktemp("forms"), server, request.getfixturevalue("sqlite_template"))
