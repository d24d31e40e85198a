"""Line breaks and tabs that lost their backslashes: `rn`, `n` and `t` in place of `\\r\\n`, `\\n` and `\\t`;
and those that kept them.

Only what is certain enough is put back. After a consonant, a digit or a full stop, and twice in a row, `rn`
is in no English or Welsh word. After a vowel it may be in one ("barn", "modern"): there it is read as a break
only in a text that has lost others for certain, and never in a word of the list below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_WORD = 16  # letters that are looked at before an "rn"; the list below has none longer
_RUN = re.compile(r"(?:rn)+")
_PERHAPS_CERTAIN = re.compile(
    r"rnrn|(?<![aeiouwy])rn(?:[^a-z]|$|https?:|www\.)|[dgklmnst]rn[a-z]|(?:ee|ble|nce|[eiu]re|[aio]se)rn"
)
# What ends in a vowel and "rn" in English, in Welsh and in British names.
_LISTED = (
    "acorn adjourn adorn ahern astern auburn bairn barn bicorn bittern bleatarn born bourn burn cairn"
    " capricorn carn cavern churn cistern concern corn darn dearn dern discern downturn earn eastern elearn"
    " fearn fern firstborn foghorn forewarn forlorn friern govern hearn horn inborn intern kentigern kern"
    " lantern learn leathern lectern lorn lucern malvern mcgovern midwestern modern morn mourn nairn nevern"
    " newborn nocturn northeastern northern northwestern overturn padarn pattern peppercorn popcorn postern"
    " postmodern quern quorn redfern relearn return runcorn saturn scorn severn shorn sojourn sorn"
    " southeastern southern southwestern spurn stearn stern strathearn stubborn subaltern suborn sweetcorn"
    " sworn taciturn tarn tavern tern thorn turn unborn unconcern unicorn unlearn upturn urn warn western"
    " worn wyvern yarn yearn asgwrn bwrn cadarn chwyrn cyrn dwrn edyrn esgyrn ffwrn gwern haearn llusern"
    " migwrn sarn swrn tafarn talwrn teyrn uffern "
)
_WORDS = frozenset(_LISTED.split())
_NAMES_END = ("born", "bourn", "burn", "horn", "turn")
_BEFORE_TORN = frozenset(
    {"and", "are", "be", "been", "being", "get", "got", "is", "or", "was", "were", "worn"}
)
SHORTEST_WORD = 4
_ENDINGS = (
    "ing",
    "ings",
    "ed",
    "ion",
    "ions",
    "ment",
    "ments",
    "ents",
    "ers",
    "ors",
    "als",
    "ess",
    "ists",
    "ures",
    "ages",
    "ices",
)
_VOWEL_ENDINGS = ("ee", "ble", "nce", "ere", "ire", "ure", "ase", "ise", "ose")
_WORD_AFTER = re.compile(r"[a-z]{3}")
_DOMAINS = frozenset({"uk", "com", "org", "net", "gov", "wales", "scot", "london"})
_ENDS_LINES = frozenset(".,:;!?)]\"'”’%/*+-–—")
_BEGINS_LINES = frozenset("([•·–-“‘\"'*<&£€$")
_ADDRESS = ("http:", "https:", "www.")
# A lost "\n" comes after the comma or full stop of a line, and before a capital or the spaces of the next.
_N_AFTER_STOP = re.compile(r"(?<=[.,:;!?)])n{1,3}(?=[A-Z][a-z]|[A-Z]{2}|[0-9]|  | [A-Z]|$)", re.MULTILINE)
_N_AFTER_CAPITAL = re.compile(r"(?<=[A-Z0-9]{2})n(?=[A-Z]{2}|[A-Z][a-z])")
_PERHAPS_TAB = re.compile(r"t[A-Z0-9“‘]")
_TABS = (
    (re.compile(r"(?<!\S)([-–•*·])t(?=[A-Z0-9“‘])"), r"\1 "),
    (
        re.compile(
            r"(?<!\S)((?:\d{1,3}(?:\.\d{1,3}){0,4}|\(?[a-z]{1,4})[.)] ?)t{1,3}(?=[A-Z][a-z ]|[A-Z]{2})"
        ),
        r"\1 ",
    ),
    (re.compile(r"(?<=[a-z]\))t(?=[A-Z])"), " "),
    (re.compile(r"(?<!\S)t{2,3}(?=[A-Z])"), ""),
)


# Escapes that stayed as they are written, but for parts of a path and of words such as "yes\\no".
_PATH = r"(?P<path>(?<!\S)(?:[A-Za-z]:\\|\\\\)\S*+)"
_ESCAPES = re.compile(_PATH + r"|(?:(?:\\r)?\\n|\\r(?![a-z]))|(?P<tab>\\t)")
_SURE_ESCAPE = re.compile(_PATH + r"|\\r\\n|(?:\\n|\\t)(?=[^a-z]|$)")


def _without_escapes(text: str) -> str:
    if "\\" not in text or all(match["path"] for match in _SURE_ESCAPE.finditer(text)):
        return text
    return _ESCAPES.sub(lambda match: match["path"] or (" " if match["tab"] else "\n"), text)


def restored(text: str) -> tuple[str, bool]:
    """(the text with the breaks that it lost, whether all of them are certain)."""
    text, is_certain = _restored_rn(_without_escapes(text))
    with_n = _N_AFTER_STOP.sub("\n", text)
    if with_n != text:
        text = _N_AFTER_CAPITAL.sub("\n", with_n)
    if _PERHAPS_TAB.search(text):
        for tab, instead in _TABS:
            text = tab.sub(instead, text)
    return _without_escapes(text), is_certain


def _restored_rn(text: str) -> tuple[str, bool]:
    certain: list[tuple[int, int]] = []
    likely: list[tuple[int, int]] = []
    if not _PERHAPS_CERTAIN.search(text):
        return text, True
    for run in _RUN.finditer(text):
        start, sure = _break_at(text, *run.span())
        if start is not None:
            (certain if sure else likely).append((start, run.end()))
    if not certain:
        return text, True
    return "".join(_joined(text, sorted(certain + likely))), not likely


def _joined(text: str, breaks: list[tuple[int, int]]) -> Iterator[str]:
    after = 0
    for start, end in breaks:
        yield text[after:start]
        yield "\n" if end - start == 2 else "\n\n"
        after = end
    yield text[after:]


def _break_at(text: str, start: int, end: int) -> tuple[int | None, bool]:
    """Where a lost break begins in this run of `rn` (None: it is none), and whether that is certain."""
    word = _word_before(text, start)
    if end - start > 2:
        return (start + 2 if word and _is_word(word + "rn") else start), True
    begins = _begins_line(text, end)
    before = text[start - 1 : start]
    if not word:
        return _after_no_letter(text, start, end, begins=begins)
    if before.isascii() and before.lower() not in "aeiouwy":
        return _after_consonant(text, start, end, word, begins=begins)
    if word.isupper() and len(word) > 1:
        return (start if begins else None), True
    return _after_vowel(text, start, word, begins=begins)


def _begins_line(text: str, at: int) -> bool:
    """Whether what follows a run looks like the beginning of a line: no small letter goes on there."""
    after = text[at : at + 1]
    if not after or after.isspace() or after.isupper() or after.isdigit():
        return True
    return after in _BEGINS_LINES or text.startswith(_ADDRESS, at)


def _after_no_letter(text: str, start: int, end: int, *, begins: bool) -> tuple[int | None, bool]:
    before, after = text[start - 1 : start], text[end : end + 1]
    can_end_line = not before.strip() or before.isdigit() or before in _ENDS_LINES
    is_rna = text.startswith("rna", start) and before.isspace()
    begins_word = after.isascii() and after.islower() and not is_rna
    return (start if can_end_line and (begins or begins_word) else None), begins


def _after_consonant(text: str, start: int, end: int, word: str, *, begins: bool) -> tuple[int | None, bool]:
    if begins:
        return start, True
    after = text[end : end + 1]
    if after.isascii() and after.islower() and len(word) > 1:
        return start, _ends_for_certain(text, start, end, word)
    return None, False


def _after_vowel(text: str, start: int, word: str, *, begins: bool) -> tuple[int | None, bool]:
    """Between small letters an `rn` can be a part of the word: "torn", "barn"."""
    if word.lower() == "to":
        is_torn = _word_before(text, start - 3).lower() in _BEFORE_TORN
        return (start if begins and not is_torn else None), False
    if not begins or _is_word(word + "rn"):
        return None, False
    return start, word.endswith(_VOWEL_ENDINGS)


def _ends_for_certain(text: str, start: int, end: int, word: str) -> bool:
    """Whether an `rn` before a small letter comes after a whole word or the end of an address."""
    if text[start - len(word) - 1 : start - len(word)] == "." and word in _DOMAINS:
        return True
    after = _WORD_AFTER.match(text, end)
    return len(word) > SHORTEST_WORD and word.endswith(_ENDINGS) and after is not None


def _word_before(text: str, end: int) -> str:
    start = end
    while start > max(0, end - LONGEST_WORD) and text[start - 1].isalpha():
        start -= 1
    return text[start:end] if end > 0 else ""


def _is_word(word: str) -> bool:
    folded = word.lower()
    return folded in _WORDS or any(folded.endswith(end) and len(folded) > len(end) + 1 for end in _NAMES_END)
