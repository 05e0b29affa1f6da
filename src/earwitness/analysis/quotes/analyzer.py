"""Selects quotes: whole sentences of one speaker that are understood alone, each with the reason it matters.

`relevance_score` is a weighted sum of features between 0 and 1 (`WEIGHTS`), scaled by how well the passage reads alone, then
spread over 1 to 10. docs/quotes.md explains the formula for readers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from earwitness.analysis.quotes.reasons import reason_for
from earwitness.analysis.summary.maxims import IMAGERY
from earwitness.analysis.summary.passages import NARRATIVE
from earwitness.analysis.summary.runs import SentenceRun, looseness, runs, turns_around
from earwitness.analysis.summary.salience import FindingIndex, Particulars, Salience, SentenceWeight, salience, span_of, stem
from earwitness.analysis.summary.selection import SelectionCandidate, choose, place_of
from earwitness.model.findings import Finding, Quote
from earwitness.model.reading import Reading

WORDS_PER_QUOTE = 400
FEWEST, MOST = 3, 40
_FEWEST_OF_LONG, _LONG = 5, 1200
_GOOD, _FAIR, _LEAST = 0.34, 0.31, 0.26
"""From a score of 5 on all are printed that there is room for, with a better 4 only until half the room is taken, and the best of the
weaker ones alone where nothing else is there. Nothing below is ever printed: of 33 such quotes read by hand 26 were bad and none good."""
_LOOSE = 0.05
"""What every sentence costs that is only dragged along: a quote ends where its point is made."""
_STRIKING = 0.44
"""From a score of 6 on half as many again are printed: a talk full of sayings is not cut down to the length of its words."""
WEIGHTS = {
    "maxim": 0.28,
    "centrality": 0.18,
    "claim": 0.17,
    "novelty": 0.10,
    "lesson": 0.09,
    "specificity": 0.11,
    "generality": 0.06,
    "imagery": 0.05,
    "concision": 0.05,
    "authority": 0.02,
    "title": 0.03,
}
_NOVEL = frozenset({"finding", "contrast", "comparison"})
_ASSERTING = _NOVEL | {"cause", "conclusion", "judgement"}
_LEAST_CONTENT = 3
_HOST = 0.6
"""What a host's words count: they ask and introduce, and it is the guest's answer that readers came for."""


class QuoteAnalyzer:
    """Proposes quotes."""

    name = "quotes"
    requires: frozenset[str] = frozenset({"chapter", "topic", "entity", "number", "prediction"})
    provides = frozenset({"quote"})

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[Quote]:
        """Quotes in the order of the text, about one for every 500 words."""
        known = salience(reading)
        context = FindingIndex(reading, found)
        candidates = candidates_of(reading, context)
        fewest = FEWEST if len(reading.words) <= _LONG else _FEWEST_OF_LONG
        count = min(MOST, max(fewest, round(len(reading.words) / WORDS_PER_QUOTE)))
        places = max(1, len({candidate.place for candidate in candidates}))
        cap = max(2, math.ceil(2.0 * count / places))
        chosen = choose([candidate for candidate in candidates if candidate.score >= _GOOD], count, cap=cap)
        if len(chosen) < max(fewest, count // 2):
            chosen = choose([c for c in candidates if c.score >= _FAIR], max(fewest, count // 2), cap=cap)
        if not chosen:
            chosen = choose([c for c in candidates if c.score >= _LEAST], 1, cap=cap)
        striking = [c for c in candidates if c.score >= _STRIKING and not any(c.span.overlaps(other.span) for other in chosen)]
        chosen += choose(striking, count - len(chosen) + count // 2, cap=cap) if striking else []
        for candidate in sorted(chosen, key=lambda c: c.span):
            yield _quote(reading, known, context, candidate)


def candidates_of(reading: Reading, context: FindingIndex) -> list[SelectionCandidate]:
    """Every run of sentences that could be quoted, with what it is worth."""
    known = salience(reading)
    return [_candidate(reading, known, context, run) for run in runs(known.weights)]


def _candidate(reading: Reading, known: Salience, context: FindingIndex, run: SentenceRun) -> SelectionCandidate:
    inside = context.inside(run.span)
    features = features_of(reading, known, context, run)
    value = sum(WEIGHTS[name] * feature for name, feature in features.items())
    lead = run.weights[0]
    fluency = min(weight.passage.fluency for weight in run.weights)
    value *= (0.4 + 0.6 * lead.passage.standing) * (0.25 + 0.75 * fluency**1.5)
    if NARRATIVE.search(lead.passage.plain[:60]) or any(weight.cues.reported for weight in run.weights):
        value *= 0.75
    value -= _LOOSE * looseness(run)
    if features["maxim"] < 0.3 and features["lesson"] == 0:
        value *= _plainness(inside, run)
    if lead.sentence.speaker in known.hosts:
        value *= _HOST
    if not known.punctuated:
        value *= 0.5
    best = max(run.weights, key=lambda weight: (weight.cues.claim + weight.cues.maxim + weight.centrality, -weight.passage.start))
    return SelectionCandidate(value, run.span, run.content, place_of(reading, context, run.span.start), best)


def _plainness(inside: Particulars, run: SentenceRun) -> float:
    """Less than 1 for what other lists print (a prediction, a figure without anything said of it) and for what says little."""
    kinds = {kind for weight in run.weights for kind in weight.cues.kinds}
    if len(run.content) < _LEAST_CONTENT or (inside.predicted and not kinds & _NOVEL):
        return 0.8
    if not (inside.figures or kinds & _ASSERTING):
        return 0.85
    return 0.85 if inside.figures and not kinds & (_NOVEL | {"cause", "conclusion"}) else 1.0


def _maxim(context: FindingIndex, weight: SentenceWeight) -> float:
    """How far a sentence is a saying; one about somebody named is seldom one."""
    saying = max(weight.cues.maxim, 0.7 * weight.cues.general)
    if not saying:
        return 0.0
    names = context.inside(span_of(weight)).names
    return saying * (0.35 if any(not (name.isupper() and name.isalpha()) for name in names) else 1.0)


def features_of(reading: Reading, known: Salience, context: FindingIndex, run: SentenceRun) -> dict[str, float]:
    """The features of a run, each 0 to 1, under the names of `WEIGHTS`."""
    weights, particulars = run.weights, context.inside(run.span)
    kinds = {kind for weight in weights for kind in weight.cues.kinds}
    lengths = [weight.passage.words for weight in weights]
    mean = sum(weight.centrality * length for weight, length in zip(weights, lengths, strict=True)) / sum(lengths)
    centrality = 0.7 * max(weight.centrality for weight in weights) + 0.3 * mean
    claim = max(weight.cues.claim for weight in weights) + 0.12 * (len(weights) - 1) * (min(weight.cues.claim for weight in weights) > 0)
    maxim = max(_maxim(context, weight) * (0.8 if at else 1.0) for at, weight in enumerate(weights))
    paired = turns_around(run) or sum(weight.cues.maxim > 0 for weight in weights) > 1
    maxim = min(1.0, maxim + (0.3 if maxim and paired else 0.0))
    plain = " ".join(weight.passage.plain for weight in weights)
    words = {stem(word) for weight in weights for word in weight.content}
    first = weights[0].sentence
    return {
        "centrality": centrality,
        "claim": min(1.0, max(claim * 1.4, 0.7 * maxim)),
        "specificity": min(1.0, (len(particulars.names) + 2 * len(particulars.figures)) / 4),
        "novelty": min(1.0, 0.6 * len(kinds & _NOVEL)),
        "generality": max(weight.cues.general for weight in weights),
        "maxim": maxim,
        "lesson": max(weight.cues.lesson for weight in weights) * (1.0 if len(weights) > 1 else 0.6),
        "imagery": 1.0 if IMAGERY.search(plain) else 0.0,
        "concision": 1.0 if run.words <= 25 else max(0.0, 1 - (run.words - 25) / 30),
        "authority": 1.0 if first.kind == "quote" and first.speaker else _is_guest(reading, first.speaker),
        "title": min(1.0, len(words & known.title) / 2),
    }


def _is_guest(reading: Reading, speaker: str | None) -> float:
    return 1.0 if speaker and any(p.name == speaker and p.role in ("guest", "speaker") for p in reading.item.people) else 0.0


def score_of(value: float) -> int:
    """1 to 10 from the weighted sum: 0.1 is 1, 0.68 and more is 10.

    >>> score_of(0.1), score_of(0.42), score_of(0.9)
    (1, 6, 10)
    """
    return max(1, min(10, round(1 + 9 * (value - 0.10) / 0.58)))


def _quote(reading: Reading, known: Salience, context: FindingIndex, candidate: SelectionCandidate) -> Quote:
    score = score_of(candidate.score)
    plain = reading.text[candidate.span.start : candidate.span.end].lower()
    return Quote(
        spans=(candidate.span,),
        speaker=candidate.weight.sentence.speaker,
        relevance_score=score,
        reason=reason_for(reading, candidate.weight, known, context, span=candidate.span),
        topics=context.topics_of(plain),
        confidence=round(min(0.95, 0.35 + 0.55 * candidate.weight.passage.fluency * (0.5 + candidate.score)), 2),
    )
