"""Reading a file here and reading it in a limited child come to the same, and no file takes more than its
budget.
"""

from __future__ import annotations

import json

import pytest

from app.foundation import limited
from app.foundation.wire import from_plain, to_plain
from app.ocds import reading
from app.ocds.reader import UnreadableJson
from app.ocds.reading import ReadRelease
from tests.ocds.conftest import NOTICES, a_release, as_file

PLENTY = (10_000, 10_000)


def all_samples() -> bytes:
    """Every real notice in one file; longer than what is read where it is asked for."""
    content = b"[" + b",".join(path.read_bytes() for path in sorted(NOTICES.glob("*.json"))) + b"]"
    assert len(content) > reading.INLINE_BYTES
    return content


def test_a_child_reads_every_real_notice_as_we_do() -> None:
    here = reading.read_here(all_samples(), *PLENTY)
    assert len(here) == 13
    assert all(release.notice for release in here)
    assert reading.read(all_samples(), *PLENTY) == here


def test_a_child_refuses_in_the_same_words_as_we_do() -> None:
    content = all_samples() + b"]"
    messages = []
    for read in (reading.read, reading.read_here):
        with pytest.raises(UnreadableJson) as refusal:
            read(content, *PLENTY)
        messages.append(str(refusal.value))
    assert messages[0] == messages[1]


def test_a_release_that_is_none_keeps_its_fault_and_its_source_on_the_way() -> None:
    releases = reading.read_here(as_file({"id": "x"}, 7, {"a": 1, "b": {"\ud800": 1, "\ud800é": 2}}), *PLENTY)
    assert [bool(release.fault) for release in releases] == [True, True, True]
    sent = json.loads(json.dumps([to_plain(release) for release in releases]))
    assert [from_plain(ReadRelease, plain) for plain in sent] == releases


def test_a_file_that_wants_more_than_its_memory_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "FIXED_MEGABYTES", 150)
    monkeypatch.setattr(reading, "MEMORY_FACTOR", 0)
    hungry = b'{"ocid": 1, "more": [' + b'{"":0,"":0},' * 200_000 + b"0]}"
    with pytest.raises(UnreadableJson, match="more time or memory"):
        reading.read(hungry, *PLENTY)


def test_a_small_file_needs_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "run", None)
    assert len(reading.read(as_file(a_release()), *PLENTY)) == 1
    with pytest.raises(TypeError):
        reading.read(as_file(a_release()) + b" " * reading.INLINE_BYTES, *PLENTY)
