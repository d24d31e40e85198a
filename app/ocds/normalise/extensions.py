"""How many months the extensions of a contract come to in all: only where the words leave no doubt.

A text about extensions speaks of the contract's own length, of steps, of notice and of totals too. Each
length in it is put in one of these kinds by the words around it, and a number comes out only where the
extensions tell a single one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.ocds.normalise.lengths import EXTENDS, NOUN, Length, in_digits, lengths_in

MOST_MONTHS = 240
LONGEST_READ = 2_000
_STEPPED = re.compile(rf"(?: |-)?(?:ly )?(?:{NOUN}s|blocks|tranches|stages)\b| each\b| at a time\b")
_LATER = rf"(?:{EXTENDS}|further\b|additional\b|optional\b|options?\b|extra\b|plus\b|more\b)"
_OWN = (
    r"(?:initial\w*|duration|length|terms?\b|contract"
    r" period|total|overall|altogether|inclusive|minimum|every|"
    r"maximum (?:contract |framework )?(?:of|period|term|length|duration)|runs? for|lasts? for|last"
    r" for|remain|"
    r"after|following|within|at"
    r" least|first|final|previous|original|current|commenc\w*|notice|prior|before|break|"
    r"until re)"
)
_BEFORE = re.compile(rf"\b(?:(?P<later>{_LATER})|(?P<own>{_OWN}))")
_AFTER = re.compile(
    rf"\b(?:(?P<later>{EXTENDS}|options?\b)|(?P<own>initial\w*|contract\b|agreement\b|framework\b|terms?\b|duration|"
    r"maximum|minimum|in total|total\b|overall|notice|prior|before|from the (?:start|commenc)))"
)
_OPENS = re.compile(
    r"^(?:with )?(?:a |an |the |for |of |by |up to |possible |potential |maximum(?: of)? |not exceeding"
    r" |further |"
    r"option |additional |optional |possibly |extension |period ){0,4}$"
)
_STARTS_SUM = re.compile(
    r"(?:further|additional|optional|extra|exten(?:d|sion)|plus)(?: periods?| \(?s\)?| an?)?"
    r"(?: of| for| by)?(?: up to)?(?: an?)?(?: optional| further)?(?: of)?:? ?$"
)
_DIRECT = re.compile(r"\b(?:in|at|after|following|within|every|each|from|over|per)(?: the)?(?: first)? $")
_THIS = re.compile(r"\b(?:this|that|the|such|any|said) (?:\w+ )?$")
_BARE = re.compile(r"\d{1,3}(?: ?\+ ?\d{1,3}){1,6}")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


@dataclass
class _Lengths:
    """The lengths of a text in months, by kind; `unsure` where one could be of two kinds.

    `leading` are at the very start, with nothing that says what they are; `checks` are in brackets behind
    another: "2 years (1 year plus 1 year)".
    """

    extensions: list[int] = field(default_factory=list)
    leading: list[int] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    checks: list[int] = field(default_factory=list)
    unsure: bool = False

    @property
    def stated(self) -> list[int]:
        """The lengths that tell the extensions: those that say so, else the one at the start."""
        return self.extensions or self.leading

    def doubt(self, unclear: bool) -> None:
        """Give up the whole text where a length in it is unclear."""
        self.unsure = self.unsure or unclear

    def total(self) -> int | None:
        """The months on which all lengths agree, or None."""
        if self.unsure or len(set(self.stated)) != 1:
            return None
        months = self.stated[0]
        if not 0 < months <= MOST_MONTHS or any(months != check for check in self.checks):
            return None
        return months if all(months % step == 0 for step in self.steps if step) else None


def months_in_words(described: str, term: int | None = None) -> int | None:
    """The months that all extensions of a text come to, or None. `term`: those of the contract before
    them.
    """
    plain = in_digits(described[:LONGEST_READ])
    if plain is None:
        return None
    lengths = _Lengths()
    for at, sentence in enumerate(_SENTENCE.split(plain)):
        _sort(sentence, lengths, term, is_first=at == 0)
    return lengths.total()


def months_between(ends: date, latest: date) -> int | None:
    """The whole months from one last day to another; None where there are none, or days beside them."""
    months = (latest.year - ends.year) * 12 + latest.month - ends.month
    both_last = (ends + timedelta(1)).day == (latest + timedelta(1)).day == 1
    return months if (both_last or ends.day == latest.day) and 0 < months <= MOST_MONTHS else None


def _sort(sentence: str, lengths: _Lengths, term: int | None, *, is_first: bool) -> None:
    """Put each length of a sentence in its kind."""
    for length in lengths_in(sentence):
        if length.months is None:
            lengths.doubt(not _agrees(length, lengths))
        elif _in_brackets(length) and lengths.stated:
            _check(length, length.months, lengths)
        elif _is_step(length):
            lengths.steps.append(length.months)
        elif not _is_own_alone(length) and not _explains_the_last(length, length.months, lengths):
            _add(length, length.months, lengths, term, is_first=is_first)


def _check(length: Length, months: int, lengths: _Lengths) -> None:
    """Keep a length in brackets: it has to come to the one before it, whole or without its first part."""
    if not _AFTER.match(length.after.lstrip(" )")) and not _is_own(length):
        last = lengths.stated[-1]
        lengths.checks.append(last if last in (months, sum(length.summands[1:])) else months)


def _explains_the_last(length: Length, months: int, lengths: _Lengths) -> bool:
    """Whether a sum says how the extension before it is made up: "24 months, on a 12 + 12 month basis"."""
    if not length.summands or not lengths.extensions:
        return False
    return lengths.extensions[-1] in (months, sum(length.summands[1:]))


def _add(length: Length, months: int, lengths: _Lengths, term: int | None, *, is_first: bool) -> None:
    """Add a length that is neither the contract's own nor a step, if something says what it is."""
    if length.summands and not _is_sum_of_extensions(length, term):
        lengths.doubt(_says_later(length))
    elif _says_later(length) or _is_extension(length):
        is_another = bool(lengths.extensions) and not _is_told_again(length, months, lengths)
        lengths.doubt(is_another)
        lengths.extensions.append(months)
    elif is_first and _OPENS.match(length.before) and not _speaks_of_contract(length.after):
        lengths.leading.append(months)


