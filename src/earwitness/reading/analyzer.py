"""Proposes the takeaway, summary, insights, principles, practices and quotes: one choice for all lists, so that no text stands in two."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from earwitness.model.findings import Finding, Insight, Practice, Principle, Quote, SummarySentence, Takeaway
from earwitness.model.judgement import FUNCTIONS, Judgement
from earwitness.model.reading import Reading, Sentence
from earwitness.model.transcript import Span
from earwitness.reading.context import FindingIndex
from earwitness.reading.selection import Candidate, Run, best, budget, joined, select

_ASSERTED = 0.5
"""What is less likely asserted by its speaker is never printed as theirs."""
_INSIGHT_SHARE = 0.35
"""Share of the selected runs that are printed as insights: those that explain most."""
_INSIGHTS = (2, 12)
_TAKEAWAY_LEAST = 0.02
_PRINCIPLE_LEAST, _PRACTICE_LEAST, _QUOTE_LEAST = 0.2, 0.2, 0.06
_WORDS_PER_PRINCIPLE, _WORDS_PER_PRACTICE, _WORDS_PER_QUOTE = 700, 500, 500
_MOST_LISTED, _FEWEST_QUOTES, _MOST_QUOTES = 12, 3, 24
_OPENER = re.compile(
    r"(?:(?:and|so|well|now|yeah|yes|okay|ok|alright|all right|right|uh|um|oh|i mean|you know|anyway)"
    r"(?:,\s+|\s+(?=(?:and|so|well|uh|um|yeah)\b))"
    r"|(?:and|so|uh|um|yeah|okay|ok)\s+)+",
    re.IGNORECASE,
)
"""Words a sentence opens with that say nothing. `But`, `not`, `no` and `if` are none of them: without those it says something else."""
_LEAST_REST = 20
"""Characters an opener must leave."""
_STEMMER = snowballstemmer.stemmer("english")
_DOES = {
    "claim": "states a point",
    "cause": "gives a reason",
    "rule": "states a general rule",
    "advice": "gives advice",
    "forecast": "looks ahead",
    "definition": "explains a term",
    "example": "gives an example",
    "story": "tells what happened",
    "question": "asks a question",
    "topic": "names the subject",
    "procedure": "says how things are done",
    "chatter": "says something in passing",
}


_Sentence = Takeaway | SummarySentence | Insight | Principle | Practice


class _Lists(NamedTuple):
    takeaway: list[Run]
    summary: list[Run]
    insights: list[Run]
    principles: list[Run]
    practices: list[Run]
    quotes: list[Run]


class SelectionAnalyzer:
    """Proposes what a reader needs, as the reading model judges it."""

    name = "selection"
    requires: frozenset[str] = frozenset({"chapter", "topic", "entity", "number"})
    provides = frozenset({"takeaway", "summary", "insight", "principle", "practice", "quote"})

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the findings of every list, each list in its order: the summary in the text's, quotes too, the others best first."""
        if not reading.judgements:
            return
        candidates = candidates_of(reading)
        lists = _choose(candidates)
        context = _Proposals(reading, candidates, FindingIndex(reading, found))
        yield from (context.finding(Takeaway, run) for run in lists.takeaway)
        for run in sorted(lists.summary):
            yield context.finding(SummarySentence, run, heading=context.heading(run))
        yield from (context.finding(Insight, run) for run in lists.insights)
        yield from (context.finding(Principle, run) for run in lists.principles)
        yield from (context.finding(Practice, run) for run in lists.practices)
        yield from (context.quote(run) for run in sorted(lists.quotes))


def candidates_of(reading: Reading) -> list[Candidate]:
    """Return every sentence of the reading as a candidate; blocks are turns in speech and paragraphs in writing."""
    block, before = -1, None
    result = []
    for sentence, judgement in zip(reading.sentences, reading.judgements, strict=True):
        if before is None or not _together(before, sentence):
            block += 1
        before = sentence
        start = _opens(reading.text, sentence)
        usable = sentence.kind not in ("heading", "code") and not sentence.broken
        content = frozenset(_stem(word.folded) for word in reading.words_of(sentence) if len(word.folded) > 3)
        result.append(Candidate(start, sentence.end, sentence.last_word - sentence.first_word, block, usable, content, judgement))
    return result


def _together(one: Sentence, other: Sentence) -> bool:
    same = (one.kind, one.speaker, one.turn) == (other.kind, other.speaker, other.turn)
    return same and (one.kind == "speech" or one.segment == other.segment)


def _opens(text: str, sentence: Sentence) -> int:
    """Return where the sentence begins behind its opener; where the opener is all there is, where the sentence begins."""
    match = _OPENER.match(text, sentence.start, sentence.end)
    return match.end() if match and sentence.end - match.end() >= _LEAST_REST else sentence.start


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


