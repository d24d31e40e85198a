"""python -m bench.notice_fields: which fields of real notices are read, which are shown, and which stay in
the source.

Nothing is declared here: each field of each sample notice is changed, and left out, and what then differs is
looked at: the page of the tender and its work packages as their importer sees them, or only what was read.
Writes docs/notice-fields.md, which `tests/ocds/test_unread.py` compares with the samples. Takes some minutes.
"""

from __future__ import annotations

import copy
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from app import create_app, edge_of, migrations
from app.accounts import terms
from app.accounts.actions import members, organisations, registering, signing_in
from app.accounts.presence import Identifier
from app.foundation import audit, config
from app.foundation.actor import SYSTEM, OrganisationKind, Role, Standing
from app.foundation.config import PROJECT_DIR
from app.foundation.database import Database
from app.foundation.web.application import Application
from app.ocds import reader, source_json, unread
from app.ocds.actions import importing
from app.ocds.normalise import NotANotice, normalise
from app.ocds.notice import Notice
from app.ocds.reader import SourceRelease

NOTICES = PROJECT_DIR / "tests" / "data" / "notices"
PAGE = PROJECT_DIR / "docs" / "notice-fields.md"
SHOWN, USED, INSTEAD, NOTHING, SOURCE = "shown", "used", "instead", "says nothing", "source only"
WORDS = {
    SHOWN: "what stands there, or what follows from it, is on the tender's pages",
    USED: "decides something (what belongs together, which text counts) and changes no page of these samples",
    INSTEAD: "read where a better field is missing, as a document's description is where it has no title",
    NOTHING: "a number or label that only machines need, or the name of a code whose code is read",
    SOURCE: (
        "not read; listed on the tender's page, after importing and by `--remarks`, and in the source to"
        " download"
    ),
}
BEGINNING = """# Fields of real notices

What becomes of each field in the {files} real notices of `tests/data/notices`, by path (lists without
positions). `python -m bench.notice_fields` writes this page: it changes each field, leaves it out, and looks
at what then differs.

| | fields | |
|---|---|---|
{legend}

| field | in how many of {files} notices | values | what becomes of it |
|---|---|---|---|
"""


@dataclass(frozen=True)
class Field:
    """A path of the sample notices: in how many files it stands, with how many values."""

    path: str
    files: int
    values: int


def samples() -> list[list[SourceRelease]]:
    """The releases of each sample file."""
    return [list(reader.read(path.read_bytes())) for path in sorted(NOTICES.glob("*.json"))]


def fields(files: list[list[SourceRelease]]) -> list[Field]:
    """Every path with a value in them, in order."""
    in_files: Counter[str] = Counter()
    values: Counter[str] = Counter()
    for releases in files:
        paths = [path for release in releases for path in unread.leaves(release.data)]
        values.update(paths)
        in_files.update(set(paths))
    return [Field(path, in_files[path], values[path]) for path in sorted(values)]


def variants(data: dict[str, Any], path: str) -> Iterator[dict[str, Any]]:
    """The release without the values at a path, and with other ones."""
    for change in (lambda value: None, _another):
        made = copy.deepcopy(data)
        _at(made, path.split("/"), change)
        yield made


def _at(value: Any, names: list[str], change: Any) -> None:
    if isinstance(value, list):
        for item in value:
            _at(item, names, change)
    elif isinstance(value, dict) and names[0] in value:
        if len(names) > 1:
            _at(value[names[0]], names[1:], change)
            return
        here = value[names[0]]
        changed = (
            [item for item in map(change, here) if item is not None]
            if isinstance(here, list)
            else change(here)
        )
        if changed is None:
            del value[names[0]]
        else:
            value[names[0]] = changed


