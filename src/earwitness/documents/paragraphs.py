"""Finds the paragraphs of plain text, whether a line is a paragraph, a piece of one that was wrapped, or a heading."""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Iterator, Sequence

_LINE = re.compile(r"\S[^\n]*")
_ENDS = re.compile(r"[.!?:;…][\"'”’)\]*_]*$")
_ITEM = re.compile(r"(?:[-*+•–]|\(?\d{1,3}[.)]|[a-z][.)])\s")
_ENOUGH_WORDS = 80
"""Words after which a paragraph of wrapped lines ends with the next sentence that ends a line: speech without blank lines has no others."""
_WRAPPED_FROM = 40
"""Characters a line must have to be thought wrapped."""


def paragraphs(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Yield the `[start, end)` of each paragraph: lines are joined where one goes on in the next.

    A line goes on where it ends without a sentence's end and is as long as the lines of this text are when they break in the middle of a
    sentence, or where the next begins in lower case. Blank lines, list items and short lines before a capital part paragraphs.
    """
    lines = [(match.start(), match.start() + len(match.group().rstrip())) for match in _LINE.finditer(text, start)]
    width = _width(text, lines)
    first, words = 0, 0
    for at, (begin, end) in enumerate(lines):
        words += len(text[begin:end].split())
        if at + 1 == len(lines) or _parts(text, (begin, end), lines[at + 1], width=width, words=words):
            yield lines[first][0], end
            first, words = at + 1, 0


def _width(text: str, lines: Sequence[tuple[int, int]]) -> float:
    """Return the typical length of lines that go on in lower case on the next; infinity where hardly any does."""
    broken = [
        end - begin
        for (begin, end), (following, _) in itertools.pairwise(lines)
        if text[following].islower() and not _ENDS.search(text, begin, end) and text.count("\n", end, following) == 1
    ]
    return statistics.median(broken) if len(broken) >= max(2, len(lines) // 20) else float("inf")


def _parts(text: str, line: tuple[int, int], following: tuple[int, int], *, width: float, words: int) -> bool:
    """Return whether a paragraph ends with a line."""
    if text.count("\n", line[1], following[0]) > 1 or _ITEM.match(text, following[0]):
        return True
    if _ENDS.search(text, *line):
        return width == float("inf") or words >= _ENOUGH_WORDS
    if text[following[0]].islower():
        return False
    return line[1] - line[0] < max(_WRAPPED_FROM, 0.75 * width)
