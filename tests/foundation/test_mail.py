"""Handing mails over: TLS wherever it is offered, and a password only inside it."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from typing import Any

import pytest

from app.foundation.mail import SmtpTransport


class Server:
    """A mail server that writes down what it was told."""

    offers: tuple[str, ...] = ()
    told: list[tuple[str, Any]] = []

    def __init__(self, host: str, port: int, *, timeout: float, context: ssl.SSLContext | None = None) -> None:
        self.known: tuple[str, ...] = ()
        self.told.append(("connect", (host, port, context and context.verify_mode)))

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *given: object) -> None:
        self.told.append(("quit", None))

    def ehlo(self) -> None:
        self.known = self.offers

    def has_extn(self, name: str) -> bool:
        return name in self.known

    def starttls(self, *, context: ssl.SSLContext | None) -> None:
        self.told.append(("starttls", context and context.verify_mode))

    def login(self, name: str, password: str) -> None:
        self.told.append(("login", (name, password)))

    def send_message(self, message: EmailMessage) -> None:
        self.told.append(("send", message["Subject"]))

    def close(self) -> None:
        self.told.append(("close", None))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> type[Server]:
    monkeypatch.setattr(Server, "told", [])
    monkeypatch.setattr(Server, "offers", ("starttls",))
    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(smtplib, "SMTP_SSL", Server)
    return Server


def letter() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "You are invited"
    return message


def test_a_password_travels_after_tls_has_begun_with_the_server_it_names(server: type[Server]) -> None:
    SmtpTransport("smtp://bid%40bridge:s%2Fecret@mail.example:587").send(letter())
    assert [what for what, _ in server.told] == ["connect", "starttls", "login", "send", "quit"]
    assert dict(server.told)["starttls"] == ssl.CERT_REQUIRED
    assert dict(server.told)["login"] == ("bid@bridge", "s/ecret")


def test_a_password_stays_here_when_the_server_offers_no_tls(server: type[Server]) -> None:
    server.offers = ()
    with pytest.raises(smtplib.SMTPNotSupportedError, match="no TLS"):
        SmtpTransport("smtp://bidbridge:secret@mail.example").send(letter())
    assert [what for what, _ in server.told] == ["connect", "close"]


def test_tls_from_the_start_verifies_the_server(server: type[Server]) -> None:
    SmtpTransport("smtps://bidbridge:secret@mail.example").send(letter())
    assert server.told[0] == ("connect", ("mail.example", 465, ssl.CERT_REQUIRED))
    assert [what for what, _ in server.told] == ["connect", "login", "send", "quit"]


def test_a_server_of_ones_own_without_password_may_do_without(server: type[Server]) -> None:
    server.offers = ()
    SmtpTransport("smtp://127.0.0.1:25").send(letter())
    assert [what for what, _ in server.told] == ["connect", "send", "quit"]


def test_a_server_of_ones_own_may_offer_tls_with_a_certificate_of_its_own(server: type[Server]) -> None:
    SmtpTransport("smtp://127.0.0.1:25").send(letter())
    assert ("starttls", None) in server.told
