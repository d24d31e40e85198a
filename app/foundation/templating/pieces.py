"""What the frame of a page and the shared components take, as plain frozen values.

Screens may pass these or anything with the same attributes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


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

    `navigation` has at most five links. `flashes` are (category, message), the category one of success,
    information, error. `sample_data` says in the phase line that nothing here is real; `practice` puts the
    PRACTICE banner on the page. `csrf_token` gives the token of this session's forms. `kept` are forms whose
    words were kept when their person had been signed out: each with `page`, its address, and `words`, (label,
    typed).
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
    kept: tuple[Any, ...] = ()


@dataclass(frozen=True)
class SummaryRow:
    """One line of a summary list. `change_what` finishes "Change" for people who hear links out of
    context.
    """

    key: str
    value: str
    change_href: str = ""
    change_what: str = ""
    change_text: str = "Change"


@dataclass(frozen=True)
class Task:
    """One line of a task list. `state`: done, doing, to_do, blocked (cannot start yet) or problem."""

    title: str
    state: str
    href: str = ""
    hint: str = ""


@dataclass(frozen=True)
class NeedsYou:
    """One thing that waits for this person; `due` in words, such as "by 3 August 2026, 12 noon"."""

    text: str
    href: str
    due: str = ""


@dataclass(frozen=True)
class Stat:
    """One figure of a stat band, already worded."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class TimelineEntry:
    """One line of what happened or will. `state`: done, now or later."""

    when: str
    what: str
    note: str = ""
    state: str = "later"


@dataclass(frozen=True)
class Progress:
    """A long job as its page shows it, at first paint and at each refresh alike.

    `state`: queued, running, done or failed. `steps` are (what, state) with state done, now or later. `done`
    of `total` says how far (total 0: not known). `refresh_href` answers with the panel's content alone,
    `page_href` with the whole page. `failure` says what happened, what is kept and what to do.
    """

    id: str
    state: str
    stage: str
    page_href: str
    refresh_href: str
    done: int = 0
    total: int = 0
    steps: tuple[tuple[str, str], ...] = ()
    found: str = ""
    elapsed: str = ""
    failure: str = ""
    next_href: str = ""
    next_text: str = ""
    seconds_between: int = 3
