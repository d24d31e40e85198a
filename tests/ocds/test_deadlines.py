"""When bids close: every form of a day and an hour in fields, and what the words of a notice add to them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.ocds import reader
from app.ocds.normalise import normalise, times, worded
from app.ocds.normalise.remarks import Remarks
from app.ocds.notice import Notice
from app.tenders.models import Tender
from app.tenders.screens.closing import questions_words, until_words
from tests.ocds.conftest import a_release, as_file

LONDON = ZoneInfo("Europe/London")
DAY = date(2027, 6, 10)


def read(**changes: Any) -> Notice:
    (release,) = reader.read(as_file(a_release(**changes)))
    return normalise(release)


def closing(notice: Notice) -> str:
    assert notice.deadline is not None
    local = notice.deadline.astimezone(LONDON)
    return f"{local:%Y-%m-%d}" if notice.deadline_is_day else f"{local:%Y-%m-%d %H:%M}"


def about_the_deadline(notice: Notice) -> list[str]:
    return [remark for remark in notice.remarks if remark.startswith("The deadline")]


@pytest.mark.parametrize(
    "written",
    [
        "30/09/2026 12:00",
        "30/09/26 12:00",
        "30/9/2026 12pm",
        "30-Sep-2026 12:00",
        "30th September 2026 at noon",
        "Wednesday 30 September 2026 12:00",
        "Wed, 30 Sep 2026 12:00:00 +0100",
        "Wed, 30 Sep 2026 11:00:00 UTC",
        "12 noon on 30 September 2026",
        "September 30, 2026, 12 midday",
        "30/09/2026 12:00 BST",
        "2026/09/30 12:00",
        "2026-09-30T11:00:00.0000000Z",
        "2026-09-30T12:00:00 +01:00",
        "30.09.2026, 12.00",
        "30 Sept 2026 1200hrs",
        "the 30th of September 2026 by 12 o'clock",
        "30 September 2026 12:00:00 PM",
        "30/09/2026T12:00",
        "20260930T110000Z",
    ],
)
def test_an_hour_of_a_day_is_read_however_it_is_written(written: str) -> None:
    remarks = Remarks()
    moment = times.moment(written, remarks, "The deadline")
    assert moment == times.Moment(datetime(2026, 9, 30, 11, tzinfo=UTC))
    assert remarks.all() == ()


@pytest.mark.parametrize(
    "written",
    ["2026-09-30", "2026/09/30", "30/09/26", "30.09.26", "30-Sep-2026", "30 September 2026",
     "Wednesday, 30th Sept. 2026",
     "2026-09-30T00:00:00Z", "2026-09-30T01:00:00+01:00", "2026-10-01T00:59:59+01:00", "2026-09-29T23:00:00Z",
     "2026-09-30T23:59:59Z", "2026-09-30T24:00:00Z", "2026-09-30T00:00Z", "30/09/2026 00:00:00",
     "30 September 2026 midnight"],
)  # fmt: skip
def test_a_bare_day_is_a_day_however_it_is_written(written: str) -> None:
    moment = times.moment(written, Remarks(), "The deadline")
    assert moment is not None
    assert moment.is_day
    assert moment.at.astimezone(LONDON).date() == date(2026, 9, 30)
    assert times.day(written, Remarks(), "The end") == date(2026, 9, 30)


@pytest.mark.parametrize(
    "written", ["2026-09-30T01:30:00+01:00", "2026-12-30T01:00:00Z", "2026-09-30T23:59:00+01:00"]
)
def test_an_odd_hour_stays_an_hour(written: str) -> None:
    moment = times.moment(written, Remarks(), "The deadline")
    assert moment is not None
    assert not moment.is_day


@pytest.mark.parametrize(
    "written",
    [
        "2026-W40",
        "2026W403",
        "Q3 2026",
        "September 2026",
        "30 September",
        "30 September 2026 or 1 October 2026",
        "30/09/2026 to be confirmed",
        "30/09/2026 09:00 - 12:00",
        "1790000000",
        "30/09/26 (£12.00)",
    ],
)
def test_what_does_not_tell_one_day_is_left_out_and_told(written: str) -> None:
    remarks = Remarks()
    assert times.moment(written, remarks, "The deadline") is None
    assert remarks.all() == (f"The deadline: we cannot read “{written}” as a date, so we left it out.",)


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("Tenders must be uploaded by 12:00 noon on 10 June 2027.", ["12:00"]),
        ("The closing date for bids is 10 June 2027 at 12 noon.", ["12:00"]),
        ("Return by 5pm on Thursday 10th June 2027.", ["17:00"]),
        ("Bids close at 5.30pm on Thursday 10th June 2027.", ["17:30"]),
        ("Submit no later than 10/06/2027 14:00.", ["14:00"]),
        ("Submission deadline: 1400 hours, 10 June 2027", ["14:00"]),
        ("Tender submission deadline Thursday 10th June, 16:00", ["16:00"]),
        ("The deadline for bids is 17:00hrs on Thursday, 10 June 2027.", ["17:00"]),
        ("Bids to be received by 5 p.m. on 10 June 2027", ["17:00"]),
        ("All tenders must be received no later than 12 Noon (GMT) on the 10th of June 2027.", ["12:00"]),
        ("Your tender must be submitted by the closing date/time of 14:00 on 10th June 2027", ["14:00"]),
        ("Deadline for receipt of tenders, including all attachments, is 12 noon on 10/06/27", ["12:00"]),
        ("Following the site visit, tenders must be returned by 12 noon on 10 June.", ["12:00"]),
        ("Tenderers must register on the portal and submit by 12 noon on 10 June 2027", ["12:00"]),
        ("By 12 noon on 10 June 2027 all tenders must be submitted", ["12:00"]),
        ("The deadline for actual submission of\ntender is 12:00 noon on 10 June 2027.", ["12:00"]),
        ("Closing date: 10 June 2027\nClosing time: 12 noon", ["12:00"]),
        ("Register for a site visit. tenders must be returned by 12 noon on 10 June 2027", ["12:00"]),
        ("Tenders must be uploaded to the portal by 14:00. Late bids will not be accepted.", ["14:00"]),
        ("Deadline: 10 June 2027 at 10am (extended from 3 June 2027 at 9am)", ["10:00"]),
        ("The deadline was extended from 10:00 on 10 June 2027 to 12:00 on 10 June 2027", ["12:00"]),
        ("The tender deadline has been extended from 10:00 to 12:00 on 10 June 2027", ["12:00"]),
        ("The closing date of 3 June 2027 has been extended to 10 June 2027 at 12 noon", ["12:00"]),
        ("Questions by 3 June 2027 at 09:00.\nTenders by 10 June 2027 at noon.", ["12:00"]),
        ("Tenders by 10 June 2027 at 12:00; the contract starts on 1 July 2027 at 08:00.", ["12:00"]),
        ("Tender return 10 June 2027 12:00, interviews 10 June 2027 14:00", ["12:00"]),
        (
            "Tenders must be submitted by 12:00 on 10 June 2027 and will be opened at 14:00 on 10 June 2027",
            ["12:00"],
        ),
    ],
)
def test_words_give_the_hour_of_bids(words: str, hours: list[str]) -> None:
    assert hours_on_the_day(words) == hours


@pytest.mark.parametrize(
    "words",
    ["Tenders will be opened at 11:00 on 10 June 2027",
     "Contract cleaning hours 06:00 - 09:00; tenders due 10 June 2027",
     "Tenders due 10 June 2027. opening hours 06:00 - 09:00",
     "Tenders are due by 10 June 2027 (see section 9.15)",
     "Submit by 10 June 2027 (£10.15)",
     "Submit by 10 June 2027, for 10.15% less",
     "Bids may be lowered by 9.15 or more. Tenders close on 10 June 2027",
     "Tender return: 10 June 2027 (Thursday, local time) 9.15 Insurance",
     "The deadline for registering to attend is 10:00 on 10 June 2027",
     "Access to documents closes at 09:00 on 10 June 2027",
     "Clarification questions by 12:00 on 10 June 2027.",
     "Questions, which must be submitted by 12:00 on 10 June 2027, are welcome",
     "The deadline is 12:00 on 10 June 2027 for clarification questions",
     "12:00 on 10 June 2027 is the deadline for questions",
     "A site visit is on 10 June 2027 at 9am before tenders are due.",
     "The deadline for expressions of interest is 12:00 noon on 10 June 2027",
     "Tenders are due on 11 June 2027 at 9am.",
     "The help desk for tenders is there Monday to Friday, 8:00 to 18:00. Tenders close on 10 June 2027",
     "The contract starts on 10 June 2027 at 00:00 hours",
     "Tenders must be returned by 00:00 on 10 June 2027",
     "Reports must be returned by 17:00 every Friday",
     "The deadline was 09:00 on 10 June 2027"],
)  # fmt: skip
def test_hours_of_other_things_are_none_of_bids(words: str) -> None:
    assert hours_on_the_day(words) == []


def hours_on_the_day(words: str) -> list[str]:
    listed = worded.deadlines([words], DAY)
    return [
        f"{deadline.clock:%H:%M}" for deadline in listed if deadline.day == DAY and deadline.clock is not None
    ]


OTHER_DAY = (
    "The deadline: the notice says 28 January 2025 in its text and 24 January 2025 in its date field. "
    "We show the date field. Ask the buyer which is right."
)


@pytest.mark.parametrize(
    "words",
    [
        (
            "The Submission Deadline for this tender has changed, the new deadline is Tuesday 28th January"
            " 2025 @ 12pm (noon)"
        ),
        "Tenders must be returned by 28 January.",
        "Bids close on 24 January 2025. The deadline has been extended to 28 January 2025.",
        "The closing date of 24 January 2025 has been extended to 28/01/25.",
        "Please note that the tender period was extended until January 28, 2025 at noon.",
    ],
)
@pytest.mark.parametrize("where", ["description", "lot", "additionalInformation", "amendment"])
def test_another_day_in_words_about_bids_is_told_and_the_field_stays(words: str, where: str) -> None:
    places: dict[str, dict[str, Any]] = {
        "description": {"description": words},
        "lot": {"lots": [{"id": "1", "title": "Lot 1", "description": words}]},
        "additionalInformation": {"additionalInformation": words},
        "amendment": {"amendments": [{"id": "1", "description": words}]},
    }
    notice = read(tender={"tenderPeriod": {"endDate": "2025-01-24T12:00:00Z"}, **places[where]})
    assert closing(notice) == "2025-01-24 12:00"
    assert about_the_deadline(notice) == [OTHER_DAY]


@pytest.mark.parametrize(
    "words",
    [
        (
            "Key dates: tender issue 1 May 2027, site visit 3 May 2027, tender return 10 June 2027 12:00,"
            " award 1 July 2027"
        ),
        "Deadline for expressions of interest is 12 noon on 26 May 2027",
        "Reports must be submitted by 20 June 2027",
        "The works must be completed by 20 June 2027",
        "Tenders remain valid until 10 September 2027",
        "The framework closes on 31 March 2031",
        "SQ submission: 10 June 2027 13:00. ITT submission: 20 July 2027.",
        "Lot 3 may be submitted by one bidder",
        "The tender for the current contract closed on 3 June 2024",
        "The deadline for completing the work is 1 May 2028",
        "Deadline: 10 June 2027 (originally 3 June 2027)",
        "The closing date of 3 June 2027 has been extended to 10 June 2027",
    ],
)
def test_days_of_other_things_are_no_remark(words: str) -> None:
    notice = read(tender={"tenderPeriod": {"endDate": "2027-06-10T13:00:00+01:00"}, "description": words})
    assert [remark for remark in about_the_deadline(notice) if "Ask the buyer which is right" in remark] == []


@pytest.mark.parametrize(
    ("bids", "interest", "expected", "has_remark"),
    [("2027-09-20T12:00:00+01:00", "2027-06-20T17:00:00+01:00", "2027-06-20 17:00", True),
     ("2027-09-20T12:00:00+01:00", "2027-06-20", "2027-06-20", True),
     ("2027-09-20T12:00:00+01:00", "2027-09-20T12:00:00+01:00", "2027-09-20 12:00", False),
     ("2027-09-20T12:00:00+01:00", "2027-10-01T12:00:00+01:00", "2027-09-20 12:00", False)],
)  # fmt: skip
def test_an_earlier_day_for_saying_that_one_takes_part_is_the_deadline(
    bids: str, interest: str, expected: str, has_remark: bool
) -> None:
    notice = read(tender={"tenderPeriod": {"endDate": bids}, "expressionOfInterestDeadline": interest})
    assert closing(notice) == expected
    remarks = [remark for remark in notice.remarks if "that you want to take part" in remark]
    assert len(remarks) == has_remark
    assert all("20 June 2027" in remark and "12 noon on 20 September 2027" in remark for remark in remarks)


def test_of_two_days_only_what_is_odd_in_the_shown_one_is_told() -> None:
    periods = {
        "tenderPeriod": {"endDate": "2027-09-20"},
        "expressionOfInterestDeadline": "2027-06-20T12:00:00+01:00",
    }
    assert about_the_deadline(read(tender=periods)) == []


def test_a_closing_date_that_is_unread_is_told_beside_a_day_for_interest() -> None:
    notice = read(tender={"tenderPeriod": {"endDate": "soon"}, "expressionOfInterestDeadline": "2027-06-20"})
    assert closing(notice) == "2027-06-20"
    assert any("cannot read “soon” as a date" in remark for remark in notice.remarks)


@pytest.mark.parametrize(
    ("until", "words"),
    [("2027-06-03T17:00:00+01:00", "Thursday 3 June 2027, 5pm"),
     ("2027-06-03T00:00:00Z", "By Thursday 3 June 2027, no time given")],
)  # fmt: skip
def test_the_last_day_for_questions_is_shown_with_its_hour(until: str, words: str) -> None:
    notice = read(tender={"enquiryPeriod": {"endDate": until}})
    assert notice.enquiries_until is not None
    assert until_words(notice.enquiries_until) == words
    assert questions_words(Tender(enquiries_until=notice.enquiries_until)) == words
    assert questions_words(Tender()) == ""
