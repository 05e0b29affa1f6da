"""Where sentences end: a splitter's boundaries, its weak spots repaired, and units for speech that has no punctuation.

The splitter is sentencex. What is repaired was found by reading its output on captions and letters: it keeps `I said no. We left` as one
(taking `no.` for `number`), keeps `(Yes.) Next` as one, and cuts `Vol. 2` and `approx. 5`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import sentencex

from earwitness.model.transcript import Segment, Span

_TERMINATOR = re.compile(r"[.!?…](?=[\s\"'”’)\]]|$)|[。！？]")
_WEAK_BELOW = 1 / 60
"""Sentence ends per word under which punctuation counts as missing. Edited speech has one per 10 to 25 words; captions without
punctuation have none, or a stray one from a title or an abbreviation."""
_WEAK_FROM = 40
"""Words a stretch must have before its lack of punctuation says anything."""
_TARGET = (8, 30)
"""Words of a unit cut from unpunctuated speech: what one breath and one clause give (median of rev16's clean sentences: 13)."""
_LONGEST = 80
"""Words from which a sentence is cut at its clauses: beyond, it is a recogniser's comma chain and no reader's sentence."""

_TOO_FEW_SPLITS = re.compile(r"\b(?:[Nn]o|me)\.\s+(?=[^\W\d_])|[.!?][)\]]\s+(?=[\"“(]?[A-Z])")
_NUMBERED = re.compile(r"\b(?:vol|ch|approx|sec|art|eq|fig|pt|bk|ver|est|ca|circa|[Nn]os?|pp?|v)\.$", re.IGNORECASE)
_MIDWAY = re.compile(
    r"\b(?:[DM]r|Mrs|Ms|Prof|Mt|e\.g|i\.e|cf|vs|viz|et al|approx|incl|esp|resp|aka|w/o|dept|univ|assoc|bros|intl"
    r"|gov|sen|rep|rev|hon|messrs|mme|mlle)\.$",
    re.IGNORECASE,
)
_PIECE = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
_STRONG_MARKERS = frozenset(("so", "but", "now", "well", "okay", "ok", "anyway", "alright", "because", "and"))
_OTHER_MARKERS = """
then also however therefore meanwhile yeah right actually basically finally first second next if when while although though since
until or which
"""
_MARKERS = _STRONG_MARKERS | frozenset(_OTHER_MARKERS.split())
"""Words that open a clause in speech."""


class Cut(NamedTuple):
    """Material of one voice to be cut into sentences: `[start, end)` and the segments it runs through."""

    start: int
    end: int
    segments: Sequence[Segment]


def sentence_spans(text: str, cut: Cut, language: str) -> Iterator[Span]:
    """The sentences of one voice, in order and disjoint; white space at their ends is not taken off."""
    part = text[cut.start : cut.end]
    if _is_unpunctuated(part):
        yield from _units(text, Span(cut.start, cut.end), cut.segments)
        return
    for start, end in _repaired(part, _split(part, language)):
        span = Span(cut.start + start, cut.start + end)
        # A word takes two characters at least, with its space: shorter sentences cannot be too long.
        if end - start > 2 * _LONGEST and len(_PIECE.findall(text, span.start, span.end)) > _LONGEST:
            yield from _units(text, span, cut.segments, longest=_LONGEST // 2)
        else:
            yield span


def _is_unpunctuated(part: str) -> bool:
    words = len(part.split())
    return words >= _WEAK_FROM and len(_TERMINATOR.findall(part)) < words * _WEAK_BELOW


def _split(part: str, language: str) -> Iterator[tuple[int, int]]:
    for boundary in sentencex.get_sentence_boundaries(language, part):
        start, end = boundary["start_index"], boundary["end_index"]
        for match in _TOO_FEW_SPLITS.finditer(part, start, end):
            yield start, match.end()
            start = match.end()
        yield start, end


def _repaired(part: str, pieces: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The pieces with those joined that an abbreviation parted."""
    held: tuple[int, int] | None = None
    for start, end in pieces:
        if held is not None and _belongs_on(part, held, (start, end)):
            held = (held[0], end)
            continue
        if held is not None:
            yield held
        held = (start, end)
    if held is not None:
        yield held


def _belongs_on(part: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    tail, head = part[max(one[0], one[1] - 24) : one[1]], part[other[0] : min(other[1], other[0] + 24)]
    if "\n" in tail[len(tail.rstrip()) :].replace("\n", "", 1) or "\n\n" in head:
        return False
    tail, head = tail.rstrip(), head.lstrip()
    if not head or not tail:
        return False
    if _NUMBERED.search(tail):
        return head[0].isdigit()
    if _MIDWAY.search(tail):
        return True
    return tail.endswith(",") and head[0].islower()


class _Gap(NamedTuple):
    """A place between two words where a unit may end, and how well it would."""

    at: int
    weight: float


def _units(text: str, span: Span, segments: Sequence[Segment], *, longest: int = _TARGET[1]) -> Iterator[Span]:
    """`span` cut at pauses, cue ends and clause openings into units of about 8 words to `longest`."""
    start, size, best = span.start, 0, _Gap(span.start, 0.0)
    best_size = 0
    pauses = _pauses(segments)
    previous: re.Match[str] | None = None
    for word in _PIECE.finditer(text, span.start, span.end):
        if previous is not None and size:
            gap = _Gap(word.start(), _weight(text, previous, word, pauses))
            if size >= _TARGET[0] and gap.weight >= best.weight:
                best, best_size = gap, size
            if (size >= _TARGET[0] and gap.weight >= _SURE) or (size >= longest and (best.weight or size >= 2 * longest)):
                yield Span(start, best.at)
                start, size, best, best_size = best.at, size - best_size, _Gap(best.at, 0.0), 0
        size += 1
        previous = word
    yield Span(start, span.end)


_SURE = 3.0


def _weight(text: str, previous: re.Match[str], word: re.Match[str], pauses: dict[int, float]) -> float:
    between = text[previous.end() : word.start()]
    if "." in between or "?" in between or "!" in between:
        return _SURE + 1
    weight = pauses.get(word.start(), 0.0)
    if any(symbol in between for symbol in ",;:—–"):
        weight += 1.2
    opening = word.group().casefold()
    if opening in _MARKERS:
        weight += 1.4 if opening in _STRONG_MARKERS else 0.9
    return weight


def _pauses(segments: Sequence[Segment]) -> dict[int, float]:
    """For the start of each cue how well a unit may begin there: the longer the silence before it, the better."""
    weights: dict[int, float] = {}
    for one, other in itertools.pairwise(segments):
        silence = (other.start_ms or 0) - (one.end_ms or 0) if other.start_ms is not None and one.end_ms is not None else 0
        weights[other.start] = 3.2 if silence >= 700 else 2.0 if silence >= 250 else 1.0
    return weights
