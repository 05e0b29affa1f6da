"""Selects candidates: highest weight, spread over the text, without redundancy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from earwitness.analysis.summary.salience import FindingIndex, SentenceWeight, likeness
from earwitness.model.findings import Finding
from earwitness.model.reading import Reading
from earwitness.model.transcript import Span

_POOL = 6
"""How many candidates a place are looked at: keeps the cost of comparing them in proportion to the text."""
_STRETCHES = 8
"""Equal parts of a text without chapters that stand in for them."""


class SelectionCandidate(NamedTuple):
    """Something that could be printed."""

    score: float
    span: Span
    content: tuple[str, ...]
    place: int
    """Which chapter or stretch it comes from."""
    weight: SentenceWeight


def place_of(reading: Reading, found: FindingIndex, position: int) -> int:
    """The number of the chapter that holds `position`, or of the stretch where there are no chapters; a long chapter is several places."""
    length = max(1, len(reading.text))
    chapter = found.chapter_at(position) if len(found.chapters) > 1 else None
    if chapter is None:
        return -1 if len(found.chapters) > 1 else position * _STRETCHES // length
    size = max(1, chapter.end - chapter.start)
    parts = max(1, size * _STRETCHES // length)
    return chapter.start + (position - chapter.start) * parts // size


def choose(candidates: Sequence[SelectionCandidate], count: int, *, cap: int, redundancy: float = 0.5) -> list[SelectionCandidate]:
    """At most `count` candidates in order of worth: maximal marginal relevance, at most `cap` from one place, no overlaps."""
    pool = sorted(candidates, key=lambda c: (-c.score, c.span))[: _POOL * count]
    nearest = [0.0] * len(pool)
    left = list(range(len(pool)))
    chosen: list[SelectionCandidate] = []
    used: Counter[int] = Counter()
    while left and len(chosen) < count:
        best = max(left, key=lambda at: (pool[at].score * (1 - redundancy * nearest[at]) - 0.03 * used[pool[at].place], -at))
        accepted = pool[best]
        chosen.append(accepted)
        used[accepted.place] += 1
        remaining: list[int] = []
        for at in left:
            other = pool[at]
            if at == best or used[other.place] >= cap or accepted.span.overlaps(other.span):
                continue
            nearest[at] = max(nearest[at], likeness(accepted.content, other.content))
            if nearest[at] < 0.75:
                remaining.append(at)
        left = remaining
    return chosen


def printed_spans(found: Sequence[Finding], *kinds: type[Finding]) -> tuple[Span, ...]:
    """The spans of earlier findings of the given kinds."""
    return tuple(span for finding in found if isinstance(finding, kinds) for span in finding.spans)
