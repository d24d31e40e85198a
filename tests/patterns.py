"""Which regular expressions may go over a text again and again, judged by their form.

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
    names.CATEGORY_DIGIT: r"\d",
    names.CATEGORY_NOT_DIGIT: r"\D",
    names.CATEGORY_SPACE: r"\s",
    names.CATEGORY_NOT_SPACE: r"\S",
    names.CATEGORY_WORD: r"\w",
    names.CATEGORY_NOT_WORD: r"\W",
}


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
    for kind, argument in tree:
        for inner in _inside(kind, argument):
            endless = kind in REPEATS and argument[1] > ENDLESS
            yield from _sequences([*inner, *inner] if endless else inner)


def _inside(kind: Any, argument: Any) -> list[list[Any]]:
    if kind in REPEATS or kind is names.POSSESSIVE_REPEAT:
        return [list(argument[2])]
    if kind is names.SUBPATTERN:
        return [list(argument[3])]
    if kind is names.BRANCH:
        return [list(branch) for branch in argument[1]]
    if kind in (names.ASSERT, names.ASSERT_NOT):
        return [list(argument[1])]
    return [list(argument)] if kind is names.ATOMIC_GROUP else []


def _flat(tree: list[Any]) -> list[Any]:
    """A sequence with its plain groups opened."""
    opened = (
        (_flat(list(argument[3])) if kind is names.SUBPATTERN else [(kind, argument)])
        for kind, argument in tree
    )
    return [part for parts in opened for part in parts]


def _share(tree: list[Any], flags: int) -> bool:
    """Whether an endless repeat meets another one before a letter that neither could be."""
    flat = _flat(tree)
    for at, (kind, argument) in enumerate(flat):
        if kind not in REPEATS or argument[1] <= ENDLESS:
            continue
        letters = _letters(list(argument[2]), flags)
        for later_kind, later in flat[at + 1 :]:
            meets = letters & _first(later_kind, later, flags)
            if meets and _endless_in(later_kind, later):
                return True
            if not meets and not _empty(later_kind, later):
                break
    return False


def _first(kind: Any, argument: Any, flags: int) -> frozenset[str]:
    """The letters that a part can begin with."""
    sequences = _inside(kind, argument)
    if not sequences:
        return _letters([(kind, argument)], flags)
    letters: frozenset[str] = frozenset()
    for sequence in sequences:
        for part in sequence:
            kind, argument = part
            letters |= _first(kind, argument, flags)
            if not _empty(kind, argument):
                break
    return letters


def _endless_in(kind: Any, argument: Any) -> bool:
    if kind in REPEATS and argument[1] > ENDLESS:
        return True
    return any(_endless_in(*part) for inner in _inside(kind, argument) for part in inner)


def _may_fail_late(tree: list[Any], flags: int) -> bool:
    flat = _flat(tree)
    for at, (kind, argument) in enumerate(flat):
        if kind in REPEATS and argument[1] > ENDLESS and any(not _empty(*part) for part in flat[at + 1 :]):
            letters = _letters(list(argument[2]), flags)
            before = [part for part in flat[:at] if part[0] is not names.AT]
            if all(letters & _letters([part], flags) for part in before):
                return True
    return False


def _anchored(tree: list[Any]) -> bool:
    return bool(tree) and tree[0][0] is names.AT


def _empty(kind: Any, argument: Any) -> bool:
    """Whether this part may match nothing."""
    if kind in REPEATS or kind is names.POSSESSIVE_REPEAT:
        return argument[0] == 0 or all(_empty(*part) for part in argument[2])
    if kind in (names.AT, names.ASSERT, names.ASSERT_NOT):
        return True
    inner = _inside(kind, argument)
    return bool(inner) and any(all(_empty(*part) for part in sequence) for sequence in inner)


def _letters(tree: Iterable[Any], flags: int) -> frozenset[str]:
    """Every letter that some part of a sequence can match."""
    letters: set[str] = set()
    for kind, argument in tree:
        if kind in (names.LITERAL, names.NOT_LITERAL):
            same = {
                chr(argument),
                *((chr(argument).lower(), chr(argument).upper()) if flags & re.IGNORECASE else ()),
            }
            letters |= LETTERS - same if kind is names.NOT_LITERAL else same
        elif kind is names.ANY:
            letters |= LETTERS
        elif kind is names.IN:
            letters |= _set(argument, flags)
        elif kind not in (names.ASSERT, names.ASSERT_NOT):
            for inner in _inside(kind, argument):
                letters |= _letters(inner, flags)
    return frozenset(letters)


def _set(argument: Any, flags: int) -> frozenset[str]:
    members = frozenset[str]().union(*(_members(kind, value) for kind, value in argument))
    if flags & re.IGNORECASE:
        members |= {letter.lower() for letter in members} | {letter.upper() for letter in members}
    return LETTERS - members if argument[0][0] is names.NEGATE else members


def _members(kind: Any, value: Any) -> frozenset[str]:
    if kind is names.LITERAL:
        return frozenset(chr(value))
    if kind is names.RANGE:
        return frozenset(letter for letter in LETTERS if value[0] <= ord(letter) <= value[1])
    return _category(value) if kind is names.CATEGORY else frozenset()


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
        for method, call in _calls_of_re(tree):
            pattern = call.args[0]
            if isinstance(pattern, ast.Constant) and isinstance(pattern.value, str | bytes):
                searched = method in SEARCHES or (method == "compile" and used.get(call.lineno, True))
                yield f"{path.name}:{call.lineno}", pattern.value, _flags(call), searched


def _calls_of_re(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """The name of each function of `re` that is called, and the call."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        module = node.func.value
        if isinstance(module, ast.Name) and module.id == "re":
            yield node.func.attr, node


def _methods(tree: ast.Module) -> dict[int, bool]:
    """line of a compiled pattern with a name -> whether it is used for more than a match from the start."""
    lines = _lines_of_names(tree)
    searched: dict[int, bool] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in lines:
            line = lines[node.value.id]
            searched[line] = searched.get(line, False) or node.attr not in WHOLE
    return searched


def _lines_of_names(tree: ast.Module) -> dict[str, int]:
    """name that is assigned what a call returns -> the line of the call."""
    lines = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    lines[target.id] = node.value.lineno
    return lines


def _flags(node: ast.Call) -> int:
    """The flags that a call names, as `re.ASCII | re.IGNORECASE`."""
    flags = 0
    for argument in (*node.args[1:], *(keyword.value for keyword in node.keywords)):
        for word in ast.walk(argument):
            flag = getattr(re, word.attr, None) if isinstance(word, ast.Attribute) else None
            flags |= int(flag) if isinstance(flag, re.RegexFlag) else 0
    return flags
