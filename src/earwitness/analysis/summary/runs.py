"""One to four consecutive sentences of one speaker that are printed together because the later ones complete the first."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from earwitness.analysis.summary.salience import SentenceWeight, likeness
from earwitness.model.transcript import Span

LEAST_WORDS, MOST_WORDS = 6, 60
_SHORT_ADVICE = 7
_LEAST_FITNESS = 0.35
_NEXT_WORDS = 26
_REVERSED = re.compile(
    r"(?:it|they|that|he|she|you) (?:is|are|does|do|did|was|were|can|has|have|'s|'re|isn't|aren't|doesn't|don't|didn't|\w+s)\b"
    r"|it's |they're "
)
_ASIDE = re.compile(r"(?:i|we|my|our|he|she)\b|it's from\b")
_SUMS_UP = re.compile(r"(?:those|these) are (?:[\w'-]+ ){1,4}[\w'-]+[.!]$")
"""`Those are different costs.` says what the sentences before come to."""
_EXPLAINS = re.compile(r"(?:it|that|this|those|these|they|that's|it's) ")
_DENIED = re.compile(r"\b(?:not|never|isn't|aren't|doesn't|don't|didn't|wasn't|weren't|used to|thought|nothing|no longer)\b")


class SentenceRun(NamedTuple):
    """One to four consecutive sentences of one voice."""

    weights: tuple[SentenceWeight, ...]

    @property
    def span(self) -> Span:
        """From the first sentence to the last."""
        return Span(self.weights[0].passage.start, self.weights[-1].passage.end)

    @property
    def words(self) -> int:
        """How many there are."""
        return sum(weight.passage.words for weight in self.weights)

    @property
    def content(self) -> tuple[str, ...]:
        """The distinct subject words of all its sentences, in order."""
        return tuple(dict.fromkeys(word for weight in self.weights for word in weight.content))


def runs(weights: Sequence[SentenceWeight], *, least_words: int = LEAST_WORDS) -> Iterator[SentenceRun]:
    """Every sentence that stands alone, and those followed by sentences that lean on them."""
    for at, weight in enumerate(weights):
        if weight.fitness < _LEAST_FITNESS:
            continue
        run = SentenceRun((weight,))
        if run.words >= least_words:
            yield run
        for following in weights[at + 1 : at + 4]:
            if not continues(run.weights[-1], following) or run.words + following.passage.words > MOST_WORDS:
                break
            run = SentenceRun((*run.weights, following))
            if run.words >= least_words:
                yield run


def continues(weight: SentenceWeight, following: SentenceWeight) -> bool:
    """True when the next sentence is of the same voice, reads well, and completes the one before it."""
    one, other = weight.sentence, following.sentence
    if (one.speaker, one.turn, one.kind) != (other.speaker, other.turn, other.kind) or (
        one.kind != "speech" and one.segment != other.segment
    ):
        return False
    passage = following.passage
    if not passage.whole or passage.fluency < 0.75 or passage.words > _NEXT_WORDS or not adjoins(weight, following):
        return False
    if passage.plain.startswith(("like ", "which ")) or (following.cues.advice >= 0.75 and not weight.cues.advice):
        return False
    if weight.cues.advice and weight.passage.words < _SHORT_ADVICE:
        return True
    leans = passage.standing < 0.5 or passage.words < 8
    return leans or (passage.words <= 16 and likeness(weight.content, following.content) >= 0.15)


def adjoins(weight: SentenceWeight, following: SentenceWeight) -> bool:
    """True when nothing but white space lies between the sentences, and the second begins with its own words, `And` or `But`.

    Any other opener (`Uh`, `Like`, `Yeah`) could be left outside a span that starts there, but not out of the middle of one.
    """
    skipped = following.passage.start - following.sentence.start
    return following.sentence.start - weight.sentence.end <= 2 and (skipped == 0 or following.passage.opener in ("and", "but"))


def turns_around(run: SentenceRun) -> bool:
    """True when a later sentence turns the first one around, as in `X is not a detail. X is the product.`."""
    if len(run.weights) < 2 or not _DENIED.search(run.weights[0].passage.plain):
        return False
    lead, second = run.weights[0], run.weights[1]
    return bool(_REVERSED.match(second.passage.plain)) or likeness(lead.content, second.content) >= 0.5


def looseness(run: SentenceRun) -> float:
    """How much of what follows the first sentence is an afterthought: the sentences that neither assert nor turn anything around."""
    loose = 0.0
    for one, other in itertools.pairwise(run.weights):
        cues = other.cues
        if _ASIDE.match(other.passage.plain):
            loose += 1.5
        elif not (cues.maxim or cues.claim >= 0.3 or cues.advice or turns_around(SentenceRun((one, other)))):
            loose += 1.0 if not _EXPLAINS.match(other.passage.plain) else -0.6 if _SUMS_UP.match(other.passage.plain) else 0.5
    return loose
