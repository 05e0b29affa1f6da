"""The one thing to remember: the sentence, or two, that says best what the whole item comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from earwitness.analysis.quotes import continues
from earwitness.analysis.reasons import reason_for
from earwitness.analysis.salience import Findings, Salience, Weight, salience, title_words
from earwitness.model.findings import Finding, Takeaway
from earwitness.model.reading import Reading
from earwitness.model.transcript import Span

MIN_WORDS, MAX_WORDS = 9, 45
_MOST_TOGETHER = 55
_THESES = frozenset({"conclusion", "finding", "cause", "contrast", "comparison", "prediction"})


class TakeawayAnalyzer:
    """Proposes the takeaway."""

    name = "takeaway"

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[Takeaway]:
        """One takeaway, or none where no sentence stands for the whole."""
        known = salience(reading)
        if not known.punctuated:
            return
        context = Findings(reading, found)
        scored = [
            (_score(known, context, weight), -at)
            for at, weight in enumerate(known.weights)
            if weight.fitness >= 0.55 and MIN_WORDS <= weight.passage.words <= MAX_WORDS
        ]
        if not scored:
            return
        value, at = max(scored)
        weight = known.weights[-at]
        span = Span(weight.passage.start, _end(known, -at))
        yield Takeaway(
            spans=(span,),
            speaker=weight.sentence.speaker,
            confidence=round(min(0.9, value), 2),
            reasons=(reason_for(reading, weight, known, context, span=span),),
        )


def _score(known: Salience, context: Findings, weight: Weight) -> float:
    """Centrality, strength of claim, generality and the title's first subject.

    A sentence beside the title's subject counts less, one without a thesis half.
    """
    titled = _likeness_to_lead(known, weight.content)
    chapter = context.chapter_at(weight.passage.start)
    if chapter:
        titled = max(titled, 0.8 * _likeness_to_lead(known, title_words(chapter.title)))
    concluding = 0.12 if "conclusion" in weight.cues.kinds else 0.0
    value = 0.34 * weight.centrality + 0.24 * weight.cues.claim + 0.08 * weight.cues.general + 0.34 * titled + concluding
    if not titled:
        value *= 0.8
    return min(1.0, value * weight.fitness * (1.0 if _THESES & set(weight.cues.kinds) else 0.5))


def _likeness_to_lead(known: Salience, words: Iterable[str]) -> float:
    """1 when two of the lead's words are among `words` (or its only one)."""
    return min(1.0, len(known.lead & set(words)) / min(2, max(1, len(known.lead))))


def _end(known: Salience, at: int) -> int:
    """Where the takeaway ends: with up to two short sentences that complete this one."""
    words = known.weights[at].passage.words
    for following in known.weights[at + 1 : at + 3]:
        words += following.passage.words
        if words > _MOST_TOGETHER or not continues(known.weights[at], following):
            break
        at += 1
    return known.weights[at].passage.end
