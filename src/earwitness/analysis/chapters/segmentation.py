"""Topic segmentation of speech: scores every sentence as a possible boundary, and selects among them.

In the line of TextTiling (Hearst 1997): the words before and after a place are compared. What people say and do when they change the
subject (a question by the one who asks, `let's move on`, a long answer just ended) is added, since in talk it tells more than
vocabulary does. The weights are fitted by logistic regression, see docs/chapters.md.
"""

from __future__ import annotations

import bisect
import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from earwitness.analysis.stopwords import WEAK_WORDS
from earwitness.model.reading import Reading, Sentence

WINDOW = 8
"""Sentences compared on either side of a place: about 120 words, Hearst's block size."""

_CUES = (
    (
        r"(?:let'?s|let us|let me|want(?:ed)? to|like to|shall we|we(?:'ll| will| can| should)|i(?:'ll| will| would|'d)|gonna|going to)"
        r"(?: \w+){0,2} (?:move|jump|turn|shift|switch|pivot|dive|dig|segue|transition|get|go|zoom|step|circle|come|kick|start|begin|wrap)"
        r" (?:on|over|into|to|in|out|back|off|up|gears?|topics?|with)"
    ),
    r"moving (?:on|along|to|over)",
    r"switching gears|changing (?:gears|topics?|the subject)",
    r"next (?:up|story|topic|question|item|one|article|section|agenda)",
    (
        r"(?:first|second|third|final|last|another|other|new|next)"
        r" (?:topic|story|question|item|subject|section|article|piece of news|headline|announcement)"
    ),
    r"on (?:to|a) (?:the next|different|another|related|that) (?:note|topic|story)|speaking of|in other news",
    r"let'?s (?:talk|discuss|look|begin|start|continue|return|do)",
    r"(?:want|wanted|like|love) to (?:talk|ask|touch|discuss|bring up|chat|hear|understand|know|go)",
    r"so,? (?:tell (?:me|us)|talk (?:to me|about|us)|walk (?:me|us))",
    r"(?:tell|give|walk|take) (?:us|me) (?:about|through|a|an|the|how|what|why)",
    r"(?:you(?:'ve| have)?|we) (?:mentioned|talked about|touched on|brought up|wrote)",
    r"curious (?:about|how|what|if|to)|how about|what about|thanks? (?:so much|you)|welcome (?:back|to)|before we",
)
_STRONG_CUE = re.compile(rf"\b(?:{'|'.join(_CUES)})\b", re.IGNORECASE)
"""What people say when they change the subject."""
_ANNOUNCEMENT = re.compile(
    r"\b(?:(?:let'?s|let us|shall we|we(?:'ll| will| can| should)|i(?:'ll| will)|(?:want|like|going) to|gonna) (?:now )?(?:just )?"
    r"(?:move|jump|turn|shift|switch|pivot|dive|segue|transition|get|go|kick|start) (?:right )?(?:on|over|into|in|to|off|gears)\b"
    r"|moving (?:on|along)\b|switching gears"
    r"|(?:first|second|third|next|final|last|another|other) (?:topic|story|article|subject|section|item|headline|question)"
    r"|next up|in other news|(?:is|are) making news|breaking news)",
    re.IGNORECASE,
)
"""The plain announcement of a new subject."""
_OPENING = re.compile(
    r"^\W*(?:(?:uh|um|yeah|right),? )?"
    r"(?:so|okay|ok|all right|alright|now|well|cool|great|awesome|anyway|got it|excellent|fantastic|amazing|perfect|interesting)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^\W*(?:(?:and|so|but|then|well|now|okay|also|uh|um),? )?"
    r"(?:what|how|why|who|when|where|which|can|could|do|does|did|is|are|was|were|would|should|have|has|will)\b",
    re.IGNORECASE,
)


class Scored(NamedTuple):
    """A sentence that may open a new stretch: its index among the sentences and how likely it does (log-odds)."""

    sentence: int
    score: float


