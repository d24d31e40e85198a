"""Finding releases in whatever wraps them."""

from __future__ import annotations

import gzip
import json

import pytest

from app.ocds import reading, source_json
from app.ocds.reader import UnreadableJson, read
from tests.growth import grows_too_fast
from tests.ocds.conftest import a_release, as_file


def ocids(content: bytes) -> list[str]:
    return [source.ocid for source in read(content)]


def test_one_release_a_package_and_a_list_hold_releases() -> None:
    first, second = a_release(), a_release(ocid="ocds-h6vhtk-000002")
    assert ocids(json.dumps(first).encode()) == ["ocds-h6vhtk-0test0"]
    assert ocids(as_file(first, second)) == ["ocds-h6vhtk-0test0", "ocds-h6vhtk-000002"]
    assert ocids(json.dumps([first, {"releases": [second]}]).encode()) == [
        "ocds-h6vhtk-0test0",
        "ocds-h6vhtk-000002",
    ]


def test_a_package_tells_its_releases_publisher_and_licence() -> None:
    (source,) = read(as_file(a_release()))
    assert (source.publisher, source.licence) == ("Test", "OGL")


def test_a_record_gives_its_releases_or_else_what_was_compiled_from_them() -> None:
    with_releases = {"ocid": "a", "releases": [a_release()], "compiledRelease": a_release(id="compiled")}
    linked = [{"url": "https://example.org"}]
    compiled_only = {"ocid": "b", "releases": linked, "compiledRelease": a_release(id="compiled")}
    releases = list(read(json.dumps({"records": [with_releases, compiled_only]}).encode()))
    assert [source.release_id for source in releases] == ["000001-2026", "compiled"]
    assert "compiled" in releases[1].remarks[0]


def test_a_record_of_links_alone_is_a_fault_of_its_own() -> None:
    (source,) = read(
        json.dumps({"records": [{"ocid": "b", "releases": [{"url": "https://example.org"}]}]}).encode()
    )
    assert "links" in source.fault


def test_what_is_no_object_or_holds_a_key_twice_is_a_fault_of_its_own() -> None:
    content = b'{"releases": [7, {"ocid": "a", "ocid": "b", "tender": {}}]}'
    faults = [source.fault for source in read(content)]
    assert "not a JSON object" in faults[0]
    assert "“ocid” appears twice" in faults[1]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{}", "has no “releases”"),
        (b'{"hello": 1}', "has no “releases”"),
        (b"[]", "contains an empty list"),
        (b'[{"releases": []}]', "packages are empty"),
        (b'{"releases": []}', "list of releases is empty"),
        (b'{"records": []}', "list of records is empty"),
        (b"7", "a single number"),
        (b"7.5", "a single number"),
        (b'"words"', "a single text"),
        (b"true", "a single true or false"),
        (b"null", "contains “null”"),
    ],
)
def test_a_file_without_any_release_is_refused_with_what_stands_in_it(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableJson, match=f"no Open Contracting release in this file.*{says}"):
        list(read(content))


