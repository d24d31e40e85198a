"""What stands in each copy, on its pages and in the data it carries, and that the file keeps its promises."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest

from app.bids.printing.printer import Printed, printed
from app.bids.printing.sheet import Sheet, sheet
from app.bids.queries import freezing
from app.bids.rules.copies import BuyersPrices, SplitPrices, shown
from app.bids.rules.pack import Member, Original, Pack
from app.bids.rules.states import SECTIONS, Audience
from app.foundation import audit, templating
from app.foundation.canonical import canonical_json, sha256_of
from app.foundation.database import Database
from app.foundation.templating.formats import money
from app.foundation.wire import from_plain, to_plain
from app.ocds.writing import dated
from tests.bids import making
from tests.ocds.standard import faults

COPIES = ((Audience.buyer, None), (Audience.lead, None), (Audience.member, "m2"))


@dataclass
class Frozen:
    """A version's frozen data as they are stored, and the enterprises' rows in it by their name there."""

    stored: dict[str, Any]

    @property
    def pack(self) -> Pack:
        return from_plain(Pack, self.stored)

    def member(self, name: str) -> Member:
        return next(member for member in self.pack.contents.members if member.id == name)

    def prices(self, name: str) -> set[int]:
        return {part.unit_price for part in self.pack.contents.parts if part.member == name}

    def values(self, name: str) -> set[int]:
        return {part.value for part in self.pack.contents.parts if part.member == name}


def freeze(
    template: Path, folder: Path, members: int, packages: int, agreed: bool = True, practice: bool = False
) -> Frozen:
    audit.install()
    database = Database(f"sqlite:///{shutil.copyfile(template, folder / 'pack.sqlite3')}")
    with database.writer() as session:
        rows = making.consortium(session, members, packages, agreed=agreed, practice=practice)
        session.expire_all()
        contents = freezing.frozen(session, rows.consortium)
    database.dispose()
    pack = Pack(
        format=freezing.FORMAT,
        number=2,
        draft=not agreed,
        asked_at="2026-11-03T12:30:00Z",
        vat_bp=2000,
        contents=contents,
    )
    return Frozen(json.loads(canonical_json(to_plain(pack))))


@pytest.fixture(scope="module")
def frozen(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    return freeze(sqlite_template, tmp_path_factory.mktemp("pack"), 4, 4)


@pytest.fixture(scope="module")
def draft(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    return freeze(sqlite_template, tmp_path_factory.mktemp("draft"), 3, 2, agreed=False, practice=True)


@pytest.fixture(scope="module", params=COPIES, ids=lambda given: given[0].name)
def copy(request: pytest.FixtureRequest, frozen: Frozen) -> Printed:
    return printed(frozen.pack, *request.param)


def page_text(frozen: Frozen, audience: Audience, member: str | None = None) -> str:
    """The document's HTML: everything that its pages say in words."""
    data = shown(frozen.pack, audience, member)
    template = templating.environment().get_template("bid_pack/pack.html")
    return template.render(sheet=sheet(data, "0" * 64), data=data)


def says(frozen: Frozen, audience: Audience, member: str | None = None) -> str:
    """Everything a copy says: its pages and the data inside."""
    return page_text(frozen, audience, member) + json.dumps(to_plain(shown(frozen.pack, audience, member)))


@pytest.mark.parametrize("profile", [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A])
def test_every_copy_can_be_read_by_everybody_and_kept_for_ever(
    copy: Printed, profile: page.ValidationProfile
) -> None:
    report = page.validate_pdf_bytes(copy.content, profile=profile)
    assert report.is_compliant, {failure.rule_id: failure.message for failure in report.failures}


def test_a_draft_of_a_practice_copy_conforms_too_and_says_both_words_on_every_page(draft: Frozen) -> None:
    copy = printed(draft.pack, Audience.lead)
    assert page.validate_pdf_bytes(copy.content, profile=page.ValidationProfile.PDF_UA_1).is_compliant
    with pikepdf.open(io.BytesIO(copy.content)) as opened:
        first: dict[Any, str] = {}
        for element in _flat(opened.Root.StructTreeRoot.K[0]):
            first.setdefault(element.Pg.objgen, str(element.S))
        assert len(first) == len(opened.pages) == copy.pages
        assert set(first.values()) == {"/P"}  # the mark comes before whatever else a reader meets on a page
    html = page_text(draft, Audience.lead)
    assert 'class="mark"' in html
    assert "DRAFT" in html
    assert "PRACTICE" in html
    assert copy.name.startswith("draft-")


def test_a_final_pack_of_a_real_tender_bears_no_mark(frozen: Frozen) -> None:
    assert 'class="mark"' not in page_text(frozen, Audience.buyer)


def _flat(element: Any) -> list[Any]:
    """The block elements below the containers, in reading order."""
    blocks: list[Any] = []
    for child in element.K:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            blocks.extend(_flat(child) if str(child.S) in ("/Div", "/Sect", "/NonStruct") else [child])
    return blocks