FEATURES = (
    "turn", "asker", "question", "question_opens", "long_before", "length", "cue", "opening", "cue_asker", "distance", "near_distance",
    "novelty", "announced", "pause", "early",
)  # fmt: skip
WEIGHTS: tuple[float, ...] = (1.83, 0.56, 0.97, 0.50, 2.86, 3.28, 1.01, 0.41, -0.21, 2.73, 1.06, 0.73, 0.39, 0.60, 0.30)
BIAS = -12.45
ANNOUNCED_INSIDE = 5.0
"""Added for an announcement in the middle of a turn. Set by hand: the labelled data put every boundary at a turn, and captions miss turns;
it makes up for the weight of the turn features (1.83 + 2.86 * 0.7 + 3.28 * 0.6, less some doubt)."""


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """A crude common form of a folded English word: plural and verb endings off, enough to see a subject come back.

    >>> stem("channels"), stem("routing"), stem("routed")
    ('channel', 'rout', 'rout')
    """
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending in ("ing", "ed", "es"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            word = word[: -len(ending)]
            return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls" else word.removesuffix("e")
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word


def content_stems(reading: Reading, sentences: Sequence[Sentence]) -> list[tuple[str, ...]]:
    """For each sentence the stems of its subject words."""
    stems: dict[str, str] = {}
    out: list[tuple[str, ...]] = []
    for sentence in sentences:
        held: list[str] = []
        for word in reading.words_of(sentence):
            form = stems.get(word.folded)
            if form is None:
                plain = word.folded
                form = "" if plain in WEAK_WORDS or len(plain) < 3 or plain[0].isdigit() else stem(plain)
                stems[plain] = form
            if form:
                held.append(form)
        out.append(tuple(held))
    return out


def score(reading: Reading, sentences: Sequence[Sentence]) -> list[Scored]:
    """The log-odds that a sentence opens a new stretch, for every sentence but the first."""
    scored: list[Scored] = []
    for at, row in enumerate(features(reading, sentences)):
        total = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, row, strict=True))
        if row[_ANNOUNCED] and not row[_TURN]:
            total += ANNOUNCED_INSIDE
        scored.append(Scored(at, total))
    return scored[1:]


_TURN, _ANNOUNCED = FEATURES.index("turn"), FEATURES.index("announced")


