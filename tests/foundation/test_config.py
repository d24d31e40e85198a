"""Settings: each has a default or is demanded, and a wrong one is named before anything starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.foundation import config
from app.foundation.config import PROJECT_DIR, ConfigError

LONG_SECRET = "k" * 32
PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": LONG_SECRET,
    "PUBLIC_URL": "https://bidbridge.example",
    "TRUSTED_PROXIES": "0",
}
WRONG = [
    ({"APP_ENV": "staging"}, "APP_ENV"),
    ({"PUBLIC_URL": "bidbridge.example"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "http://bidbridge.example:eighty"}, "PUBLIC_URL"),
    ({**PRODUCTION, "PUBLIC_URL": "http://bidbridge.example"}, "PUBLIC_URL"),
    ({"DATABASE_URL": "mysql://somewhere/bidbridge"}, "DATABASE_URL"),
    ({"SECRET_KEY": "k" * 31}, "SECRET_KEY"),
    ({**PRODUCTION, "SECRET_KEY": ""}, "SECRET_KEY"),
    ({**PRODUCTION, "TRUSTED_PROXIES": ""}, "TRUSTED_PROXIES is not set"),
    ({"MAIL_URL": "https://mail.example"}, "MAIL_URL"),
    ({"MAIL_URL": "smtp://"}, "MAIL_URL"),
    ({"MAIL_URL": "smtp://mail.example:post"}, "MAIL_URL"),
    ({"MAIL_FROM": "Bidbridge"}, "MAIL_FROM"),
    ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES"),
    ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
    ({"TRUSTED_PROXIES": "²"}, "TRUSTED_PROXIES"),
    ({"OCID_PREFIX": "a1b2c3"}, "OCID_PREFIX"),
    ({"OCID_PREFIX": "ocds-A1B2C3"}, "OCID_PREFIX"),
    ({"OCID_PREFIX": "ocds-a1b2c3-"}, "OCID_PREFIX"),
    ({"OCID_PREFIX": "ocds-h6vhtk"}, "belongs to Find a Tender"),
    ({"PORT": "http"}, "PORT"),
    ({"PORT": "0"}, "PORT"),
    ({"PORT": "65536"}, "PORT"),
]


def load(tmp_path: Path, **values: str) -> config.Settings:
    return config.load({"INSTANCE_DIR": str(tmp_path), **values})


@pytest.mark.parametrize(
    ("values", "name"), WRONG, ids=lambda value: value if isinstance(value, str) else None
)
def test_a_wrong_setting_is_named(tmp_path: Path, values: dict[str, str], name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load(tmp_path, **values)


def test_everything_has_a_default_on_a_developers_machine(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'bidbridge.sqlite3'}"
    assert settings.documents_dir == tmp_path / "documents"
    assert settings.mail_url == f"file://{tmp_path / 'mail'}"
    assert (settings.public_url, settings.port) == ("http://127.0.0.1:8000", 8000)
    assert not settings.production


def test_an_empty_setting_is_one_that_was_not_given(tmp_path: Path) -> None:
    names = (
        "DATABASE_URL",
        "DOCUMENTS_DIR",
        "SECRET_KEY",
        "MAIL_URL",
        "MAIL_FROM",
        "PUBLIC_URL",
        "HOST",
        "PORT",
    )
    assert load(tmp_path, **dict.fromkeys((*names, "TRUSTED_PROXIES"), "")) == load(tmp_path)


def test_links_in_mails_follow_another_port(tmp_path: Path) -> None:
    assert load(tmp_path, PORT="8123").public_url == "http://127.0.0.1:8123"


def test_the_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    first = load(tmp_path).secret_key
    assert len(first) >= config.SECRET_LENGTH
    assert load(tmp_path).secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_production_starts_with_what_it_demands(tmp_path: Path) -> None:
    settings = load(tmp_path, **PRODUCTION)
    assert settings.production
    assert settings.secret_key == LONG_SECRET
    assert settings.mail_from == "noreply@bidbridge.example"
    assert not (tmp_path / "secret_key").exists()


def test_a_shorter_name_of_postgresql_is_understood(tmp_path: Path) -> None:
    settings = load(tmp_path, DATABASE_URL="postgres://somebody@db.example/bidbridge")
    assert settings.database_url == "postgresql+psycopg://somebody@db.example/bidbridge"


@pytest.mark.parametrize("name", ["INSTANCE_DIR", "DOCUMENTS_DIR"])
def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("in the way")
    values = {"SECRET_KEY": LONG_SECRET, name: str(tmp_path / "file" / "folder")}
    with pytest.raises(ConfigError, match=name):
        config.make_folders(load(tmp_path, **values))


@pytest.mark.parametrize("module", ["app.site.serve", "app.site.work"])
def test_a_database_that_does_not_answer_is_named_in_a_line(tmp_path: Path, module: str) -> None:
    nobody = "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2"
    environ = {**os.environ, "APP_ENV": "development", "INSTANCE_DIR": str(tmp_path), "DATABASE_URL": nobody}
    ended = subprocess.run(
        [sys.executable, "-m", module],
        cwd=PROJECT_DIR,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 1
    assert "cannot start: The database in DATABASE_URL does not answer" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
