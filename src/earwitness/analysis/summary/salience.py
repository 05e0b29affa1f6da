"""Salience of each sentence in its item: computed once per reading, shared by quotes, insights, summary and takeaway.

Centrality is mutual reinforcement of sentences and words (Zha 2002): a word weighs what the sentences that hold it weigh, and a
sentence what its words weigh. It ranks as LexRank does, on the same graph, but costs time in the number of words and not of sentence pairs.
"""

from __future__ import annotations

import bisect
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from earwitness.analysis.stopwords import WEAK_WORDS
from earwitness.analysis.summary.passages import SentencePassage, passage_of
from earwitness.analysis.summary.statements import NO_CUES, Cues, cues_of
from earwitness.model.findings import Chapter, Entity, Finding, Number, Prediction, Topic
from earwitness.model.reading import Reading, Sentence, Word
from earwitness.model.transcript import Span
from earwitness.text.words import word_form

_ROUNDS = 4
"""Rounds of reinforcement; on a two-hour transcript the order of the first hundred sentences no longer changes after the third."""
_PROPER = re.compile(r"(?<=[a-z,] )(?!I(?:['’]\w+)?\b)[A-Z][\w'’-]*[A-Za-z0-9]\b(?:['’]s)?")
_FIGURE = re.compile(r"(?<![\w.])[$€£~]?\d+(?:[.,]\d+)*%?")


_ISSUE = re.compile(r"^[^:|–—]{0,40}?\d{1,4}\s*[:|–—]\s*")
"""`Second Opinion 41: ` names the show, not the subject."""


class SentenceWeight(NamedTuple):
    """One sentence of the prose with all that speaks for and against it."""

    sentence: Sentence
    passage: SentencePassage
    cues: Cues
    content: tuple[str, ...]
    """Its distinct subject words, in order."""
    centrality: float
    """Rank among the sentences fit to print: 0 (lowest) to 1."""

    @property
    def fitness(self) -> float:
        """0 to 1: whether it may be printed alone at all, and how gladly."""
        return self.passage.standing * self.passage.fluency**2 if self.passage.whole else 0.0


@dataclass(frozen=True)
class Salience:
    """The weights of a reading's prose, in order, and what they were computed from."""

    weights: tuple[SentenceWeight, ...]
    importance: dict[str, float]
    """Subject words with their weight in the whole item, the heaviest 1."""
    title: frozenset[str]
    """Subject words of the item's title."""
    lead: frozenset[str]
    """Those of its first clause: what a letter on many subjects names first."""
    hosts: frozenset[str]
    """Those who ask rather than answer."""
    punctuated: bool
    """False for text without sentence signs, where nothing can be cut with confidence."""


class _Same:
    """A reading as a key: equal to itself alone. Holding it keeps its identity from being given to another."""

    __slots__ = ("reading",)

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def __hash__(self) -> int:
        return id(self.reading)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.reading is self.reading


def salience(reading: Reading) -> Salience:
    """The salience of a reading; asked for again with the same reading, the same value without the work."""
    return _salience(_Same(reading))


@lru_cache(maxsize=2)
def _salience(key: _Same) -> Salience:
    reading = key.reading
    prose = reading.prose
    punctuated = _is_punctuated(reading)
    cased = 2 * sum(1 for sentence in prose if reading.text[sentence.start].islower()) < len(prose)
    passages = [passage_of(reading, sentence, punctuated=punctuated, cased=cased) for sentence in prose]
    passages = _once_only(passages)
    content = [content_words(reading.words_of(sentence)) for sentence in prose]
    scores, importance = _reinforce(content)
    ranks = _ranks([score if passage.whole else -1.0 for score, passage in zip(scores, passages, strict=True)])
    weights = tuple(
        SentenceWeight(
            sentence, passage, cues_of(passage.plain) if _may_be_printed(passage) else NO_CUES, words, rank * _inner(reading, sentence)
        )
        for sentence, passage, words, rank in zip(prose, passages, content, ranks, strict=True)
    )
    title = frozenset(title_words(reading.item.title))
    return Salience(weights, importance, title, _lead_words(reading.item.title) or title, _hosts(reading), punctuated)


