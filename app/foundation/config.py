"""Typed settings, read once from the environment; a wrong one is named at start.

docs/operations.md has them all.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.foundation import private_files
from app.foundation.reference import notice_sources

PROJECT_DIR = Path(__file__).resolve().parents[2]
ENVIRONMENTS = ("development", "test", "production")
SECRET_LENGTH = 32
LARGEST_PORT = 65_535
LONGEST_NAME = 60
# The register gives letters and digits at random and no words: nobody has this one, and nobody will.
SAMPLE_OCID_PREFIX = "ocds-sample"
_OCID_PREFIX = re.compile(r"ocds-[a-z0-9]{6}")


class ConfigError(Exception):
    """A setting that the site cannot start with; the message names it and says what to write instead."""


@dataclass(frozen=True)
class Settings:
    """Everything about the site that its environment decides."""

    environment: str
    instance_dir: Path
    database_url: str
    documents_dir: Path
    secret_key: str
    mail_url: str
    mail_from: str
    mail_name: str
    public_url: str
    trusted_proxies: int
    listen_on: str
    port: int
    heads_file: Path
    head_mail_to: str | None
    ocid_prefix: str

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
        raise ConfigError(f"APP_ENV is {environment!r}. It must be one of {', '.join(ENVIRONMENTS)}.")
    entered = {name: value for name, value in env.items() if value}  # an empty setting counts as none
    instance = Path(entered.get("INSTANCE_DIR", PROJECT_DIR / "instance"))
    port = _port(entered.get("PORT", "8000"))
    public_url = _public_url(entered.get("PUBLIC_URL", f"http://127.0.0.1:{port}"), environment)
    return Settings(
        environment=environment,
        instance_dir=instance,
        database_url=_database_url(
            entered.get("DATABASE_URL", f"sqlite:///{instance / 'bidbridge.sqlite3'}")
        ),
        documents_dir=Path(entered.get("DOCUMENTS_DIR", instance / "documents")),
        secret_key=_secret_key(entered.get("SECRET_KEY", ""), environment, instance),
        mail_url=_mail_url(entered.get("MAIL_URL", f"file://{(instance / 'mail').resolve()}")),
        mail_from=_address(entered.get("MAIL_FROM", f"noreply@{urlsplit(public_url).hostname}"), "MAIL_FROM"),
        mail_name=_mail_name(entered.get("MAIL_NAME", "Bidbridge")),
        public_url=public_url,
        trusted_proxies=_trusted_proxies(entered.get("TRUSTED_PROXIES", ""), environment),
        listen_on=entered.get("HOST", "127.0.0.1"),
        port=port,
        heads_file=Path(entered.get("HEADS_FILE", instance / "heads.txt")),
        head_mail_to=_address(entered.get("HEAD_MAIL_TO", ""), "HEAD_MAIL_TO") or None,
        ocid_prefix=_ocid_prefix(entered.get("OCID_PREFIX", SAMPLE_OCID_PREFIX)),
    )


def make_folders(settings: Settings) -> None:
    """Make the folders that the site writes to; raises ConfigError naming the setting of one that it
    cannot.
    """
    for name, folder in (("INSTANCE_DIR", settings.instance_dir), ("DOCUMENTS_DIR", settings.documents_dir)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"{name} is {str(folder)!r}, which the site cannot create: {error.strerror}."
            ) from None
        if not os.access(folder, os.W_OK | os.X_OK):
            raise ConfigError(f"{name} is {str(folder)!r}, which the site cannot write to.")
    private_files.mend(settings.instance_dir, settings.documents_dir)


def _public_url(value: str, environment: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or not _has_sound_port(value):
        raise ConfigError(
            f"PUBLIC_URL is {value!r}. Enter the full address, such as https://bidbridge.example."
        )
    if environment == "production" and parts.scheme != "https":
        raise ConfigError("PUBLIC_URL must start with https:// in production, to keep sign-in cookies safe.")
    return value.rstrip("/")


def _database_url(value: str) -> str:
    if value.startswith(("postgresql://", "postgres://")):
        value = "postgresql+psycopg://" + value.split("://", 1)[1]
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError(
            "DATABASE_URL must start with sqlite:/// or postgresql+psycopg://. "
            f"It starts with {value.split(':', 1)[0]!r}."
        )
    return value


def _mail_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("file", "smtp", "smtps"):
        raise ConfigError("MAIL_URL must start with file://, smtp:// or smtps://.")
    if parts.scheme != "file" and not parts.hostname:
        raise ConfigError("MAIL_URL does not name a mail server. Enter smtp://host:port.")
    if not _has_sound_port(value):
        raise ConfigError(
            "The port in MAIL_URL is not a number. Enter smtp://host:port, with %-codes in a password."
        )
    return value


def _mail_name(value: str) -> str:
    if len(value) > LONGEST_NAME or not value.isprintable():
        raise ConfigError(f"MAIL_NAME is {value!r}. Enter one line of {LONGEST_NAME} characters or fewer.")
    return value


def _address(value: str, setting: str) -> str:
    name, at, host = value.rpartition("@")
    if value and (not (name and at and host) or any(mark.isspace() for mark in value)):
        raise ConfigError(f"{setting} is {value!r}. Enter one address, such as noreply@bidbridge.example.")
    return value


def _ocid_prefix(value: str) -> str:
    if not _OCID_PREFIX.fullmatch(value):
        raise ConfigError(
            f"OCID_PREFIX is {value!r}. Enter ocds- and six small letters or digits, like ocds-a1b2c3."
        )
    holder = notice_sources.source_of(value)
    if holder is not None:
        raise ConfigError(
            f"OCID_PREFIX is {value!r}, which belongs to {holder.name}. Enter the one that the Open"
            " Contracting Partnership registered for you."
        )
    return value


def _has_sound_port(value: str) -> bool:
    try:
        return urlsplit(value).port != 0
    except ValueError:
        return False


def _port(value: str) -> int:
    if not (value.isdecimal() and value.isascii()) or not 0 < int(value) <= LARGEST_PORT:
        raise ConfigError(f"PORT is {value!r}. It must be a number between 1 and {LARGEST_PORT}.")
    return int(value)


def _trusted_proxies(value: str, environment: str) -> int:
    if not value and environment == "production":
        # With too few, all visitors seem to come from the proxy, and limits on guessing count them as one
        # network.
        raise ConfigError(
            "TRUSTED_PROXIES is not set. In production, set it to the number of your reverse proxies in front"
            " of the site, such as 1. Enter 0 if people reach the site directly."
        )
    return _count(value or "0", "TRUSTED_PROXIES")


def _count(value: str, name: str) -> int:
    if not (value.isdecimal() and value.isascii()):
        raise ConfigError(f"{name} is {value!r}. It must be a whole number, such as 0 or 1.")
    return int(value)


def _secret_key(value: str, environment: str, instance: Path) -> str:
    if value:
        if len(value) < SECRET_LENGTH:
            raise ConfigError(f"SECRET_KEY is shorter than {SECRET_LENGTH} characters.")
        return value
    if environment == "production":
        raise ConfigError("SECRET_KEY is not set. In production, set it to at least 32 random characters.")
    try:
        return _kept_secret(instance / "secret_key")
    except OSError as error:
        raise ConfigError(
            f"INSTANCE_DIR is {str(instance)!r}, which cannot keep a secret: {error.strerror}."
        ) from None


def _kept_secret(path: Path) -> str:
    """The secret of this instance, made at its first start."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written whole, then linked into place: of two processes starting at once both read the first one's
        # secret.
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix="secret_key.") as draft:
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            with suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text().strip()
