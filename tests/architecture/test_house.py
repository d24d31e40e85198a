"""Rules of the house that no import contract can say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.foundation.actor import OrganisationKind, Standing
from app.foundation.config import PROJECT_DIR
from app.foundation.database import Database

PYTHON = [path for folder in ("app", "solver") for path in sorted((PROJECT_DIR / folder).rglob("*.py"))]
GRAB_BAGS = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py"}


def test_only_the_unit_of_work_commits() -> None:
    committing = {
        str(path.relative_to(PROJECT_DIR))
        for path in PYTHON
        if re.search(r"\.commit\(\)", path.read_text()) and "migrations" not in path.parts
    }
    assert committing == {"app/foundation/database.py"}


def test_every_form_carries_its_key_beside_its_token() -> None:
    """A form without a key makes two things when it is sent twice."""
    without = [
        str(path.relative_to(PROJECT_DIR))
        for path in sorted((PROJECT_DIR / "templates").rglob("*.html"))
        if re.search(r'name="csrf_token"(?![^>]*>\{\{ once_field\(\) \}\})', path.read_text())
        or "form.csrf_token" in path.read_text()
        or "hidden_tag" in path.read_text()
    ]
    assert without == []


def test_no_grab_bags() -> None:
    assert [path for path in PYTHON if path.name in GRAB_BAGS] == []


MOST_LINES = 400  # of at most 110 columns


def test_no_file_has_outgrown_its_room() -> None:
    long = {str(path.relative_to(PROJECT_DIR)): len(path.read_text().splitlines()) for path in PYTHON}
    grown = {name: lines for name, lines in long.items() if lines > MOST_LINES and "migrations" not in name}
    assert grown == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(PROJECT_DIR))
        for path in PYTHON
        if "versions" not in path.parts and ast.get_docstring(ast.parse(path.read_text())) is None
    ]
    assert silent == []


def test_the_web_process_starts_without_the_heavy_libraries(tmp_path: Path) -> None:
    program = (
        "import sys; from app import create_app; create_app(); "
        "print([name for name in ('ortools', 'weasyprint', 'numpy', 'pandas') if name in sys.modules])"
    )
    environment = {"APP_ENV": "test", "INSTANCE_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize("folder", ["app", "solver", "templates", "docs", "tests", "bench"])
def test_no_file_names_a_folder_of_somebody_s_machine(folder: str) -> None:
    pattern = re.compile(r"(?<![\w.])/(work|root|home/\w+)/[a-z.]")
    named = [
        str(path.relative_to(PROJECT_DIR))
        for path in (PROJECT_DIR / folder).rglob("*")
        if path.suffix in {".py", ".md", ".html", ".txt", ".json", ".toml"}
        and pattern.search(path.read_text())
    ]
    assert named == []


def test_a_change_without_an_audit_entry_is_refused(database: Database) -> None:
    with pytest.raises(RuntimeError, match="Organisation"), database.unit_of_work() as session:
        session.add(
            Organisation(
                kind=OrganisationKind.enterprise, name="Nobody noted this", standing=Standing.approved
            )
        )
    with database.reading() as session:
        assert session.query(Organisation).count() == 0


def test_reading_takes_no_write_lock(database: Database) -> None:
    with database.reading() as first, database.reading() as second:
        assert _ping(first) == _ping(second) == 1
        with database.unit_of_work() as writer:
            assert _ping(writer) == 1


def _ping(session: Session) -> int:
    from sqlalchemy import text

    return int(session.execute(text("SELECT 1")).scalar_one())
