"""How many months the extensions of a contract come to in all: only where the words leave no doubt.

A text about extensions speaks of the contract's own length, of steps, of notice and of totals too. Each
length in it is put in one of these kinds by the words around it, and a number comes out only where the
extensions tell a single one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

MOST_MONTHS = 240
LONGEST_READ = 2_000
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
_NOUN = r"(?:extension|period|option|term|renewal|interval|increment)"
# "2 x 12 months", "2 optional extensions of up to 12 months each", "2 options to extend for 12 months"
_TIMES = re.compile(
    rf"{_FEW.format('times')} ?(?:(?:x|×) ?|{_KIND}{_NOUN}(?:s|\(s\))?(?: periods| options)?,?(?: each)?"
    rf"(?: (?:of|for|to extend for|to extend by))?(?: up to)?(?: a further)? )"
    rf"(?:extensions? of (?:up to )?)?(?P<length>\d{{1,3}}) {_UNIT}"
)
# "two one year extensions", "4 further 1 year periods"
_TIMES_OF = re.compile(
    rf"{_FEW.format('times')} {_KIND}(?P<length>\d{{1,3}}) {_UNIT}[ ]?(?:long |{_KIND}){_NOUN}(?:"
    rf" {_NOUN})?(?:s|\(s\))"
)
_SINGLE = re.compile(rf"{_FEW.format('length')} (?:further |additional |optional |extra |more )?{_UNIT}")
_YEARLY = re.compile(rf"{_FEW.format('times')} {_KIND}(?:annual|yearly) {_KIND}{_NOUN}s")
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
_STEPPED = re.compile(rf"(?: |-)?(?:ly )?(?:{_NOUN}s|blocks|tranches|stages)\b| each\b| at a time\b")
_EXTENDS = r"exten(?:d|ds|ded|ding|dable|sions?)\b|renew(?:al|als|ed|able)?\b|prolong\w*"
_LATER = rf"(?:{_EXTENDS}|further\b|additional\b|optional\b|options?\b|extra\b|plus\b|more\b)"
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
    rf"\b(?:(?P<later>{_EXTENDS}|options?\b)|(?P<own>initial\w*|contract\b|agreement\b|framework\b|terms?\b|duration|"
    r"maximum|minimum|in total|total\b|overall|notice|prior|before|from the (?:start|commenc)))"
)
_IN_ALL = re.compile(
    r"\b(?:with|including|inclusive of|incl\.?) (?:any |all |the |both )?(?:possible |optional |potential )?"
    r"(?:extensions?|renewals?|options)(?: options?| periods?)?\b"
)
# The words between "extend" and a length: "the contract" there would make the length the contract's own.
_OBJECT = re.compile(
    r"\b(exten\w+|renew\w*) (?:the|this|its|their|any) [^.;,()\d]{0,80}?"
    r"\b(by|for|up to|in(?= up to)|in(?= \d))(?= )"
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


@dataclass(frozen=True)
class _Length:
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

    def overlaps(self, length: _Length) -> bool:
        """Whether two lengths share characters."""
        return self.match.start() < length.match.end() and length.match.start() < self.match.end()


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
    plain = _plain(described[:LONGEST_READ])
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


def _plain(described: str) -> str | None:
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


def _sort(sentence: str, lengths: _Lengths, term: int | None, *, is_first: bool) -> None:
    """Put each length of a sentence in its kind."""
    for length in _lengths_in(sentence):
        if length.months is None:
            lengths.doubt(not _agrees(length, lengths))
        elif _in_brackets(length) and lengths.stated:
            _check(length, length.months, lengths)
        elif _is_step(length):
            lengths.steps.append(length.months)
        elif not _is_own_alone(length) and not _explains_the_last(length, length.months, lengths):
            _add(length, length.months, lengths, term, is_first=is_first)


def _check(length: _Length, months: int, lengths: _Lengths) -> None:
    """Keep a length in brackets: it has to come to the one before it, whole or without its first part."""
    if not _AFTER.match(length.after.lstrip(" )")) and not _is_own(length):
        last = lengths.stated[-1]
        lengths.checks.append(last if last in (months, sum(length.summands[1:])) else months)


def _explains_the_last(length: _Length, months: int, lengths: _Lengths) -> bool:
    """Whether a sum says how the extension before it is made up: "24 months, on a 12 + 12 month basis"."""
    if not length.summands or not lengths.extensions:
        return False
    return lengths.extensions[-1] in (months, sum(length.summands[1:]))


def _add(length: _Length, months: int, lengths: _Lengths, term: int | None, *, is_first: bool) -> None:
    """Add a length that is neither the contract's own nor a step, if something says what it is."""
    if length.summands and not _is_sum_of_extensions(length, term):
        lengths.doubt(_says_later(length))
    elif _says_later(length) or _is_extension(length):
        is_another = bool(lengths.extensions) and not _is_told_again(length, months, lengths)
        lengths.doubt(is_another)
        lengths.extensions.append(months)
    elif is_first and _OPENS.match(length.before) and not _speaks_of_contract(length.after):
        lengths.leading.append(months)


