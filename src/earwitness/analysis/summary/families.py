"""Selects insights, principles and practices: each sentence is assigned to one of them at most, so none is printed twice."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from earwitness.analysis.quotes.reasons import reason_for
from earwitness.analysis.summary.runs import SentenceRun, looseness, runs, turns_around
from earwitness.analysis.summary.salience import FindingIndex, Particulars, Salience, salience
from earwitness.analysis.summary.selection import SelectionCandidate, choose, place_of
from earwitness.analysis.summary.statements import Family, family_of
from earwitness.model.findings import Finding
from earwitness.model.reading import Reading
from earwitness.model.transcript import Span

WORDS_PER_ITEM: dict[Family, int] = {"insight": 450, "principle": 300, "practice": 400}
LEAST, MOST = 4, 12
MIN_WORDS, MAX_WORDS = 6, 45
_TOGETHER = 55
_FLUENT = 0.9
"""A rule or a lesson is read as if written: one slip in thirty words at most."""
_LEAST_CONTENT = 3
"""Subject words without which a rule is about nothing: `You have to have some setup.`"""
_HOST: dict[Family, float] = {"insight": 0.6, "principle": 0.6, "practice": 0.4}
"""What a host's words count: what a host tells somebody to do is to answer, or to buy from a sponsor."""
_WORTH = 0.4
_NEWS = re.compile(r"\b(?:announced|launched|released|unveiled|said|says|plans? to|is going to|are going to|will)\b")
"""Words of an event or a plan: other lists print those."""


class Pick(NamedTuple):
    """One sentence, or a few that belong together, picked for a family."""

    span: Span
    speaker: str | None
    reason: str
    confidence: float


def picks(reading: Reading, found: Sequence[Finding], family: Family) -> Iterator[Pick]:
    """The passages of one family, best first, none rather than a poor one."""
    known = salience(reading)
    context = FindingIndex(reading, found)
    candidates = list(_candidates(reading, known, context, family))
    count = min(MOST, max(LEAST, round(len(reading.words) / WORDS_PER_ITEM[family])))
    for candidate in choose(candidates, count, cap=max(2, math.ceil(count / 2))):
        yield Pick(
            candidate.span,
            candidate.weight.sentence.speaker,
            reason_for(reading, candidate.weight, known, context, span=candidate.span),
            round(min(0.95, 0.2 + candidate.score), 2),
        )


def _candidates(reading: Reading, known: Salience, context: FindingIndex, family: Family) -> Iterator[SelectionCandidate]:
    if not known.punctuated:
        return
    for run in runs(known.weights, least_words=MIN_WORDS):
        lead = run.weights[0]
        belongs = family_of(lead.cues)
        if belongs is None or belongs[0] != family or not _reads_well(run, family):
            continue
        inside = context.inside(run.span)
        if (family == "principle" and _is_particular(inside)) or (family != "practice" and inside.predicted):
            continue
        score = _score(run, belongs[1], family, inside) * (_HOST[family] if lead.sentence.speaker in known.hosts else 1.0)
        if score >= _WORTH:
            yield SelectionCandidate(score, run.span, run.content, place_of(reading, context, run.span.start), lead)


def _reads_well(run: SentenceRun, family: Family) -> bool:
    lead = run.weights[0]
    return (
        lead.fitness >= 0.55
        and lead.passage.standing >= (0.6 if family == "insight" else 0.7)
        and (len(run.content) >= _LEAST_CONTENT - (family == "practice") or lead.cues.maxim >= 0.5)
        and lead.passage.words <= MAX_WORDS
        and run.words <= _TOGETHER
        and all(weight.passage.fluency >= _FLUENT for weight in run.weights)
    )


def _is_particular(inside: Particulars) -> bool:
    """A rule about named parties or with figures is no general rule; names all in capitals (AI, LLM, CEO) are kinds, not parties."""
    return bool(inside.figures) or any(not (name.isupper() and name.isalpha()) for name in inside.names)


def _score(run: SentenceRun, fit: float, family: Family, inside: Particulars) -> float:
    """How well it fits the family, how central it is and how well it reads; rules and advice need be central least."""
    lead = run.weights[0]
    central = 0.4 if family == "insight" else 0.2
    value = (1 - central) * min(1.0, fit) + central * lead.centrality
    if family == "insight":
        value += 0.1 * bool(inside.figures) + 0.1 * lead.cues.lesson - 0.15 * bool(_NEWS.search(lead.passage.plain))
    value -= 0.08 * looseness(run)
    if len(run.weights) > 1 and (turns_around(run) or lead.passage.words < 8):
        value += 0.06
    length = 1.0 if run.words <= 28 else max(0.7, 1 - (run.words - 28) / 60)
    return value * math.sqrt(lead.fitness) * length * (0.8 if lead.cues.reported else 1.0)