def test_the_same_frozen_data_give_the_same_bytes(frozen: Frozen) -> None:
    first, second = printed(frozen.pack, Audience.buyer), printed(frozen.pack, Audience.buyer)
    assert first.sha256 == second.sha256


def test_the_page_count_is_that_of_the_file(copy: Printed) -> None:
    with pikepdf.open(io.BytesIO(copy.content)) as opened:
        assert len(opened.pages) == copy.pages


def test_bookmarks_lead_to_every_section_in_order(copy: Printed) -> None:
    with pikepdf.open(io.BytesIO(copy.content)) as opened, opened.open_outline() as outline:
        cover = outline.root[0]
        assert cover.title == "Cover"
        titles = [item.title for item in cover.children]
    assert titles == [f"{section.number} {section.title}" for section in SECTIONS[1:]]


def test_the_attached_data_are_the_copys_own_and_have_the_sha256_on_the_cover(
    frozen: Frozen, copy: Printed
) -> None:
    with pikepdf.open(io.BytesIO(copy.content)) as opened:
        assert sorted(opened.attachments) == ["consortium.json", "tender.json"]
        content = opened.attachments["consortium.json"].get_file().read_bytes()
    data = json.loads(content)
    audience, member = Audience[data["audience"]["name"]], data["audience"]["member"]
    assert data == to_plain(shown(frozen.pack, audience, member))
    assert sha256_of(content) in _rendered(frozen, audience, member, sha256_of(content))


def _rendered(frozen: Frozen, audience: Audience, member: str | None, digest: str) -> str:
    data = shown(frozen.pack, audience, member)
    return (
        templating.environment()
        .get_template("bid_pack/cover.html")
        .render(sheet=sheet(data, digest), data=data)
    )


def test_the_tender_inside_keeps_to_open_contracting_and_is_the_same_in_every_copy(
    frozen: Frozen, copy: Printed
) -> None:
    with pikepdf.open(io.BytesIO(copy.content)) as opened:
        package = json.loads(opened.attachments["tender.json"].get_file().read_bytes())
    assert faults(package) == []
    assert package == dated(frozen.stored["contents"]["open_contracting"], frozen.pack.asked_at)
    assert (package["publishedDate"], package["releases"][0]["date"]) == (frozen.pack.asked_at,) * 2
    tender = package["releases"][0]["tender"]
    assert (
        {item["relatedLot"] for item in tender["items"]}
        == {lot["id"] for lot in tender["lots"]}
        == {"L1", "L2"}
    )


def test_a_practice_pack_says_so_in_its_tender_file_and_beside_it(draft: Frozen) -> None:
    release = draft.stored["contents"]["open_contracting"]["releases"][0]
    assert release["tender"]["bidbridge"]["practice"] is True
    assert release["tender"]["title"].startswith("PRACTICE")
    assert draft.stored["contents"]["tender"]["notice_number"] not in json.dumps(release)
    attached = dict(sheet(shown(draft.pack, Audience.buyer), "").attached)
    assert "a practice copy, not a real procurement" in attached["tender.json"]
    cover = _rendered(draft, Audience.buyer, None, "")
    assert "None (practice copy)" in cover
    assert draft.stored["contents"]["tender"]["notice_number"] not in cover


def test_the_cover_quotes_the_number_of_a_notice_only_where_it_is_one(frozen: Frozen) -> None:
    guid = "2623b830-47c8-4811-b3cc-d00e1d93f03c"
    real = frozen.pack.contents.tender

    def cover(**tender: Any) -> Sheet:
        contents = replace(frozen.pack.contents, tender=replace(real, **tender))
        return sheet(shown(replace(frozen.pack, contents=contents), Audience.buyer), "")

    assert cover().notice == real.notice_number
    numberless = {"ocid": "ocds-b5fd17-1", "notice_number": guid}
    assert cover(**numberless).notice == "Published on Contracts Finder, which does not number its notices"
    assert cover(notice_number=None).notice == "Not stated"
    assert cover(practice_of=Original("Cleaning", guid, None)).copied_from == "Cleaning"


def test_a_version_frozen_before_the_tender_file_was_kept_is_printed_without(frozen: Frozen) -> None:
    old = json.loads(json.dumps(frozen.stored))
    del old["contents"]["open_contracting"]
    assert [name for name, _ in sheet(shown(from_plain(Pack, old), Audience.buyer), "").attached] == [
        "consortium.json"
    ]


def test_the_buyers_copy_has_prices_by_work_package_and_no_members_price(frozen: Frozen) -> None:
    words = says(frozen, Audience.buyer)
    data = shown(frozen.pack, Audience.buyer)
    assert isinstance(data.prices, BuyersPrices)
    for row in data.prices.work_packages:
        assert money(row.value, exact=True) in words
    for name in ("m1", "m2", "m3", "m4"):
        for pence in (*frozen.prices(name), *frozen.values(name), frozen.member(name).joining_cost):
            assert money(pence, exact=True) not in words
            assert str(pence) not in json.dumps(to_plain(data))


