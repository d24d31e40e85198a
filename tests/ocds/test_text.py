"""Cleaning a source's texts: what was lost comes back, what is right stays, and cleaning twice is cleaning
once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.foundation.config import PROJECT_DIR
from app.ocds import reader
from app.ocds.normalise import normalise
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.text import line, name, text
from app.ocds.screens import comparing
from app.tenders.models import Tender
from app.tenders.rules import TenderSource, TenderState
from app.tenders.screens.listing import twin_links
from app.tenders.screens.origin import official_number, read_from
from tests.growth import grows_too_fast
from tests.ocds.conftest import a_release, as_file

NOTICES = sorted((PROJECT_DIR / "tests" / "data" / "notices").glob("*.json"))


def cleaned(value: str) -> str:
    return text(value, Remarks())


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_of(inner)


class TestLostLineBreaks:
    @pytest.mark.parametrize(
        ("lost", "right"),
        [
            ("services.rnThe purpose", "services.\nThe purpose"),
            ("public spaces.rnrnPlease see", "public spaces.\n\nPlease see"),
            ("collection servicesrn The provider", "collection services\nThe provider"),
            ("Maintenance-4.docxrnrnPlease email", "Maintenance-4.docx\n\nPlease email"),
            ("to the number of claimsrn Employers", "to the number of claims\nEmployers"),
            ("ends 2361rn Next", "ends 2361\nNext"),
            ("excluding VATrn NOTE", "excluding VAT\nNOTE"),
            ("Any areas. rn rnObjectives", "Any areas.\n\nObjectives"),
            ("portal:rnrnhttps://example.org/x", "portal:\n\nhttps://example.org/x"),
            ("rn- Learn effective skills rn- Modern barns", "- Learn effective skills\n- Modern barns"),
            ("are:rn Health and Social Carern Cwm Taf", "are:\nHealth and Social Care\nCwm Taf"),
            ("them.rn engaged in thern management", "them.\nengaged in the\nmanagement"),
            ("them.rn Bidders are able torn show", "them.\nBidders are able to\nshow"),
            ("the late return.rnrnReturn", "the late return.\n\nReturn"),
            ("the late returnrnrnNext", "the late return\n\nNext"),
            ("Road,nDerby,nDE22 3BH", "Road,\nDerby,\nDE22 3BH"),
            ("2 Burston Road,nLONDONnSW15 6ARnGB", "2 Burston Road,\nLONDON\nSW15 6AR\nGB"),
            ("Lots:rn -tLot 1: Roofing;rn -tLot 2", "Lots:\n- Lot 1: Roofing;\n- Lot 2"),
            ("Aims:rn1.tReview it.rn2.1.tThe rest", "Aims:\n1. Review it.\n2.1. The rest"),
            ("(c) tGAS safe", "(c) GAS safe"),
            ("Question 2D.1 tttPrompt payment", "Question 2D.1 Prompt payment"),
            ("using the licensingrnavailable via the NHS", "using the licensing\navailable via the NHS"),
            ("period is up to rn£60,000,000 (sixty)", "period is up to\n£60,000,000 (sixty)"),
            ("email a@council.gov.ukrnphone 01234", "email a@council.gov.uk\nphone 01234"),
            (
                "documents available herern https://example.org",
                "documents available here\nhttps://example.org",
            ),
            ("a Management feern The lot", "a Management fee\nThe lot"),
            ("see www.example.comrnand ask", "see www.example.com\nand ask"),
            (r"Halls.\r\nSchools.\r\n\r\nthe rest", "Halls.\nSchools.\n\nthe rest"),
            (r"Halls\nSchools and\nthe rest\n", "Halls\nSchools and\nthe rest"),
            (r"Halls.\r\nSee C:\new\teams", "Halls.\nSee C:\\new\\teams"),
            (r"1.\tHalls\n2.\tSchools", "1. Halls\n2. Schools"),
        ],
    )
    def test_they_come_back(self, lost: str, right: str) -> None:
        assert cleaned(lost) == right

    @pytest.mark.parametrize(
        "right",
        [
            "The barn in Malvern, a modern pattern; return it by morn",
            "worn and torn belts, Blackburn and Runcorn Council, Westminstern",
            "Asgwrn, tafarn, haearn a ffwrn: cadarn yw'r teyrn",
            "ModernGov and LearnDirect",
            "HotSW LEP, a t-shirt, 2 tonnes",
            "RN of the ward",
            "Brno and Strnad",
            "The govrnment, a depatrnment and Intrnet of learnrs",
            "RNLI at rnli.org and xrna",
            r"yes\no, n\a and\or b\task",
            r"C:\new\teams\North and \\server\notes\T1",
            "£5 modern €6",
            "Firstborn £60",
            "Find it under internal, external, government, turnover, username and Inverness.",
        ],
    )
    def test_words_stay_whole(self, right: str) -> None:
        assert cleaned(right) == right

    @pytest.mark.parametrize(
        "word", ["barn", "return", "Northern", "Malvern", "worn", "Blackburn", "cadarn", "ffwrn"]
    )
    def test_words_stay_whole_beside_breaks_that_were_lost(self, word: str) -> None:
        lost = f"First.rn the {word} stands.rn A {word}rn End {word}"
        assert cleaned(lost) == f"First.\nthe {word} stands.\nA {word}\nEnd {word}"

    @pytest.mark.parametrize(("written", "is_told"), [
        ("services.rnThe purpose", False), ("services.rnThe purpose of the Carern", True), ("A barn", False),
    ])  # fmt: skip
    def test_those_that_are_not_certain_are_told(self, written: str, is_told: bool) -> None:
        remarks = Remarks()
        text(written, remarks)
        assert any("probably line breaks" in remark for remark in remarks.all()) is is_told


class TestMisreadLetters:
    @pytest.mark.parametrize(
        ("garbled", "right"),
        [
            ("Budget Â£95,000 for the councilâ€™s term", "Budget £95,000 for the council’s term"),
            ("KÃ¤rcher House", "Kärcher House"),
            ("forms:\r\nâ€¢\tChildren", "forms:\n• Children"),
            ("to:rnâ€¢t8 (eight) apprentices", "to:\n• 8 (eight) apprentices"),
            ("Â£5 and £6", "£5 and £6"),
        ],
    )  # fmt: skip
    def test_they_are_put_right(self, garbled: str, right: str) -> None:
        assert cleaned(garbled) == right

    @pytest.mark.parametrize(
        "right", ["Ffrâm24 a'r Ŵyl: tŷ, môr, Siân", "café – naïve “quote” £5", "Âme, â too", "ﬁne ½ ² Å"]
    )
    def test_right_letters_stay(self, right: str) -> None:
        assert cleaned(right) == right


class TestMarkup:
    @pytest.mark.parametrize(
        ("marked", "shown"),
        [
            (
                "<p>Halls of the town.</p><ul><li>North</li></ul>One<br/>two",
                "Halls of the town.\n\n• North\n\nOne\ntwo",
            ),
            ('<p class="x">A <b>bold</b> word</p><p>B</p>', "A bold word\n\nB"),
            ("<ul><li>One</li><li>Two</li></ul>", "• One\n• Two"),
            ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
            ("&lt;p&gt;Fish &amp;amp; chips&lt;/p&gt;", "Fish & chips"),
            ("the user&#039;s plan, &pound;5 &bull; x", "the user's plan, £5 • x"),
            ("a <!-- note --> b", "a b"),
            ("<BR>a<Br />b", "a\nb"),
            (
                '<style type="text/css">p { color: red }</style><p>Halls</p><script>var a = "<b>";</script>',
                "Halls",
            ),
            ("&lt;style&gt;p { }&lt;/style&gt;Halls", "Halls"),
            ("<STYLE>p { }\n.b { }</Style >Halls", "Halls"),
            ("<script>a</style>b</script>c", "c"),
            ("<style>Halls", "Halls"),
            ("Halls</script>", "Halls"),
            ("<style guide> x", "<style guide> x"),
        ],
    )
    def test_it_becomes_paragraphs_breaks_and_lists(self, marked: str, shown: str) -> None:
        assert cleaned(marked) == shown

    @pytest.mark.parametrize(
        "right",
        [
            "a < b and c > d",
            "<a person of your choice>",
            "<name> signs",
            "<script of the play>",
            "AT&T; R&D",
            "x <3",
        ],
    )
    def test_what_is_no_tag_stays(self, right: str) -> None:
        assert cleaned(right) == right


def test_marks_that_turn_the_direction_and_have_no_width_go() -> None:
    assert cleaned("\u202eevil\u202c [\u200e16/\u200e04] Kent\u200b\u00ad\ufeff") == "evil [16/04] Kent"


@pytest.mark.parametrize(
    "nothing", ["n/a", "N/A", "none", "-", ".", "n/a.", "  NA ", "", "Not applicable", "TBC"]
)
def test_words_for_no_name_are_none(nothing: str) -> None:
    assert name(nothing, Remarks()) == ""
    documents = [
        {"id": "1", "title": nothing, "description": nothing, "url": "https://example.org/files/plan.pdf"}
    ]
    release = {**a_release(), "tender": {**a_release()["tender"], "documents": documents}}
    notice = normalise(next(iter(reader.read(as_file(release)))))
    assert [document.title for document in notice.documents] == ["plan.pdf"]


def test_a_real_name_is_kept() -> None:
    assert name(" Nature of the work ", Remarks()) == "Nature of the work"


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.stem[:30])
def test_no_text_of_a_real_notice_keeps_a_lost_break_or_a_tag(path: Path) -> None:
    for value in texts_of(json.loads(path.read_text())):
        shown = cleaned(value)
        assert cleaned(shown) == shown
        for lost in (".rn", "rnrn", "srn ", "drn ", "</", "&amp;", " -t", "â€"):
            assert lost not in shown


def test_no_remark_stands_on_more_than_half_of_the_real_notices() -> None:
    """What is said of nearly every notice says nothing about any."""
    times_by_remark: dict[str, int] = {}
    for path in NOTICES:
        for source in reader.read(path.read_bytes()):
            for remark in set(normalise(source).remarks):
                times_by_remark[remark] = times_by_remark.get(remark, 0) + 1
    assert {remark for remark, times in times_by_remark.items() if times > len(NOTICES) / 2} == set()
    assert times_by_remark


class TestRealNotices:
    def test_a_guid_is_an_address_and_no_number(self) -> None:
        guid = "2623b830-47c8-4811-b3cc-d00e1d93f03c"
        tender = Tender(source=TenderSource.imported, ocid="ocds-b5fd17-1", notice_number=guid)
        assert guid not in official_number(tender)
        assert official_number(tender).startswith("On Contracts Finder")
        assert official_number(Tender(ocid="ocds-h6vhtk-1", notice_number="050722-2026")) == "050722-2026"
        assert official_number(Tender()) == ""
        twin = Tender(id=7, ocid="ocds-b5fd17-1", notice_number=guid, state=TenderState.withdrawn)
        assert twin_links([twin], datetime(2026, 11, 1, tzinfo=UTC)) == ((7, "ocds-b5fd17-1 (withdrawn)"),)
        assert comparing.FIELDS["notice_number"][1](guid) == f"At an address that ends in {guid}"
        assert comparing.FIELDS["notice_number"][1]("050722-2026") == "050722-2026"

    def test_no_page_pack_or_command_shows_the_number_of_a_notice_without_asking_whether_it_is_one(
        self,
    ) -> None:
        screens = (PROJECT_DIR / "app").glob("*/screens/*.py")
        shown = [
            *(PROJECT_DIR / "templates").rglob("*.html"),
            *screens,
            PROJECT_DIR / "app" / "site" / "demo.py",
        ]
        lines = [
            line for path in shown for line in path.read_text("utf-8").splitlines() if "notice_number" in line
        ]
        check = re.compile(r"number_shown|official_page|form\.notice_number|if not |_notice\)")
        assert len(lines) > 5
        assert [line for line in lines if not check.search(line)] == []

    def test_a_notice_of_a_public_source_is_said_to_be_real(self) -> None:
        real = Tender(source=TenderSource.imported, ocid="ocds-h6vhtk-1", notice_number="050722-2026")
        assert read_from(real).startswith("A real notice from Find a Tender, imported by the operator")
        unknown = Tender(source=TenderSource.imported, ocid="ocds-aaaaaa-1", notice_number="1")
        assert "real" not in read_from(unknown)

    def test_a_value_of_nothing_is_not_stated(self) -> None:
        release = a_release()
        release["tender"]["value"] = {"amount": 0, "currency": "GBP"}
        assert normalise(next(iter(reader.read(as_file(release))))).value_note == "Not stated"


# Hostile and ordinary parts, put together in any way.
PARTS = st.sampled_from(
    [
        "rn",
        "n",
        "t",
        "ba",
        "the",
        "s",
        "R",
        "The",
        ".",
        ",",
        " ",
        "\n",
        "-",
        "•",
        "1.",
        "(a)",
        "<",
        ">",
        "p",
        "br/",
        "li",
        "</p>",
        "<li>",
        "&",
        "amp;",
        "lt;",
        "&#38;",
        "gt;",
        "Â",
        "£",
        "â€™",
        "Ã",
        "\u200b",
        "*",
        "http://",
        "é",
        "to",
        "be ",
        "\\",
        "\\n",
        "\\r\\n",
        "C:\\",
        "<style>",
        "</style>",
        "<script>",
        "ing",
        "licens",
        ".uk",
    ]
)


@settings(max_examples=150, deadline=None)
@example("Â\t0")
@example("Â*****0")
@example(".n ")
@given(st.lists(PARTS, max_size=25).map("".join) | st.text(max_size=60))
def test_cleaning_twice_is_cleaning_once_and_never_makes_a_text_longer(written: str) -> None:
    once = cleaned(written)
    assert cleaned(once) == once
    assert len(once) <= 3 * len(written)
    assert line(once, Remarks()) == line(written, Remarks(), 20_000)[:300] or len(once) > 300


@pytest.mark.parametrize(
    "piece",
    [
        "rn",
        "arn",
        "torn ",
        "x.rn",
        "<",
        "<p>",
        "<a b",
        "&amp;",
        "&#38;amp;",
        "Â£",
        "â€™",
        "Ã¢",
        ",n",
        "-t",
        "1.t",
        "\u200b",
    ],
)
def test_twice_the_text_takes_twice_the_work(piece: str) -> None:
    small, large = ("First.rn" + piece * (size // len(piece)) for size in (2_000, 4_000))
    assert grows_too_fast(cleaned, small, large) == ""
