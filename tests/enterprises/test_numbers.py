"""A company or charity number belongs to one enterprise, whoever claims it and however many at once."""

from __future__ import annotations

import re
import threading

import pytest
import sqlalchemy as sa

from app import migrations
from app.accounts.models import Organisation
from app.enterprises.actions import profile
from app.enterprises.models import Enterprise
from app.foundation import audit
from app.foundation.actor import Standing
from app.foundation.audit import AuditEntry
from app.foundation.database import Database
from app.foundation.errors import Refused
from tests import factories as make
from tests.site import Site

COMPANY, CHARITY = "07654321", "1012345"


@pytest.mark.parametrize(
    ("field", "number", "spelling"),
    [("company_number", COMPANY, "7654321"), ("charity_number", CHARITY, "1 012 345")],
)
@pytest.mark.parametrize("seen", ["listed", "not listed", "suspended"])
def test_a_taken_number_is_refused_with_the_way_to_join(
    session: sa.orm.Session, field: str, number: str, spelling: str, seen: str
) -> None:
    first = make.enterprise(session, name="Aston Growers CIC", listed=seen != "not listed", **{field: number})
    if seen == "suspended":
        session.get_one(Organisation, first.organisation_id).standing = Standing.suspended
    second = make.enterprise(session)
    owner = make.member_of(session, second)
    with pytest.raises(Refused) as refused:
        profile.change_profile(session, owner, second.id, second.version, **{field: spelling})
    whose = "Aston Growers CIC" if seen == "listed" else "an enterprise already registered here"
    assert refused.value.message == f"This number belongs to {whose}. Ask one of its owners to invite you."
    assert refused.value.field == field


def test_one_s_own_number_can_be_saved_again(session: sa.orm.Session) -> None:
    mine = make.enterprise(session, company_number=COMPANY)
    owner = make.member_of(session, mine)
    profile.change_profile(
        session, owner, mine.id, mine.version, company_number=COMPANY, charity_number=CHARITY
    )
    assert (mine.company_number, mine.charity_number) == (COMPANY, CHARITY)


def test_a_new_profile_cannot_take_it_either(session: sa.orm.Session) -> None:
    make.enterprise(session, name="Aston Growers CIC", company_number=COMPANY)
    newcomer = make.actor_for(session, make.organisation(session))
    organisation = session.get_one(Organisation, newcomer.organisation_id)
    with pytest.raises(Refused, match="belongs to Aston Growers CIC"):
        profile.create_enterprise(session, newcomer, organisation, company_number=COMPANY)


def test_of_six_who_claim_a_number_at_once_one_gets_it_and_the_others_read_why(site: Site) -> None:
    with site.database.unit_of_work() as session:
        owners = [make.member_of(session, make.enterprise(session)) for _ in range(6)]
    clients = [site.client(owner) for owner in owners]
    together, answers = threading.Barrier(6), []
    form = {
        "summary": "We grow.",
        "legal_form": "cic_guarantee",
        "company_number": COMPANY,
        "charity_number": "",
        "ppon": "",
        "share_code": "",
        "website": "",
        "social_enterprise": "y",
    }

    pages = [client.get("/enterprise/about").text for client in clients]
    versions = [re.findall(r'name="version"[^>]*value="([^"]+)"', page)[0] for page in pages]

    def claim(number: int) -> None:
        together.wait()
        response = clients[number].post("/enterprise/about", {**form, "version": versions[number]})
        answers.append((response.status_code, "Ask one of its owners to invite you" in response.text))

    threads = [threading.Thread(target=claim, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [(303, False)] + [(422, True)] * 5
    with site.database.reading() as session:
        holders = (
            sa.select(sa.func.count()).select_from(Enterprise).where(Enterprise.company_number == COMPANY)
        )
        assert session.scalar(holders) == 1


def test_the_migration_keeps_the_first_and_clears_later_ones_with_a_note(database: Database) -> None:
    with database.unit_of_work() as session:
        first = make.enterprise(session, company_number=COMPANY)
        later = make.enterprise(session)
    migrations.downgrade(database, "0018")
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE enterprises SET company_number = :number"), {"number": COMPANY})
    migrations.upgrade(database)
    with database.reading() as session:
        numbers = {
            enterprise.id: enterprise.company_number for enterprise in session.scalars(sa.select(Enterprise))
        }
        assert numbers == {first.id: COMPANY, later.id: None}
        note = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert (note.verb, note.subject) == ("enterprise.changed", f"enterprises:{later.id}")
        assert list(audit.verify(session)) == []
