"""The day and the hour that a notice gives in words for bids, beside those of its field.

A deadline of bids is told from every other day and hour by the words before it (else behind it): an hour
counts only where it stands directly beside its day, and both belong to tenders, bids or their closing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time

from app.ocds.normalise import written

LONGEST_SEARCHED = 20_000
MOST_SEARCHED = 60  # texts of one notice
MOST_SENTENCES = 100  # of one notice that can tell a deadline; real ones have up to 13
_LONGEST_SENTENCE = 1_500
_LOOKED_BACK = 300  # characters before a day that can say what it is for
# Not behind "p.m.", "no." and their like.
_SENTENCE = re.compile(
    r"(?<![ap]\.m\.)(?<!\b[Nn]o\.)(?<!e\.g\.)(?<!i\.e\.)(?<!approx\.)(?<=[.!?;]) |\n+(?![a-z])"
)
_BIDS = re.compile(
    r"\b(?:(?:e-?)?tender(?:s|ed)?|bids?|quotations?|quotes?|proposals?|responses?|submissions?|applications?|itt|psq|pqq|"
    r"(?:selection|procurement specific) questionnaires?|sq|offers?)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:clarifications?|questions?|quer(?:y|ies)|[ei]nquir\w+|visits?|visiting|viewings?|inspections?|inspect|"
    r"interview\w*|presentations?|briefings?|webinars?|events?|meetings?|conferences?|workshops?|open days?|"
    r"(?:bidders?|suppliers?|providers?)['’]? days?|regist\w+|express\w* (?:of |an |your )?interest|eois?|"
    r"notifications? of"
    r" interest|opened|opening|access|attend\w*|book(?:ed|ing)?|issued?|publish\w*|publication|"
    r"award\w*|start\w*|commenc\w*|begin\w*|evaluat\w+|moderat\w+|standstill|valid\w*|expir\w*|remain\w*|dispatch\w*|"
    r"negotiat\w*|dialogue|demonstrat\w*|samples?|site|help ?desk|office"
    r" hours|planning|advert\w*|download\w*|"
    r"market engagement|soft market|until further|previous|current contracts?|existing contracts?)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\b(?:deadlines?|clos(?:es?|ed|ing)|due|submission (?:date|time)|return (?:date|time)|submissions? by|"
    r"extended (?:to|until))\b",
    re.IGNORECASE,
)
_CLOSING_DAY = re.compile(r"\b(?:deadline|closing date|submission date|return date)\b", re.IGNORECASE)
_CLOSING_FOR = re.compile(r"\b(?:deadlines?|closing dates?) (?:for|to|of the)\b", re.IGNORECASE)
_SURE = re.compile(
    r"\b(?:(?:e-?)?tenders?|bids?|quotations?|quotes?|itt|psq|pqq|selection questionnaires?|sq)\b",
    re.IGNORECASE,
)
_TO_SEND = re.compile(r"\b(?:submi(?:t|tted|ssion)|return(?:ed)?|upload(?:ed)?|receipt)\b", re.IGNORECASE)
_SENDING = re.compile(
    r"\b(?:submi(?:t|ts|tted|tting|ssion|ssions)|return(?:ed|ing)?|upload(?:ed|ing)?|received?|receipt|lodged?|sent|send|"
    r"e-?mail(?:ed)?|responses?|by|before|until)\b|not? later than\b",
    re.IGNORECASE,
)
_SHARES_ITS_SUBJECT = re.compile(
    r"^\W*(?:which|that|who|these|they|this|it|all of which)\b|"
    r"\b(?:submitted|returned|uploaded|received|sent|lodged)\b",
    re.IGNORECASE,
)
_FOR = re.compile(r"\W*for\b")
_PIECE = re.compile(r", | and | but | or |[;|•]| [–—-] ")
_SUPERSEDED = re.compile(
    r"\b(?:from|originally|previously|previous|formerly|instead of|rather than|was|were|replac\w{1,5}|not)\b"
    r"(?: (?:at|by|on|the|of|deadline|closing|date|time|is|for))*+[ :(,]*+$",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"\b(?:extend\w*|extension|chang\w+|moved|amended|revised|postponed|brought forward|updated|new)\b",
    re.IGNORECASE,
)
_MOVES_IT = re.compile(
    r"[ ,(]*+(?:(?:has|have|had|is|was|now|been|will|be|which) )*+"
    r"(?:extended|moved|changed|amended|revised|postponed|brought forward|updated) (?:to|until)\b",
    re.IGNORECASE,
)
_TIME_LABEL = re.compile(
    r"\b(?:closing|submission|return|deadline|tender return) time\b[ :–-]{0,3}(?:(?:is|by|at|of) ){0,2}",
    re.IGNORECASE,
)
_TENDERS_BY = re.compile(
    r"\b(?:tenders?|bids?|quotations?|quotes?|proposals?)\b[^.;:,\n]{0,90}"
    r"\b(?:by|before|no later than|not later than) $",
    re.IGNORECASE,
)
_DIGIT_OR_NOON = re.compile(r"[0-9]|\bnoon\b|\bmidday\b", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:daily|each|every|same|next) ", re.IGNORECASE
)


@dataclass(frozen=True)
class Worded:
    """A deadline for bids in words. `clock` is None where the day has no hour beside it.

    `sure`: the words name tenders or their closing. `moved`: they say that the day is a new one.
    """

    day: date
    clock: time | None
    sure: bool
    moved: bool


def may_tell(text: str) -> bool:
    """Whether a text can hold a deadline at all: most cannot, and cleaning long ones takes time."""
    return bool(_DIGIT_OR_NOON.search(text)) and any(
        words.search(text) for words in (_BIDS, _CLOSING, _TO_SEND, _TIME_LABEL)
    )


def deadlines(texts: Iterable[str], near: date) -> Iterator[Worded]:
    """The deadlines for bids in texts; a day without a year is that of the year nearest to `near`."""
    looked_at = 0
    for text in texts:
        before: Worded | None = None
        for sentence in filter(may_tell, _SENTENCE.split(text[:LONGEST_SEARCHED])):
            looked_at += 1
            if looked_at > MOST_SENTENCES:
                return
            listed = list(_of_sentence(sentence[:_LONGEST_SENTENCE], near))
            yield from listed
            if listed:
                before = listed[-1]
            else:
                yield from _without_a_day(sentence[:_LONGEST_SENTENCE], before, near)


def _of_sentence(sentence: str, near: date) -> Iterator[Worded]:
    days = _days(sentence, near)
    read: list[Worded | None] = []
    replaced: bool | None = None  # how sure the day is about bids that the next day takes the place of
    for position, day in enumerate(days):
        leading, after = _around(sentence, days, position)
        sure = _is_of_bids(leading, after, position == 0)
        if _SUPERSEDED.search(leading):  # "from 3 June to 10 June"
            replaced = sure
            read.append(None)
            continue
        moved = replaced is not None or _MOVED.search(leading) is not None
        last = read[-1] if read and _MOVES_IT.match(leading) else None
        if last is not None:  # "3 June is extended to 10 June"
            sure, read[-1] = last.sure, None
        elif sure is None and not _OTHERS.search(leading):
            sure = replaced
        read.append(None if sure is None else Worded(day.day, _stated(day.clock), sure, moved))
        replaced = None
    yield from filter(None, read)


def _days(sentence: str, near: date) -> list[written.Written]:
    return [day for day in written.days(sentence, near) if not _is_section(sentence, day)]


def _around(sentence: str, days: list[written.Written], position: int) -> tuple[str, str]:
    """The words between a day and the days beside it."""
    day = days[position]
    start = days[position - 1].end if position else 0
    end = days[position + 1].start if position + 1 < len(days) else None
    return sentence[max(start, day.start - _LOOKED_BACK) : day.start], sentence[day.end : end]


def _stated(clock: time | None) -> time | None:
    """None for the first second of a day, or of the next day: nobody can rely on it."""
    return None if clock == time() else clock


def _is_section(sentence: str, day: written.Written) -> bool:
    return re.search(r"[0-9]\.[0-9]{1,2}\.[0-9]{2}(?![0-9])", sentence[day.start : day.end]) is not None


def _is_of_bids(leading: str, after: str, first: bool) -> bool | None:
    """Whether the words around a day are about bids: True where that is sure, False where they say only that
    something closes or is to be sent, None for anything else."""
    if _FOR.match(after) and _OTHERS.search(_next_words(after)):
        return None
    likely: bool | None = None
    later = ""
    for piece in reversed(_PIECE.split(leading)):
        later = f"{piece} {later}"
        is_settled, likely = _by_piece(piece, later, likely)
        if is_settled:
            return likely
    if likely is None and first and _names_bids(after, after) and not _OTHERS.search(after):
        return False
    return likely


def _by_piece(piece: str, later: str, likely: bool | None) -> tuple[bool, bool | None]:
    """Whether a piece of a sentence settles what its day is about, and what is likely with it; `later` is the
    piece with those behind it."""
    if _OTHERS.search(piece):
        return True, None
    if _names_bids(piece, later):
        return True, _is_sure(piece)
    if _CLOSING.search(piece):
        if _closes_something_else(piece):
            return True, None
        likely = _CLOSING_DAY.search(piece) is not None
    elif likely is None and _TO_SEND.search(piece):
        likely = False
    return likely is not None and not _SHARES_ITS_SUBJECT.search(piece), likely


def _names_bids(piece: str, later: str) -> bool:
    """Whether a piece of a sentence names bids, and it or what follows says that they close or are sent."""
    return bool(_BIDS.search(piece) and (_CLOSING.search(later) or _SENDING.search(later)))


def _is_sure(piece: str) -> bool:
    return bool(_SURE.search(piece) or (_CLOSING_DAY.search(piece) and not _CLOSING_FOR.search(piece)))


def _closes_something_else(piece: str) -> bool:
    return bool(_CLOSING_FOR.search(piece) and not _SENDING.search(piece))


def _next_words(after: str) -> str:
    return _PIECE.split(after)[0][:80]


def _without_a_day(sentence: str, before: Worded | None, near: date) -> Iterator[Worded]:
    """`Closing time: 12 noon` and `Tenders must be uploaded by 14:00`: the hour of the day named before, else
    of the day of the field."""
    if _OTHERS.search(sentence) or _WEEKDAY.search(sentence) or next(written.days(sentence, near), None):
        return
    for hour in written.hours(sentence):
        leading = sentence[max(0, hour.start - 120) : hour.start]
        if _is_for_bids(hour, leading) and (clock := _stated(hour.clock)):
            yield Worded(before.day if before else near, clock, True, False)


def _is_for_bids(hour: written.Hour, leading: str) -> bool:
    label = _TIME_LABEL.search(leading)
    if label is not None and label.end() == len(leading):
        return True
    return not hour.perhaps_number and _TENDERS_BY.search(leading) is not None
