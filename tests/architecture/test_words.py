"""Phrases that nobody would say: each was on screen once. A list can only show that a sentence is bad, never
that it is good, so every page is still read by a person.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from app.foundation.config import PROJECT_DIR

NEVER_SAID = (
    "somebody", "everybody", "whoever", "say yes", "said yes", "saying yes", "says yes", "its own word",
    "is the word of", "the word of the", "signs for all", "will stand", "stands here", "unwanted mail",
    "takes back", "taken back", "hang on it", "would hang", "lets in", "is let:", "put down as", "let go of",
    "come to stand", "the arch stands", "breaks members",
)  # fmt: skip
PATTERN = re.compile(r"\b(" + "|".join(map(re.escape, NEVER_SAID)) + r")", re.IGNORECASE)


def texts_of_templates() -> Iterator[tuple[str, str]]:
    """Pages, emails and packs, without the comments of their makers."""
    for path in sorted((PROJECT_DIR / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            yield (
                path.relative_to(PROJECT_DIR).as_posix(),
                re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL),
            )


def texts_of_code() -> Iterator[tuple[str, str]]:
    """Strings with a space in them, which people may read; not docstrings."""
    for folder in ("app", "solver"):
        for path in sorted((PROJECT_DIR / folder).rglob("*.py")):
            if "versions" not in path.parts:
                for line, text in strings_in(path.read_text()):
                    yield f"{path.relative_to(PROJECT_DIR).as_posix()}:{line}", text


def strings_in(source: str) -> Iterator[tuple[int, str]]:
    """The line and the text of every string that is more than a word and no docstring."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in docstrings:
            continue
        if isinstance(node.value, str) and " " in node.value.strip():
            yield node.lineno, node.value


def texts_of_guides() -> Iterator[tuple[str, str]]:
    """What people who are no developers read."""
    for path in (PROJECT_DIR / "README.md", *sorted((PROJECT_DIR / "docs").glob("guide-*.md"))):
        yield path.name, path.read_text()


def faults() -> list[str]:
    """Where such a phrase stands, and which."""
    every = (*texts_of_templates(), *texts_of_code(), *texts_of_guides())
    return [f"{where}: {match[0]}" for where, text in every for match in PATTERN.finditer(text)]


def test_no_page_message_or_guide_has_a_phrase_that_nobody_says() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    "source", ['flash("Somebody else saved this.")', 'raise Refused(f"{name} said yes already.")']
)
def test_a_phrase_is_seen_in_a_message(source: str) -> None:
    assert any(PATTERN.search(text) for _, text in strings_in(source))


def test_a_docstring_is_not_a_message() -> None:
    assert list(strings_in('def f():\n    """Whoever asks."""')) == []