class TestOneReleaseALine:
    """JSON Lines is the form of the Open Contracting Data Registry."""

    def lines(self, *values: object) -> bytes:
        return "".join(json.dumps(value) + "\n" for value in values).encode()

    def test_each_is_read(self) -> None:
        first, second = a_release(), a_release(ocid="ocds-h6vhtk-000002")
        assert ocids(self.lines(first, second)) == ["ocds-h6vhtk-0test0", "ocds-h6vhtk-000002"]
        assert ocids(self.lines(first, second).replace(b"\n", b"\r\n\r\n")) == ocids(
            self.lines(first, second)
        )
        assert ocids(self.lines(first, second).replace(b"\n", b"")) == ocids(self.lines(first, second))

    def test_packages_and_records_are_read_too(self) -> None:
        record = {"ocid": "a", "compiledRelease": a_release(ocid="ocds-h6vhtk-000003")}
        assert ocids(self.lines({"releases": [a_release()]}, record)) == [
            "ocds-h6vhtk-0test0",
            "ocds-h6vhtk-000003",
        ]
        assert ocids(self.lines(record)) == ["ocds-h6vhtk-000003"]

    def test_a_line_that_is_cut_off_is_set_aside_with_its_number(self) -> None:
        lines = self.lines(a_release(), a_release())
        for content in (lines[:-20], self.lines(a_release()) + b"{'ocid': 1}"):
            first, second = read(content)
            assert (first.fault, second.fault[:6]) == ("", "Line 2")

    def test_a_key_twice_is_the_fault_of_its_line_alone(self) -> None:
        faults = [source.fault for source in read(self.lines(a_release()) + b'{"ocid": "a", "ocid": "b"}')]
        assert faults[0] == ""
        assert "appears twice" in faults[1]

    def test_other_values_one_after_the_other_are_no_releases(self) -> None:
        with pytest.raises(UnreadableJson, match="in line 1, column 4"):
            list(read(b"[1]\n[2]"))


class TestOtherFiles:
    def test_a_gzipped_file_is_read(self) -> None:
        plain = as_file(a_release())
        assert ocids(gzip.compress(plain)) == ocids(plain)
        assert ocids(gzip.compress(plain[:50]) + gzip.compress(plain[50:])) == ocids(plain)

    def test_a_gzipped_file_is_bounded_once_it_is_unpacked(self) -> None:
        bomb = gzip.compress(b" " * (source_json.MOST_BYTES + 1))
        assert len(bomb) < reading.INLINE_BYTES
        with pytest.raises(UnreadableJson, match="larger than 20 MB"):
            reading.read(bomb, 10, 10)
        assert not reading.is_small(bomb)
        assert not reading.is_small(gzip.compress(b"x" * (reading.INLINE_BYTES + 1)))
        assert reading.is_small(gzip.compress(b"x" * 100))
        with pytest.raises(UnreadableJson, match="too many parts"):
            source_json.unpacked(gzip.compress(b"", mtime=0) * (source_json.MOST_MEMBERS + 1))

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"", "is empty"),
            (b" \r\n ", "is empty"),
            (gzip.compress(b"", mtime=0), "is empty"),
            (gzip.compress(as_file(a_release()), mtime=0)[:-30], "cut off"),
            (b"\x1f\x8bnot really", "damaged"),
            (b"PK\x03\x04rest", "zip archive or an Office document"),
            (b"%PDF-1.7", "PDF"),
            (b"BZh91AY", "bzip2"),
            (b"\xfd7zXZ\x00", "xz"),
            (b"\x89PNG\r\n", "picture"),
            (b"<!DOCTYPE html><html></html>", "web page"),
            (b"\n<html lang='en'>", "web page"),
            (b'<?xml version="1.0"?><TED/>', "XML"),
            (b"ocid,title,value\nocds-1,Cleaning,5\n", "table"),
            (b'"ocid";"title"\n"ocds-1";"Cleaning"\n', "table"),
            (json.dumps(a_release()).encode("utf-16"), "UTF-16"),
            (json.dumps(a_release()).encode("utf-16-le"), "UTF-16"),
            (json.dumps(a_release()).encode("utf-32"), "UTF-16 or UTF-32"),
            (b'{"title": "caf\xe9"}', "not UTF-8 text"),
            (b"ocid: yes", "This is not valid JSON"),
        ],
    )
    def test_what_is_no_json_is_refused_with_what_it_is(self, content: bytes, says: str) -> None:
        with pytest.raises(UnreadableJson, match=says):
            reading.read(content, 10, 10)

    def test_a_byte_order_mark_is_passed_over(self) -> None:
        assert ocids(b"\xef\xbb\xbf" + as_file(a_release())) == ["ocds-h6vhtk-0test0"]

    def test_each_line_of_a_file_of_releases_takes_the_same_work(self) -> None:
        line = json.dumps(a_release()).encode() + b"\n"
        assert grows_too_fast(source_json.parse, line * 100, line * 200) == ""
