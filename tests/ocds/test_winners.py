"""Which lots an award is about, who won, for how much, and where each lot then stands."""

from __future__ import annotations

from typing import Any

import pytest

from app.ocds import reader
from app.ocds.normalise import normalise
from app.ocds.notice import Notice, Standing
from app.tenders.rules import LotState
from tests.ocds.conftest import a_release, as_file

ALPHA = {"name": "Alpha CIC"}
TWO = [{"id": "1", "title": "North"}, {"id": "2", "title": "South"}]


def read(**changes: Any) -> Notice:
    (release,) = reader.read(as_file(a_release(**changes)))
    return normalise(release)


def award(**stated: Any) -> dict[str, Any]:
    return {"id": "A", "status": "active", "suppliers": [ALPHA], **stated}


def states(notice: Notice) -> list[str]:
    return [lot.state.name for lot in notice.lots]


@pytest.mark.parametrize(
    "named",
    [
        {"relatedLots": ["1"]},
        {"relatedLots": [1]},
        {"relatedLots": "1"},
        {"relatedLot": "1"},
        {"relatedLot": 1},
        {"relatedLots": [" 1 "]},
        {"relatedLots": [{"id": "1"}]},
        {"relatedLots": ["1", "1"]},
        {"items": [{"id": "x", "relatedLot": "1"}]},
        {"items": [{"id": "x", "relatedLots": [1]}]},
    ],
)
def test_an_award_is_about_the_lots_that_it_names_however_it_names_them(named: dict[str, Any]) -> None:
    notice = read(awards=[award(**named)], tender={"lots": TWO})
    assert states(notice) == ["awarded", "open"]
    assert notice.awards[0].lot_keys == ("1",)
    assert notice.standing is Standing.open
    assert not any("not in this notice" in remark for remark in notice.remarks)


@pytest.mark.parametrize(
    "named", [{"relatedLots": ["LOT-0001"]}, {"relatedLots": [7]}, {"relatedLot": "one"}]
)
@pytest.mark.parametrize("status", ["active", "unsuccessful"])
def test_an_award_of_a_lot_that_is_not_here_decides_no_lot_and_is_told(
    named: dict[str, Any], status: str
) -> None:
    notice = read(awards=[award(status=status, **named)], tender={"lots": TWO})
    assert states(notice) == ["open", "open"]
    assert notice.awards[0].lot_keys, "it would stand for the whole"
    assert any("is not in this notice" in remark for remark in notice.remarks)


def test_an_id_that_two_lots_have_decides_neither() -> None:
    twice = [{"id": "1", "title": "North"}, {"id": "1", "title": "South"}]
    notice = read(awards=[award(relatedLots=["1"])], tender={"lots": twice})
    assert states(notice) == ["open", "open"]
    assert any("is not in this notice" in remark for remark in notice.remarks)


@pytest.mark.parametrize(
    ("awards", "expected"),
    [([{}], ["awarded", "awarded"]), ([{}, {}], ["awarded", "awarded"]),
     ([{"relatedLots": ["1"]}, {}], ["awarded", "open"]),
     ([{"relatedLots": ["1"]}, {"status": "unsuccessful"}], ["awarded", "open"]),
     ([{"relatedLots": ["1"], "status": "unsuccessful"}, {"relatedLots": ["1"]}], ["awarded", "open"]),
     ([{"relatedLots": ["2"], "status": "Unsuccessful"}], ["open", "unsuccessful"]),
     ([{"relatedLots": ["2"], "status": "PENDING"}], ["open", "open"])],
)  # fmt: skip
def test_an_award_without_lots_is_about_all_unless_others_name_theirs(
    awards: list[dict[str, Any]], expected: list[str]
) -> None:
    listed = [award(id=str(number), **stated) for number, stated in enumerate(awards)]
    assert states(read(awards=listed, tender={"lots": TWO})) == expected


