"""Releases merged before the transaction that needs them: merging takes long, and nobody may wait for it at a
lock.

An import first asks what will have to be merged (`app.ocds.actions.preparing.needed_merges`), merges it
without a transaction, and then begins. Where another release came in meanwhile, it stops with Unmerged and
begins again.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.ocds import merging
from app.ocds.normalise import NotANotice
from app.ocds.notice import Notice


class Piece(Protocol):
    """A release as it takes part in a merge."""

    @property
    def released_at(self) -> datetime | None: ...
    @property
    def release_id(self) -> str: ...
    @property
    def publisher(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def source(self) -> bytes: ...


@dataclass(frozen=True)
class Question:
    """What do these releases say together? `digests` are theirs in the order of their dates."""

    digests: tuple[str, ...]
    ocid: str
    release_id: str
    publisher: str


def in_order(earlier: Sequence[Piece], further: Piece) -> list[Piece]:
    """Releases in the order of their dates; one without a date comes first, so it never overrides a
    dated one."""
    return sorted(
        [*earlier, further], key=lambda piece: (piece.released_at is not None, piece.released_at or 0)
    )


def question_of(ordered: Sequence[Piece], ocid: str) -> Question:
    """The question that merges these."""
    newest = ordered[-1]
    return Question(tuple(piece.sha256 for piece in ordered), ocid, newest.release_id, newest.publisher)


def texts_of(ordered: Iterable[Piece]) -> list[str]:
    """Their sources as text."""
    return [gzip.decompress(piece.source).decode("ascii") for piece in ordered]


MOST_TRIES = 10  # of one release, where others keep adding to its procurement


class Unmerged(Exception):
    """A transaction needs what was not merged before it began: roll it back, merge, and begin again."""


class Merges:
    """What releases say together, worked out beforehand; with `here` small ones also where they are asked
    for.
    """

    def __init__(self, *, here: bool = False) -> None:
        self._answers: dict[Question, Notice | str] = {}
        self._here = here

    def work_out(self, question: Question, texts: Sequence[str]) -> None:
        """Merge, and keep the answer. Never call this with a transaction open."""
        if question in self._answers:
            return
        try:
            answer: Notice | str = merging.merged(
                texts, question.ocid, question.release_id, question.publisher
            )
        except NotANotice as error:
            answer = str(error)
        self._answers[question] = answer

    def answer(self, ordered: Sequence[Piece], ocid: str) -> Notice:
        """What these say together. Raises NotANotice, and Unmerged where it was not worked out."""
        question = question_of(ordered, ocid)
        if question not in self._answers:
            texts = texts_of(ordered) if self._here else []
            if not self._here or not is_quick(texts):
                raise Unmerged
            self.work_out(question, texts)
        answer = self._answers[question]
        if isinstance(answer, str):
            raise NotANotice(answer)
        return answer


def is_quick(texts: Iterable[str]) -> bool:
    """Whether these are merged in this process, in some hundredths of a second."""
    return sum(map(len, texts)) <= merging.INLINE_BYTES


@dataclass(frozen=True)
class Needed:
    """One merge that an import will need."""

    question: Question
    ordered: tuple[Piece, ...]


def merged_ahead(needed: Iterable[Needed]) -> Merges:
    """Everything that an import needs, merged now."""
    merges = Merges()
    for merge in needed:
        merges.work_out(merge.question, texts_of(merge.ordered))
    return merges
