"""A summary in the source's own sentences: for each chapter those that carry it best, in the order of the text."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from earwitness.analysis.reasons import subject_of
from earwitness.analysis.salience import Findings, Salience, Weight, likeness, salience, span_of, title_words
from earwitness.model.findings import Finding, SummarySentence
from earwitness.model.reading import Reading

LEAST_WORDS, MOST_WORDS = 120, 350
MIN_WORDS, MAX_WORDS = 7, 42
_SHARE = 18
"""One word of summary for every 18 of a text between the least and the most."""
_STRETCHES = 6
_PERSONAL = re.compile(r"^(?:my|you|we|if you)\b|\bi(?:'\w+)?\b")


class Part(NamedTuple):
    """One chapter, or one stretch of a text without chapters, with its sentences."""

    heading: str
    weights: tuple[Weight, ...]

    @property
    def words(self) -> int:
        """How much is said in it."""
        return sum(weight.passage.words for weight in self.weights)


class SummaryAnalyzer:
    """Proposes the sentences of the summary."""

    name = "summary"

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[SummarySentence]:
        """Sentences in the order of the text, each under its chapter's title; every chapter that has a fit one is there."""
        known = salience(reading)
        context = Findings(reading, found)
        parts = _parts(reading, known, context)
        budget = min(MOST_WORDS, max(LEAST_WORDS, len(reading.words) // _SHARE))
        for part, weights in _fill(known, context, parts, budget):
            for weight in weights:
                yield _sentence(reading, known, context, part, weight)


def _sentence(reading: Reading, known: Salience, context: Findings, part: Part, weight: Weight) -> SummarySentence:
    span = span_of(weight)
    subject = subject_of(reading, weight, known, context.inside(span))
    return SummarySentence(
        spans=(span,),
        heading=part.heading,
        speaker=weight.sentence.speaker,
        confidence=round(min(0.95, 0.3 + 0.6 * weight.fitness * (0.5 + 0.5 * weight.centrality)), 2),
        reasons=(f"carries what this part says of {subject}" if subject else "shares most words with the rest of this part",),
    )


def _parts(reading: Reading, known: Salience, context: Findings) -> list[Part]:
    if context.chapters:
        held: dict[int, list[Weight]] = {chapter.start: [] for chapter in context.chapters}
        for weight in known.weights:
            chapter = context.chapter_at(weight.passage.start)
            if chapter:
                held[chapter.start].append(weight)
        return [Part(chapter.title, tuple(held[chapter.start])) for chapter in context.chapters]
    length = max(1, len(reading.text))
    stretches: dict[int, list[Weight]] = {}
    for weight in known.weights:
        stretches.setdefault(weight.passage.start * _STRETCHES // length, []).append(weight)
    return [Part("", tuple(weights)) for _, weights in sorted(stretches.items())]


def _fill(known: Salience, context: Findings, parts: Sequence[Part], budget: int) -> Iterator[tuple[Part, list[Weight]]]:
    """For each part its sentences: the best one of every part first, then the best of what is left, until the words are spent."""
    allowance = max(16.0, 1.3 * MOST_WORDS / max(1, len(parts)))
    ranked = {at: _ranked(known, context, part, allowance) for at, part in enumerate(parts)}
    taken: dict[int, list[Weight]] = {at: [] for at in ranked}
    spent = 0
    by_size = sorted(ranked, key=lambda at: (-parts[at].words, at))
    for step in range(3):
        for at in by_size:
            if not ranked[at] or (step and parts[at].words < step * 250):
                continue
            weight = _next(ranked[at], taken)
            if weight is None or spent + weight.passage.words > (MOST_WORDS if step == 0 else budget):
                continue
            taken[at].append(weight)
            spent += weight.passage.words
    for at, part in enumerate(parts):
        yield part, sorted(taken[at], key=lambda weight: weight.passage.start)


def _next(ranked: list[Weight], taken: dict[int, list[Weight]]) -> Weight | None:
    while ranked:
        weight = ranked.pop(0)
        if all(likeness(weight.content, other.content) < 0.6 for others in taken.values() for other in others):
            return weight
    return None


def _ranked(known: Salience, context: Findings, part: Part, allowance: float) -> list[Weight]:
    """The part's printable sentences, the one that carries most of it first, those longer than `allowance` words later; at most twelve."""
    local = Counter(word for weight in part.weights for word in weight.content)
    everywhere = len(known.weights)
    share = max(1, len(part.weights)) / max(1, everywhere)
    scored = [
        (_score(context, local, weight, at / max(1, len(part.weights)), share), -at, weight)
        for at, weight in enumerate(part.weights)
        if weight.fitness >= 0.4 and MIN_WORDS <= weight.passage.words <= MAX_WORDS
    ]
    title = set(title_words(part.heading))
    ranked = sorted(
        (
            (value * (1.15 if title & set(weight.content) else 1.0) * min(1.0, math.sqrt(allowance / weight.passage.words)), at)
            for value, at, weight in scored
        ),
        reverse=True,
    )
    return [part.weights[-at] for _, at in ranked[:12]]


def _score(context: Findings, local: Counter[str], weight: Weight, depth: float, share: float) -> float:
    """Local weight of its words, general centrality, particulars, claim and place, times how well it reads."""
    carried = sum(math.log1p(local[word] - 1) for word in weight.content if local[word] > 1) / math.sqrt(len(weight.content) + 16)
    particulars = context.inside(span_of(weight))
    specific = min(1.0, (len(particulars.names) + len(particulars.figures)) / 4)
    early = 1 - depth if weight.sentence.kind != "speech" else 0.4 * (1 - depth)
    value = 0.45 * min(1.0, carried / 2) + 0.2 * weight.centrality + 0.15 * specific + 0.12 * weight.cues.claim + 0.12 * early * (1 - share)
    narrated = 0.8 if _PERSONAL.search(weight.passage.plain) or weight.cues.reported else 1.0
    return value * math.sqrt(weight.fitness) * narrated
