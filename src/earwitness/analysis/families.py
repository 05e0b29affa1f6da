"""The way insights, principles and practices are picked: each sentence belongs to one family at most, so none is printed twice."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from earwitness.analysis.reasons import reason_for
from earwitness.analysis.salience import Findings, Particulars, Salience, Weight, salience, span_of
from earwitness.analysis.selection import Candidate, choose, place_of
from earwitness.analysis.statements import Family, family_of
from earwitness.model.findings import Finding, Quote
from earwitness.model.reading import Reading
from earwitness.model.transcript import Span

WORDS_PER_ITEM = 900
MOST = 12
MIN_WORDS, MAX_WORDS = 7, 45
_FLUENT = 0.85
"""A rule or a lesson is read as if written: one slip in thirty words at most."""


class Pick(NamedTuple):
    """One sentence picked for a family."""

    span: Span
    speaker: str | None
    reason: str
    confidence: float


def picks(reading: Reading, found: Sequence[Finding], family: Family) -> Iterator[Pick]:
    """The sentences of one family, best first: about one for every 900 words, none rather than a poor one."""
    known = salience(reading)
    context = Findings(reading, found)
    quoted = {span for finding in found if isinstance(finding, Quote) for span in finding.spans}
    candidates = list(_candidates(reading, known, context, family, quoted))
    count = min(MOST, max(3, round(len(reading.words) / WORDS_PER_ITEM)))
    for candidate in choose(candidates, count, cap=max(2, math.ceil(count / 3))):
        yield Pick(
            candidate.span,
            candidate.weight.sentence.speaker,
            reason_for(reading, candidate.weight, known, context),
            round(min(0.95, 0.2 + candidate.score), 2),
        )


def _candidates(reading: Reading, known: Salience, context: Findings, family: Family, quoted: set[Span]) -> Iterator[Candidate]:
    if not known.punctuated:
        return
    for weight in known.weights:
        if weight.fitness < 0.55 or weight.passage.fluency < _FLUENT or not MIN_WORDS <= weight.passage.words <= MAX_WORDS:
            continue
        belongs = family_of(weight.cues)
        if belongs is None or belongs[0] != family:
            continue
        span = span_of(weight)
        if family == "principle" and _is_particular(context.inside(span)):
            continue
        score = _score(weight, belongs[1], family)
        if any(span.overlaps(other) for other in quoted):
            score *= 0.8
        if score >= 0.4:
            yield Candidate(score, span, weight.content, place_of(reading, context, span.start), weight)


def _is_particular(inside: Particulars) -> bool:
    """A rule about named parties or with figures is no general rule; names all in capitals (AI, LLM, CEO) are kinds, not parties."""
    return bool(inside.figures) or any(not name.isupper() for name in inside.names)


def _score(weight: Weight, fit: float, family: Family) -> float:
    """How well it fits the family, how central it is and how well it reads; rules and advice need be central least."""
    central = 0.45 if family == "insight" else 0.3
    length = 1.0 if weight.passage.words <= 28 else max(0.7, 1 - (weight.passage.words - 28) / 60)
    return ((1 - central) * fit + central * weight.centrality) * math.sqrt(weight.fitness) * length * (0.8 if weight.cues.reported else 1.0)
