"""Ways a mail leaves: a mail server, or in development a file."""

from __future__ import annotations

import re
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from app.foundation.config import Settings
from app.foundation.types import now

TIMEOUT_SECONDS = 20


class Transport(Protocol):
    """Takes a finished message, or raises."""

    def send(self, message: EmailMessage) -> None: ...


class FileTransport:
    """Development: each mail becomes a file that can be opened and its links followed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        to = re.sub(r"[^\w.+-]", "_", message["To"].split("@")[0])
        path = self.folder / f"{now():%Y%m%d-%H%M%S-%f}-{to}.eml"
        # It may contain a link that lets its reader in, so nobody else on this machine can read it.
        path.touch(mode=0o600)
        path.write_bytes(bytes(message))


class SmtpTransport:
    """A mail server at smtp://user:password@host:port, or smtps:// for TLS from the start."""

    def __init__(self, url: str) -> None:
        self.parts = urlsplit(url)

    def send(self, message: EmailMessage) -> None:
        with self._connected() as server:
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            server.send_message(message)

    def _connected(self) -> smtplib.SMTP:
        """A connection. A password travels inside TLS only, to a server whose name its certificate bears."""
        host, trusted = self.parts.hostname or "127.0.0.1", ssl.create_default_context()
        if self.parts.scheme == "smtps":
            return smtplib.SMTP_SSL(host, self.parts.port or 465, timeout=TIMEOUT_SECONDS, context=trusted)
        server = smtplib.SMTP(host, self.parts.port or 25, timeout=TIMEOUT_SECONDS)
        server.ehlo()  # what it offers is known only after this
        if server.has_extn("starttls"):
            # As between mail servers: without a password to protect, unverified TLS is better than
            # none.
            server.starttls(context=trusted if self.parts.username else None)
        elif self.parts.username:
            server.close()
            raise smtplib.SMTPNotSupportedError(
                "the mail server does not offer TLS, and MAIL_URL contains a password"
            )
        return server


def transport(settings: Settings) -> Transport:
    """The transport that MAIL_URL names."""
    if settings.mail_url.startswith("file:"):
        return FileTransport(Path(unquote(urlsplit(settings.mail_url).path)))
    return SmtpTransport(settings.mail_url)
