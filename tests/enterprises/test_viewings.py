"""Each viewing of another's price or turnover is recorded, and the enterprise reads who has seen them."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enterprises.actions import viewings
from app.enterprises.models import Enterprise, FigureViewing
from app.enterprises.queries import viewings as viewings_queries
from app.enterprises.queries.viewings import A_PAGE
from app.enterprises.rules import VIEWED_AGAIN_AFTER, ViewedIn
from app.foundation import audit
from app.foundation.actor import SYSTEM
from app.foundation.types import now
from tests import factories as make
from tests.site import Site


def recorded(site: Site) -> list[tuple[int, ViewedIn]]:
    with site.database.reading() as session:
        rows = session.execute(
            sa.select(FigureViewing.person_id, FigureViewing.what).order_by(FigureViewing.id)
        )
        return [(person, what) for person, what in rows]


def test_the_same_page_within_the_hour_is_one_viewing_and_one_s_own_is_none(session: Session) -> None:
    watched, second = make.enterprise(session), make.enterprise(session)
    owner, adviser = make.member_of(session, watched), make.adviser(session)
    ids = [watched.id, second.id]
    viewings.record_viewings(session, owner, ids, ViewedIn.consortium, "consortia:1")
    viewings.record_viewings(session, adviser, ids, ViewedIn.consortium, "consortia:1")
    viewings.record_viewings(session, adviser, ids, ViewedIn.consortium, "consortia:1")
    assert session.scalar(sa.select(sa.func.count()).select_from(FigureViewing)) == 3
    viewings.record_viewings(session, adviser, [watched.id], ViewedIn.consortium, "consortia:2")
    viewings.record_viewings(session, adviser, [watched.id], ViewedIn.enquiry, "consortia:1")
    session.execute(sa.update(FigureViewing).values(at=now() - VIEWED_AGAIN_AFTER - timedelta(seconds=1)))
    viewings.record_viewings(session, adviser, [watched.id], ViewedIn.consortium, "consortia:1")
    seen = viewings_queries.viewings(session, watched, 1)
    assert [viewing.what for viewing in seen.viewings] == [
        ViewedIn.consortium,
        ViewedIn.enquiry,
        ViewedIn.consortium,
        ViewedIn.consortium,
    ]
    assert {viewing.person_id for viewing in seen.viewings} == {adviser.person_id}


def test_the_list_is_paged_newest_first(session: Session) -> None:
    mine, adviser = make.enterprise(session), make.adviser(session)
    for number in range(A_PAGE + 1):
        viewings.record_viewings(session, adviser, [mine.id], ViewedIn.enquiry, f"enquiries:{number}")
    first, last = viewings_queries.viewings(session, mine, 1), viewings_queries.viewings(session, mine, 9)
    assert (len(first.viewings), len(last.viewings), last.page, last.pages) == (A_PAGE, 1, 2, 2)
    assert first.viewings[0].subject == f"enquiries:{A_PAGE}"
    assert last.viewings[0].subject == "enquiries:0"


def test_the_enterprise_reads_who_looked_and_where(site: Site) -> None:
    with site.database.unit_of_work() as session:
        enterprise = make.enterprise(session)
        owner, adviser = make.member_of(session, enterprise), make.adviser(session)
        audit.record(session, SYSTEM, "test.made", "register")
    client = site.client(owner)
    page = client.get("/enterprise/figures/viewings").text
    assert "Nobody from another organisation has seen your figures yet." in page
    reader = site.client(adviser)
    entry = f"/enterprises/{enterprise.id}"
    for path in (f"{entry}/register", f"{entry}/capacity", entry) * 2:  # the last shows no figures
        assert reader.get(path).status_code == 200
    person = adviser.person_id
    assert recorded(site) == [(person, ViewedIn.register_entry), (person, ViewedIn.capacity)]
    page = client.get("/enterprise/figures/viewings").text
    for words in (adviser.name, adviser.organisation_name or "no name", ViewedIn.register_entry.value):
        assert words in page
    for path in ("/", "/enterprise"):
        assert "Who has seen your figures" in client.get(path).text


def test_a_page_whose_viewing_cannot_be_recorded_is_not_shown(site: Site) -> None:
    with site.database.unit_of_work() as session:
        enterprise = make.enterprise(session, turnover=73_391_100)
        adviser = make.adviser(session)
    browser, address = site.client(adviser).flask, f"/enterprises/{enterprise.id}/register"

    def refuse(*_: object) -> None:
        raise sa.exc.OperationalError("INSERT", {}, Exception("disk full"))

    sa.event.listen(FigureViewing, "before_insert", refuse)
    try:
        response = browser.get(address)
    finally:
        sa.event.remove(FigureViewing, "before_insert", refuse)
    assert (response.status_code, b"733,911" in response.data) == (503, False)
    assert b"733,911" in browser.get(address).data


def test_an_enterprise_s_row_is_not_touched_by_being_looked_at(site: Site) -> None:
    with site.database.unit_of_work() as session:
        enterprise = make.enterprise(session)
        adviser = make.adviser(session)
    site.client(adviser).get(f"/enterprises/{enterprise.id}/register")
    with site.database.reading() as session:
        assert session.get_one(Enterprise, enterprise.id).version == enterprise.version