def _is_told_again(length: Length, months: int, lengths: _Lengths) -> bool:
    return length.repeated or (months in lengths.extensions and bool(_THIS.search(length.before)))


def _in_brackets(length: Length) -> bool:
    return length.before.count("(") > length.before.count(")") and ")" in length.after


def _agrees(length: Length, lengths: _Lengths) -> bool:
    """Whether a sum without a unit, in brackets behind a length, comes to it: "a further five years
    (3+1+1)".
    """
    if not lengths.stated or not _in_brackets(length) or not _BARE.fullmatch(length.written.strip(" +")):
        return False
    last = lengths.stated[-1]
    parts = [int(number) for number in re.findall(r"\d+", length.written)]
    return any(months in (last, last / 12) for months in (sum(parts), sum(parts[1:])))


def _is_step(length: Length) -> bool:
    before = length.before
    if length.repeated:
        return bool(re.search(r"\bin(?: up to)? $", before)) and bool(re.search(r"\d", before))
    if _STEPPED.match(length.after):
        return True
    return bool(re.search(rf"\b(?:{NOUN}s)(?: of| for)(?: up to)? $", before))


def _is_own_alone(length: Length) -> bool:
    return _is_own(length) and not _is_extension(length)


def _is_own(length: Length) -> bool:
    """Whether a length is the contract's own, or of something else than an extension."""
    clues, follows = _clues(length), _follows(length.after)
    return bool(_DIRECT.search(length.before) or (clues and clues[-1]["own"]) or (follows and follows["own"]))


def _is_extension(length: Length) -> bool:
    """Whether a length says by itself that it is one: "2 optional extensions of 12 months"."""
    follows = _follows(length.after)
    return bool(re.search(rf"\b{_LATER}", length.written)) and not (follows and follows["own"])


def _says_later(length: Length) -> bool:
    clues, follows = _clues(length), _follows(length.after)
    return bool(clues and clues[-1]["later"]) or bool(follows and follows["later"] and not clues)


def _clues(length: Length) -> list[re.Match[str]]:
    return list(_BEFORE.finditer(length.before[-160:]))


def _follows(after: str) -> re.Match[str] | None:
    """What the three words behind a length say that it is."""
    behind = re.split(r"[,(]", after[:80].lstrip(" )"))[0].split(" ")[:3]
    if behind[:1] == ["with"]:
        return None
    return _AFTER.search(" ".join(behind).split(" with ")[0])


def _is_sum_of_extensions(length: Length, term: int | None) -> bool:
    """Whether words before a sum say that it is one of extensions, or nothing is before it and its first
    part is not the contract's own length."""
    if _STARTS_SUM.search(length.before[-40:]):
        return True
    return bool(_OPENS.match(length.before)) and term is not None and term != length.summands[0]


def _speaks_of_contract(after: str) -> bool:
    return bool(re.search(r"\b(?:from|to|until|commenc\w*|start\w*|contract\b|\d)", after.split("(")[0]))
