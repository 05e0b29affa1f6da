"""Joins the words of neighbouring chunks without losing or repeating any in the overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from earwitness.model.speech import RecognizedWord
from earwitness.text.folding import fold

_NEAR_MS = 800
"""Two hearings of one word differ by less than this; the word said again comes later."""


class ChunkTranscript(NamedTuple):
    """What was heard in one chunk `[start_ms, end_ms)` of the recording; `overlaps` when its beginning was in the chunk before as well."""

    words: tuple[RecognizedWord, ...]
    start_ms: int
    end_ms: int
    overlaps: bool = False


def stitch(parts: Iterable[ChunkTranscript]) -> tuple[RecognizedWord, ...]:
    """All words in order, with times that never run backwards."""
    joined: list[RecognizedWord] = []
    end_ms = 0
    for part in parts:
        words = list(part.words)
        if part.overlaps and end_ms > part.start_ms:
            retained, words = join(joined, words, part.start_ms, end_ms)
            del joined[retained:]
        joined += words
        end_ms = part.end_ms
    return tuple(_rising(joined))


def join(before: Sequence[RecognizedWord], after: Sequence[RecognizedWord], start_ms: int, end_ms: int) -> tuple[int, list[RecognizedWord]]:
    """How many words of `before` stay, and which of `after` follow them, when both heard `[start_ms, end_ms)`.

    The seam lies at the word both heard that is nearest to the middle, because each side hears best what is far from its own edge;
    where they agree on no word it lies in the middle.
    """
    middle = (start_ms + end_ms) / 2
    first = len(before)
    while first and before[first - 1].end_ms > start_ms - _NEAR_MS:
        first -= 1
    last = next((at for at, word in enumerate(after) if word.start_ms > end_ms + _NEAR_MS), len(after))
    best: tuple[float, int, int] | None = None
    for at, other in _agreements(before[first:], after[:last]):
        ours, theirs = before[first + at], after[other]
        if abs(_middle(ours) - _middle(theirs)) <= _NEAR_MS:
            distance = abs((_middle(ours) + _middle(theirs)) / 2 - middle)
            if best is None or distance < best[0]:
                best = (distance, first + at, other)
    if best is not None:
        return best[1] + 1, list(after[best[2] + 1 :])
    retained = first + sum(_middle(word) < middle for word in before[first:])
    return retained, [word for word in after if _middle(word) >= middle]


def _agreements(ours: Sequence[RecognizedWord], theirs: Sequence[RecognizedWord]) -> Iterator[tuple[int, int]]:
    """Places of the words both sides heard, in order. The lists hold a few seconds of speech, so the cost is bounded."""
    matcher = SequenceMatcher(None, [fold(word.text) for word in ours], [fold(word.text) for word in theirs], autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            yield block.a + step, block.b + step


def _middle(word: RecognizedWord) -> float:
    return (word.start_ms + word.end_ms) / 2


def _rising(words: Iterable[RecognizedWord]) -> Iterator[RecognizedWord]:
    reached = 0
    for word in words:
        start = max(word.start_ms, reached)
        yield word._replace(start_ms=start, end_ms=max(start, word.end_ms))
        reached = start
