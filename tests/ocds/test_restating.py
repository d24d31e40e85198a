"""What a later release means by what it lists and by what it leaves out, and which files count as our own."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings

from app.ocds import merging, unread
from app.ocds.actions.facts import facts
from app.ocds.normalise import normalise, own
from app.ocds.notice import Notice
from app.ocds.reader import SourceRelease
from app.ocds.restating import PARTIAL, UNTOLD
from app.ocds.writing.tender import PRACTICE_TITLE
from app.tenders.rules import TenderState
from tests.ocds.imagined import notices
from tests.ocds.test_writing import AT, SOURCE, of_summer, written

Data = dict[str, Any]
OCID = "ocds-h6vhtk-0test0"
NORTH, SOUTH = {"id": "1", "title": "North"}, {"id": "2", "title": "South"}
ITEMS = [
    {"id": lot, "relatedLot": lot, "classification": {"scheme": "CPV", "id": "90910000"},
     "deliveryAddresses": [{"region": "UKG31"}]} for lot in ("1", "2")
]  # fmt: skip


def a_tender(**changes: Any) -> Data:
    tender = {
        "title": "Cleaning of halls", "status": "active", "description": "Halls", "lots": [NORTH, SOUTH],
        "items": ITEMS, "tenderPeriod": {"endDate": "2027-03-01T12:00:00Z"}, "value": {"amount": 300000},
    }  # fmt: skip
    return {name: value for name, value in (tender | changes).items() if value is not None}


def together(*tenders: Data, tag: str = "tenderUpdate", **parts: Sequence[Any]) -> Notice:
    """What releases with these tenders say together; `parts` are other lists, by release."""
    texts = []
    for number, tender in enumerate(tenders):
        release = {
            "ocid": OCID, "id": str(number), "date": f"2026-1{number}-01T10:00:00Z",
            "tag": [tag if number else "tender"],
            "buyer": {"id": "b", "name": "Example Borough Council"}, "tender": tender,
            **{name: values[number] for name, values in parts.items() if values[number] is not None},
        }  # fmt: skip
        texts.append(json.dumps(release))
    return merging.merged_here(texts, OCID, str(len(tenders) - 1), "Test")


def lots(notice: Notice) -> list[tuple[str, str, str]]:
    return [(lot.key, lot.title, lot.state.name) for lot in notice.lots]


BOTH = [("1", "North", "open"), ("2", "South", "open")]


@pytest.mark.parametrize(
    ("later", "has_remark"),
    [({"title": "Cleaning of halls (amended)", "lots": [{"id": "2", "value": {"amount": 250000}}]}, True),
     ({"title": "Other", "lots": [SOUTH]}, True), (a_tender(lots=[SOUTH], items=None), True),
     ({"title": "Other", "items": ITEMS[1:], "lots": [SOUTH]}, True),
     (a_tender(lots=[{"id": "2", "value": {"amount": 1000}}], items=ITEMS[1:]), True),
     ({"lots": [SOUTH]}, False), ({"title": "Cleaning of halls"}, False), (a_tender(lots=None), False)],
)  # fmt: skip
def test_a_lot_that_a_partial_release_does_not_mention_stays(later: Data, has_remark: bool) -> None:
    notice = together(a_tender(), later)
    assert lots(notice) == BOTH
    assert (PARTIAL in notice.remarks) is has_remark


@pytest.mark.parametrize(
    "changes", [{}, {"value": None}, {"description": "Fewer halls"}, {"lots": [{**NORTH, "id": 1}]}]
)
def test_a_lot_that_a_whole_release_does_not_list_was_taken_out(changes: Data) -> None:
    notice = together(a_tender(), a_tender(**{"lots": [NORTH], "items": ITEMS[:1], **changes}))
    assert lots(notice) == [BOTH[0], ("2", "South", "removed")]
    assert PARTIAL not in notice.remarks


def test_an_award_takes_no_lot_out() -> None:
    assert lots(together(a_tender(), a_tender(lots=[NORTH]), tag="award")) == BOTH


@pytest.mark.parametrize(
    ("later", "expected", "has_remark"),
    [([{"description": "More."}], BOTH, True), ([{"title": "Elsewhere"}], BOTH, True),
     ([{"title": "South", "status": "cancelled"}], [BOTH[0], ("2", "South", "cancelled")], False),
     ([{"title": "SOUTH "}], [BOTH[0], ("2", "SOUTH", "open")], False),
     ([{"id": "1", "status": "cancelled"}, {"id": "1", "status": "unsuccessful"}],
      [("1", "North", "cancelled"), BOTH[1]], True)],
)  # fmt: skip
def test_lots_without_numbers_push_out_no_other(
    later: list[Data], expected: list[tuple[str, str, str]], has_remark: bool
) -> None:
    notice = together(a_tender(), {"lots": later})
    assert lots(notice) == expected
    assert (UNTOLD in notice.remarks) is has_remark


def test_the_only_lot_is_meant_where_a_release_speaks_of_one_without_a_number() -> None:
    assert lots(together(a_tender(lots=[NORTH]), {"lots": [{"status": "cancelled"}]})) == [
        ("1", "North", "cancelled")
    ]


def test_a_source_that_numbers_no_lots_is_read_by_their_titles_and_places() -> None:
    bare = [{"title": "North"}, {"title": "South"}]
    assert lots(together(a_tender(lots=bare), {"lots": [{"title": "South", "status": "cancelled"}]})) == [
        BOTH[0], ("2", "South", "cancelled"),
    ]  # fmt: skip
    renamed = [{"title": "Upper"}, {"title": "Lower"}]
    assert lots(together(a_tender(lots=bare), a_tender(lots=renamed))) == [
        ("1", "Upper", "open"), ("2", "Lower", "open"),
    ]  # fmt: skip


@pytest.mark.parametrize("number", [2, "2", " 2 "])
def test_a_number_is_one_number_however_it_is_written(number: int | str) -> None:
    won = [
        {
            "id": "A",
            "status": "active",
            "relatedLots": [number],
            "suppliers": [{"id": 5, "name": "Alpha CIC"}],
        }
    ]
    notice = together(
        a_tender(), {"lots": [{"id": number, "status": "cancelled"}]}, awards=[None, won], tag="award"
    )
    assert lots(notice) == [BOTH[0], ("2", "South", "cancelled")]
    assert notice.awards[0].lot_keys == ("2",)


def test_awards_contracts_and_parties_without_numbers_push_out_no_other() -> None:
    first = [{"id": "A", "status": "active", "relatedLots": ["1"], "suppliers": [{"name": "Alpha CIC"}]}]
    later = [{"status": "active", "relatedLots": ["2"], "suppliers": [{"name": "Beta CIC"}]}]
    people = [{"id": "b", "name": "Example Borough Council", "contactPoint": {"name": "Jo"}}]
    notice = together(
        a_tender(), {}, {}, tag="award", awards=[first, later, later],
        contracts=[[{"id": "1", "awardID": "A", "value": {"amount": 900}}], [{"awardID": "B"}], None],
        parties=[people, [{"name": "Beta CIC", "roles": ["supplier"]}], None],
    )  # fmt: skip
    assert [(award.suppliers, award.lot_keys, award.value) for award in notice.awards] == [
        (("Alpha CIC",), ("1",), 90_000), (("Beta CIC",), ("2",), None),
    ]  # fmt: skip
    assert notice.contact_name == "Jo"


# Files of our own


def ours(**of_tender: Any) -> Data:
    release: Data = written(of_summer(), SOURCE)["releases"][0]
    release["tender"] |= of_tender
    return release


def read(release: Data) -> Notice:
    return normalise(SourceRelease(release))


def test_a_file_of_our_own_is_known_as_one() -> None:
    assert own.is_own(ours())


@pytest.mark.parametrize(
    "forged",
    [
        {"ocid": "ocds-h6vhtk-05a1b2"},
        {"ocid": "ocds-h6vhtk-7", "id": f"ocds-h6vhtk-7-{AT}"},
        {"id": "000001-2026"},
        {"ocid": "OCDS-SAMPLE-7"},
        {"ocid": "ocds-sample-8"},
        {"date": "2026-11-05T10:00:00Z"},
        {"date": None},
        {"tender": {"bidbridge": {"format": "bidbridge-tender/1"}}},
        {"tender": None},
    ],
)
def test_our_fields_in_another_file_are_nothing(forged: Data) -> None:
    assert not own.is_own(ours() | forged)


@pytest.mark.parametrize(
    "block",
    [{"note": "x"}, {"format": "bidbridge-tender/1"}, {"format": "bidbridge-tender/1", "regime": "unknown"}],
)
def test_our_fields_in_a_partial_release_of_another_change_nothing_of_it(block: Data) -> None:
    later = {"tenderPeriod": {"endDate": "2027-04-01T12:00:00+01:00"}, "bidbridge": block}
    with_block, without = (
        together(a_tender(), {**later, "bidbridge": own_fields}) for own_fields in (block, None)
    )
    assert with_block == without
    assert lots(with_block) == BOTH
    assert with_block.buyer_name == "Example Borough Council"


@pytest.mark.parametrize(
    "mark",
    [
        {"tender": {"bidbridge": {"practice": True}}},
        {"ocid": "ocds-a1b2c3-practice-7"},
        {"tender": {"title": f"{PRACTICE_TITLE}Cleaning"}},
        {"tender": {"title": "Practice, not a real procurement"}},
        {"tender": {"bidbridge": {"practice": True, "format": "bidbridge-tender/9"}}},
    ],
)
def test_practice_stays_practice_whatever_is_left_of_our_file(mark: Data) -> None:
    plain = {"ocid": OCID, "id": "1", "date": AT, "tag": ["tender"]}
    notice = read({**plain, **mark, "tender": {**a_tender(), **mark.get("tender", {})}})
    assert notice.practice
    assert notice.title.upper().startswith("PRACTICE, NOT A REAL PROCUREMENT")
    assert own.PRACTICE in notice.remarks
    assert facts(notice).state is TenderState.draft, "it could be published as an open tender"


def test_a_practice_copy_stays_one_when_a_later_release_says_nothing_of_it() -> None:
    copy = together({**a_tender(), "bidbridge": {"practice": True}}, {"title": "Real work"})
    assert copy.practice
    assert facts(copy).state is TenderState.draft


def test_a_practice_copy_belongs_to_no_real_procurement() -> None:
    copy = dataclasses.replace(of_summer(), ocid="ocds-sample-practice-7", practice=True)
    notice = read(written(copy, SOURCE)["releases"][0])
    assert notice.related_ocids == ()
    assert not any(SOURCE.ocid in remark for remark in notice.remarks)


@settings(max_examples=40, deadline=None)
@given(notices())
def test_of_a_file_of_our_own_nothing_is_told_as_not_read(notice: Notice) -> None:
    release = written(notice, SOURCE)["releases"][0]
    assert unread.paths(release) == ()
    release["tender"]["bidbridge"]["surprise"] = release["tender"]["hasRecurrence"] = True
    assert unread.paths(release) == ("tender/bidbridge/surprise", "tender/hasRecurrence")


def test_what_is_read_only_in_our_own_files_is_told_in_others() -> None:
    release = ours() | {"id": "000001-2026"}
    assert "tender/bidbridge/regime" in unread.paths(release)
