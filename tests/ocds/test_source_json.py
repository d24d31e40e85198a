"""Reading JSON that nobody checked."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Callable

import pytest

from app.ocds import reader, source_json
from app.ocds.source_json import SourceNumber, UnreadableJson
from tests.ocds import hostile


def test_a_number_beyond_any_amount_keeps_its_text_and_has_no_value() -> None:
    parsed = source_json.parse(b'{"most": 1e9999, "half": 0.50}')
    assert parsed["most"] == SourceNumber("1e9999")
    assert parsed["most"].value is None
    assert source_json.canonical(parsed) == '{"half":0.50,"most":1e9999}'


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_json_number_is_refused(word: str) -> None:
    with pytest.raises(UnreadableJson, match=word):
        source_json.parse(f'{{"amount": {word}}}'.encode())


def test_a_deep_file_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(UnreadableJson, match="64 levels"):
        source_json.parse(b'{"ocid":' + b"[" * 100_000 + b"]" * 100_000 + b"}")


def test_sixty_four_levels_are_read() -> None:
    assert source_json.parse(b"[" * 64 + b"]" * 64)
    with pytest.raises(UnreadableJson):
        source_json.parse(b"[" * 65 + b"]" * 65)


def test_brackets_inside_texts_do_not_count() -> None:
    parsed = source_json.parse(json.dumps({"a": "[" * 500 + '\\" {' * 10}).encode())
    assert parsed["a"].startswith("[[")


@pytest.mark.parametrize(
    "content", [b"[[[", b'{"a": [}', b"]", b"", b"  ", b"\xff\xfe{}", b'{"a": tru}', b'"\\']
)
def test_what_is_not_json_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(UnreadableJson):
        source_json.parse(content)


def test_a_file_above_twenty_megabytes_is_refused() -> None:
    with pytest.raises(UnreadableJson, match="20 MB"):
        source_json.parse(b" " * 20_000_001)


@pytest.mark.parametrize("content", hostile.files(hostile.LARGEST).values(), ids=hostile.files(1).keys())
def test_every_hostile_file_of_the_largest_size_is_refused(content: bytes) -> None:
    """Work that grows with the square of a file would keep this test for hours; `bench.reading` has the
    figures.
    """
    with pytest.raises(UnreadableJson):
        source_json.parse(content)


def test_an_integer_of_a_million_digits_is_no_integer_here() -> None:
    parsed = source_json.parse(b'{"n": ' + b"9" * 1_000_000 + b"}")
    assert parsed["n"].value is None


def test_a_key_that_stands_twice_is_remembered_and_written_twice() -> None:
    parsed = source_json.parse(b'{"tender": {"title": "A", "title": "B"}}')
    assert source_json.repeated_keys(parsed) == ["title"]
    assert source_json.canonical(parsed) == '{"tender":{"title":"A","title":"B"}}'


def test_the_digest_ignores_the_order_of_keys_and_spaces_but_not_a_change() -> None:
    first, same, changed = b'{"a":1,"b":[1, 2]}', b'{ "b":[1,2], "a":1 }', b'{"a":1,"b":[2,1]}'
    digests = [source_json.sha256(source_json.parse(content)) for content in (first, same, changed)]
    assert digests[0] == digests[1] != digests[2]


def test_half_a_surrogate_pair_survives_in_the_source() -> None:
    parsed = source_json.parse(b'{"title": "\\ud800"}')
    assert source_json.canonical(parsed) == '{"title":"\\ud800"}'


GOOD = [b'{"ocid": "a"}', b'{"ocid": "b"}', b'{"ocid": "c"}']


@pytest.mark.parametrize(
    "broken", [b'{"ocid": "x", "tender": {', b"x", b"[1]", b'{"ocid": "x"}}', b'{"n": NaN}', b"[" * 70]
)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_broken_line_of_json_lines_is_told_and_the_others_are_read(broken: bytes, place: int) -> None:
    lines = [*GOOD[:place], broken, *GOOD[place:]]
    releases = list(reader.read(b"\n".join(lines)))
    assert [release.ocid for release in releases if not release.fault] == ["a", "b", "c"]
    (fault,) = [release.fault for release in releases if release.fault]
    assert fault.startswith(f"Line {place + 1} of the file is not a JSON object")


@pytest.mark.parametrize(
    "content", [b'{\n"ocid": "a",\n"tender": {}\n', b'{"ocid": "a"\n"b"}\n', b"{}\nx\ny\nz"]
)
def test_a_broken_file_that_is_no_json_lines_is_refused_in_our_words(content: bytes) -> None:
    with pytest.raises(UnreadableJson) as refused:
        source_json.parse(content)
    assert not any(word in str(refused.value) for word in ("Expecting", "delimiter", "Extra data"))


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_tar_archive_is_called_one(pack: Callable[[bytes], bytes]) -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("release.json"), io.BytesIO(b""))
    with pytest.raises(UnreadableJson, match="tar archive"):
        source_json.parse(pack(held.getvalue()))
