"""The one thing to remember: the sentence, or two, that says best what the whole item comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from earwitness.analysis.quotes import continues
from earwitness.analysis.reasons import reason_for
from earwitness.analysis.salience import Findings, Salience, Weight, salience, stem
from earwitness.model.findings import Finding, Takeaway
from earwitness.model.reading import Reading
from earwitness.model.transcript import Span

MIN_WORDS, MAX_WORDS = 9, 45
_THESES = frozenset({"finding", "cause", "contrast", "comparison", "prediction"})


class TakeawayAnalyzer:
    """Proposes the takeaway."""

    name = "takeaway"

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[Takeaway]:
        """One takeaway, or none where no sentence stands for the whole."""
        known = salience(reading)
        if not known.punctuated:
            return
        scored = [
            (_score(known, weight), -at)
            for at, weight in enumerate(known.weights)
            if weight.fitness >= 0.55 and MIN_WORDS <= weight.passage.words <= MAX_WORDS
        ]
        if not scored:
            return
        value, at = max(scored)
        weight = known.weights[-at]
        span = Span(weight.passage.start, _end(known, -at))
        context = Findings(reading, found)
        yield Takeaway(
            spans=(span,),
            speaker=weight.sentence.speaker,
            confidence=round(min(0.9, value), 2),
            reasons=(reason_for(reading, weight, known, context, span=span),),
        )


def _score(known: Salience, weight: Weight) -> float:
    """Centrality, strength of claim, generality and the title's words; a sentence without a thesis counts half."""
    words = {stem(word) for word in weight.content}
    titled = min(1.0, len(words & known.title) / 2)
    value = 0.4 * weight.centrality + 0.3 * weight.cues.claim + 0.1 * weight.cues.general + 0.2 * titled
    return value * weight.fitness * (1.0 if _THESES & set(weight.cues.kinds) else 0.5)


def _end(known: Salience, at: int) -> int:
    """Where the takeaway ends: with the next sentence when that leans on this one and both are short."""
    weight = known.weights[at]
    if at + 1 < len(known.weights):
        following = known.weights[at + 1]
        if (
            following.passage.standing < 0.5
            and following.cues.claim
            and continues(weight, following)
            and weight.passage.words + following.passage.words <= 45
        ):
            return following.passage.end
    return weight.passage.end
