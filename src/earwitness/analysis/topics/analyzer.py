"""Proposes topics: listed subjects whose terms the source uses, else the source's own key phrases."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from earwitness.analysis.chapters.segmentation import stem
from earwitness.analysis.topics.keyphrases import Phrase, keyphrases
from earwitness.analysis.topics.taxonomy import TaxonomyTopic, subjects
from earwitness.model.findings import Chapter, Finding, Topic
from earwitness.model.reading import Reading, Sentence, Word
from earwitness.model.transcript import Span
from earwitness.text.words import single_line

MOST = 12
"""Topics of one item at most; a reader wants five to ten."""
_OWN = 4
"""Key phrases of the item at most among them."""
_PLACES = 5
"""Telling places shown for a topic."""
_LEAST_SHARE = 0.12
"""Of the strongest topic's weight, below which a topic is only touched on."""


_GENERAL = frozenset(("artificial intelligence", "large language models", "government and public policy", "Bitcoin"))
"""Subjects that tell a reader less than their narrower neighbours do."""


class TopicAnalyzer:
    """Topics with keywords, mentions, prominence and the places that tell them."""

    name = "topics"
    requires: frozenset[str] = frozenset({"chapter"})
    provides = frozenset({"topic"})

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[Finding]:
        """Five to twelve topics where the text is long enough to have them, strongest first."""
        sentences = [sentence for sentence in reading.sentences if sentence.kind != "code"]
        if not sentences:
            return ()
        curated = _curated(reading, sentences)
        own = _own(reading, sentences, [finding for finding in found if isinstance(finding, Chapter)])
        return _topics(_merged(curated, own))


class _Candidate(NamedTuple):
    name: str
    weight: float
    hits: tuple[tuple[str, Span, int], ...]
    """Keyword as shown, place, index of the sentence."""
    curated: bool


class _Keyword(NamedTuple):
    subject: int
    words: tuple[str, ...]
    weight: float
    exact: str


@cache
def _keywords() -> tuple[tuple[TaxonomyTopic, ...], dict[str, tuple[_Keyword, ...]]]:
    """The subjects, and their keywords by the stem of the first word, longest first."""
    table = subjects()
    by_first: dict[str, list[_Keyword]] = defaultdict(list)
    for at, subject in enumerate(table):
        for words, weight, exact in subject.keywords:
            stems = tuple(_stem(word) for word in words)
            by_first[stems[0]].append(_Keyword(at, stems, weight, exact))
    return table, {first: tuple(sorted(held, key=lambda one: -len(one.words))) for first, held in by_first.items()}


def _stem(word: str) -> str:
    """Only the plural taken off: `mining` is not `mine`, `banking` is not `bank`."""
    plain = word.removesuffix("'s")
    if len(plain) > 4 and plain.endswith("ies"):
        return plain[:-3] + "y"
    if len(plain) > 3 and plain.endswith("s") and not plain.endswith(("ss", "us", "is")):
        return plain[:-1]
    return plain


def _curated(reading: Reading, sentences: Sequence[Sentence]) -> list[_Candidate]:
    table, by_first = _keywords()
    hits: dict[int, list[tuple[str, Span, int]]] = defaultdict(list)
    weights: dict[int, dict[tuple[str, ...], float]] = defaultdict(lambda: defaultdict(float))
    strong: dict[int, float] = defaultdict(float)
    stems: dict[str, str] = {}
    for number, sentence in enumerate(sentences):
        words = reading.words_of(sentence)
        forms = [stems.get(word.folded) or stems.setdefault(word.folded, _stem(word.folded)) for word in words]
        until: dict[int, int] = {}  # a shorter keyword inside a longer one is the same mention
        boost = 7.0 if sentence.kind == "heading" else 1.0
        for at, form in enumerate(forms):
            for keyword in by_first.get(form, ()):
                size = len(keyword.words)
                if until.get(keyword.subject, 0) > at or tuple(forms[at : at + size]) != keyword.words:
                    continue
                if keyword.exact and words[at].text.removesuffix("'s").removesuffix("’s") != keyword.exact:
                    continue
                until[keyword.subject] = at + size
                span = Span(words[at].start, words[at + size - 1].end)
                hits[keyword.subject].append((keyword.exact or _shown(words[at : at + size]), span, number))
                weights[keyword.subject][keyword.words] += boost * keyword.weight * (1.0 + 0.4 * (size - 1))
                strong[keyword.subject] += (2 if boost > 1 else 1) * (keyword.weight == 1.0)
    return [
        _Candidate(
            table[at].name,
            _strength(table[at], weights[at], {number for _, _, number in hits[at]}, len(sentences)),
            tuple(hits[at]),
            curated=True,
        )
        for at in sorted(hits)
        if _is_subject(weights[at], strong[at], len(reading.words))
    ]


def _shown(words: Sequence[Word]) -> str:
    return " ".join(word.folded for word in words).removesuffix("'s")


def _is_subject(weights: dict[tuple[str, ...], float], strong: float, words: int) -> bool:
    """True when several of a subject's keywords occur, or one of them often: a single word is an example, not a subject."""
    if strong < 1:
        return False
    least = 2 if words < 1500 else 3
    return strong >= least and (len(weights) >= 2 or strong >= 2 * least)