def _hosts(reading: Reading) -> frozenset[str]:
    """The named hosts, else the voices of whose turns far more than of the others' hold a question; nobody where nobody else speaks."""
    source_text: Counter[str] = Counter()
    turns: dict[str, set[int]] = {}
    asked: dict[str, set[int]] = {}
    for sentence in reading.prose:
        if sentence.kind == "speech" and sentence.speaker:
            source_text[sentence.speaker] += sentence.last_word - sentence.first_word
            turns.setdefault(sentence.speaker, set()).add(sentence.turn)
            if reading.text[sentence.end - 1] == "?":
                asked.setdefault(sentence.speaker, set()).add(sentence.turn)
    if len(turns) < 2:
        return frozenset()
    named = {person.name for person in reading.item.people if person.role == "host"} & turns.keys()
    if named:
        return frozenset(named) if len(named) < len(turns) else frozenset()
    share = {name: len(asked.get(name, ())) / len(held) for name, held in turns.items()}
    calmest = min(share.values())
    most = 0.45 * source_text.total()
    return frozenset(
        name for name, held in turns.items() if len(held) >= 3 and share[name] >= max(0.3, 2 * calmest) and source_text[name] < most
    )


def _inner(reading: Reading, sentence: Sentence) -> float:
    """Less than 1 in the first and last moments of a long talk, where people greet, introduce and thank."""
    if sentence.kind != "speech" or len(reading.words) < 1500:
        return 1.0
    at = sentence.start / len(reading.text)
    return 0.6 if at < 0.02 or at > 0.97 else 1.0


def _may_be_printed(passage: SentencePassage) -> bool:
    """Cues cost most of the time here: they are sought only where a sentence can be printed or complete another."""
    return passage.whole and passage.fluency >= 0.55


def title_words(title: str) -> list[str]:
    """The subject words of a title or heading, stemmed."""
    words = (word.strip("'’-") for word in re.findall(r"[\w'’-]+", word_form(title)))
    return [stem(word) for word in words if word not in WEAK_WORDS and len(word) > 2 and not word.isdigit()]


def _lead_words(title: str) -> frozenset[str]:
    """The subject words of the first clause of a title that has two of them."""
    own = _ISSUE.sub("", title)
    clauses = (frozenset(title_words(clause)) for clause in re.split(r"[,;:|–—]|\s-\s", own))
    return next((words for words in clauses if len(words) > 1), frozenset())


def _once_only(passages: Sequence[SentencePassage]) -> list[SentencePassage]:
    """The passages with those said word for word more than once taken out: refrains, trailers and sponsor reads."""
    seen = Counter(passage.plain for passage in passages if passage.words >= 6)
    return [passage._replace(whole=False) if seen[passage.plain] > 1 else passage for passage in passages]


def _is_punctuated(reading: Reading) -> bool:
    """Whether at least three in ten of the longer sentences end with a sentence sign."""
    longer = [s for s in reading.prose if s.last_word - s.first_word >= 6]
    ended = sum(1 for s in longer if reading.text[s.end - 1] in ".!?…\"”’')")
    return ended >= 0.3 * len(longer)


def stem(word: str) -> str:
    """A word without the endings that do not change its subject: plural, possessive.

    >>> stem("models"), stem("companies"), stem("analysis")
    ('model', 'company', 'analysis')
    """
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 5 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def content_words(words: Sequence[Word]) -> tuple[str, ...]:
    """The distinct subject words among `words`, stemmed, in order."""
    return tuple(
        dict.fromkeys(stem(w.folded) for w in words if len(w.folded) > 2 and w.folded not in WEAK_WORDS and not w.folded[0].isdigit())
    )


def _reinforce(content: Sequence[tuple[str, ...]]) -> tuple[list[float], dict[str, float]]:
    """Each sentence's centrality and each word's importance."""
    frequency = Counter(word for words in content for word in words)
    total = max(2, len(content))
    idf = {word: math.log(total / count) for word, count in frequency.items() if count > 1}
    score = [1.0 if words else 0.0 for words in content]
    weight: dict[str, float] = dict.fromkeys(idf, 0.0)
    for _ in range(_ROUNDS):
        weight = dict.fromkeys(idf, 0.0)
        for words, value in zip(content, score, strict=True):
            share = value / math.sqrt(len(words) + 4)
            for word in words:
                if word in weight:
                    weight[word] += share * idf[word]
        # The square root keeps one word that is everywhere from deciding alone.
        weight = {word: math.sqrt(value) for word, value in weight.items()}
        score = [sum(weight.get(word, 0.0) * idf.get(word, 0.0) for word in words) / math.sqrt(len(words) + 4) for words in content]
        top = max(score, default=0.0) or 1.0
        score = [value / top for value in score]
    top = max(weight.values(), default=0.0) or 1.0
    return score, {word: value / top for word, value in weight.items()}


