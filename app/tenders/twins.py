"""When two notices are probably one procurement: published on two portals, or again with its award."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.foundation.folding import plain

Notice = tuple[str, str]
LONGEST_KEY, MOST_NAMED = 300, 5
LENGTH_OF_PREFIX = len("ocds-h6vhtk")
MOST_APART = timedelta(days=45)  # between two deadlines of one procurement, if one of them was moved
_ENDING = re.compile(
    r"\s*(?:[-:|(\[/]\s*)(?:contract\s+)?(?:award(?:ed)?|re-?advertise(?:d|ment)|re-?issued?|re-?published)"
    r"(?:\s+notice)?\s*[)\]]?$|\s+(?:contract\s+)?award\s+notice$"
)


def twin_key(title: str, buyer: str) -> str:
    """What two notices of one procurement share: title and buyer, without capitals, accents and endings like
    " - AWARD"."""
    core = plain(title)
    while (shorter := _ENDING.sub("", core).strip()) != core and shorter:
        core = shorter
    words = (" ".join(re.findall(r"[^\W_]+", part)) for part in (core, plain(buyer)))
    return " | ".join(words)[:LONGEST_KEY]


def has_ending(title: str) -> bool:
    """Whether a title says that a procurement is published again, as " - AWARD" does."""
    return _ENDING.search(plain(title)) is not None


def one_source(first_ocid: str, second_ocid: str) -> bool:
    """Whether two OCIDs come from one publisher. It gives each procurement one OCID, so they are probably two
    procurements.
    """
    return first_ocid[:LENGTH_OF_PREFIX] == second_ocid[:LENGTH_OF_PREFIX]


def stand_apart(first: Notice, second: Notice) -> bool:
    """Whether two similar notices, as (title, OCID), are two procurements after all: they come from one
    source and neither title has an ending like " - AWARD"."""
    return one_source(first[1], second[1]) and not (has_ending(first[0]) or has_ending(second[0]))


def remarks(notice: Notice, alike: Sequence[Notice]) -> list[str]:
    """Remarks about the notices that are similar to one, each as (title, OCID)."""
    alike = [similar for similar in alike if similar[1]]
    same = [ocid for title, ocid in alike if not stand_apart(notice, (title, ocid))]
    apart = len(alike) - len(same)
    sentences = []
    if same:
        named = ", ".join(same[:MOST_NAMED]) + (
            f" and {len(same) - MOST_NAMED} more" if len(same) > MOST_NAMED else ""
        )
        sentences.append(
            f"The same buyer has a notice with the same title under {named}. It is probably the same"
            " procurement."
        )
    if apart:
        notices = "1 other notice" if apart == 1 else f"{apart} other notices"
        sentences.append(
            f"The same buyer has {notices} with the same title in the same source. "
            f"We treat {'it as a separate procurement' if apart == 1 else 'them as separate procurements'}."
        )
    return sentences


def near(first: datetime | None, second: datetime | None) -> bool:
    """Whether two deadlines can belong to one procurement. An award notice often has none."""
    return first is None or second is None or abs(first - second) <= MOST_APART
