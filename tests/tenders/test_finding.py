"""Finding tenders by words, numbers and postcodes, and notices of one procurement once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.enterprises.queries.register import organisation_named
from app.foundation.actor import SYSTEM
from app.foundation.database import Database, commit
from app.foundation.folding import containing, one_number, plain
from app.ocds.actions import importing
from app.tenders.forms.searching import read_search
from app.tenders.models import Tender
from app.tenders.queries import tenders as queries
from app.tenders.queries.tenders import Results, Search
from app.tenders.twins import near, twin_key
from tests import factories as make
from tests.ocds.conftest import NOTICES, a_release, as_file
from tests.site import Site

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
CLOSES = {"endDate": "2030-03-01T12:00:00Z"}


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Ffrâm24", "FFRÂM24"),
        ("Ffrâm24", "ffram24"),
        ("Tŷ Cymunedol", "TY CYMUNEDOL"),
        ("ÉCOLE", "e\u0301cole"),
    ],
)
def test_case_and_accents_make_no_difference(written: str, typed: str) -> None:
    assert plain(written) == plain(typed)


def test_odd_dashes_ligatures_and_spaces_are_plain_ones() -> None:
    assert plain("Œuvre – Ørsted’s\u00a0ﬁle") == "oeuvre - orsted's file"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2026/S 000-049722", "049722-2026"),
        ("2026/S000-049722", "049722-2026"),
        ("049722-2026", "049722-2026"),
        ("2026/S 000-0497220", "2026/s 000-0497220"),
    ],
)
def test_a_notice_has_one_number_however_it_is_written(typed: str, number: str) -> None:
    assert one_number(plain(typed)) == number


def test_wildcards_are_letters_like_others() -> None:
    assert containing("50%_~") == "%50~%~_~~%"


@pytest.mark.parametrize(
    "title",
    [
        "Cleaning of Halls - AWARD",
        "Cleaning of halls – Contract Award Notice",
        "Cleaning of halls (AWARDED)",
        "Cleaning of halls - Re-advertisement",
        "CLEANING OF HALLS Award Notice",
    ],
)
def test_an_ending_that_says_what_the_notice_is_makes_no_other_procurement(title: str) -> None:
    assert twin_key(title, "Example Borough Council") == twin_key(
        "Cleaning of halls", "EXAMPLE Borough council"
    )


@pytest.mark.parametrize(
    "title", ["AWARD", "Award", "Cleaning of halls 2", "Cleaning of halls - award ceremony"]
)
def test_other_titles_stay_other_procurements(title: str) -> None:
    assert twin_key(title, "B") != twin_key("Cleaning of halls", "B")
    assert twin_key(title, "B")[0] != " "


def test_the_same_title_a_year_later_is_another_procurement() -> None:
    assert near(AT, AT + timedelta(days=30))
    assert near(None, AT)
    assert not near(AT, AT + timedelta(days=365))


def import_(session: Session, *releases: object) -> list[int]:
    results = importing.import_file(session, SYSTEM, "notices.json", as_file(*releases), publishing=True)
    commit(session)
    return [result.tender_id or 0 for result in results]


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    opened = database.writer()
    yield opened
    opened.close()


def search_for(session: Session, words: str, state: str = "all", **more: object) -> Results:
    return queries.search(session, None, Search(words=words, state=state, **more), AT)  # type: ignore[arg-type]


def ids(results: Results) -> list[int]:
    return [tender.id for tender in results.tenders]


def test_words_numbers_and_ocids_find_a_tender(session: Session) -> None:
    welsh = a_release(
        ocid="ocds-h6vhtk-0welsh",
        id="049722-2026",
        tender={"title": "Ffrâm24 tai", "description": "100% of visits, a_b"},
    )
    newer = {**welsh, "id": "050001-2026", "date": "2026-02-10T09:00:00Z"}
    plainer = a_release(tender={"title": "Of 1000 visits, axb"})
    (tender, _, _) = import_(session, welsh, newer, plainer)
    typed = [
        *("FFRÂM24", "ffram24 TAI", "Ladywood ffrâm24", "049722-2026", "050001-2026", "2026/S 000-050001"),
        *("2026/S 000-049722", "ocds-h6vhtk-0welsh", "OCDS-H6VHTK-0WELSH", "100%", "a_b"),
    ]
    for words in typed:
        assert ids(search_for(session, words)) == [tender], words
    assert ids(search_for(session, "1%0")) == []
    assert ids(search_for(session, "049723-2026")) == []


def test_a_changed_title_is_found_by_its_new_words(session: Session) -> None:
    (first,) = import_(session, a_release())
    tender = session.get_one(Tender, first)
    tender.title = "Glanhau Llyfrgelloedd"
    session.flush()
    assert ids(search_for(session, "GLANHAU")) == [first]
    assert ids(search_for(session, "Cleaning of libraries")) == []


def case(name: str) -> bytes:
    return (NOTICES / "cases" / name).read_bytes()


def test_a_procurement_published_again_with_its_award_is_shown_once(session: Session) -> None:
    tenders = []
    for number in (2, 1):  # whichever comes first
        name = f"award-suffix-in-the-title-{number}.json"
        (result,) = importing.import_file(session, SYSTEM, name, case(name), publishing=True)
        tenders.append(session.get_one(Tender, result.tender_id))
    commit(session)
    award, open_tender = tenders
    assert award.related_ocids == [open_tender.ocid]
    assert open_tender.related_ocids == [award.ocid]
    award.state = type(award.state).closed
    session.flush()
    halls = search_for(session, "Halls")
    assert (ids(halls), halls.total) == ([open_tender.id], 1)
    assert [twin.id for twin in halls.twins[open_tender.id]] == [award.id]
    assert ids(search_for(session, "Halls", "open")) == [open_tender.id]
    assert ids(search_for(session, "Halls", "over")) == [award.id]
    assert ids(search_for(session, award.ocid or "")) == [award.id]


def test_the_same_title_in_another_year_is_shown_beside_it(session: Session) -> None:
    later = a_release(ocid="ocds-b5fd17-later", tender={"tenderPeriod": {"endDate": "2031-03-01T12:00:00Z"}})
    import_(session, a_release(), later)
    result = search_for(session, "libraries")
    assert result.total == 2
    assert not any(result.twins.values())


def test_a_postcode_typed_as_words_is_taken_for_a_place() -> None:
    search = read_search({"words": "b21 9sa"})
    assert (search.search.words, search.search.area) == ("", "E08000025")
    assert read_search({"words": "M1 junction"}).search.words == "M1 junction"
    assert read_search({"words": "M1"}).search.words == "M1"


def test_the_list_and_the_page_link_the_other_notice(site: Site) -> None:
    with site.database.unit_of_work() as session:
        first, second = import_(session, a_release(), a_release(ocid="ocds-b5fd17-sibling", id="s1"))
    visitor = site.client()
    page = visitor.get("/tenders?state=all&words=libraries&area=B21+9SA").get_data(as_text=True)
    assert "1 tender" in page
    assert "Probably the same procurement" in page
    assert f'href="/tenders/{second}"' in page
    assert (
        "Area: Birmingham, including areas inside it and around it. Most of B21 9 is in Handsworth ward."
        in page
    )
    for shown, twin in ((first, second), (second, first)):
        page = visitor.get(f"/tenders/{shown}").get_data(as_text=True)
        assert f'href="/tenders/{twin}"' in page


def test_an_enterprise_is_found_in_any_case_and_without_accents(session: Session) -> None:
    make.organisation(session, name="Tŷ Ŵyn Ltd")
    for typed in ("TŶ ŵYN", "ty wyn", "tŷ ltd"):
        assert session.query(Organisation).where(organisation_named(typed)).count() == 1, typed
    assert session.query(Organisation).where(organisation_named("t_")).count() == 0


def test_two_open_tenders_of_one_title_from_one_source_never_hide_each_other(session: Session) -> None:
    plain = [a_release(ocid=f"ocds-h6vhtk-0same{number}") for number in range(3)]
    award = a_release(ocid="ocds-b5fd17-award", tender={"title": "Cleaning of libraries - AWARD"})
    import_(session, *plain, award)
    result = search_for(session, "libraries")
    assert len(result.tenders) == 3, "the award joins one of them"
    assert sorted(len(twins) for twins in result.twins.values()) == [0, 0, 1]
