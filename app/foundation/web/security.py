"""Headers and limits of every response."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask import session as cookie

from app.foundation.config import Settings

# No script or style but our own files: nothing typed by anyone can ever run.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
MAX_BODY = 1 * 1024 * 1024  # routes that take files raise it for themselves
MAX_PARTS = 2_000
PERSONAL = ("accounts",)  # no page of it is kept by a browser, signed in or not
# How long a page waits for a SQLite file that is locked, in all: a person gets an answer within ten
# seconds.
LOCK_SECONDS = 8


def configuration(settings: Settings) -> dict[str, Any]:
    """Flask's settings, on which security depends."""
    host = urlsplit(settings.public_url).netloc
    local = [] if settings.production else ["127.0.0.1", "localhost", "[::1]"]
    return {
        "SECRET_KEY": settings.secret_key,
        "TRUSTED_HOSTS": sorted({host, host.split(":")[0], *local}),
        "MAX_CONTENT_LENGTH": MAX_BODY,
        "MAX_FORM_MEMORY_SIZE": MAX_BODY,
        "MAX_FORM_PARTS": MAX_PARTS,
        "LOCK_SECONDS": LOCK_SECONDS,
        "SESSION_COOKIE_NAME": "__Host-bidbridge" if settings.production else "bidbridge",
        "SESSION_COOKIE_SECURE": settings.production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=14),
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open past lunch must still go through at the deadline
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(hours=1) if settings.production else None,
        "RATELIMIT_ENABLED": settings.environment != "test",
        "TESTING": settings.environment == "test",
    }


def install(app: Flask) -> None:
    """Put the headers on every response."""
    app.after_request(_headers)


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static" and _is_personal():
        headers["Cache-Control"] = "no-store"
    return response


def _is_personal() -> bool:
    """Whether the answer is about one person: someone signed in, on the way to it, or with a link for them
    alone.
    """
    holds_link = "token" in (request.view_args or {})
    return holds_link or "_user_id" in cookie or request.blueprint in PERSONAL
