"""Predictions: expectations and plans about a time after the speaking, each in the clause that states it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from earwitness.analysis.numbers.analyzer import trimmed
from earwitness.analysis.predictions.context import score
from earwitness.analysis.predictions.cues import PredictionCue, cues_in, may_tell_the_future
from earwitness.analysis.predictions.horizons import horizon_in
from earwitness.model.findings import Finding, Prediction
from earwitness.model.reading import Reading, Sentence
from earwitness.model.transcript import Span
from earwitness.text.due import due_of

THRESHOLD = 0.5
"""Clauses scoring less are not proposed; set on the development excerpts."""
LONGEST = 260

_LEAD = 22
"""A first clause of fewer characters (`Eventually,`) is the lead-in of the next one."""

_BREAK = re.compile(
    r"[;:—]\s|\s[–-]\s|\n|(?<=[.!?])\s|,?\s(?=(?:but|and|so|or|because|while|whereas|although|though)\s(?:i|i['’]m|we|we['’]re|you|you['’]re|he|she|it|they|they['’]re|"
    r"it['’]s|there|there['’]s|that|that['’]s|this|if|when|then|the|as|[A-Z]))|,\s(?=(?:but|and|so|then)\s)|,\s(?=(?:i|we|it|they|he|she|there)\s)|\s\("
)
_LEADS = re.compile(
    r"(?:and\s|but\s|so\s|now,?\s)?(?:i\s(?:think|believe|guess|suspect|bet|expect)|as|if|when|once|until|unless|in|by|within|for|over|soon|eventually|after|before|given|"
    r"assuming|with|to|maybe|perhaps|probably|ultimately|generally)(?![\w])", re.IGNORECASE
)  # fmt: skip
_TRAILS = re.compile(
    r"(?:as\slong\sas|if|unless|until|than|provided|assuming|once|when|by|in|within|through|given|just\sby|no\smatter|as|because|with|probably|which|where)(?![\w])",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"(?<![\w])(?:if|unless|as\slong\sas|so\slong\sas|provided(?:\sthat)?|assuming(?:\sthat)?|in\scase|once|conditional\son|subject\sto|depending\son|until)"
    r"\s[^,.;:!?()\n—]{4,110}", re.IGNORECASE
)  # fmt: skip
_NO_CONDITION = re.compile(
    r"(?:as\sif|even\sif|what\sif|see\sif|wonder\sif|know\sif|ask\sif|sure\sif|if\s(?:not|anything|so|ever)(?![\w]))", re.IGNORECASE
)
_HEDGE = re.compile(
    r"(?<![\w])(?:might|may|could|probably|likely|unlikely|perhaps|maybe|possibly|potentially|presumably|hopefully|almost\scertainly|certainly|definitely|undoubtedly|"
    r"i\s(?:really\s|just\s|do\s)?(?:think|believe|guess|suspect|bet|hope|would\ssay|expect)|i['’]m\s(?:sure|pretty\ssure|convinced|confident|not\ssure)|i\sfully\sexpect|we\s"
    r"(?:think|believe|expect|hope)|my\s(?:guess|bet|sense|prediction)|in\smy\s(?:view|opinion)|looks\slike|feels\slike|(?:it\s)?seems|(?:is|are|was)?\s?(?:expected|projected|"
    r"forecast)\sto|reportedly|according\sto|no\sdoubt)(?![\w])", re.IGNORECASE
)  # fmt: skip
_REASONS = {
    "expectation": "an expectation is stated",
    "plan": "a plan is stated",
    "will": "says what will be",
    "going to": "says what is going to be",
    "modal": "says what may be",
    "could": "says what could be",
}


class _Claim(NamedTuple):
    span: Span
    cue: PredictionCue
    horizon: str
    weight: float


class PredictionAnalyzer:
    """Proposes the predictions of an item."""

    name = "predictions"
    requires: frozenset[str] = frozenset()
    provides = frozenset({"prediction"})

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterator[Prediction]:
        """Predictions in reading order, one for each clause that states one."""
        for sentence in reading.prose:
            if not may_tell_the_future(word.folded for word in reading.words_of(sentence)):
                continue
            for claim in _claims(reading, sentence):
                yield _prediction(reading, sentence, claim)


def _claims(reading: Reading, sentence: Sentence) -> Iterator[_Claim]:
    text = reading.text
    cues = cues_in(text, sentence.start, sentence.end)
    if not cues:
        return
    cuts = [sentence.start, *(match.end() for match in _BREAK.finditer(text, sentence.start, sentence.end)), sentence.end]
    cuts = [cut for at, cut in enumerate(cuts) if at in (0, len(cuts) - 1) or cut - cuts[at - 1] > _LEAD or cuts[at - 1] != sentence.start]
    clauses = [(a, b) for a, b in itertools.pairwise(cuts) if a < b]
    weighed = [_best(text, [cue for cue in cues if a <= cue.start < b], (a, b), sentence) for a, b in clauses]
    last_end = -1
    for at, claim in enumerate(weighed):
        if claim is None or claim.weight < THRESHOLD:
            continue
        low, high = _widen(text, clauses, at, [other is not None and other.weight >= THRESHOLD for other in weighed])
        span = _trimmed(reading, sentence, max(low, last_end), high, claim.cue)
        if span is None:
            continue
        last_end = span.end
        yield claim._replace(span=span, horizon=horizon_in(text, span.start, span.end))


def _best(text: str, cues: Sequence[PredictionCue], clause: tuple[int, int], sentence: Sentence) -> _Claim | None:
    horizon = horizon_in(text, *clause)
    best: _Claim | None = None
    for cue in cues:
        weight = score(text, cue, clause, (sentence.start, sentence.end), horizon=horizon)
        if best is None or weight > best.weight:
            best = _Claim(Span(*clause), cue, horizon, weight)
    return best


def _widen(text: str, clauses: Sequence[tuple[int, int]], at: int, taken: Sequence[bool]) -> tuple[int, int]:
    """The clause with the lead-in before it and the condition or time behind it, as far as they belong to no other claim."""
    low, high = clauses[at]
    first, last = at, at
    while first > 0 and not taken[first - 1] and high - clauses[first - 1][0] <= LONGEST:
        begins = clauses[first - 1][0]
        if not (_LEADS.match(text, begins, low) or clauses[at][1] - low < 25 or horizon_in(text, begins, low)):
            break
        first, low = first - 1, begins
    while last + 1 < len(clauses) and not taken[last + 1] and clauses[last + 1][1] - low <= LONGEST:
        if not _TRAILS.match(text, clauses[last + 1][0], clauses[last + 1][1]):
            break
        last, high = last + 1, clauses[last + 1][1]
    return low, high


def _trimmed(reading: Reading, sentence: Sentence, low: int, high: int, cue: PredictionCue) -> Span | None:
    """The span without unspoken marks and loose ends, at most `LONGEST` characters around the cue."""
    text = reading.text
    if sentence.broken:
        for mark in reading.transcript.unspoken_in(low, high):
            if mark.end <= cue.start:
                low = max(low, mark.end)
            elif mark.start >= cue.end:
                high = min(high, mark.start)
            else:
                return None
    if cue.start - low > LONGEST // 2:
        low = text.find(" ", cue.start - LONGEST // 2, cue.start) + 1 or cue.start
    if high - low > LONGEST:
        high = max(text.rfind(" ", cue.end, low + LONGEST), cue.end)
    span = trimmed(text, (low, high), (cue.start, cue.end))
    words = len(text[cue.end : span.end].split())
    return span if words >= (2 if cue.family in ("modal", "could") else 1) else None


def _prediction(reading: Reading, sentence: Sentence, claim: _Claim) -> Prediction:
    text, span = reading.text, claim.span
    source_text = text[span.start : span.end]
    return Prediction(
        spans=(span,),
        horizon=" ".join(claim.horizon.split()),
        due=due_of(claim.horizon, reading.item.published),
        condition=_condition(source_text),
        hedge=", ".join(dict.fromkeys(" ".join(match.group().split()) for match in _HEDGE.finditer(source_text))),
        speaker=sentence.speaker,
        confidence=round(min(0.97, max(0.05, claim.weight)), 2),
        reasons=(_REASONS[claim.cue.family], *(("names a time",) if claim.horizon else ())),
    )


def _condition(said: str) -> str:
    for match in _CONDITION.finditer(said):
        if not _NO_CONDITION.search(said, max(0, match.start() - 7), match.start() + 14):
            return " ".join(match.group().split())
    return ""
