"""Settings, folders, libraries, the mail server and the clock."""

from __future__ import annotations

import smtplib
import ssl
import stat
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import sqlalchemy as sa

from app.foundation import pdf
from app.foundation.audit import AuditEntry
from app.foundation.config import SAMPLE_OCID_PREFIX
from app.record.doctor.finding import Deployment, Finding, look, ok, wrong

MAIL_SECONDS = 10
FEWEST_CHARACTERS = 12  # different ones in a key of 32: a random one has more
CLOCKS_MAY_DIFFER = timedelta(seconds=5)
BUILT = datetime(2026, 11, 1, tzinfo=UTC)
LOCAL = ("127.0.0.1", "localhost", "::1")


def environment(site: Deployment) -> Finding:
    """Whether it is set up for real people."""
    if site.settings.production:
        return ok("APP_ENV is production.")
    return look(
        f"APP_ENV is {site.settings.environment}.", "Set APP_ENV=production before real people use the site."
    )


def secret(site: Deployment) -> Finding:
    """Whether the key that signs cookies could be guessed."""
    if len(set(site.settings.secret_key)) < FEWEST_CHARACTERS:
        return wrong(
            "SECRET_KEY is not random. It repeats a few characters.",
            "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'",
        )
    return ok("SECRET_KEY is long and varied.")


def folders(site: Deployment) -> Finding:
    """Whether others on this machine can read what is kept."""
    kept = {"INSTANCE_DIR": site.settings.instance_dir, "DOCUMENTS_DIR": site.settings.documents_dir}
    for name, folder in kept.items():
        if not folder.is_dir():
            return wrong(f"{name} is {folder}, which is not a folder.", f"Make it: mkdir -m 700 {folder}")
    for name, folder in kept.items():
        if _open_to_others(folder):
            return wrong(
                f"Others on this machine can read {name}, {folder}.", f"Type: chmod -R go-rwx {folder}"
            )
    for path in _kept_files(site):
        if _open_to_others(path):
            return wrong(f"Others on this machine can read {path}.", f"Type: chmod 600 {path}")
    return ok("Only the site's own user can read its folders and files.")


def _kept_files(site: Deployment) -> list[Path]:
    named = [site.settings.instance_dir / "secret_key", site.settings.heads_file]
    if site.database.is_sqlite:
        named.append(Path(site.database.url.database or ""))
    return [path for path in named if path.is_file()]


def _open_to_others(path: Path) -> bool:
    # A file in a folder that is closed to others is closed as well.
    if path.is_file() and not path.parent.stat().st_mode & 0o077:
        return False
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def libraries(site: Deployment) -> Finding:
    """Whether bid packs can be printed."""
    missing = pdf.available()
    if missing is not None:
        return wrong(missing, "Then start the site again.")
    return ok("The libraries for bid packs are installed.")


def public_address(site: Deployment) -> Finding:
    """Whether the address in mails is one that people can open, over TLS."""
    parts = urlsplit(site.settings.public_url)
    if parts.scheme != "https":
        return site.unless_production(
            f"PUBLIC_URL is {site.settings.public_url}, without TLS.",
            "Enter the https:// address that people use.",
        )
    if site.settings.host in LOCAL:
        return wrong(
            f"PUBLIC_URL is {site.settings.public_url}, so links in emails only work on this machine.",
            "Enter the https:// address that people use.",
        )
    return ok(f"PUBLIC_URL is {site.settings.public_url}.")


def proxies(site: Deployment) -> Finding:
    """Whether the site sees visitors' own addresses."""
    count = site.settings.trusted_proxies
    if count == 0 and site.settings.public_url.startswith("https:"):
        return look(
            "TRUSTED_PROXIES is 0 but PUBLIC_URL is https, so there is a proxy in front of the site.",
            "Set TRUSTED_PROXIES to the number of your proxies, or all visitors will count as one.",
        )
    return ok(f"TRUSTED_PROXIES is {count}.")


def open_contracting(site: Deployment) -> Finding:
    """Whether the site has its own prefix for the Open Contracting data it writes."""
    prefix = site.settings.ocid_prefix
    if prefix != SAMPLE_OCID_PREFIX:
        return ok(f"OCID_PREFIX is {prefix}.")
    words = (
        f"OCID_PREFIX is {prefix}, from the sample, so nobody can tell your files from other sites' files."
    )
    mend = "Register a prefix with the Open Contracting Partnership, and set OCID_PREFIX to it."
    return look(words, mend) if site.settings.production else ok(f"OCID_PREFIX is {prefix}, for testing.")


def mail_server(site: Deployment) -> Finding:
    """Whether a mail server answers. No mail is sent."""
    url = site.settings.mail_url
    if url.startswith("file:"):
        return site.unless_production(
            "MAIL_URL does not name a mail server, so emails are saved as files and nobody receives them.",
            "Set MAIL_URL=smtps://user:password@host:465",
        )
    host = urlsplit(url).hostname
    try:
        _greet(url)
    except (OSError, smtplib.SMTPException, ssl.SSLError) as error:
        return wrong(
            f"We cannot use the mail server {host}: {_cause(error)}.",
            "Check MAIL_URL, and check that this machine can reach that port.",
        )
    return ok(f"The mail server {host} answers.")


def _greet(url: str) -> None:
    parts = urlsplit(url)
    trusted = ssl.create_default_context()
    server = _connect(parts, trusted)
    try:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=trusted if parts.username else None)
            server.ehlo()
        elif parts.scheme == "smtp" and parts.username:
            raise smtplib.SMTPNotSupportedError("it does not offer TLS, and MAIL_URL contains a password")
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()


def _connect(parts: SplitResult, trusted: ssl.SSLContext) -> smtplib.SMTP:
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(host, parts.port or 465, timeout=MAIL_SECONDS, context=trusted)
    return smtplib.SMTP(host, parts.port or 25, timeout=MAIL_SECONDS)


def _cause(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "it refused the user name or password"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return str(error)
    return (getattr(error, "strerror", None) or type(error).__name__).lower()


def clock(site: Deployment) -> Finding:
    """Whether the clock of this machine is right: deadlines depend on it."""
    mend = "Set the clock and keep it right, for example with systemd-timesyncd or chrony."
    with site.database.reading() as session:
        last = session.scalar(sa.select(AuditEntry.at).order_by(AuditEntry.id.desc()).limit(1))
        theirs = None if site.database.is_sqlite else session.scalar(sa.text("SELECT clock_timestamp()"))
    if site.at < BUILT or (last is not None and last > site.at + CLOCKS_MAY_DIFFER):
        return wrong(f"The clock says {site.at:%Y-%m-%d %H:%M}, before the last entry of the record.", mend)
    if theirs is not None and abs(theirs - site.at) > CLOCKS_MAY_DIFFER:
        return wrong("The clocks on this machine and the database differ by more than 5 seconds.", mend)
    return ok(f"The clock says {site.at:%Y-%m-%d %H:%M} UTC.")
