"""Words worth repeating: whole sentences of one voice that a reader understands alone, with why they matter.

`relevance_score` is a weighted sum of features between 0 and 1 (`WEIGHTS`), scaled by how well the passage reads alone, then
spread over 1 to 10. docs/quotes.md explains the formula for readers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from earwitness.analysis.passages import NARRATIVE
from earwitness.analysis.reasons import reason_for
from earwitness.analysis.salience import Findings, Particulars, Salience, Weight, likeness, salience, stem
from earwitness.analysis.selection import Candidate, choose, place_of
from earwitness.model.findings import Finding, Quote
from earwitness.model.reading import Reading
from earwitness.model.transcript import Span

MIN_WORDS, MAX_WORDS = 8, 60
WORDS_PER_QUOTE = 500
FEWEST, MOST = 3, 40
_GOOD, _FAIR = 0.34, 0.28
"""From a score of 5 on all are printed that there is room for, with a score of 4 only until half the room is taken."""
_SHORT, _ROUNDED = 10, 0.04
"""A short sentence that points back rounds a quote off ("Those are different costs"): worth its words."""
WEIGHTS = {
    "centrality": 0.22,
    "claim": 0.20,
    "specificity": 0.16,
    "novelty": 0.13,
    "generality": 0.10,
    "prediction": 0.06,
    "imagery": 0.05,
    "concision": 0.04,
    "authority": 0.02,
    "title": 0.02,
}
_NOVEL = frozenset({"finding", "contrast", "comparison"})
_IMAGERY = re.compile(
    r"\b(?:like an? \w+|as if|war|fire|blood|death|dead|dies?|kill\w*|dreams?|nightmare|fear|afraid|love|hate|crazy|insane|magic\w*"
    r"|monster|gods?|heart|soul|"
    r"explo\w+|race|goldmine|earthquake|tsunami|wave|storm|revolution\w*|addict\w*|weapon\w*|engine|oxygen|fuel|superpower\w*"
    r"|holy grail|wild west|arms race|"
    r"tipping point|sprint\w*|mouse|cheese|jungles?|trap|moat|bubble|cathedral|miracle|beautiful|terrifying|brutal|courage|genius"
    r"|legendary)\b",
)


class QuoteAnalyzer:
    """Proposes quotes."""

    name = "quotes"

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[Quote]:
        """Quotes in the order of the text, about one for every 500 words."""
        known = salience(reading)
        context = Findings(reading, found)
        candidates = candidates_of(reading, context)
        count = min(MOST, max(FEWEST, round(len(reading.words) / WORDS_PER_QUOTE)))
        places = max(1, len({candidate.place for candidate in candidates}))
        cap = max(2, math.ceil(2.0 * count / places))
        chosen = choose([candidate for candidate in candidates if candidate.score >= _GOOD], count, cap=cap)
        if len(chosen) < max(FEWEST, count // 2):
            chosen = choose([c for c in candidates if c.score >= _FAIR or count <= FEWEST], max(FEWEST, count // 2), cap=cap)
        for candidate in sorted(chosen, key=lambda c: c.span):
            yield _quote(reading, known, context, candidate)


def candidates_of(reading: Reading, context: Findings) -> list[Candidate]:
    """Every run of sentences that could be quoted, with what it is worth."""
    known = salience(reading)
    return [_candidate(reading, known, context, run) for run in _runs(known.weights)]


class Run(NamedTuple):
    """One to three consecutive sentences of one voice."""

    weights: tuple[Weight, ...]

    @property
    def span(self) -> Span:
        """From the first sentence to the last."""
        return Span(self.weights[0].passage.start, self.weights[-1].passage.end)

    @property
    def words(self) -> int:
        """How many there are."""
        return sum(weight.passage.words for weight in self.weights)


def _runs(weights: Sequence[Weight]) -> Iterator[Run]:
    """Every sentence that stands alone, and those followed by sentences that lean on them."""
    for at, weight in enumerate(weights):
        if weight.fitness < 0.35:
            continue
        run = Run((weight,))
        if run.words >= MIN_WORDS:
            yield run
        for following in weights[at + 1 : at + 3]:
            if not continues(run.weights[-1], following) or run.words + following.passage.words > MAX_WORDS:
                break
            run = Run((*run.weights, following))
            if run.words >= MIN_WORDS:
                yield run


def continues(weight: Weight, following: Weight) -> bool:
    """True when the next sentence is of the same voice, reads well, and completes the one before it."""
    one, other = weight.sentence, following.sentence
    if (one.speaker, one.turn, one.kind) != (other.speaker, other.turn, other.kind) or (
        one.kind != "speech" and one.segment != other.segment
    ):
        return False
    passage = following.passage
    if not passage.whole or passage.fluency < 0.75 or passage.words > 26 or not adjoins(weight, following):
        return False
    if passage.plain.startswith(("like ", "which ")):
        return False
    leans = passage.standing < 0.5 or passage.words < MIN_WORDS
    return leans or (passage.words <= 16 and likeness(weight.content, following.content) >= 0.15)


def adjoins(weight: Weight, following: Weight) -> bool:
    """True when nothing but white space lies between the sentences, and the second begins with its own words, `And` or `But`.

    Any other opener (`Uh`, `Like`, `Yeah`) could be left outside a span that starts there, but not out of the middle of one.
    """
    skipped = following.passage.start - following.sentence.start
    return following.sentence.start - weight.sentence.end <= 2 and (skipped == 0 or following.passage.opener in ("and", "but"))


def _candidate(reading: Reading, known: Salience, context: Findings, run: Run) -> Candidate:
    features = features_of(reading, known, context.inside(run.span), run)
    value = sum(WEIGHTS[name] * feature for name, feature in features.items())
    lead = run.weights[0]
    fluency = min(weight.passage.fluency for weight in run.weights)
    value *= (0.4 + 0.6 * lead.passage.standing) * (0.25 + 0.75 * fluency**1.5)
    if NARRATIVE.search(lead.passage.plain[:60]) or any(weight.cues.reported for weight in run.weights):
        value *= 0.75
    if (
        len(run.weights) > 1
        and run.weights[-1].passage.standing < 0.5
        and run.weights[-1].passage.words <= _SHORT
        and len(run.weights[-1].content) > 1
    ):
        value += _ROUNDED
    if not known.punctuated:
        value *= 0.5
    content = tuple(dict.fromkeys(word for weight in run.weights for word in weight.content))
    best = max(run.weights, key=lambda weight: (weight.cues.claim + weight.centrality, -weight.passage.start))
    return Candidate(value, run.span, content, place_of(reading, context, run.span.start), best)


def features_of(reading: Reading, known: Salience, particulars: Particulars, run: Run) -> dict[str, float]:
    """The features of a run, each 0 to 1, under the names of `WEIGHTS`."""
    weights = run.weights
    kinds = {kind for weight in weights for kind in weight.cues.kinds}
    lengths = [weight.passage.words for weight in weights]
    mean = sum(weight.centrality * length for weight, length in zip(weights, lengths, strict=True)) / sum(lengths)
    centrality = 0.7 * max(weight.centrality for weight in weights) + 0.3 * mean
    claim = max(weight.cues.claim for weight in weights) + 0.12 * (len(weights) - 1) * (min(weight.cues.claim for weight in weights) > 0)
    plain = " ".join(weight.passage.plain for weight in weights)
    words = {stem(word) for weight in weights for word in weight.content}
    first = weights[0].sentence
    return {
        "centrality": centrality,
        "claim": min(1.0, claim * 1.4),
        "specificity": min(1.0, (len(particulars.names) + 2 * len(particulars.figures)) / 4),
        "novelty": min(1.0, 0.6 * len(kinds & _NOVEL)),
        "generality": max(weight.cues.general for weight in weights),
        "prediction": 1.0 if particulars.predicted else 0.5 if "prediction" in kinds else 0.0,
        "imagery": 1.0 if _IMAGERY.search(plain) else 0.0,
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


def _quote(reading: Reading, known: Salience, context: Findings, candidate: Candidate) -> Quote:
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