def _ranks(values: Sequence[float]) -> list[float]:
    """Each value's share of smaller ones among those not negative; equal values share the higher rank."""
    order = sorted(value for value in values if value >= 0)
    last = max(1, len(order) - 1)
    return [min(1.0, bisect.bisect_left(order, value) / last) if value >= 0 else 0.0 for value in values]


class Particulars(NamedTuple):
    """What earlier analysers found inside one stretch of text."""

    names: tuple[str, ...]
    figures: tuple[str, ...]
    predicted: bool


def _figure(number: Number) -> str:
    """`30%`, `150,000,000 USD per month`: the value with its unit."""
    value = f"{number.value:,.12g}"
    return value + "%" if number.unit == "%" else f"{value} {number.unit}".strip()


class FindingIndex:
    """The findings made before, ready to be asked what lies inside a span."""

    def __init__(self, reading: Reading, found: Iterable[Finding]) -> None:
        """Sorts the findings by place; the reading's text stands in where no entities or numbers were sought."""
        self._text = reading.text
        names: list[tuple[int, int, str]] = []
        figures: list[tuple[int, int, str]] = []
        predictions: list[tuple[int, int, str]] = []
        self.chapters: list[Chapter] = []
        self.topics: list[Topic] = []
        for finding in found:
            if isinstance(finding, Entity):
                names.extend((span.start, span.end, finding.name) for span in finding.spans)
            elif isinstance(finding, Number):
                figures.extend((span.start, span.end, _figure(finding)) for span in finding.spans)
            elif isinstance(finding, Prediction):
                predictions.extend((span.start, span.end, "") for span in finding.spans)
            elif isinstance(finding, Chapter):
                self.chapters.append(finding)
            elif isinstance(finding, Topic):
                self.topics.append(finding)
        self._names, self._figures, self._predictions = sorted(names), sorted(figures), sorted(predictions)
        self.chapters.sort(key=lambda chapter: chapter.start)
        self._chapter_starts = [chapter.start for chapter in self.chapters]

    def inside(self, span: tuple[int, int]) -> Particulars:
        """Distinct names and figures that stand wholly in `span`, and whether a prediction is made there."""
        names: Iterable[str] = self._within(self._names, span)
        if not self._names:
            names = (
                name.removesuffix("'s").removesuffix("’s")
                for name in _PROPER.findall(self._text, span[0], span[1])
                if name.lower() not in WEAK_WORDS
            )
        figures: Iterable[str] = self._within(self._figures, span)
        if not self._figures:
            figures = _FIGURE.findall(self._text, span[0], span[1])
        return Particulars(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(figures)), bool(self._within(self._predictions, span)))

    def names_in(self, span: tuple[int, int]) -> list[tuple[str, int]]:
        """The names that stand wholly in `span`, in order, each with where it ends."""
        first = bisect.bisect_left(self._names, (span[0], 0, ""))
        last = bisect.bisect_left(self._names, (span[1], 0, ""), first)
        return [(label, end) for _, end, label in self._names[first:last] if end <= span[1]]

    @staticmethod
    def _within(places: list[tuple[int, int, str]], span: tuple[int, int]) -> list[str]:
        first = bisect.bisect_left(places, (span[0], 0, ""))
        last = bisect.bisect_left(places, (span[1], 0, ""), first)
        return [label for _, end, label in places[first:last] if end <= span[1]]

    def chapter_at(self, position: int) -> Chapter | None:
        """The chapter that holds `position`."""
        at = bisect.bisect_right(self._chapter_starts, position) - 1
        return self.chapters[at] if at >= 0 and position < self.chapters[at].end else None

    def topics_of(self, plain: str) -> tuple[str, ...]:
        """The topics with a keyword in `plain` (lower case), strongest first, at most three."""
        padded = " " + re.sub(r"[^\w'+#-]+", " ", plain) + " "
        return tuple(
            t.topic for t in self.topics if any(f" {k.lower()} " in padded or f" {k.lower()}s " in padded for k in (*t.keywords, t.topic))
        )[:3]


def overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """True when `span` shares a character with any of `others`."""
    return any(span[0] < end and start < span[1] for start, end in others)


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How far two sentences are about the same: shared subject words over the shorter one's."""
    if not one or not other:
        return 0.0
    return len(set(one) & set(other)) / min(len(one), len(other))


def span_of(weight: SentenceWeight) -> Span:
    """The span a sentence is printed with."""
    return Span(weight.passage.start, weight.passage.end)
