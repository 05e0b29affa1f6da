"""Finds the words of a passage that match a query, from the text itself, so that both databases highlight the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from earwitness.search.query import Term
from earwitness.search.words import tokens

Marker = Callable[[str, Iterable[tuple[int, int]]], tuple[tuple[int, int], ...]]


def marker(looked_for: Iterable[Term]) -> Marker:
    """A function from a text, and ranges that are to be marked anyway, to the ranges that answer: in order, without overlap.

    >>> from earwitness.search.query import parse, terms
    >>> marker(terms(parse('"water mill" OR clos*').root))("Both water-mills closed.", ())
    ((5, 16), (17, 23))
    """
    patterns = [pattern for term in looked_for for pattern in term.patterns()]

    def mark(text: str, mentioned: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        words = tokens(text)
        stems = [word.stem for word in words]
        ranges = [(max(0, start), min(len(text), end)) for start, end in mentioned]
        for pattern, prefix in patterns:
            ranges += [(words[at].start, words[at + len(pattern) - 1].end) for at in _places(stems, pattern, prefix=prefix)]
        return _merged(ranges)

    return mark


def _places(stems: Sequence[str], pattern: tuple[str, ...], *, prefix: bool) -> Iterator[int]:
    """Where in `stems` the pattern stands; with `prefix`, its last is only a beginning."""
    last = len(pattern) - 1
    for at in range(last, len(stems)):
        if (stems[at].startswith(pattern[last]) if prefix else stems[at] == pattern[last]) and (
            not last or tuple(stems[at - last : at]) == pattern[:last]
        ):
            yield at - last


def _merged(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)
