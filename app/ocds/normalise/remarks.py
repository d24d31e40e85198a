"""What was odd in a release and how it was read, collected while reading it."""

from __future__ import annotations

MOST = 60
LONGEST = 400


class Remarks:
    """Sentences in the order they were noticed, each once."""

    def __init__(self, first: tuple[str, ...] = ()) -> None:
        self._sentences: dict[str, None] = dict.fromkeys(first)

    def add(self, sentence: str) -> None:
        """Note one oddity; a sentence already there is not repeated."""
        self._sentences.setdefault(sentence[:LONGEST])

    def drop(self, sentence: str) -> None:
        """Take back a sentence that turned out not to be so."""
        self._sentences.pop(sentence[:LONGEST], None)

    def all(self) -> tuple[str, ...]:
        """The sentences, at most 60: nobody would read more, and we keep the whole source."""
        sentences = tuple(self._sentences)
        if len(sentences) <= MOST:
            return sentences
        return (*sentences[:MOST], f"And {len(sentences) - MOST} more remarks. We keep the whole source.")