def _strength(subject: TaxonomyTopic, weights: dict[tuple[str, ...], float], spread: set[int], sentences: int) -> float:
    """How much a subject is spoken of: its keywords, each damped, so that many different ones count more than one said often."""
    damped = (0.5 if subject.name in _GENERAL else 1.0) * sum(math.pow(value, 0.7) for value in weights.values())
    return damped * (1 + 0.25 * math.log1p(len(weights))) * math.pow(len(spread) / max(1, sentences), 0.15)


def _own(reading: Reading, sentences: Sequence[Sentence], chapters: Sequence[Chapter]) -> list[_Candidate]:
    """The item's own phrases of two to four words that come back, weighted as the subjects are."""
    headings = {stem(word) for chapter in chapters if chapter.heading for word in chapter.title.casefold().split()}
    names = {stem(word) for person in reading.item.people for word in person.name.casefold().split()}
    names |= {stem(word) for sentence in sentences if sentence.speaker for word in sentence.speaker.casefold().split()}
    least = 2 if len(reading.words) < 3000 else 4
    out: list[_Candidate] = []
    for phrase in keyphrases(reading, sentences):
        count = len(phrase.places)
        if len(phrase.key) < 2 or count < least or phrase.specificity < 0.45 or phrase.name_like > 0.6 or set(phrase.key) & names:
            continue
        if len(set(phrase.sentences)) < least or len(set(phrase.key)) < len(phrase.key):
            continue
        titled = 1.8 if set(phrase.key) <= headings else 1.0
        weight = 1.6 * count**0.7 * phrase.specificity**1.5 * titled * (len(set(phrase.sentences)) / len(sentences)) ** 0.15
        out.append(_Candidate(_writing(reading, phrase), weight, _hits(reading, phrase), curated=False))
    out.sort(key=lambda one: (-one.weight, one.hits[0][1].start))
    return out[: 4 * _OWN]


def _writing(reading: Reading, phrase: Phrase) -> str:
    """The commonest writing of a phrase, in small letters unless it is written with capitals throughout."""
    counts = Counter(single_line(reading.text_of(span)) for span in phrase.places)
    return max(counts.items(), key=lambda pair: (pair[1], pair[0].islower(), pair[0]))[0]


def _hits(reading: Reading, phrase: Phrase) -> tuple[tuple[str, Span, int], ...]:
    return tuple(
        (single_line(reading.text_of(span)).casefold(), span, at) for span, at in zip(phrase.places, phrase.sentences, strict=True)
    )


def _merged(curated: Sequence[_Candidate], own: Sequence[_Candidate]) -> list[_Candidate]:
    """The strongest of both, without a phrase that a stronger topic's keywords already hold and subjects that rest on the same words."""
    chosen: list[_Candidate] = []
    cover: dict[int, int] = {}
    used = 0
    for candidate in sorted((*curated, *own), key=lambda one: (-one.weight, one.name)):
        starts = {span.start for _, span, _ in candidate.hits}
        shared = Counter(cover[start] for start in starts if start in cover)
        if shared and max(shared.values()) > 0.6 * len(starts):
            continue
        if not candidate.curated:
            words = set(candidate.name.casefold().split())
            if used >= _OWN or any(words & set(other.name.casefold().split()) for other in chosen if not other.curated):
                continue
            used += 1
        for _, span, _ in candidate.hits:
            cover.setdefault(span.start, len(chosen))
        chosen.append(candidate)
        if len(chosen) == MOST:
            break
    return chosen


def _topics(chosen: Sequence[_Candidate]) -> list[Topic]:
    if not chosen:
        return []
    strongest = chosen[0].weight
    retained = [candidate for at, candidate in enumerate(chosen) if candidate.weight >= _LEAST_SHARE * strongest or at < 5]
    topics: list[Topic] = []
    for candidate in retained:
        counts = Counter(keyword for keyword, _, _ in candidate.hits)
        keywords = tuple(word for word, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:8])
        topics.append(
            Topic(
                topic=candidate.name,
                keywords=keywords,
                mentions=len({span.start for _, span, _ in candidate.hits}),
                prominence=round(candidate.weight / strongest, 3),
                spans=_telling(candidate, keywords),
                confidence=0.8 if candidate.curated else 0.6,
                reasons=(("curated subject, by its keywords",) if candidate.curated else ("phrase the source comes back to",)),
            )
        )
    return topics


def _telling(candidate: _Candidate, keywords: Sequence[str]) -> tuple[Span, ...]:
    """The first place of each of the strongest keywords, then more of the first, in reading order."""
    chosen: list[Span] = []
    for keyword in keywords:
        first = next(span for word, span, _ in candidate.hits if word == keyword)
        if len(chosen) < _PLACES and not any(first.overlaps(other) for other in chosen):
            chosen.append(first)
    for _, span, _ in candidate.hits:
        if len(chosen) < min(_PLACES, 3) and not any(span.overlaps(other) for other in chosen):
            chosen.append(span)
    return tuple(sorted(chosen))
