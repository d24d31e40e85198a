"""Finding releases in whatever wraps them."""

from __future__ import annotations

import json

import pytest

from app.ocds.reader import UnreadableJson, read
from tests.ocds.conftest import a_release, as_file


def ocids(content: bytes) -> list[str]:
    return [source.ocid for source in read(content)]


def test_one_release_a_package_and_a_list_hold_releases() -> None:
    one, other = a_release(), a_release(ocid="ocds-h6vhtk-000002")
    assert ocids(json.dumps(one).encode()) == ["ocds-h6vhtk-0test0"]
    assert ocids(as_file(one, other)) == ["ocds-h6vhtk-0test0", "ocds-h6vhtk-000002"]
    assert ocids(json.dumps([one, {"releases": [other]}]).encode()) == ["ocds-h6vhtk-0test0", "ocds-h6vhtk-000002"]


def test_a_package_tells_its_releases_publisher_and_licence() -> None:
    (source,) = read(as_file(a_release()))
    assert (source.publisher, source.licence) == ("Test", "OGL")


def test_a_record_gives_its_releases_or_else_what_was_compiled_from_them() -> None:
    with_releases = {"ocid": "a", "releases": [a_release()], "compiledRelease": a_release(id="compiled")}
    linked = [{"url": "https://example.org"}]
    compiled_only = {"ocid": "b", "releases": linked, "compiledRelease": a_release(id="compiled")}
    found = list(read(json.dumps({"records": [with_releases, compiled_only]}).encode()))
    assert [source.release_id for source in found] == ["000001-2026", "compiled"]
    assert "compiled" in found[1].remarks[0]


def test_a_record_of_links_alone_is_a_fault_of_its_own() -> None:
    (source,) = read(json.dumps({"records": [{"ocid": "b", "releases": [{"url": "https://example.org"}]}]}).encode())
    assert "links" in source.fault


def test_what_is_no_object_or_holds_a_key_twice_is_a_fault_of_its_own() -> None:
    content = b'{"releases": [7, {"ocid": "a", "ocid": "b", "tender": {}}]}'
    faults = [source.fault for source in read(content)]
    assert "not a JSON object" in faults[0]
    assert "“ocid” stands twice" in faults[1]


@pytest.mark.parametrize("content", [b"{}", b"[]", b"7", b'"words"', b'{"releases": []}', b'{"hello": 1}', b"null"])
def test_a_file_without_any_release_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableJson, match="no Open Contracting release"):
        list(read(content))