def test_the_buyers_price_adds_up(frozen: Frozen) -> None:
    prices = shown(frozen.pack, Audience.buyer).prices
    assert isinstance(prices, BuyersPrices)
    assert prices.value == sum(row.value for row in prices.work_packages)
    assert prices.value == sum(lot.value for lot in prices.lots)
    assert prices.price == prices.value + prices.joining_costs
    assert prices.price_with_vat == prices.price + prices.vat
    assert 5 * prices.vat - prices.price in range(-2, 3)


def test_the_leads_copy_splits_every_work_package_by_member(frozen: Frozen) -> None:
    words = page_text(frozen, Audience.lead)
    for name in ("m1", "m2", "m3", "m4"):
        for pence in frozen.prices(name):
            assert money(pence, exact=True) in words
    prices = shown(frozen.pack, Audience.lead).prices
    assert isinstance(prices, SplitPrices)
    assert sum(member.value for member in prices.members) == prices.value


def test_a_members_copy_has_its_own_rows_and_nothing_to_work_out_anothers_price_from(frozen: Frozen) -> None:
    words = says(frozen, Audience.member, "m2")
    for pence in frozen.prices("m2"):
        assert money(pence, exact=True) in words
    totals = shown(frozen.pack, Audience.lead).prices
    assert isinstance(totals, SplitPrices)
    hidden = [totals.value, totals.price, totals.vat, *(row.value for row in totals.work_packages)]
    for other in ("m1", "m3", "m4"):
        hidden += [*frozen.prices(other), *frozen.values(other), frozen.member(other).joining_cost]
    for pence in hidden:
        assert money(pence, exact=True) not in words
        assert money(pence) not in words
        assert f": {pence}" not in words


@pytest.mark.parametrize(("audience", "member"), COPIES)
def test_no_copy_tells_anybodys_turnover_nor_anothers_exposure(
    frozen: Frozen, audience: Audience, member: str | None
) -> None:
    words = says(frozen, audience, member)
    for entry in frozen.pack.contents.members:
        assert entry.turnover is not None
        assert str(entry.turnover) not in words
        assert money(entry.turnover) not in words
        assert (f'"exposure_bp": {entry.exposure_bp}' in words) == (entry.id == member)


def test_the_lead_and_the_buyer_read_every_share_code_and_a_member_its_own_alone(frozen: Frozen) -> None:
    codes = {member.id: member.share_code for member in frozen.pack.contents.members}
    assert {name for name, code in codes.items() if code} == {"m2", "m4"}
    for audience in (Audience.buyer, Audience.lead):
        words = page_text(frozen, audience)
        assert all(f"{codes[name]}, created on 27 September 2026" in words for name in ("m2", "m4"))
    own = says(frozen, Audience.member, "m2")
    assert str(codes["m2"]) in own
    assert str(codes["m4"]) not in own
    assert "In the lead’s copy" in own


def test_the_checklist_names_who_has_given_no_share_code(frozen: Frozen) -> None:
    check = next(
        check
        for check in sheet(shown(frozen.pack, Audience.lead), "").checks
        if "share code is" in check.words
    )
    assert check.state == "problem"
    assert check.note == f"Missing for {frozen.member('m1').name}, {frozen.member('m3').name}."


def test_a_version_frozen_before_share_codes_were_kept_is_printed_without(frozen: Frozen) -> None:
    old = json.loads(json.dumps(frozen.stored))
    for member in old["contents"]["members"]:
        for name in ("ppon", "share_code", "share_code_on"):
            del member[name]
    assert "Not yet provided" in page_text(Frozen(old), Audience.lead)


def test_sections_that_nobody_has_answered_are_named_and_say_so(frozen: Frozen) -> None:
    words = page_text(frozen, Audience.buyer)
    assert [section.number for section in SECTIONS if section.answer is None] == [1, 2, 3, 4, 6, 8, 9, 17, 21]
    assert words.count("Not yet answered.") == 12


def test_a_hostile_name_is_only_ever_text(frozen: Frozen) -> None:
    hostile = json.loads(
        json.dumps(frozen.stored).replace("Balsall Heath Kitchens", "<img src='file:///etc/passwd'>")
    )
    words = page_text(Frozen(hostile), Audience.buyer)
    assert "<img src='file" not in words
    assert "&lt;img src=&#39;file" in words


@pytest.mark.slow
def test_a_pack_of_twelve_members_and_thirty_packages_stays_inside_its_limits(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    large = freeze(sqlite_template, tmp_path_factory.mktemp("large"), 12, 30)
    copy = printed(large.pack, Audience.lead)
    assert page.validate_pdf_bytes(copy.content, profile=page.ValidationProfile.PDF_UA_1).is_compliant
    assert copy.pages < 60
