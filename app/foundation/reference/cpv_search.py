"""From everyday words to CPV codes: a word index over the descriptions and a hand-made table of synonyms.

A code's score is the part of the question it answers (rare words weigh more), a little
for answering it with few other words, and a synonym outranks both, as CPV's English is nobody's speech.
"""

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from . import cpv, datafiles

LONGEST = 120  # characters of a question that are read
_WORD = re.compile(r"[a-z0-9]+")
# words that say nothing about what is bought
_EMPTY = {
    *(
        "a",
        "an",
        "and",
        "any",
        "as",
        "at",
        "by",
        "etc",
        "except",
        "excl",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "or",
    ),
    *(
        "other",
        "our",
        "related",
        "services",
        "service",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "to",
        "with",
    ),
    *("we", "you", "your", "do", "need", "want", "company", "firm", "provider", "provision"),
}
_KIND_BONUS: dict[cpv.Kind, float] = {"services": 0.12, "works": 0.06, "supplies": 0.0}
_DEPTH_BONUS = {3: 0.06, 4: 0.08, 5: 0.06, 6: 0.03, 7: 0.01, 8: 0.0}


def stem(word: str) -> str:
    """A crude English stem: cleaners, cleaning and cleaned all become clean. Only ever compared with its
    like.
    """
    word = _without_ending(_singular(word))
    return word[:-1] if len(word) >= 5 and word.endswith("e") else word


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "sis")):
        return word[:-1]
    return word


def _without_ending(word: str) -> str:
    for ending, shortest in (("ing", 3), ("er", 4), ("ed", 4)):
        root = word[: -len(ending)]
        if word.endswith(ending) and len(root) >= shortest and re.search("[aeiouy]", root):
            return root[:-1] if _ends_in_a_doubled_letter(root) else root
    return word


def _ends_in_a_doubled_letter(root: str) -> bool:
    """As in cutt(er); the two of sell(er) or press(ing) belong to the word."""
    return len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz"


def stems(text: str) -> list[str]:
    """The meaningful stems of a text in order; all of them when it has nothing but small words."""
    words = _WORD.findall(text.lower().replace("'", "").replace("’", ""))
    return [stem(word) for word in words if word not in _EMPTY] or [stem(word) for word in words]


@dataclass(frozen=True, slots=True)
class _Index:
    holders: dict[str, list[int]]  # stem -> the entries it is in
    weights: dict[str, float]  # stem -> its weight: rare stems say more
    codes: list[str]
    totals: list[float]  # entry -> weight of its whole description


@cache
def _index() -> _Index:
    codes = [code for code in cpv.codes() if cpv.group_or_deeper(code)]
    stem_once = cache(stem)  # descriptions repeat their words many times
    holders: dict[str, list[int]] = defaultdict(list)
    texts: list[set[str]] = []
    for number, code in enumerate(codes):
        words = set(_WORD.findall(cpv.name(code).lower())) - _EMPTY
        text = set(map(stem_once, words))
        texts.append(text)
        for word in text:
            holders[word].append(number)
    weights = {word: math.log(1 + len(codes) / len(where)) for word, where in holders.items()}
    return _Index(dict(holders), weights, codes, [sum(weights[word] for word in text) for text in texts])


@cache
def _synonyms() -> dict[tuple[str, ...], tuple[str, ...]]:
    return {
        tuple(stems(phrase)): tuple(codes.split()) for phrase, codes in datafiles.tuples("cpv_synonyms.csv")
    }


def search(words: str, limit: int = 20) -> list[cpv.Cpv]:
    """The codes nearest to everyday words, best first, never a bare division.

    Knows English synonyms ("bin men", "security guards"), plurals and verb endings, beginnings of words as
    somebody types, and the code itself or its first digits. An empty question has an empty answer.
    """
    words = words[:LONGEST]
    by_digits = _by_digits(words)
    if by_digits is not None:
        return by_digits[:limit]
    query = stems(words)
    if not query:
        return []
    scores = _by_description(query)
    for code, worth in _by_synonym(query).items():
        scores[code] = worth + 0.15 * scores.get(code, 0.0)
    best = sorted(scores.items(), key=lambda item: (-round(item[1], 6), item[0]))
    return [_entry(code) for code, _ in best[:limit]]


def _by_digits(words: str) -> list[cpv.Cpv] | None:
    digits = re.fullmatch(r"(?:cpv)?[\s:]*([0-9]{2,8})(?:\s*-\s*[0-9]?)?", words.strip(), re.IGNORECASE)
    if not digits:
        return None
    start = digits.group(1)
    start = start.rstrip("0").ljust(2, "0") if len(start) == 8 else start
    return [_entry(code) for code in cpv.codes() if cpv.group_or_deeper(code) and code.startswith(start)]


def _entry(code: str) -> cpv.Cpv:
    entry = cpv.get(code)
    if entry is None:
        raise KeyError(f"The table of synonyms names {code}, which CPV 2008 does not have")
    return entry


def _by_description(query: list[str]) -> dict[str, float]:
    index = _index()
    rarest = math.log(1 + len(index.codes))
    weights = {word: index.weights.get(word, rarest) for word in query}
    most = sum(weights.values())
    matched: dict[int, float] = defaultdict(float)
    for word, weight in weights.items():
        for number, part in _entries_with(index, word).items():
            matched[number] += part * weight
    scores: dict[str, float] = {}
    for number, weight in matched.items():
        if weight / most >= 0.3:
            entry = _entry(index.codes[number])
            alone = min(1.0, weight / (index.totals[number] or 1.0))
            bonus = _KIND_BONUS[entry.kind] + _DEPTH_BONUS[entry.depth]
            scores[entry.code] = weight / most + 0.35 * alone + bonus
    return scores


def _entries_with(index: _Index, word: str) -> dict[int, float]:
    """entry -> 1 where it holds a word, 0.7 where it only holds a longer word that begins with it."""
    reached = dict.fromkeys(index.holders.get(word, ()), 1.0)
    if len(word) < 3:
        return reached
    for longer, numbers in index.holders.items():
        if longer != word and longer.startswith(word):
            for number in numbers:
                reached.setdefault(number, 0.7)
    return reached


def _by_synonym(query: list[str]) -> dict[str, float]:
    worths = {phrase: 1.2 + 0.8 * len(phrase) / len(query) for phrase in _fullest_phrases(query)}
    if not worths:
        worths = {phrase: 0.9 for phrase in _synonyms() if _begins(phrase, query)}
    scores: dict[str, float] = {}
    for phrase, worth in worths.items():
        for place, code in enumerate(_synonyms()[phrase]):
            scores[code] = max(scores.get(code, 0.0), worth - 0.3 * place)
    return scores


def _fullest_phrases(query: list[str]) -> list[tuple[str, ...]]:
    """The synonyms in a question, none inside a longer one: "toilet cleaning" is not about toilets."""
    held = [phrase for phrase in _synonyms() if _holds(query, phrase)]
    fullest = []
    for phrase in held:
        if not any(longer != phrase and _holds(list(longer), phrase) for longer in held):
            fullest.append(phrase)
    return fullest


def _holds(query: list[str], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(tuple(query[at : at + size]) == phrase for at in range(len(query) - size + 1))


def _begins(phrase: tuple[str, ...], query: list[str]) -> bool:
    """Whether somebody typing may be on the way to the phrase."""
    *before, last = query
    size = len(query)
    return (
        len("".join(query)) >= 3
        and len(phrase) >= size
        and list(phrase[: size - 1]) == before
        and phrase[size - 1].startswith(last)
    )
