"""Nothing the site keeps can be read by other users of the machine."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

from app.foundation import private_files
from app.foundation.config import PROJECT_DIR

# What a site makes in its first minutes, in a process whose user lets others read new files.
PROGRAM = """
import os; os.umask(0o022)
from wsgi import application
from email.message import EmailMessage
from app import migrations
from app.foundation import documents
from app.foundation.mail import transports
parts = application.extensions["bidbridge"]
migrations.upgrade(parts.database)
with parts.database.unit_of_work() as session:
    documents.store(session, parts.settings.documents_dir, "a.pdf", "application/pdf", b"a pack")
letter = EmailMessage()
letter["To"] = "jo@example.org"
transports.transport(parts.settings).send(letter)
"""


def open_to_others(folder: Path) -> list[str]:
    every = [folder, *folder.rglob("*")]
    return [
        str(path) for path in every if stat.S_IMODE(path.lstat().st_mode) & 0o077 and not path.is_symlink()
    ]


def test_everything_a_site_makes_is_for_its_own_user_alone(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    environment = {"APP_ENV": "development", "INSTANCE_DIR": str(instance), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=PROJECT_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    names = {path.name for path in instance.rglob("*") if path.is_file()}
    assert {"secret_key", "bidbridge.sqlite3"} <= names
    assert any(name.endswith(".eml") for name in names)
    assert (instance / "documents").is_dir()
    assert open_to_others(instance) == []


def test_what_an_older_version_left_open_is_mended_and_links_are_left_alone(tmp_path: Path) -> None:
    instance, elsewhere = tmp_path / "instance", tmp_path / "elsewhere.txt"
    (instance / "documents" / "ab").mkdir(parents=True)
    for path in (instance / "bidbridge.sqlite3", instance / "documents" / "ab" / "abc", elsewhere):
        path.write_text("x")
        path.chmod(0o644)
    (instance / "link").symlink_to(elsewhere)
    for folder in (instance, instance / "documents", instance / "documents" / "ab"):
        folder.chmod(0o755)
    private_files.mend(instance, tmp_path / "not there")
    assert open_to_others(instance) == []
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644


def test_every_entry_point_keeps_new_files_private_before_it_makes_any() -> None:
    for name in ("wsgi.py", "app/site/serve.py", "app/site/work.py"):
        text = (PROJECT_DIR / name).read_text()
        first_making = min(
            text.index(word) for word in ("create_app()", "load()", "basicConfig") if word in text
        )
        assert (
            "keep_new_files_private()" in text[: first_making + 1]
            or text.index("keep_new_files_private()") < first_making
        ), name