def test_the_only_lot_is_the_one_that_was_won() -> None:
    notice = read(awards=[award(relatedLots=["LOT-0001"])], tender={"lots": TWO[:1]})
    assert states(notice) == ["awarded"]


@pytest.mark.parametrize(
    ("status", "state", "has_remark"),
    [
        ("cancelled", LotState.cancelled, False),
        ("Cancelled", LotState.cancelled, False),
        (" CANCELLED ", LotState.cancelled, False),
        ("canceled", LotState.cancelled, False),
        ("Withdrawn", LotState.cancelled, False),
        ("Unsuccessful", LotState.unsuccessful, False),
        ("Complete", LotState.over, False),
        ("awarded", LotState.awarded, False),
        ("Active", LotState.open, False),
        ("planned", LotState.open, False),
        ("frozen", LotState.open, True),
    ],
)
def test_a_status_is_read_however_it_is_written(status: str, state: LotState, has_remark: bool) -> None:
    notice = read(tender={"lots": [{"id": "1", "title": "North", "status": status}, TWO[1]]})
    assert notice.lots[0].state is state
    assert any("which we do not know" in remark for remark in notice.remarks) is has_remark


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"tender": {"status": "Cancelled"}}, Standing.withdrawn),
        ({"tender": {"status": "Complete"}}, Standing.over),
        ({"tender": {"status": "Planned", "tenderPeriod": None}}, Standing.planned),
        ({"awards": [award(status="Cancelled")]}, Standing.open),
        ({"awards": [award(status="Pending")]}, Standing.open),
        ({"awards": [award(status="Active")]}, Standing.awarded),
    ],
)
def test_the_whole_stands_as_its_status_says_however_it_is_written(
    changes: dict[str, Any], standing: Standing
) -> None:
    assert read(**changes).standing is standing


@pytest.mark.parametrize(
    ("contracts", "value"),
    [
        ([{"value": {"amount": 100}}], 10_000),
        ([{"value": {"amount": 100}}, {"value": {"amount": 200}}], 30_000),
        ([{"value": {"amount": 100}}, {}], None),
        ([{}], None),
        ([], None),
        ([{"value": {"amount": 100}}, {"value": {"amount": 200}, "status": "cancelled"}], 10_000),
        ([{"value": {"amount": 100}}, {"value": {"amount": 200, "currency": "EUR"}}], None),
    ],
)
def test_an_award_is_worth_what_its_contracts_come_to(
    contracts: list[dict[str, Any]], value: int | None
) -> None:
    listed = [{"id": str(number), "awardID": "A", **stated} for number, stated in enumerate(contracts)]
    notice = read(awards=[award()], contracts=listed)
    assert notice.awards[0].value == value
    several = len([stated for stated in contracts if stated.get("status") != "cancelled"]) > 1
    assert any("contracts" in remark for remark in notice.remarks) is several


def test_an_awards_own_value_counts_before_its_contracts() -> None:
    contract = {"id": "1", "awardID": "A", "value": {"amount": 100}}
    assert read(awards=[award(value={"amount": 900})], contracts=[contract]).awards[0].value == 90_000


@pytest.mark.parametrize(
    ("changes", "standing", "words"),
    [
        (
            {"tender": {"procurementMethod": "direct", "tenderPeriod": None}},
            Standing.over,
            "nobody else can bid",
        ),
        (
            {"tender": {"procurementMethodDetails": "Direct award", "tenderPeriod": None}},
            Standing.over,
            "nobody else",
        ),
        ({"tender": {"procurementMethod": "open", "tenderPeriod": None}}, Standing.open, ""),
        ({"tag": ["award"]}, Standing.awarded, "not final yet"),
    ],
)
def test_a_pending_award_of_a_direct_procurement_leaves_nothing_to_bid_for(
    changes: dict[str, Any], standing: Standing, words: str
) -> None:
    notice = read(awards=[award(status="pending")], **changes)
    assert notice.standing is standing
    assert any(words in remark for remark in notice.remarks) or not words
    assert not any("does not name a winner" in remark for remark in notice.remarks)
