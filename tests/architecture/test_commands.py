"""Commands tell a person what to type instead of showing where the program broke."""

from __future__ import annotations

from pathlib import Path

import pytest

import app as application
from app.foundation import config
from app.foundation.database import Database


@pytest.mark.parametrize(
    "words", ["sample load", "tenders list", "consortia propose 1", "accounts suspend a@example.org"]
)
def test_without_a_schema_each_group_says_how_to_make_it(tmp_path: Path, words: str) -> None:
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    settings = config.load({"APP_ENV": "test", "INSTANCE_DIR": str(tmp_path), "DATABASE_URL": url})
    site = application.create_app(settings, Database(url))
    result = site.test_cli_runner().invoke(args=words.split())
    assert result.exit_code == 1
    assert "flask database upgrade" in result.output


def test_the_database_is_made_by_its_own_command(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    settings = config.load({"APP_ENV": "test", "INSTANCE_DIR": str(tmp_path), "DATABASE_URL": url})
    runner = application.create_app(settings, Database(url)).test_cli_runner()
    assert "revision" in runner.invoke(args=["database", "upgrade"]).output
    assert runner.invoke(args=["audit", "verify"]).output.startswith("The audit chain is whole.\nHead: 0:")
    assert runner.invoke(args=["tenders", "list"]).exit_code == 0
