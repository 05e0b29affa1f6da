"""Extractive summary: the most representative sentences of each chapter, in the order of the text."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from earwitness.analysis.quotes.reasons import subject_of
from earwitness.analysis.summary.runs import SentenceRun, looseness, runs
from earwitness.analysis.summary.salience import FindingIndex, Salience, SentenceWeight, likeness, salience, title_words
from earwitness.analysis.summary.statements import is_reported
from earwitness.model.findings import Finding, SummarySentence
from earwitness.model.reading import Reading

LEAST_WORDS, MOST_WORDS = 150, 380
MIN_WORDS, MAX_WORDS = 7, 45
_MOST_OF_PART = 3
_ANOTHER_FROM = 220
"""Words of a part that earn it another finding."""
_HOST = 0.55
_UNMET = 0.7
_LEAST_CONTENT = 3
_SHARE = 18
"""One word of summary for every 18 of a text between the least and the most."""
_STRETCHES = 6
_PERSONAL = re.compile(r"^(?:my|you|if you)\b|\bi(?:'\w+)?\b")
_DANGLING = re.compile(
    r"\b(?:like|of|for|with|about|from|on|to|do|did|does|doing) (?:it|that|this|them)(?:[.!,]|$)|^(?:also|another|for example"
    r"|in that|at that)\b"
)


class SummaryPart(NamedTuple):
    """One chapter, or one stretch of a text without chapters, with its sentences."""

    heading: str
    weights: tuple[SentenceWeight, ...]

    @property
    def words(self) -> int:
        """How much is said in it."""
        return sum(weight.passage.words for weight in self.weights)


class SummaryAnalyzer:
    """Proposes the sentences of the summary."""

    name = "summary"
    requires: frozenset[str] = frozenset({"chapter", "topic", "entity", "number", "prediction"})
    provides = frozenset({"summary"})

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[SummarySentence]:
        """Sentences in the order of the text, each under its chapter's title; every chapter that has a fit one is there."""
        known = salience(reading)
        context = FindingIndex(reading, found)
        parts = _parts(reading, known, context)
        budget = min(MOST_WORDS, max(LEAST_WORDS, len(reading.words) // _SHARE))
        for part, printed in _fill(known, context, parts, budget):
            for run in printed:
                yield _sentence(reading, known, context, part, run)


def _sentence(reading: Reading, known: Salience, context: FindingIndex, part: SummaryPart, run: SentenceRun) -> SummarySentence:
    weight, span = run.weights[0], run.span
    subject = subject_of(reading, weight, known, context)
    return SummarySentence(
        spans=(span,),
        heading=part.heading,
        speaker=weight.sentence.speaker,
        confidence=round(min(0.95, 0.3 + 0.6 * weight.fitness * (0.5 + 0.5 * weight.centrality)), 2),
        reasons=(f"carries what this part says of {subject}" if subject else "shares most words with the rest of this part",),
    )


def _parts(reading: Reading, known: Salience, context: FindingIndex) -> list[SummaryPart]:
    if context.chapters:
        held: dict[int, list[SentenceWeight]] = {chapter.start: [] for chapter in context.chapters}
        for weight in known.weights:
            chapter = context.chapter_at(weight.passage.start)
            if chapter:
                held[chapter.start].append(weight)
        return [SummaryPart(chapter.title, tuple(held[chapter.start])) for chapter in context.chapters]
    length = max(1, len(reading.text))
    intervals: dict[int, list[SentenceWeight]] = {}
    for weight in known.weights:
        intervals.setdefault(weight.passage.start * _STRETCHES // length, []).append(weight)
    return [SummaryPart("", tuple(weights)) for _, weights in sorted(intervals.items())]


def _fill(
    known: Salience, context: FindingIndex, parts: Sequence[SummaryPart], budget: int
) -> Iterator[tuple[SummaryPart, list[SentenceRun]]]:
    """For each part its findings: the best one of every part first, then the best of what is left, until the words are spent."""
    allowance = max(16.0, 1.3 * MOST_WORDS / max(1, len(parts)))
    ranked = {at: _ranked(known, context, part, allowance) for at, part in enumerate(parts)}
    used: dict[int, list[SentenceRun]] = {at: [] for at in ranked}
    spent = 0
    by_size = sorted(ranked, key=lambda at: (-parts[at].words, at))
    for step in range(_MOST_OF_PART):
        for at in by_size:
            if not ranked[at] or (step and parts[at].words < step * _ANOTHER_FROM):
                continue
            run = _next(ranked[at], used)
            if run is None or spent + run.words > (MOST_WORDS if step == 0 else budget):
                continue
            used[at].append(run)
            spent += run.words
    for at, part in enumerate(parts):
        yield part, sorted(used[at], key=lambda run: run.span)


def _next(ranked: list[SentenceRun], taken: dict[int, list[SentenceRun]]) -> SentenceRun | None:
    while ranked:
        run = ranked.pop(0)
        if all(
            likeness(run.content, other.content) < 0.6 and not run.span.overlaps(other.span)
            for others in taken.values()
            for other in others
        ):
            return run
    return None


def _ranked(known: Salience, context: FindingIndex, part: SummaryPart, allowance: float) -> list[SentenceRun]:
    """The part's printable findings, the one that carries most of it first, those longer than `allowance` words later; at most twelve."""
    local = Counter(word for weight in part.weights for word in weight.content)
    share = max(1, len(part.weights)) / max(1, len(known.weights))
    place = {weight.passage.start: at / max(1, len(part.weights)) for at, weight in enumerate(part.weights)}
    title = set(title_words(part.heading))
    scored: list[tuple[float, int, SentenceRun]] = []
    for run in runs(part.weights, least_words=MIN_WORDS):
        lead = run.weights[0]
        if len(run.weights) > 2 or lead.fitness < 0.4 or run.words > MAX_WORDS or not _says_something(context, run):
            continue
        value = _score(context, local, run, place[lead.passage.start], share)
        value *= (1.15 if title & set(run.content) else 1.0) * min(1.0, math.sqrt(allowance / run.words))
        value *= (_HOST if lead.sentence.speaker in known.hosts else 1.0) * (1 - 0.12 * looseness(run))
        scored.append((value, -lead.passage.start, run))
    scored.sort(key=lambda one: (-one[0], -one[1], one[2].span))
    return [run for _, _, run in scored[:12]]


def _score(context: FindingIndex, local: Counter[str], run: SentenceRun, depth: float, share: float) -> float:
    """Local weight of its words, general centrality, particulars, claim and place, times how well it reads."""
    lead = run.weights[0]
    carried = sum(math.log1p(local[word] - 1) for word in run.content if local[word] > 1) / math.sqrt(len(run.content) + 16)
    particulars = context.inside(run.span)
    specific = min(1.0, (len(particulars.names) + len(particulars.figures)) / 4)
    early = 1 - depth if lead.sentence.kind != "speech" else 0.4 * (1 - depth)
    centrality = max(weight.centrality for weight in run.weights)
    says = max(max(weight.cues.claim, 0.8 * weight.cues.maxim, 0.5 * weight.cues.lesson) for weight in run.weights)
    value = 0.38 * min(1.0, carried / 2) + 0.18 * centrality + 0.14 * specific + 0.24 * says + 0.12 * early * (1 - share)
    if (_PERSONAL.search(lead.passage.plain) and not lead.cues.lesson) or lead.cues.reported:
        value *= 0.85
    if particulars.predicted:
        value *= 0.9
    return value * math.sqrt(lead.fitness) * (_UNMET if _points_out(run) else 1.0)


def _says_something(context: FindingIndex, run: SentenceRun) -> bool:
    """False for an order, for a sentence with hardly a subject word, and for one about the speaker that asserts nothing."""
    lead = run.weights[0]
    if is_reported(lead.passage.plain) or len(run.content) < _LEAST_CONTENT:
        return False
    claims = any(weight.cues.claim or weight.cues.maxim or weight.cues.lesson for weight in run.weights)
    return claims or not _PERSONAL.search(lead.passage.plain) or bool(context.inside(run.span).figures)


def _points_out(run: SentenceRun) -> bool:
    """True when `it`, `that` or `they` stands where nothing in the finding tells what it is."""
    return bool(_DANGLING.search(" ".join(weight.passage.plain for weight in run.weights)))
