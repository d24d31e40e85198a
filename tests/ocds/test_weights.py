"""Weights of criteria: points, weights in words, and totals that cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from app.ocds.normalise import criteria
from app.ocds.normalise.remarks import Remarks
from app.ocds.notice import NoticeCriterion
from app.tenders import twins


def read(*listed: dict[str, Any], **stated: Any) -> tuple[tuple[NoticeCriterion, ...], tuple[str, ...]]:
    remarks = Remarks()
    lots = [{"id": "1", "awardCriteria": {"criteria": list(listed), **stated}}, {"id": "2"}]
    return criteria.criteria({"lots": lots}, {"1": "1", "2": "2"}, remarks), remarks.all()


@pytest.mark.parametrize(
    ("points", "weights", "has_remark"),
    [(("400", "600"), [4_000, 6_000], True), (("400 points", "600 marks"), [4_000, 6_000], True),
     (("100", "200"), [3_333, 6_667], True), (("40", "60"), [4_000, 6_000], False),
     (("400", "Price"), [None, None], False)],
)  # fmt: skip
def test_points_are_parts_of_all_points(
    points: tuple[str, str], weights: list[int | None], has_remark: bool
) -> None:
    rows, remarks = read(
        {"name": "Method", "description": points[0]}, {"name": "Cost", "description": points[1]}
    )
    assert [row.weight_bp for row in rows] == weights
    assert any("weighted in points" in remark for remark in remarks) is has_remark
    shown = " ".join(row.text for row in rows)
    assert all(
        written.split()[0] in shown
        for written in points
        if not written.split()[0].isdigit() or int(written.split()[0]) > 100
    )


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((95, 95), "lot 1 add up to 190%, not 100%. They cannot all be"),
        ((2, 95), "lot 1 add up to 97%, not 100%. Some are"),
    ],
)
def test_a_total_that_cannot_be_is_told_with_its_lot(numbers: tuple[int, int], words: str) -> None:
    _, remarks = read(*({"name": f"Part {number}", "description": str(number)} for number in numbers))
    assert [words in remark for remark in remarks if "add up to" in remark] == [True]


def test_lots_of_one_total_share_a_remark() -> None:
    remarks = Remarks()
    part = {
        "awardCriteria": {
            "criteria": [{"name": "A", "description": "20"}, {"name": "B", "description": "30"}]
        }
    }
    different = {"awardCriteria": {"criteria": [{"name": "C", "description": "50"}]}}
    lots = [{"id": str(number), **(part if number else different)} for number in range(8)]
    criteria.criteria({"lots": lots}, {str(number): str(number) for number in range(8)}, remarks)
    assert remarks.all()[-1:] == (
        (
            "Weights of criteria of lots 0, 1, 2, 3, 4 and 3 more add up to 50%, not 100%. Some are not in"
            " the notice."
        ),
    )


def test_how_unnumbered_criteria_are_weighed_is_kept() -> None:
    rows, _ = read(
        {"name": "Method"}, {"name": "Cost"}, weightingDescription="In the order of the tender documents."
    )
    assert [(row.name, row.text) for row in rows][-1] == (
        "How they are weighted", "In the order of the tender documents.",
    )  # fmt: skip
    rows, _ = read(
        {"name": "A", "description": "40"}, {"name": "B", "description": "60"}, weightingDescription="Words."
    )
    assert [row.name for row in rows] == ["A", "B"]


FTS, OTHER, CF = "ocds-h6vhtk-1", "ocds-h6vhtk-2", "ocds-b5fd17-1"


@pytest.mark.parametrize(
    ("alike", "are_twins", "apart"),
    [([("Cleaning", OTHER)], False, True), ([("Cleaning", CF)], True, False),
     ([("Cleaning - AWARD", OTHER)], True, False), ([("Cleaning", OTHER), ("Cleaning", CF)], True, True),
     ([], False, False)],
)  # fmt: skip
def test_two_notices_of_one_source_are_two_procurements(
    alike: list[tuple[str, str]], are_twins: bool, apart: bool
) -> None:
    remarks = twins.remarks(("Cleaning", FTS), alike)
    assert any("probably the same procurement" in remark for remark in remarks) is are_twins
    assert any("separate procurement" in remark for remark in remarks) is apart


def test_few_of_many_twins_are_named() -> None:
    (remark,) = twins.remarks(
        ("Cleaning", FTS), [("Cleaning", f"ocds-b5fd17-{number}") for number in range(20)]
    )
    assert remark.count("ocds-") == twins.MOST_NAMED
    assert "and 15 more" in remark
