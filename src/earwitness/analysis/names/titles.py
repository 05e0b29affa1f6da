"""Titles after the word for their kind: `the book The Quiet Ledger`, `a paper called Counting What Counts`."""

from __future__ import annotations

from collections.abc import Iterator

from earwitness.analysis.names.candidates import Scan
from earwitness.analysis.names.lookup import NameMention
from earwitness.analysis.names.words import CALENDAR, CONNECTORS

_KINDS = frozenset({"book", "novel", "film", "movie", "documentary", "album", "song", "paper", "essay", "article", "memoir", "poem"})
_BETWEEN = frozenset({"called", "titled", "entitled", "named"})
_OPENERS = frozenset({"the", "a", "an"})
_INSIDE = CONNECTORS | frozenset({"the", "a", "an", "to", "with", "from", "at", "by", "is", "as"})
_LONGEST = 12
_GAPS = frozenset({" ", "-", "’", ": ", "‑"})
_LIGHT = frozenset({" ", ", ", ": ", ' "', " “", ', "', ", “", " *", " _", " **", ': "', ": “"})


def titled_works(scanned: Scan, taken: set[int]) -> Iterator[NameMention]:
    """Works of two words or more right behind the word for their kind, in capitals throughout but for little words."""
    tokens = scanned.tokens
    for at, token in enumerate(tokens):
        if token.folded not in _KINDS or token.capital:
            continue
        first = at + 1
        if first < len(tokens) and tokens[first].folded in _BETWEEN:
            first += 1
        if first >= len(tokens) or scanned.text[tokens[first - 1].end : tokens[first].start] not in _LIGHT:
            continue
        last = _end(scanned, first, taken)
        words = [t for t in tokens[first:last] if t.folded not in _INSIDE]
        if len(words) >= 2 or (len(words) == 1 and last - first >= 2 and tokens[first].folded in _OPENERS):
            start, end = tokens[first].start, tokens[last - 1].end
            name = " ".join(scanned.text[start:end].split())
            yield NameMention(start, end, first, last, name, "work", "", 0.8, "a title behind the word for it")


def _end(scanned: Scan, first: int, taken: set[int]) -> int:
    """The end of the run of capitals that opens at `first`; little words count only between two capitals."""
    tokens, last, at = scanned.tokens, first, first
    while at < len(tokens) and at - first < _LONGEST and at not in taken:
        token = tokens[at]
        if at > first and scanned.text[tokens[at - 1].end : token.start] not in _GAPS:
            break
        if token.capital and token.cased and token.folded not in CALENDAR:
            last = at + 1
        elif token.folded not in _INSIDE or at == first:
            break
        at += 1
    return last