def _is_told_again(length: _Length, months: int, lengths: _Lengths) -> bool:
    return length.repeated or (months in lengths.extensions and bool(_THIS.search(length.before)))


def _lengths_in(sentence: str) -> list[_Length]:
    """The lengths of a sentence in its order; where two patterns meet, the first one counts."""
    kept: list[_Length] = []
    for length in _candidates(sentence):
        if not any(length.overlaps(earlier) for earlier in kept):
            kept.append(length)
    return sorted(kept, key=lambda length: length.match.span())


def _candidates(sentence: str) -> Iterator[_Length]:
    for match in _FROM_TO.finditer(sentence):
        yield _Length(match, _months_gained(match))
    yield from _sums(sentence)
    for pattern in (_RANGE, _OFTEN):
        for match in pattern.finditer(sentence):
            yield _Length(match, None)
    for pattern in (_TIMES, _TIMES_OF):
        for match in pattern.finditer(sentence):
            yield _Length(match, int(match["times"]) * _months(match), True)
    for match in _YEARLY.finditer(sentence):
        yield _Length(match, int(match["times"]) * 12, True)
    for match in _SINGLE.finditer(sentence):
        yield _Length(match, _months(match))


def _sums(sentence: str) -> Iterator[_Length]:
    for match in _SUM.finditer(sentence):
        summands = _summands(match[0])
        if summands:
            yield _Length(match, sum(summands), True, summands)
        elif not sentence[match.end() :][:1].isalpha():  # "2 years plus 2 extensions of …" is no sum
            yield _Length(match, None, True)


def _months_gained(match: re.Match[str]) -> int | None:
    """The months of "extend from 24 to 36 months"; None where nothing before it says that it extends."""
    if not re.search(_EXTENDS, match.string[: match.start()]):
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


def _in_brackets(length: _Length) -> bool:
    return length.before.count("(") > length.before.count(")") and ")" in length.after


def _agrees(length: _Length, lengths: _Lengths) -> bool:
    """Whether a sum without a unit, in brackets behind a length, comes to it: "a further five years
    (3+1+1)".
    """
    if not lengths.stated or not _in_brackets(length) or not _BARE.fullmatch(length.written.strip(" +")):
        return False
    last = lengths.stated[-1]
    parts = [int(number) for number in re.findall(r"\d+", length.written)]
    return any(months in (last, last / 12) for months in (sum(parts), sum(parts[1:])))


def _is_step(length: _Length) -> bool:
    before = length.before
    if length.repeated:
        return bool(re.search(r"\bin(?: up to)? $", before)) and bool(re.search(r"\d", before))
    if _STEPPED.match(length.after):
        return True
    return bool(re.search(rf"\b(?:{_NOUN}s)(?: of| for)(?: up to)? $", before))


def _is_own_alone(length: _Length) -> bool:
    return _is_own(length) and not _is_extension(length)


def _is_own(length: _Length) -> bool:
    """Whether a length is the contract's own, or of something else than an extension."""
    clues, follows = _clues(length), _follows(length.after)
    return bool(_DIRECT.search(length.before) or (clues and clues[-1]["own"]) or (follows and follows["own"]))


def _is_extension(length: _Length) -> bool:
    """Whether a length says by itself that it is one: "2 optional extensions of 12 months"."""
    follows = _follows(length.after)
    return bool(re.search(rf"\b{_LATER}", length.written)) and not (follows and follows["own"])


def _says_later(length: _Length) -> bool:
    clues, follows = _clues(length), _follows(length.after)
    return bool(clues and clues[-1]["later"]) or bool(follows and follows["later"] and not clues)


def _clues(length: _Length) -> list[re.Match[str]]:
    return list(_BEFORE.finditer(length.before[-160:]))


def _follows(after: str) -> re.Match[str] | None:
    """What the three words behind a length say that it is."""
    behind = re.split(r"[,(]", after[:80].lstrip(" )"))[0].split(" ")[:3]
    if behind[:1] == ["with"]:
        return None
    return _AFTER.search(" ".join(behind).split(" with ")[0])


def _is_sum_of_extensions(length: _Length, term: int | None) -> bool:
    """Whether words before a sum say that it is one of extensions, or nothing is before it and its first
    part is not the contract's own length."""
    if _STARTS_SUM.search(length.before[-40:]):
        return True
    return bool(_OPENS.match(length.before)) and term is not None and term != length.summands[0]


def _speaks_of_contract(after: str) -> bool:
    return bool(re.search(r"\b(?:from|to|until|commenc\w*|start\w*|contract\b|\d)", after.split("(")[0]))