def features(reading: Reading, sentences: Sequence[Sentence]) -> list[tuple[float, ...]]:
    """For each sentence the values of `FEATURES`."""
    stems = content_stems(reading, sentences)
    distance, near = _distances(stems, WINDOW * 2), _distances(stems, WINDOW // 2)
    novelty = _novelty(stems)
    turns = _turns(reading, sentences)
    askers = _askers(turns, sentences)
    rows: list[tuple[float, ...]] = []
    for at, sentence in enumerate(sentences):
        turn = turns[at]
        opens = turn.first == at
        source_text = reading.text[sentence.start : min(sentence.end, sentence.start + 120)].replace("’", "'")
        asker = askers.get(sentence.speaker or "", 0.0)
        cue = 1.0 if _STRONG_CUE.search(source_text) else 0.0
        rows.append(
            (
                1.0 if opens else 0.0,
                asker if opens else 0.0,
                1.0 if opens and turn.question else 0.0,
                1.0 if _QUESTION.match(source_text) else 0.0,
                math.log1p(turn.words_before) / 6 if opens else 0.0,
                math.log1p(turn.words) / 6 if opens else 0.0,
                cue,
                1.0 if _OPENING.match(source_text) else 0.0,
                cue * asker,
                distance[at],
                near[at],
                novelty[at],
                1.0 if _ANNOUNCEMENT.search(source_text) else 0.0,
                _pause(reading, sentences, at),
                1.0 if at < WINDOW else 0.0,
            )
        )
    return rows


class _Turn(NamedTuple):
    first: int
    words: int
    words_before: int
    question: bool


def _turns(reading: Reading, sentences: Sequence[Sentence]) -> list[_Turn]:
    """For each sentence the turn it stands in."""
    runs: list[list[int]] = []
    for at, sentence in enumerate(sentences):
        same = runs and (sentences[at - 1].turn, sentences[at - 1].speaker) == (sentence.turn, sentence.speaker)
        if same and sentence.kind == "speech":
            runs[-1].append(at)
        else:
            runs.append([at])
    out: list[_Turn] = []
    before = 0
    for run in runs:
        words = sentences[run[-1]].last_word - sentences[run[0]].first_word
        question = any(reading.text[sentences[at].end - 1] == "?" for at in run[-4:])
        out.extend([_Turn(run[0], words, before, question)] * len(run))
        before = words if words > 3 else before
    return out


def _askers(turns: Sequence[_Turn], sentences: Sequence[Sentence]) -> dict[str, float]:
    """For each named voice how much it is the one who asks: its share of questions over its share of words, squeezed into 0 to 1."""
    asked: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for at, turn in enumerate(turns):
        if turn.first == at and (name := sentences[at].speaker):
            asked[name] += turn.question
            words[name] += turn.words
    if len(words) < 2:
        return {}
    all_asked, all_words = max(1, asked.total()), max(1, words.total())
    ratios = {name: (asked[name] / all_asked) / max(0.05, words[name] / all_words) for name in words}
    return {name: ratio / (ratio + 1) for name, ratio in ratios.items()}


def _distances(stems: Sequence[tuple[str, ...]], window: int) -> list[float]:
    """One minus the cosine of the weighted words `window` sentences before and after each place, kept up while sliding."""
    spread = Counter(form for held in stems for form in set(held))
    total = len(stems)
    rare = {form: math.log(1 + total / count) ** 2 for form, count in spread.items()}
    left: Counter[str] = Counter()
    right: Counter[str] = Counter(form for held in stems[:window] for form in held)
    dot, left_square = 0.0, 0.0
    right_square = sum(rare[form] * count * count for form, count in right.items())
    out: list[float] = []
    for at in range(total):
        norm = math.sqrt(max(left_square, 0.0) * max(right_square, 0.0))
        out.append(1.0 - dot / norm if norm > 1e-9 else 1.0)
        for form in stems[at]:  # from the right window into the left one
            weight, one, other = rare[form], left[form], right[form]
            dot += weight * ((one + 1) * (other - 1) - one * other)
            left_square += weight * (2 * one + 1)
            right_square += weight * (1 - 2 * other)
            left[form], right[form] = one + 1, other - 1
        for form in stems[at - window] if at >= window else ():
            dot -= rare[form] * right[form]
            left_square += rare[form] * (1 - 2 * left[form])
            left[form] -= 1
        for form in stems[at + window] if at + window < total else ():
            dot += rare[form] * left[form]
            right_square += rare[form] * (2 * right[form] + 1)
            right[form] += 1
    return out


def _novelty(stems: Sequence[tuple[str, ...]]) -> list[float]:
    """For each place how many subject words come up for the first time just after it and stay, over the root of all words there."""
    first: dict[str, int] = {}
    counts: Counter[str] = Counter()
    for at, held in enumerate(stems):
        counts.update(held)
        for form in held:
            first.setdefault(form, at)
    fresh = [sum(first[form] == at and counts[form] > 2 for form in set(held)) for at, held in enumerate(stems)]
    reach = WINDOW // 2
    return [sum(fresh[at : at + reach]) / math.sqrt(max(1, sum(len(held) for held in stems[at : at + reach]))) for at in range(len(stems))]


def _pause(reading: Reading, sentences: Sequence[Sentence], at: int) -> float:
    """Seconds of silence before a sentence, at most 3, where cues tell them."""
    if not at:
        return 0.0
    here, before = reading.transcript.segments[sentences[at].segment], reading.transcript.segments[sentences[at - 1].segment]
    if here is before or here.start_ms is None or before.end_ms is None:
        return 0.0
    return min(3.0, max(0.0, (here.start_ms - before.end_ms) / 1000))


def choose(scored: Sequence[Scored], sentences: Sequence[Sentence], *, count: int, least_words: int) -> list[int]:
    """The indexes of at most `count` sentences that open a stretch, best first picked, no two nearer than `least_words`, in order."""
    last_word = sentences[-1].last_word
    used: list[int] = []
    closed: set[int] = set()
    cell = max(1, least_words)
    places: dict[int, list[int]] = {}
    for candidate in sorted(scored, key=lambda one: (-one.score, one.sentence)):
        if len(used) >= count:
            break
        word = sentences[candidate.sentence].first_word
        if candidate.sentence in closed or word - sentences[0].first_word < least_words or last_word - word < least_words // 2:
            continue
        near = (other for key in range(word // cell - 1, word // cell + 2) for other in places.get(key, ()))
        if all(abs(word - other) >= least_words for other in near):
            used.append(candidate.sentence)
            places.setdefault(word // cell, []).append(word)
    return sorted(used)


def split_long(
    opens: Sequence[int], scored: Sequence[Scored], sentences: Sequence[Sentence], *, most_words: int, least_words: int
) -> list[int]:
    """`opens` (the first one 0) with every stretch of more than `most_words` parted once, at its best sentence away from its ends."""
    best: dict[int, Scored] = {}
    ends = [*(sentences[at].first_word for at in opens[1:]), sentences[-1].last_word]
    for candidate in scored:
        number = bisect.bisect_right(opens, candidate.sentence) - 1
        start, word = sentences[opens[number]].first_word, sentences[candidate.sentence].first_word
        inside = ends[number] - start > most_words and start + least_words <= word <= ends[number] - least_words
        if inside and (number not in best or candidate.score > best[number].score):
            best[number] = candidate
    return sorted({*opens, *(candidate.sentence for candidate in best.values())})