def _another(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value * 2 + 1
    if isinstance(value, dict):
        return value
    try:
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return f"{value}/other" if "://" in str(value) else f"Other {value}"
    return (moment - timedelta(days=40, hours=3)).isoformat()


def notice_of(release: SourceRelease, data: dict[str, Any]) -> Notice | None:
    """What is read from this text in place of the release's; None where it is no notice any more."""
    try:
        return normalise(replace(release, data=data))
    except NotANotice:
        return None


def changes_what_is_read(releases: list[SourceRelease], path: str) -> bool:
    """Whether anything read from a release depends on the values at a path of it."""
    for release in releases:
        as_it_is = notice_of(release, release.data)
        if any(notice_of(release, variant) != as_it_is for variant in variants(release.data, path)):
            return True
    return False


class _Words(HTMLParser):
    """The words of a page's main part, without the list of what was not read."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or tag == "main"
        self.words.extend(str(value) for name, value in attrs if self.inside and name == "href")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "main"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.words.extend(data.split())


class Pages:
    """A site of its own, on which each import begins with an empty register."""

    def __init__(self, folder: Path) -> None:
        audit.install()
        self.folder, self.empty = folder, folder / "empty.sqlite3"
        database = Database(f"sqlite:///{self.empty}", "a secret of this run")
        migrations.upgrade(database)
        with database.unit_of_work() as session:
            body = organisations.add_organisation(
                session, SYSTEM, OrganisationKind.adviser_body, "Advisers", Standing.approved
            )
            person = registering.register(session, SYSTEM, "Ada Viser", "ada@example.org", "no password")
            members.add_member(session, SYSTEM, body, person, Role.owner)
            organisations.record_acceptance(session, SYSTEM, body, person.id, terms.current().version)
            session.flush()
            self.token = signing_in.open_sign_in(session, person, body.id, confirmed=True)
        database.engine.dispose()
        self.settings = config.load(
            {
                "APP_ENV": "test",
                "INSTANCE_DIR": str(folder),
                "DATABASE_URL": f"sqlite:///{folder / 'now.sqlite3'}",
                "PUBLIC_URL": "http://127.0.0.1",
                "SECRET_KEY": "a secret of this run, long enough to be taken",
            }
        )
        self.app: Application = create_app(self.settings, Database(str(self.settings.database_url)))

    def of(self, releases: list[dict[str, Any]]) -> str:
        """The words on the pages of the tender that these releases make; empty where they make none."""
        path = self.folder / "now.sqlite3"
        shutil.copyfile(self.empty, path)
        database = Database(f"sqlite:///{path}", "a secret of this run")
        try:
            content = source_json.canonical({"releases": releases}).encode()
            self.app.extensions["bidbridge"] = edge_of(self.settings, database)
            with database.unit_of_work() as session:
                adviser = Identifier(database)(session, self.token)
                assert adviser is not None
                results = importing.import_file(session, adviser, "notice.json", content)
            ids = {result.tender_id for result in results if result.tender_id}
            addresses = [f"/tenders/{each}{page}" for each in sorted(ids) for page in ("", "/work-packages")]
            return " ".join(self._words(address) for address in addresses)
        finally:
            database.engine.dispose()

    def _words(self, address: str) -> str:
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = self.token, True
        html = client.get(address).get_data(as_text=True)
        page = _Words()
        page.feed(
            re.sub(
                r"<details(?:(?!</details>).)*What we did not read.*?</details>", "", html, flags=re.DOTALL
            )
        )
        return " ".join(page.words)


def becomes_of(field: Field, files: list[list[SourceRelease]], pages: Pages, usual: list[str]) -> str:
    """What becomes of a field: on the pages of any sample, only in what was read, or nowhere but in the
    source.
    """
    is_used = False
    for releases, as_it_is in zip(files, usual, strict=True):
        holding = [release for release in releases if field.path in unread.leaves(release.data)]
        if not holding or not changes_what_is_read(holding, field.path):
            continue
        is_used = True
        for number in range(2):
            changed = [list(variants(release.data, field.path))[number] for release in releases]
            if pages.of(changed) != as_it_is:
                return SHOWN
    if is_used:
        return USED
    if field.path not in unread.known_paths():
        return SOURCE
    return NOTHING if field.path in unread.wordless_paths() else INSTEAD


def main() -> None:
    """Writes docs/notice-fields.md."""
    files = samples()
    with tempfile.TemporaryDirectory() as name:
        pages = Pages(Path(name))
        usual = [pages.of([release.data for release in releases]) for releases in files]
        rows = [(field, becomes_of(field, files, pages, usual)) for field in fields(files)]
    counts = Counter(kind for _, kind in rows)
    legend = "\n".join(f"| {kind} | {counts[kind]} | {words} |" for kind, words in WORDS.items())
    lines = [f"| `{field.path}` | {field.files} | {field.values} | {kind} |" for field, kind in rows]
    PAGE.write_text(BEGINNING.format(files=len(files), legend=legend) + "\n".join(lines) + "\n", "utf-8")
    for kind, count in counts.items():
        print(f"{count:4} {kind}")


if __name__ == "__main__":
    main()
