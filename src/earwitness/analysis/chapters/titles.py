"""Chapter titles composed of the source's own words, with the offsets of those words."""

from __future__ import annotations

import bisect
import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from earwitness.analysis.chapters.segmentation import stem
from earwitness.analysis.stopwords import WEAK_WORDS
from earwitness.analysis.topics.keyphrases import Phrase, keyphrases
from earwitness.analysis.verbs import VERBS
from earwitness.model.reading import Reading, Sentence
from earwitness.model.transcript import Span
from earwitness.text.words import single_line

_ASKING = re.compile(r"^(?:(?:so|and|but|okay|well|now|then),? )?(?=(?:what|how|why|who|when|where|which)\b)", re.IGNORECASE)
_POINTING_WORDS = """
it this that these those they them he she him her you your there here then one ones do did does i me my mean us we're
"""
_POINTING = frozenset(_POINTING_WORDS.split())
_WIDTH = {1: 0.55, 2: 1.25, 3: 1.35, 4: 1.15}
"""Two or three words name a subject best; one word is mostly too little, unless it is a name."""


_LONE_NAME = 0.75
_SECOND, _SECOND_OF_LONE, _BESIDE_A_NAME = 0.5, 0.15, 0.02
_OPENING = 4
_ASKED = 1.5
"""How much more a phrase counts that the question or announcement which opens the stretch holds."""
_ANNOUNCED = re.compile(
    r"\b(?:talk(?:ing)? (?:a (?:little )?bit )?(?:more )?about|let's|let us|tell (?:me|us)|question|curious"
    r"|next|turn to|move (?:on )?to)\b",
    re.IGNORECASE,
)
_FILE_LIKE = re.compile(r"[/\\_@#]|\w\.\w")


class Title(NamedTuple):
    """A title and the places of its words."""

    text: str
    spans: tuple[Span, ...]


class _Use(NamedTuple):
    phrase: Phrase
    often: int
    first: int
    """Index into `phrase.places` of its first place in the stretch."""
    last: int


def titles(reading: Reading, sentences: Sequence[Sentence], opens: Sequence[int]) -> list[Title]:
    """A title for each stretch; `opens` are the indexes of the sentences that open them, the first one 0."""
    names = _voices(reading)
    uses = _uses(keyphrases(reading, sentences), opens)
    ends = [*opens[1:], len(sentences)]
    out: list[Title] = []
    used: Counter[tuple[str, ...]] = Counter()
    for number, (first, last) in enumerate(zip(opens, ends, strict=True)):
        opening = _opened_with(reading, sentences[first : min(last, first + _OPENING)], first)
        ranked = sorted(
            (
                (
                    _weight(use, opens, (first, last), names)
                    * (_ASKED if use.phrase.sentences[use.first] in opening else 1.0)
                    / (1 + 2 * used[use.phrase.key]),
                    use,
                )
                for use in uses[number]
                if not use.phrase.key[0].endswith("ly") and not _FILE_LIKE.search(reading.text_of(use.phrase.places[use.first]))
            ),
            key=lambda pair: (-pair[0], pair[1].phrase.places[pair[1].first].start),
        )[:24]
        title = _asked(reading, sentences[first : min(last, first + 4)], ranked) or _named(reading, ranked)
        for weight, use in ranked:
            if weight > 0 and reading.text_of(use.phrase.places[use.first]).casefold() in title.text.casefold():
                used[use.phrase.key] += 1
        out.append(title if title.text else _opening(reading, sentences[first:last]))
    return out


def _opened_with(reading: Reading, opening: Sequence[Sentence], first: int) -> frozenset[int]:
    """The indexes of the opening sentences that ask or announce what the stretch is about."""
    return frozenset(
        first + at
        for at, sentence in enumerate(opening)
        if reading.text[sentence.end - 1] == "?" or _ANNOUNCED.search(reading.text, sentence.start, sentence.end)
    )


def _voices(reading: Reading) -> frozenset[str]:
    """The stems of the names of those who take part: they say nothing of the subject."""
    names = [person.name for person in reading.item.people]
    names += sorted({segment.speaker for segment in reading.transcript.segments if segment.speaker})
    return frozenset(stem(word.casefold()) for name in names for word in name.split())


def _uses(phrases: Sequence[Phrase], opens: Sequence[int]) -> list[list[_Use]]:
    uses: list[list[_Use]] = [[] for _ in opens]
    for phrase in phrases:
        if phrase.specificity < 0.3:
            continue
        at = 0
        while at < len(phrase.sentences):
            number = bisect.bisect_right(opens, phrase.sentences[at]) - 1
            end = opens[number + 1] if number + 1 < len(opens) else math.inf
            last = at
            while last < len(phrase.sentences) and phrase.sentences[last] < end:
                last += 1
            uses[number].append(_Use(phrase, last - at, at, last))
            at = last
    return uses


