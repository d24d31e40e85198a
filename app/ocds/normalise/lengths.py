"""The lengths of time in a sentence about extensions: "2 x 12 months", "one year", "12 + 12 months"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ONES = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_WORDS = {word: number for number, word in enumerate(_ONES, 1)} | _TENS
_SPELT = re.compile(rf"\b(?:({'|'.join(_TENS)})[- ]({'|'.join(_ONES[:9])})|({'|'.join(_WORDS)}))\b")
_AGAIN = re.compile(r"(?<![\d.])(\d{1,3}) ?[(\[] ?(\d{1,3}) ?[)\]]")  # "two (2)"
_A_YEAR = re.compile(
    r"\b(further|additional|extra|single|optional|another) (?=(?:single |optional )?(?:year|month)\b)"
)
_UNIT = r"(?P<unit>months?|years?)\b(?:\(s\))?"
_FEW = r"(?<![\d.,/£])(?P<{}>\d{{1,3}})"
_KIND = (
    r"(?:(?:further|additional|optional|separate|individual|possible|potential|single|successive|consecutive|extra|"
    r"more),? ){0,3}"
)
NOUN = r"(?:extension|period|option|term|renewal|interval|increment)"
# "2 x 12 months", "2 optional extensions of up to 12 months each", "2 options to extend for 12 months"
_TIMES = re.compile(
    rf"{_FEW.format('times')} ?(?:(?:x|×) ?|{_KIND}{NOUN}(?:s|\(s\))?(?: periods| options)?,?(?: each)?"
    rf"(?: (?:of|for|to extend for|to extend by))?(?: up to)?(?: a further)? )"
    rf"(?:extensions? of (?:up to )?)?(?P<length>\d{{1,3}}) {_UNIT}"
)
# "two one year extensions", "4 further 1 year periods"
_TIMES_OF = re.compile(
    rf"{_FEW.format('times')} {_KIND}(?P<length>\d{{1,3}}) {_UNIT}[ ]?(?:long |{_KIND}){NOUN}(?:"
    rf" {NOUN})?(?:s|\(s\))"
)
_SINGLE = re.compile(rf"{_FEW.format('length')} (?:further |additional |optional |extra |more )?{_UNIT}")
_YEARLY = re.compile(rf"{_FEW.format('times')} {_KIND}(?:annual|yearly) {_KIND}{NOUN}s")
# "12 months + 12 months", "1 + 1 years", "1 year plus 1 year"
_SUM = re.compile(
    r"(?<![\d.,/£+])\+? ?\d{1,3} ?(?:(?:months?|years?) ?)?"
    r"(?:(?:\+|\bplus\b) ?\d{1,3} ?(?:(?:months?|years?)\b ?)?){1,6}"
)
_FROM_TO = re.compile(rf"\bfrom (?P<low>\d{{1,3}})(?: months?| years?)? to (?P<high>\d{{1,3}}) {_UNIT}")
_RANGE = re.compile(r"\d(?: months?| years?)? ?(?:-|to|or|/) ?\d{1,3} (?:months?|years?)")
_OFTEN = re.compile(
    r"\d (?:separate |further"
    r" )?(?:occasions|times|instances)\b|\btwice\b|(?:months?|years?)\b[^.\d]{0,25}\bx ?\d"
)
EXTENDS = r"exten(?:d|ds|ded|ding|dable|sions?)\b|renew(?:al|als|ed|able)?\b|prolong\w*"
_IN_ALL = re.compile(
    r"\b(?:with|including|inclusive of|incl\.?) (?:any |all |the |both )?(?:possible |optional |potential )?"
    r"(?:extensions?|renewals?|options)(?: options?| periods?)?\b"
)
# The words between "extend" and a length: "the contract" there would make the length the contract's own.
_OBJECT = re.compile(
    r"\b(exten\w+|renew\w*) (?:the|this|its|their|any) [^.;,()\d]{0,80}?"
    r"\b(by|for|up to|in(?= up to)|in(?= \d))(?= )"
)


@dataclass(frozen=True)
class Length:
    """A length in a sentence, in months: None where it is a range, or a sum without a unit. `summands`: the
    parts of a sum."""

    match: re.Match[str]
    months: int | None
    repeated: bool = False
    summands: tuple[int, ...] = ()

    @property
    def before(self) -> str:
        """The sentence up to the length."""
        return self.match.string[: self.match.start()]

    @property
    def written(self) -> str:
        return self.match[0]

    @property
    def after(self) -> str:
        """The sentence behind the length."""
        return self.match.string[self.match.end() :]

    def overlaps(self, length: Length) -> bool:
        """Whether two lengths share characters."""
        return self.match.start() < length.match.end() and length.match.start() < self.match.end()


def in_digits(described: str) -> str | None:
    """In small letters, each number as digits; None where a number and its repetition in brackets differ."""
    plain = re.sub(r"[‐-―−]", "-", described.lower())
    plain = re.sub(r"[^\S\n]+", " ", plain)
    plain = re.sub(r"\b(years|months)['’]", r"\1", plain)
    plain = re.sub(r"(?<=\d)(?=(?:months?|years?|x)\b)|(?<=\d)-(?=(?:months?|years?)\b)", " ", plain)
    plain = _SPELT.sub(lambda match: str(_number(match)), plain)
    plain = re.sub(r"(?<=\d)-(?=(?:months?|years?)\b)", " ", plain)
    if any(first != second for first, second in _AGAIN.findall(plain)):
        return None
    plain = re.sub(r"(?<=\d) ?(?:st|nd|rd|th)\b", "th", _AGAIN.sub(r"\1", plain))
    plain = re.sub(r"(?<=\d) no\.? (?=\d)", " x ", plain)
    plain = re.sub(r"(?<=\d )single (?=(?:year|month))", "1 ", plain)
    plain = _A_YEAR.sub(r"\1 1 ", plain)
    plain = re.sub(r"(?<=\d )(months?|years?) (?=period )", r"\1 ", plain)
    plain = re.sub(r"(?<=\d )(?:monthly|yearly)\b", lambda match: match[0][:-2], plain)
    return _OBJECT.sub(r"\1 \2", _IN_ALL.sub("in total", plain))


def _number(match: re.Match[str]) -> int:
    return _TENS[match[1]] + _WORDS[match[2]] if match[1] else _WORDS[match[3]]


def lengths_in(sentence: str) -> list[Length]:
    """The lengths of a sentence in its order; where two patterns meet, the first one counts."""
    kept: list[Length] = []
    for length in _candidates(sentence):
        if not any(length.overlaps(earlier) for earlier in kept):
            kept.append(length)
    return sorted(kept, key=lambda length: length.match.span())


def _candidates(sentence: str) -> Iterator[Length]:
    for match in _FROM_TO.finditer(sentence):
        yield Length(match, _months_gained(match))
    yield from _sums(sentence)
    for pattern in (_RANGE, _OFTEN):
        for match in pattern.finditer(sentence):
            yield Length(match, None)
    for pattern in (_TIMES, _TIMES_OF):
        for match in pattern.finditer(sentence):
            yield Length(match, int(match["times"]) * _months(match), True)
    for match in _YEARLY.finditer(sentence):
        yield Length(match, int(match["times"]) * 12, True)
    for match in _SINGLE.finditer(sentence):
        yield Length(match, _months(match))


def _sums(sentence: str) -> Iterator[Length]:
    for match in _SUM.finditer(sentence):
        summands = _summands(match[0])
        if summands:
            yield Length(match, sum(summands), True, summands)
        elif not sentence[match.end() :][:1].isalpha():  # "2 years plus 2 extensions of …" is no sum
            yield Length(match, None, True)


def _months_gained(match: re.Match[str]) -> int | None:
    """The months of "extend from 24 to 36 months"; None where nothing before it says that it extends."""
    if not re.search(EXTENDS, match.string[: match.start()]):
        return None
    times = 12 if match["unit"].startswith("year") else 1
    return (int(match["high"]) - int(match["low"])) * times


def _months(match: re.Match[str]) -> int:
    return int(match["length"]) * (12 if match["unit"].startswith("year") else 1)


def _summands(written: str) -> tuple[int, ...]:
    """The months of each part of a sum; none where no unit is written."""
    parts = re.findall(r"(\d{1,3}) ?(month|year)?", written)
    units = [unit for _, unit in parts]
    for at in range(len(units) - 1, 0, -1):
        units[at - 1] = units[at - 1] or units[at]
    if not all(units):
        return ()
    return tuple(
        int(number) * (12 if unit == "year" else 1) for (number, _), unit in zip(parts, units, strict=True)
    )
