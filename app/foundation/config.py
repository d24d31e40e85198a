"""Typed settings, read once from the environment; a wrong one is named at start.

| name            | meaning                                                        | default                           |
|-----------------|----------------------------------------------------------------|-----------------------------------|
| APP_ENV         | development, test or production                                | development                       |
| INSTANCE_DIR    | where the embedded database, secret and files live             | instance/ beside the code         |
| DATABASE_URL    | sqlite:///… or postgresql+psycopg://…                          | a SQLite file under INSTANCE_DIR  |
| DOCUMENTS_DIR   | stored files                                                   | INSTANCE_DIR/documents            |
| SECRET_KEY      | signs cookies and tokens; at least 32 characters               | made once and kept (development)  |
| MAIL_URL        | file:///folder, smtp://… or smtps://user:password@host:port    | files under INSTANCE_DIR/mail     |
| MAIL_FROM       | the sender's address                                           | noreply@ the host of PUBLIC_URL   |
| PUBLIC_URL      | how people reach the site; used in mails and for host checks   | http://127.0.0.1:8000             |
| TRUSTED_PROXIES | how many reverse proxies stand in front (0: none)              | 0                                 |
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PROJECT_DIR = Path(__file__).resolve().parents[2]
ENVIRONMENTS = ("development", "test", "production")
SECRET_LENGTH = 32


class ConfigError(Exception):
    """A setting that the site cannot start with; the message names it and says what to write instead."""


@dataclass(frozen=True)
class Settings:
    """Everything the site is told from outside."""

    environment: str
    instance_dir: Path
    database_url: str
    documents_dir: Path
    secret_key: str
    mail_url: str
    mail_from: str
    public_url: str
    trusted_proxies: int

    @property
    def production(self) -> bool:
        """Whether real people stake bids on this instance."""
        return self.environment == "production"

    @property
    def host(self) -> str:
        """The host people type, without the port."""
        return urlsplit(self.public_url).hostname or "127.0.0.1"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises ConfigError naming the first wrong one."""
    env = os.environ if environ is None else environ
    environment = env.get("APP_ENV", "development")
    if environment not in ENVIRONMENTS:
        raise ConfigError(f"APP_ENV is {environment!r}; it must be one of {', '.join(ENVIRONMENTS)}.")
    instance = Path(env.get("INSTANCE_DIR") or PROJECT_DIR / "instance")
    public_url = _public_url(env.get("PUBLIC_URL") or "http://127.0.0.1:8000", environment)
    return Settings(
        environment=environment,
        instance_dir=instance,
        database_url=_database_url(env.get("DATABASE_URL") or f"sqlite:///{instance / 'bidbridge.sqlite3'}"),
        documents_dir=Path(env.get("DOCUMENTS_DIR") or instance / "documents"),
        secret_key=_secret_key(env.get("SECRET_KEY", ""), environment, instance),
        mail_url=_mail_url(env.get("MAIL_URL") or f"file://{(instance / 'mail').resolve()}"),
        mail_from=env.get("MAIL_FROM") or f"noreply@{urlsplit(public_url).hostname}",
        public_url=public_url,
        trusted_proxies=_count(env.get("TRUSTED_PROXIES", "0"), "TRUSTED_PROXIES"),
    )


def _public_url(value: str, environment: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"PUBLIC_URL is {value!r}; write the whole address, such as https://bidbridge.example.")
    if environment == "production" and parts.scheme != "https":
        raise ConfigError("PUBLIC_URL must start with https:// in production: sign-in cookies travel over it.")
    return value.rstrip("/")


def _database_url(value: str) -> str:
    if value.startswith(("postgresql://", "postgres://")):
        value = "postgresql+psycopg://" + value.split("://", 1)[1]
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError(
            "DATABASE_URL must start with sqlite:/// or postgresql+psycopg://; "
            f"it starts with {value.split(':', 1)[0]!r}."
        )
    return value


def _mail_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("file", "smtp", "smtps"):
        raise ConfigError("MAIL_URL must start with file://, smtp:// or smtps://.")
    if parts.scheme != "file" and not parts.hostname:
        raise ConfigError("MAIL_URL names no mail server: write smtp://host:port.")
    return value


def _count(value: str, name: str) -> int:
    if not value.isdigit():
        raise ConfigError(f"{name} is {value!r}; it must be a whole number such as 0 or 1.")
    return int(value)


def _secret_key(value: str, environment: str, instance: Path) -> str:
    if value:
        if len(value) < SECRET_LENGTH:
            raise ConfigError(f"SECRET_KEY is shorter than {SECRET_LENGTH} characters.")
        return value
    if environment == "production":
        raise ConfigError("SECRET_KEY is not set; in production it must be given, at least 32 random characters.")
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        # O_EXCL: of two processes starting at once, one writes and the other reads what was written.
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
