"""Selects what a digest prints: a few consecutive sentences at a time, the whole at once, no text twice.

The choice is greedy under a budget of words, which for a monotone submodular value is within 1 - 1/e of the best (Nemhauser et al. 1978):
each step takes the run of sentences that adds most for its length, where what resembles a run already taken adds less.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from earwitness.model.judgement import Judgement


class Options(NamedTuple):
    """Parameters of the choice, set by cross-validation over whole shows (docs/reading.md)."""

    most_sentences: int = 3
    most_words: int = 75
    least_words: int = 5
    length_power: float = 0.8
    """0: value counts alone; 1: value per word."""
    overhead: float = 4.0
    """Words added to every run's length: what it costs a reader to start another."""
    repetition: float = 0.7
    """What a run loses that says what another has said."""
    budget_words: int = 440
    budget_share: float = 0.038
    """Share of a long document's words that may be printed, where that is more."""
    short_share: float = 0.4
    """Share of a short document's words that may be printed at most."""


STANDARD = Options()


@dataclass(frozen=True)
class Candidate:
    """A sentence that may be printed."""

    start: int
    end: int
    words: int
    block: int
    """Sentences of one block (a turn, a paragraph) may be printed together."""
    usable: bool
    """False for headings, code and sentences with noise inside."""
    content: frozenset[str]
    """Stems of its content words."""
    judgement: Judgement


class Run(NamedTuple):
    """Consecutive sentences `[first, last]` with the value they were chosen for."""

    first: int
    last: int
    value: float


def worth(judgement: Judgement) -> float:
    """Return what a sentence adds to a summary, 0 to 1: that it is a key point, less where it is promotion or not asserted.

    The square makes one sentence of weight count more than several of some.
    """
    gist = 0.4 * judgement.gist2 + 0.3 * judgement.gist3 + 0.3 * judgement.key
    return gist**2 * (1 - judgement.promotion) * (0.5 + 0.5 * judgement.asserted)


def budget(words: int, options: Options = STANDARD) -> int:
    """Return how many words of a document may be printed as takeaway, summary and insights."""
    return min(max(options.budget_words, int(options.budget_share * words)), max(40, int(options.short_share * words)))


def select(sentences: Sequence[Candidate], room: int, options: Options = STANDARD) -> list[Run]:
    """Return the runs that best tell the document in `room` words, best first."""
    return _greedy(sentences, _runs(sentences, options), room, options)


def best(sentences: Sequence[Candidate], values: Sequence[float], taken: Iterable[Run], most: int, least: float) -> list[Run]:
    """Return at most `most` single sentences with the highest values of at least `least`, none taken before and no two alike."""
    closed = {at for run in taken for at in range(run.first, run.last + 1)}
    weights = _rarity(sentences)
    chosen: list[Run] = []
    for at in sorted(range(len(sentences)), key=lambda at: (-values[at], at)):
        if values[at] < least or len(chosen) >= most:
            break
        one = sentences[at]
        if at in closed or not one.usable or any(_alike(one.content, sentences[run.first].content, weights) > _SAME for run in chosen):
            continue
        chosen.append(Run(at, at, values[at]))
    return chosen


_SAME = 0.6
_POOL = 900
"""Runs compared; in a longer document only the most valuable ones are."""


def _runs(sentences: Sequence[Candidate], options: Options) -> list[tuple[Run, int]]:
    """Return every run that may be printed, with its words."""
    worths = [worth(sentence.judgement) for sentence in sentences]
    found: list[tuple[Run, int]] = []
    for first, opening in enumerate(sentences):
        words, value = 0, 0.0
        for last in range(first, min(len(sentences), first + options.most_sentences)):
            sentence = sentences[last]
            if not sentence.usable or sentence.block != opening.block or (last > first and words + sentence.words > options.most_words):
                break
            words += sentence.words
            value += worths[last]
            if words >= options.least_words:
                score = value * opening.judgement.alone / (words + options.overhead) ** options.length_power
                found.append((Run(first, last, round(score, 6)), words))
    return found


def _greedy(sentences: Sequence[Candidate], runs: Sequence[tuple[Run, int]], room: int, options: Options) -> list[Run]:
    pool = sorted(runs, key=lambda one: (-one[0].value, one[0].first, one[0].last))[:_POOL]
    weights = _rarity(sentences)
    contents = [frozenset().union(*(sentences[at].content for at in range(run.first, run.last + 1))) for run, _ in pool]
    alike, alive = [0.0] * len(pool), set(range(len(pool)))
    chosen: list[Run] = []
    while alive and room >= options.least_words:
        at = min(alive, key=lambda one: (-pool[one][0].value * (1 - options.repetition * alike[one]), pool[one][0].first, one))
        run, words = pool[at]
        alive.discard(at)
        if words > room:
            continue
        chosen.append(run)
        room -= words
        alive = {one for one in alive if pool[one][0].first > run.last or pool[one][0].last < run.first}
        for one in alive:
            alike[one] = max(alike[one], _alike(contents[at], contents[one], weights))
    return chosen


def _rarity(sentences: Sequence[Candidate]) -> dict[str, float]:
    """Return the squared inverse document frequency of every stem, a sentence being a document."""
    counts = Counter(stem for sentence in sentences for stem in sentence.content)
    return {stem: math.log(1 + len(sentences) / count) ** 2 for stem, count in counts.items()}


def _alike(one: frozenset[str], other: frozenset[str], weights: dict[str, float]) -> float:
    """Return the cosine of two sets of stems, each weighted by its rarity."""
    shared = one & other
    if not shared:
        return 0.0
    total = sum(weights[stem] for stem in shared)
    return total / math.sqrt(sum(weights[stem] for stem in one) * sum(weights[stem] for stem in other))


def joined(runs: Iterable[Run], sentences: Sequence[Candidate], most: int = 4) -> list[Run]:
    """Return the runs in the order of the text, those that follow on each other in one block as one run of at most `most` sentences."""
    result: list[Run] = []
    for run in sorted(runs):
        before = result[-1] if result else None
        if (
            before
            and before.last + 1 == run.first
            and sentences[run.first].block == sentences[before.last].block
            and run.last - before.first < most
        ):
            result[-1] = Run(before.first, run.last, max(before.value, run.value))
        else:
            result.append(run)
    return result
