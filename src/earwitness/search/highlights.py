"""Where a passage answers a query: worked out from the words themselves, so that both databases show the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from earwitness.search.query import Term
from earwitness.search.words import Token, tokens


def highlights(text: str, looked_for: Iterable[Term], mentioned: Iterable[tuple[int, int]] = ()) -> tuple[tuple[int, int], ...]:
    """Ranges of `text` that answer any of the terms, and those given, in order and without overlap."""
    words = tokens(text)
    stems = [word.stem for word in words]
    ranges = [place for term in looked_for for place in _places(words, stems, term)]
    ranges += [(max(0, start), min(len(text), end)) for start, end in mentioned]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)


def answers(text: str, term: Term) -> bool:
    """True when the text holds the term."""
    words = tokens(text)
    return next(_places(words, [word.stem for word in words], term), None) is not None


def _places(words: Sequence[Token], stems: Sequence[str], term: Term) -> Iterator[tuple[int, int]]:
    """Ranges of the runs of words that answer a term."""
    patterns = term.patterns()
    length = len(patterns[0][0])
    for at in range(len(words) - length + 1):
        if any(_stands(stems, at, pattern, prefix=prefix) for pattern, prefix in patterns):
            yield words[at].start, words[at + length - 1].end


def _stands(stems: Sequence[str], at: int, pattern: Sequence[str], *, prefix: bool) -> bool:
    last = len(pattern) - 1
    if any(stems[at + ahead] != pattern[ahead] for ahead in range(last)):
        return False
    return stems[at + last].startswith(pattern[last]) if prefix else stems[at + last] == pattern[last]
