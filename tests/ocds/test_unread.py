"""What is told as not read is not read, and docs/notice-fields.md speaks of the notices as they are."""

from __future__ import annotations

import io
import re

from app.foundation.actor import SYSTEM
from app.ocds import unread
from app.ocds.actions import importing
from app.ocds.commands import line
from bench import notice_fields
from bench.notice_fields import INSTEAD, NOTHING, SHOWN, SOURCE, USED, Field
from tests import factories as make
from tests.ocds.conftest import a_release, as_file
from tests.site import Site

ROW = re.compile(r"^\| `([^`]+)` \| (\d+) \| (\d+) \| ([a-z ]+) \|$", re.MULTILINE)


def documented() -> dict[str, tuple[Field, str]]:
    """The rows of the page, by path."""
    rows = ROW.findall(notice_fields.PAGE.read_text("utf-8"))
    return {path: (Field(path, int(files), int(values)), kind) for path, files, values, kind in rows}


def test_nothing_that_is_told_as_not_read_changes_what_is_read() -> None:
    for release in (release for file in notice_fields.samples() for release in file):
        as_it_is, changed = notice_fields.notice_of(release, release.data), [release.data, release.data]
        paths = unread.paths(release.data)
        assert len(paths) >= 4
        for path in paths:
            changed = [
                list(notice_fields.variants(data, path))[number] for number, data in enumerate(changed)
            ]
        without, replaced = changed
        assert notice_fields.notice_of(release, without) == as_it_is
        assert notice_fields.notice_of(release, replaced) == as_it_is


def test_the_page_of_fields_speaks_of_the_sample_notices() -> None:
    rows, files = documented(), notice_fields.samples()
    assert [field for field, _ in rows.values()] == notice_fields.fields(files)
    for path, (_, kind) in rows.items():
        if kind == SOURCE:
            assert path not in unread.known_paths()
        elif kind == NOTHING:
            assert path in unread.wordless_paths()
        else:
            assert kind in (SHOWN, USED, INSTEAD)
            assert path in unread.known_paths()


def test_what_the_page_calls_read_decides_something() -> None:
    releases = sorted(
        (release for file in notice_fields.samples() for release in file),
        key=lambda release: len(str(release.data)),
    )
    for path, (_, kind) in documented().items():
        if kind in (SHOWN, USED):
            holding = [release for release in releases if path in unread.leaves(release.data)]
            assert notice_fields.changes_what_is_read(holding, path), path


def test_more_paths_than_anybody_reads_are_counted() -> None:
    paths = unread.paths({f"x{number:04}": 1 for number in range(1_500)})
    assert paths[:2] == ("x0000", "x0001")
    assert (len(paths), paths[-1]) == (unread.MOST + 1, "and 1,300 more")


def test_what_is_not_read_is_told_after_importing_and_to_whoever_opens_the_page(site: Site) -> None:
    plain = a_release(tender={"hasRecurrence": True, "recurrence": {"description": "Every May"}})
    with site.database.unit_of_work() as session:
        (result,) = importing.import_file(session, SYSTEM, "plain.json", as_file(plain), publishing=True)
        adviser = make.adviser(session)
    assert (result.remarks, len(result.unread)) == ((), 2)
    assert line(result).endswith("[2 fields not read]")
    page = site.client().get(f"/tenders/{result.tender_id}").text
    assert "What we did not read (2 fields in the source)" in page
    assert "tender/recurrence/description" in page
    client = site.client(adviser)
    data = {"csrf_token": client.token("/tenders/import"), "file": (io.BytesIO(as_file(plain)), "plain.json")}
    page = client.flask.post("/tenders/import", data=data, content_type="multipart/form-data").text
    assert "2 fields not read" in page
    assert "No remarks" not in page