def _weight(use: _Use, opens: Sequence[int], stretch: tuple[int, int], names: frozenset[str]) -> float:
    """How well a phrase stands for its stretch: often here, seldom elsewhere, early, specific, two or three words, a name."""
    phrase, count = use.phrase, use.often
    if any(form in names for form in phrase.key):
        return 0.0
    elsewhere = len(phrase.places) - count
    rate = count / (count + 0.3 * elsewhere)
    chapters = len({bisect.bisect_right(opens, at) for at in phrase.sentences}) if elsewhere else 1
    rarity = math.log((1 + len(opens)) / chapters) + 0.3
    position = (phrase.sentences[use.first] - stretch[0]) / max(1, stretch[1] - stretch[0])
    named = phrase.name_like > 0.5
    width = _WIDTH[len(phrase.key)] * (1.15 if named else 1.0)
    if named and len(phrase.key) == 1:
        width = _LONE_NAME
    if count == 1:
        often = 0.4 if named and len(phrase.key) > 1 else 0.15
    elif len(phrase.key) == 1 and not named and (count < 4 or phrase.specificity < 0.6):
        often = 0.4
    elif len(phrase.key) == 1 and not named:
        often = 0.6 * math.pow(count, 0.75)
    else:
        often = math.pow(count, 0.75)
    return often * rate * rarity * width * math.pow(phrase.specificity, 1.5) * (1.4 - 0.8 * position)


def _asked(reading: Reading, opening: Sequence[Sentence], ranked: Sequence[tuple[float, _Use]]) -> Title | None:
    """The question the stretch answers, when it is short, stands on its own and asks about what the stretch is about."""
    strong = {form for _, use in ranked[:6] for form in use.phrase.key}
    for sentence in opening:
        words = [word.folded for word in reading.words_of(sentence)]
        if not 4 <= len(words) <= 11 or sentence.broken or reading.text[sentence.end - 1] != "?":
            continue
        match = _ASKING.match(reading.text_of(sentence))
        if not match or any(word in _POINTING for word in words) or not any(word in VERBS for word in words[1:]):
            continue
        if any(words[at : at + size] == words[at + size : at + 2 * size] for size in (1, 2) for at in range(len(words) - size)):
            continue  # a false start: `what about, what about solar flares?`
        if not any(stem(word) in strong for word in words if word not in WEAK_WORDS):
            continue
        span = Span(sentence.start + match.end(), sentence.end)
        return Title(_capitalised(single_line(reading.text_of(span))), (span,))
    return None


def _named(reading: Reading, ranked: Sequence[tuple[float, _Use]]) -> Title:
    """The best phrase, and the second when it is nearly as good and speaks of something else."""
    chosen: list[_Use] = []
    for weight, use in ranked:
        if weight <= 0:
            break
        if chosen and not _adds(chosen[0], weight / ranked[0][0], use):
            continue
        wide = _widest(use, ranked)
        if all(not set(wide.phrase.key) & set(other.phrase.key) for other in chosen):
            chosen.append(wide)
        if len(chosen) == 2:
            break
    if len(chosen) == 2 and len(chosen[0].phrase.key) == 1 < len(chosen[1].phrase.key) and chosen[1].phrase.name_like < 0.5:
        chosen.reverse()
    spans = [_best_place(reading, use) for use in chosen]
    text = " and ".join(single_line(reading.text_of(span)) for span in spans)
    return Title(_capitalised(text), tuple(spans))


def _adds(first: _Use, share: float, use: _Use) -> bool:
    """True when a second phrase is nearly as good as the first, or the first is a single word, which alone tells little."""
    if len(first.phrase.key) == 1 and first.phrase.name_like > 0.5 and len(use.phrase.key) > 1:
        return share >= _BESIDE_A_NAME
    if len(first.phrase.key) == 1:
        return share >= _SECOND_OF_LONE and (use.often > 1 or len(use.phrase.key) > 1)
    return share >= _SECOND and use.often > 1


def _widest(use: _Use, ranked: Sequence[tuple[float, _Use]]) -> _Use:
    """A longer phrase that holds this one and occurs nearly as often: `memory` gives way to `long-term memory`."""
    for _, other in ranked:
        longer, key = other.phrase.key, use.phrase.key
        if len(longer) > len(key) and other.often * 3 >= use.often * 2 and _holds(longer, key):
            return other
    return use


def _holds(longer: tuple[str, ...], key: tuple[str, ...]) -> bool:
    return any(longer[at : at + len(key)] == key for at in range(len(longer) - len(key) + 1))


def _best_place(reading: Reading, use: _Use) -> Span:
    """The place in the stretch with the writing that is commonest there, the first of them."""
    writings: dict[str, list[Span]] = defaultdict(list)
    for span in use.phrase.places[use.first : use.last]:
        writings[single_line(reading.text_of(span))].append(span)
    return max(writings.values(), key=lambda spans: (len(spans), -spans[0].start))[0]


def _opening(reading: Reading, stretch: Sequence[Sentence]) -> Title:
    """For a stretch without any phrase: its first short sentence, whole."""
    for sentence in stretch:
        if 2 <= sentence.last_word - sentence.first_word <= 12:
            return Title(_capitalised(single_line(reading.text_of(sentence))), (Span(sentence.start, sentence.end),))
    sentence = stretch[0]
    return Title(_capitalised(single_line(reading.text_of(sentence)))[:80].rsplit(" ", 1)[0], (Span(sentence.start, sentence.end),))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
