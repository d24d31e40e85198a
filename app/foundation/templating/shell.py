"""What every page shows around its content, as plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """One link of the navigation or the footer; `current` marks the section that the page belongs to."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True)
class AccountLink:
    """One link at the top right. `posts` makes it a button that posts with a token (signing out)."""

    text: str
    href: str
    posts: bool = False


def _no_token() -> str:
    return ""


@dataclass(frozen=True)
class Shell:
    """The frame of a page.

    `navigation` holds at most five links. `flashes` are (category, message), the category one of success,
    information, error. `sample_data` says in the phase line that nothing here is real; `practice` puts the
    PRACTICE banner on the page. `csrf_token` gives the token of this session's forms.
    """

    signed_in: bool = False
    person_name: str = ""
    organisation_name: str = ""
    home_href: str = "/"
    navigation: tuple[Link, ...] = ()
    account: tuple[AccountLink, ...] = ()
    sample_data: bool = False
    practice: bool = False
    flashes: tuple[tuple[str, str], ...] = ()
    footer: tuple[Link, ...] = ()
    csrf_token: Callable[[], str] = _no_token
    page_language: str = "en"