def _choose(candidates: Sequence[Candidate]) -> _Lists:
    words = sum(one.words for one in candidates)
    chosen = joined(select(candidates, budget(words)), candidates)
    takeaway = _takeaway(candidates, chosen)
    rest = [run for run in chosen if run not in takeaway]
    insights = _insights(candidates, rest)
    summary = [run for run in rest if run not in insights]
    taken = list(chosen)

    def listed(values: list[float], per: int, least: float, fewest: int = 0, most: int = _MOST_LISTED) -> list[Run]:
        runs = best(candidates, values, taken, min(most, max(fewest, words // per)), least)
        taken.extend(runs)
        return runs

    quotes = listed([_of(one, one.judgement.quote2) for one in candidates], _WORDS_PER_QUOTE, _QUOTE_LEAST, _FEWEST_QUOTES, _MOST_QUOTES)
    principles = listed(
        [_of(one, one.judgement.does("rule") * math.sqrt(one.judgement.gist1)) for one in candidates],
        _WORDS_PER_PRINCIPLE,
        _PRINCIPLE_LEAST,
    )
    practices = listed([_of(one, one.judgement.practice) for one in candidates], _WORDS_PER_PRACTICE, _PRACTICE_LEAST)
    return _Lists(takeaway, summary, insights, principles, practices, quotes)


def _of(one: Candidate, value: float) -> float:
    """Return the value of a sentence that would stand alone in a list; 0 where its speaker does not assert it, or it is promotion."""
    judgement = one.judgement
    if judgement.asserted < _ASSERTED or one.words < 5:
        return 0.0
    return value * math.sqrt(judgement.alone) * (1 - judgement.promotion)


def _takeaway(candidates: Sequence[Candidate], chosen: Sequence[Run]) -> list[Run]:
    """Return the selected run that best states the one thing to remember; none where no run does."""

    def value(run: Run) -> float:
        sentences = candidates[run.first : run.last + 1]
        if min(one.judgement.asserted for one in sentences) < _ASSERTED:
            return 0.0
        return sum(one.judgement.takeaway for one in sentences)

    top = max(chosen, key=lambda run: (value(run), -run.first), default=None)
    return [top] if top and value(top) >= _TAKEAWAY_LEAST else []


def _insights(candidates: Sequence[Candidate], runs: Sequence[Run]) -> list[Run]:
    """Return the runs that explain most, best first: reasons, rules and claims worth repeating that their speaker asserts."""

    def value(run: Run) -> float:
        sentences = candidates[run.first : run.last + 1]
        if min(one.judgement.asserted for one in sentences) < _ASSERTED:
            return 0.0
        return max((one.judgement.does("cause", "rule", "definition") + one.judgement.quote1 for one in sentences), default=0.0)

    count = max(_INSIGHTS[0], min(_INSIGHTS[1], round(_INSIGHT_SHARE * len(runs))))
    ranked = sorted(runs, key=lambda run: (-value(run), run.first))
    return [run for run in ranked[: min(count, len(runs) - 1)] if value(run) > 0]


class _Proposals:
    """Words the findings of runs: span, speaker, confidence and reasons."""

    def __init__(self, reading: Reading, candidates: Sequence[Candidate], context: FindingIndex) -> None:
        self._reading, self._candidates, self._context = reading, candidates, context
        self._origin = reading.judged_by

    def heading(self, run: Run) -> str:
        """Return the title of the chapter in which the run begins."""
        chapter = self._context.chapter_at(self._candidates[run.first].start)
        return chapter.title if chapter else ""

    def finding(self, kind: type[_Sentence], run: Run, **fields: str) -> Finding:
        """Return a finding of this kind."""
        judgement = self._lead(run)
        return kind(
            spans=(self._span(run),),
            speaker=self._reading.sentences[run.first].speaker,
            origin=self._origin,
            confidence=round(judgement.gist1 if kind in (Principle, Practice) else judgement.gist2, 2),
            reasons=(self._reason(run),),
            **fields,
        )

    def quote(self, run: Run) -> Quote:
        """Return a quote with its score and topics."""
        judgement = self._lead(run)
        span = self._span(run)
        return Quote(
            spans=(span,),
            speaker=self._reading.sentences[run.first].speaker,
            origin=self._origin,
            confidence=judgement.quote1,
            relevance_score=max(1, min(10, round(3 + 12 * judgement.quote2))),
            reason=self._reason(run),
            reasons=(self._reason(run),),
            topics=self._context.topics_of(self._reading.text[span.start : span.end].lower()),
        )

    def _span(self, run: Run) -> Span:
        return Span(self._candidates[run.first].start, self._candidates[run.last].end)

    def _lead(self, run: Run) -> Judgement:
        return max((one.judgement for one in self._candidates[run.first : run.last + 1]), key=lambda judgement: judgement.gist2)

    def _reason(self, run: Run) -> str:
        """Return why the run was selected, such as `Gives a reason; names Nokia; gives 2 figures; from “The handset years”`."""
        judgement = self._lead(run)
        function = max(zip(judgement.function, FUNCTIONS, strict=True))[1]
        parts = [_DOES[function], *self._context.particulars(self._span(run))]
        heading = self.heading(run)
        text = "; ".join([*parts[:3], *([f"from “{heading}”"] if heading else [])])
        return text[:1].upper() + text[1:]
