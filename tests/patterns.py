"""Which regular expressions may go over a text again and again, told from their own form.

A pattern is slow on some text when two of its endless repeats can share the same letters (`\\s*x?\\s*`,
`(a+)+`), or, where it is searched for, when an endless repeat that may begin anywhere is followed by what may
be missing (`\\s+x`). The letters tried are those of LETTERS; an over-careful verdict is answered by a limit
on the text's length.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _constants as names  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LETTERS = frozenset(map(chr, [*range(0x180), 0x2003, 0x2013, 0x2019, 0x3000, 0x4E2D]))
ENDLESS = 100  # repeats of more than this count as endless
SEARCHES = ("search", "sub", "split", "findall", "finditer", "subn")
WHOLE = ("fullmatch", "match")
REPEATS = (names.MAX_REPEAT, names.MIN_REPEAT)
CATEGORIES = {
    names.CATEGORY_DIGIT: r"\d", names.CATEGORY_NOT_DIGIT: r"\D", names.CATEGORY_SPACE: r"\s",
    names.CATEGORY_NOT_SPACE: r"\S", names.CATEGORY_WORD: r"\w", names.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def slow(pattern: str | bytes, flags: int = 0, searched: bool = True) -> str:
    """Why this pattern may be slow, or ""."""
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    tree = list(parser.parse(text, flags))
    if any(_share(sequence, flags) for sequence in _sequences(tree)):
        return "two endless repeats can share the same letters"
    if searched and not _anchored(tree) and _may_fail_late(tree, flags):
        return "an endless repeat that may begin anywhere is followed by what may be missing"
    return ""


def _sequences(tree: list[Any]) -> Iterator[list[Any]]:
    """Every sequence in a pattern; that of an endless repeat twice over, for its end meets its beginning."""
    yield tree
    for kind, given in tree:
        for inner in _inside(kind, given):
            endless = kind in REPEATS and given[1] > ENDLESS
            yield from _sequences([*inner, *inner] if endless else inner)


def _inside(kind: Any, given: Any) -> list[list[Any]]:
    if kind in REPEATS or kind is names.POSSESSIVE_REPEAT:
        return [list(given[2])]
    if kind is names.SUBPATTERN:
        return [list(given[3])]
    if kind is names.BRANCH:
        return [list(branch) for branch in given[1]]
    if kind in (names.ASSERT, names.ASSERT_NOT):
        return [list(given[1])]
    return [list(given)] if kind is names.ATOMIC_GROUP else []


def _flat(tree: list[Any]) -> list[Any]:
    """A sequence with its plain groups opened."""
    opened = (
        (_flat(list(given[3])) if kind is names.SUBPATTERN else [(kind, given)]) for kind, given in tree
    )
    return [part for parts in opened for part in parts]


def _share(tree: list[Any], flags: int) -> bool:
    """Whether an endless repeat meets another one before a letter that neither could be."""
    flat = _flat(tree)
    for at, (kind, given) in enumerate(flat):
        if kind not in REPEATS or given[1] <= ENDLESS:
            continue
        letters = _letters(list(given[2]), flags)
        for later_kind, later in flat[at + 1 :]:
            meets = letters & _first(later_kind, later, flags)
            if meets and _endless_in(later_kind, later):
                return True
            if not meets and not _empty(later_kind, later):
                break
    return False


def _first(kind: Any, given: Any, flags: int) -> frozenset[str]:
    """The letters that a part can begin with."""
    inside = _inside(kind, given)
    if not inside:
        return _letters([(kind, given)], flags)
    found: frozenset[str] = frozenset()
    for sequence in inside:
        for part in sequence:
            found |= _first(*part, flags)
            if not _empty(*part):
                break
    return found


def _endless_in(kind: Any, given: Any) -> bool:
    if kind in REPEATS and given[1] > ENDLESS:
        return True
    return any(_endless_in(*part) for inner in _inside(kind, given) for part in inner)


def _may_fail_late(tree: list[Any], flags: int) -> bool:
    flat = _flat(tree)
    for at, (kind, given) in enumerate(flat):
        if kind in REPEATS and given[1] > ENDLESS and any(not _empty(*part) for part in flat[at + 1 :]):
            letters = _letters(list(given[2]), flags)
            before = [part for part in flat[:at] if part[0] is not names.AT]
            if all(letters & _letters([part], flags) for part in before):
                return True
    return False


def _anchored(tree: list[Any]) -> bool:
    return bool(tree) and tree[0][0] is names.AT


def _empty(kind: Any, given: Any) -> bool:
    """Whether this part may match nothing."""
    if kind in REPEATS or kind is names.POSSESSIVE_REPEAT:
        return given[0] == 0 or all(_empty(*part) for part in given[2])
    if kind in (names.AT, names.ASSERT, names.ASSERT_NOT):
        return True
    inner = _inside(kind, given)
    return bool(inner) and any(all(_empty(*part) for part in one) for one in inner)


def _letters(tree: Iterable[Any], flags: int) -> frozenset[str]:
    """Every letter that some part of a sequence can match."""
    found: set[str] = set()
    for kind, given in tree:
        if kind in (names.LITERAL, names.NOT_LITERAL):
            same = {chr(given), *((chr(given).lower(), chr(given).upper()) if flags & re.IGNORECASE else ())}
            found |= LETTERS - same if kind is names.NOT_LITERAL else same
        elif kind is names.ANY:
            found |= LETTERS
        elif kind is names.IN:
            found |= _set(given, flags)
        elif kind not in (names.ASSERT, names.ASSERT_NOT):
            for inner in _inside(kind, given):
                found |= _letters(inner, flags)
    return frozenset(found)


def _set(given: Any, flags: int) -> frozenset[str]:
    found: set[str] = set()
    for kind, value in given:
        if kind is names.LITERAL:
            found.add(chr(value))
        elif kind is names.RANGE:
            found |= {letter for letter in LETTERS if value[0] <= ord(letter) <= value[1]}
        elif kind is names.CATEGORY:
            found |= _category(value)
    if flags & re.IGNORECASE:
        found |= {other for letter in found for other in (letter.lower(), letter.upper())}
    return frozenset(LETTERS - found if given[0][0] is names.NEGATE else found)


@functools.cache
def _category(kind: Any) -> frozenset[str]:
    return frozenset(letter for letter in LETTERS if re.fullmatch(CATEGORIES[kind], letter))


def patterns_of(folder: Path) -> Iterator[tuple[str, str | bytes, int, bool]]:
    """Every pattern written out in the code of a folder: where, the pattern, its flags, whether it is
    searched for.
    """
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text())
        used = _methods(tree)
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
                continue
            pattern = node.args[0]
            if isinstance(pattern, ast.Constant) and isinstance(pattern.value, str | bytes):
                method = node.func.attr
                searched = method in SEARCHES or (method == "compile" and used.get(node.lineno, True))
                yield f"{path.name}:{node.lineno}", pattern.value, _flags(node), searched


def _methods(tree: ast.Module) -> dict[int, bool]:
    """line of a compiled pattern with a name -> whether anything but a match from the start is asked of
    it.
    """
    lines = {
        target.id: node.value.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    asked: dict[int, bool] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in lines:
            line = lines[node.value.id]
            asked[line] = asked.get(line, False) or node.attr not in WHOLE
    return asked


def _flags(node: ast.Call) -> int:
    named = [word.attr for part in (*node.args[1:], *(keyword.value for keyword in node.keywords))
             for word in ast.walk(part) if isinstance(word, ast.Attribute)]  # fmt: skip
    return sum(int(getattr(re, name)) for name in named if isinstance(getattr(re, name, None), re.RegexFlag))
