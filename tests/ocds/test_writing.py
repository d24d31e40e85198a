"""What we write as Open Contracting data, and that it comes back as it was."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from app.ocds import reader
from app.ocds.normalise import normalise
from app.ocds.normalise.own import PRACTICE
from app.ocds.normalise.own_parts import OWN
from app.ocds.notice import Notice, NoticeLot
from app.ocds.writing import Publisher, SourceProcess, dated, release_package
from app.ocds.writing.tender import PRACTICE_TITLE, PRACTICE_WORDS
from app.tenders.rules import CriterionKind
from tests.ocds.conftest import NOTICES, a_release
from tests.ocds.imagined import notices
from tests.ocds.standard import faults

AT = "2026-11-03T12:30:00Z"
HERE = Publisher()
SOURCE = SourceProcess(
    "ocds-h6vhtk-05a1b2", "Cleaning", "https://www.find-tender.service.gov.uk/Notice/050722-2026"
)
LONDON = ZoneInfo("Europe/London")
NOT_WRITTEN = {
    "stale_at": "hangs on the date of the file",
    "awards": "who won is the source's to publish",
    "remarks": "what was odd in a source",
    "tags": "the release is one of a tender",
    "release_id": "made of the OCID and the date",
    "released_at": "the date of the pack",
}


def written(notice: Notice, source: SourceProcess | None = None) -> dict[str, Any]:
    """The file, as JSON has it."""
    package = dated(release_package(notice, HERE, source), AT)
    copy: dict[str, Any] = json.loads(json.dumps(package, allow_nan=False))
    return copy


def read(package: dict[str, Any]) -> Notice:
    (release,) = reader.read(json.dumps(package).encode())
    return normalise(release)


def expected(notice: Notice, source: SourceProcess | None = None) -> Notice:
    """A notice as it should come back: the source among the related ones, and a practice copy that says what
    it is.
    """
    linked = (source.ocid,) if source and not notice.practice else ()
    words: dict[str, Any] = {}
    if notice.practice:
        described = "\n\n".join(part for part in (PRACTICE_WORDS, notice.description) if part)
        words = {"title": PRACTICE_TITLE + notice.title, "description": described}
    return dataclasses.replace(
        notice,
        related_ocids=tuple(dict.fromkeys((*linked, *notice.related_ocids))),
        **words,
    )


def compared(notice: Notice) -> dict[str, Any]:
    return {
        field.name: getattr(notice, field.name)
        for field in dataclasses.fields(notice)
        if field.name not in NOT_WRITTEN
    }


def without_ours(value: Any) -> Any:
    """The same file without our own fields: what every other reader knows of it."""
    if isinstance(value, dict):
        return {name: without_ours(part) for name, part in value.items() if name != OWN}
    return [without_ours(part) for part in value] if isinstance(value, list) else value


@settings(max_examples=60, deadline=None)
@given(notices())
def test_what_is_written_comes_back_as_it_was_and_keeps_to_the_standard(notice: Notice) -> None:
    package = written(notice, SOURCE)
    assert faults(package) == []
    assert compared(read(package)) == compared(expected(notice, SOURCE))


@pytest.mark.parametrize("path", sorted(NOTICES.glob("*.json")), ids=lambda path: path.stem[:20])
def test_a_real_notice_written_by_us_comes_back_as_it_was(path: Any) -> None:
    (source,) = reader.read(path.read_bytes())
    notice = dataclasses.replace(normalise(source), ocid="ocds-sample-1", awards=())
    package = written(notice, SourceProcess(source.ocid))
    assert faults(package) == []
    assert compared(read(package)) == compared(expected(notice, SourceProcess(source.ocid)))


def of_summer() -> Notice:
    """A contract that begins and ends on days when London is an hour ahead of UTC."""
    release = a_release(
        tender={"contractPeriod": {"startDate": "2030-06-01T00:00:00Z", "endDate": "2031-06-30T23:59:59Z"}}
    )
    (source,) = reader.read(json.dumps(release).encode())
    return dataclasses.replace(normalise(source), ocid="ocds-sample-7")


def test_a_contract_ends_with_its_last_day_by_londons_clock_in_summer_too() -> None:
    notice = of_summer()
    assert (notice.starts_on, notice.ends_on) == (date(2030, 6, 1), date(2031, 6, 30))
    tender = written(notice)["releases"][0]["tender"]
    for period in (tender["contractPeriod"], tender["lots"][0]["contractPeriod"]):
        starts, ends = (datetime.fromisoformat(period[name]) for name in ("startDate", "endDate"))
        assert starts.astimezone(LONDON) == datetime(2030, 6, 1, tzinfo=LONDON)
        assert ends.astimezone(LONDON) == datetime(2031, 6, 30, 23, 59, 59, tzinfo=LONDON)
    back = read(without_ours(written(notice)))
    assert (back.starts_on, back.ends_on) == (date(2030, 6, 1), date(2031, 6, 30))


def test_a_practice_copy_says_so_and_carries_nothing_of_the_real_notice_but_a_link() -> None:
    notice = dataclasses.replace(of_summer(), ocid="ocds-sample-practice-7", practice=True, notice_number="")
    release = written(notice, SOURCE)["releases"][0]
    assert release["tender"]["title"].startswith("PRACTICE, not a real procurement")
    assert "practice copy" in release["tender"]["description"]
    assert release["tender"]["bidbridge"]["practice"] is True
    assert release["tender"]["id"] == "practice-7"
    assert release["ocid"] == "ocds-sample-practice-7"
    (link,) = release["relatedProcesses"]
    assert (link["identifier"], link["uri"]) == (SOURCE.ocid, SOURCE.url)
    del release["relatedProcesses"]
    assert "050722" not in json.dumps(release)
    back = read(written(notice, SOURCE))
    assert PRACTICE in back.remarks
    assert back.related_ocids == ()


def test_a_source_is_linked_and_its_ocid_never_ours() -> None:
    notice = of_summer()
    release = written(notice, SOURCE)["releases"][0]
    assert release["ocid"] == "ocds-sample-7"
    assert release["relatedProcesses"] == [
        {
            "id": "1", "relationship": ["x_sourceProcess"], "scheme": "ocid", "identifier": SOURCE.ocid,
            "title": SOURCE.title, "uri": SOURCE.url,
        }
    ]  # fmt: skip
    with pytest.raises(ValueError, match="not an OCID of ocds-sample"):
        release_package(dataclasses.replace(notice, ocid=SOURCE.ocid), HERE)


def test_readers_that_do_not_know_our_fields_read_places_days_weights_and_conditions() -> None:
    notice = next(notice for notice in _plain() if notice)
    back = read(without_ours(written(notice)))
    assert [lot.areas for lot in back.lots] == [lot.areas for lot in notice.lots]
    assert [lot.capabilities[0] for lot in back.lots] == [lot.capabilities[0] for lot in notice.lots]
    assert [(lot.starts_on, lot.ends_on) for lot in back.lots] == [(date(2030, 6, 1), date(2031, 6, 30))]
    assert back.deadline == notice.deadline
    assert [(item.kind, item.name, item.weight_bp) for item in back.criteria] == [
        (CriterionKind.quality, "Quality", 6_000),
        (CriterionKind.price, "Price", 4_000),
    ]
    assert [item.text for item in back.conditions] == ["Keep a log of each visit."]
    assert (back.value, back.arrangement, back.regime) == (notice.value, notice.arrangement, notice.regime)


def _plain() -> list[Notice]:
    release = a_release(
        tender={
            "contractPeriod": {"startDate": "2030-06-01T00:00:00Z", "endDate": "2031-06-30T23:59:59Z"},
            "selectionCriteria": {"criteria": [{"description": "Keep a log of each visit."}]},
            "lots": [
                {
                    "id": "1",
                    "title": "All",
                    "awardCriteria": {
                        "criteria": [
                            {
                                "type": kind,
                                "name": name,
                                "numbers": [{"number": share, "weight": "percentageExact"}],
                            }
                            for kind, name, share in (("quality", "Quality", 60), ("price", "Price", 40))
                        ]
                    },
                }
            ],
        }
    )
    (source,) = reader.read(json.dumps(release).encode())
    return [dataclasses.replace(normalise(source), ocid="ocds-sample-7")]


def test_hostile_values_in_our_own_fields_leave_what_is_sound() -> None:
    package = written(dataclasses.replace(of_summer(), lots=(_with_package(of_summer().lots[0]),)))
    sound = read(package)
    assert len(sound.lots[0].work_packages) == 1
    hostile: tuple[Any, ...] = (None, {}, "x" * 30, -1, 10**30, ["x"])
    for value in hostile:
        _plant(package, value)


def _with_package(lot: NoticeLot) -> NoticeLot:
    from app.foundation.reference import units
    from app.ocds.notice import NoticeWorkPackage

    code = "90910000"
    package = NoticeWorkPackage("Daily clean", code, "E08000025", units.standard_unit(code).name, 480, 52)
    return dataclasses.replace(lot, work_packages=(package,))


def _plant(package: dict[str, Any], value: Any) -> None:
    """Put a value in each of our own fields and beside them, in turn: the file is still read."""
    text = json.dumps(package)
    for holder in _holders(json.loads(text)["releases"][0]["tender"], ()):
        copy = json.loads(text)
        *path, name = holder
        target = copy["releases"][0]["tender"]
        for step in path:
            target = target[step]
        target[name] = value
        back = read(copy)
        for lot in back.lots:
            for work_package in lot.work_packages:
                assert 1 <= work_package.quantity <= 10_000_000
                assert work_package.min_share <= work_package.quantity


def _holders(value: Any, path: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [
            place for name, part in value.items() for place in ((*path, name), *_holders(part, (*path, name)))
        ]
    if isinstance(value, list):
        return [place for at, part in enumerate(value) for place in _holders(part, (*path, at))]
    return []


def test_a_newer_format_is_read_like_any_notice() -> None:
    package = written(of_summer())
    package["releases"][0]["tender"]["bidbridge"]["format"] = "bidbridge-tender/2"
    assert (
        "A newer version of Bidbridge wrote this file, so we read it like any other notice."
        in read(package).remarks
    )
