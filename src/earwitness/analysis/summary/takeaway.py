"""Selects the takeaway: the one to few sentences that best state the main point of the item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from earwitness.analysis.quotes.reasons import reason_for
from earwitness.analysis.summary.runs import SentenceRun, looseness, runs, turns_around
from earwitness.analysis.summary.salience import FindingIndex, Salience, salience, title_words
from earwitness.analysis.summary.statements import is_reported
from earwitness.model.findings import Finding, Takeaway
from earwitness.model.reading import Reading

MIN_WORDS, MAX_WORDS = 7, 50
_LEAST_FITNESS = 0.55
_SIDE = 0.5
"""What a prediction, a figure or a piece of advice counts: none is what an item comes to."""
_NAMED = 0.8
"""What a sentence with figures, or about somebody the title does not speak of, counts."""
_LEAST = 0.3
"""Of 25 takeaways read by hand as bad 12 had less, of 8 good ones 2."""
_MAIN_TOPICS = 3
_THESES = frozenset({"conclusion", "finding", "cause", "contrast", "comparison"})
_DANGLING = re.compile(
    r"\b(?:like|of|for|with|about|from|on|to|do|did|does) (?:it|that|this|them)(?:[.!]|$)|^(?:first|second|third|also|another"
    r"|for example|maybe|even if|in the beginning|my question|showing|thinking|having)\b"
)
"""A last or first word that only makes sense beside the sentence before."""


class TakeawayAnalyzer:
    """Proposes the takeaway."""

    name = "takeaway"
    requires: frozenset[str] = frozenset({"chapter", "topic", "entity", "number", "prediction", "quote", "summary"})
    provides = frozenset({"takeaway"})

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[Takeaway]:
        """One takeaway, or none where no sentence stands for the whole."""
        known = salience(reading)
        if not known.punctuated:
            return
        context = FindingIndex(reading, found)
        candidates = [run for run in runs(known.weights, least_words=MIN_WORDS) if _may_stand(run)]
        if not candidates:
            return
        scores = [_score(known, context, run) for run in candidates]
        at = max(range(len(candidates)), key=lambda one: (scores[one], -one))
        if scores[at] < _LEAST:
            return
        run = candidates[at]
        lead = max(run.weights, key=lambda weight: (weight.cues.maxim + weight.cues.claim, -weight.passage.start))
        yield Takeaway(
            spans=(run.span,),
            speaker=lead.sentence.speaker,
            confidence=round(max(0.0, min(0.9, scores[at])), 2),
            reasons=(reason_for(reading, lead, known, context, span=run.span),),
        )


def _may_stand(run: SentenceRun) -> bool:
    lead = run.weights[0]
    return (
        lead.fitness >= _LEAST_FITNESS
        and lead.passage.standing >= 0.9
        and run.words <= MAX_WORDS
        and all(weight.passage.fluency >= 0.8 for weight in run.weights)
        and not _DANGLING.search(run.weights[-1].passage.plain)
        and not _DANGLING.match(lead.passage.plain)
    )


def _score(known: Salience, context: FindingIndex, run: SentenceRun) -> float:
    """Centrality, strength of claim, how far it is a saying or a lesson, and the subject of the title and of the strongest topics.

    A sentence without a thesis counts half, as does a prediction or a bare fact, and what a host says.
    """
    lead = run.weights[0]
    titled = _likeness_to_lead(known, run.content)
    chapter = context.chapter_at(lead.passage.start)
    if chapter:
        titled = max(titled, 0.8 * _likeness_to_lead(known, title_words(chapter.title)))
    kinds = {kind for weight in run.weights for kind in weight.cues.kinds}
    claim = max(weight.cues.claim for weight in run.weights)
    maxim = max(max(weight.cues.maxim, 0.8 * weight.cues.general) for weight in run.weights)
    turned = 0.12 if turns_around(run) and maxim else 0.0
    learnt = 0.14 * max(weight.cues.lesson for weight in run.weights)
    concluding = 0.12 if "conclusion" in kinds else 0.0
    centrality = max(weight.centrality for weight in run.weights)
    plain = " ".join(weight.passage.plain for weight in run.weights)
    main = 0.08 if set(context.topics_of(plain)) & {topic.topic for topic in context.topics[:_MAIN_TOPICS]} else 0.0
    value = main + 0.26 * centrality + 0.18 * claim + 0.24 * maxim + 0.26 * titled + concluding + turned + learnt
    if not titled:
        value *= 0.85
    inside = context.inside(run.span)
    if inside.predicted or (inside.figures and not kinds & _THESES) or is_reported(lead.passage.plain):
        value *= _SIDE
    elif inside.figures and "conclusion" not in kinds:
        value *= _NAMED
    if inside.names and not titled:
        value *= _NAMED
    if lead.sentence.speaker in known.hosts:
        value *= _SIDE
    if not (maxim or kinds & _THESES):
        value *= _SIDE
    return min(1.0, (value - 0.06 * looseness(run)) * lead.fitness)


def _likeness_to_lead(known: Salience, words: Iterable[str]) -> float:
    """1 when two of the lead's words are among `words` (or its only one)."""
    return min(1.0, len(known.lead & set(words)) / min(2, max(1, len(known.lead))))
