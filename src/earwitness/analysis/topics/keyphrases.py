"""Extracts key phrases: the noun-like phrases that name titles and topics.

There is no tagger; a phrase is a run of subject words, and what its neighbours are tells a noun from a verb: `the build` but not
`to build a`. Measured on nothing but reading: the aim is that no printed title ends in the middle of a thought.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from earwitness.analysis.chapters.segmentation import stem
from earwitness.analysis.common_words import COMMONNESS
from earwitness.analysis.stopwords import FUNCTION_WORDS, STOPWORDS, VAGUE_WORDS, WEAK_WORDS
from earwitness.analysis.verbs import VERBS
from earwitness.model.reading import Reading, Sentence, Word
from earwitness.model.transcript import Span

LONGEST = 4
"""Words of the longest phrase."""

_NOUN_FOLLOWS = """
a an the this that these those my your our their his her its of no every each some any many more another other
"""
_VERB_FOLLOWS = """
to i you we they he she it who can could will would should may might must not don't doesn't didn't won't can't let's i'll we'll you'll i'd
"""
_VERB_PRECEDES = """
a an the it them him her me us you this that these those my your our their his to up out down off
"""
_BEFORE_NOUN = frozenset(_NOUN_FOLLOWS.split())
_BEFORE_VERB = frozenset(_VERB_FOLLOWS.split())
_AFTER_VERB = frozenset(_VERB_PRECEDES.split())
_LOOSE = """
etc bunch ton course terms sort mind hand stuff order front rest forth bunch example instance moment total general
basis extra back sake couple bullet
mr mrs ms dr jr sr inc corp ltd co vs com www http https non multi pre quote unquote episode gotcha
actual available based better bigger curious different existing fair familiar general high involved likely normal obvious particular
possible previous recent related relevant irrelevant single specific useful willing wise worth various additional current latest massive
fascinating cute weird dumb stupid smart monday tuesday wednesday thursday friday saturday sunday january february march april june july
august september october november december
gentlemen ladies sir god jesus damn hell shit fuck fucking fucked bullshit crap dude bro buddy bless yo cetera
african american asian australian british canadian chinese dutch english european french german indian irish italian japanese korean
mexican russian spanish deep broad wide narrow rough smart quick slow strong weak rich poor clean dirty fresh raw solid random
sixty seventy eighty ninety dot slash
disfmarker vocalsound gap inaudible crosstalk laughs laughter music applause unintelligible foreign pause
"""
_LOOSE_WORDS = frozenset(_LOOSE.split())
"""Words that never end a phrase worth printing."""
_LEADING = """
open real long free first second third high low big small world life time deep random raw dirty clean american asian british canadian
chinese dutch australian english european french german indian irish italian japanese korean african mexican russian spanish
"""
_NEVER_FIRST = (VAGUE_WORDS | _LOOSE_WORDS) - frozenset(_LEADING.split())
"""Words that only fill in before a noun: `entire`, `different`, `good`."""
_DESPITE = "objective perspective initiative incentive archive collective executive variable table"
_NOUNS_DESPITE = frozenset(_DESPITE.split())
"""Nouns with the ending of an adjective."""
_NOUN_ENDINGS = ("tion", "sion", "ment", "ness", "ity", "ism", "er", "or", "ist", "ship", "ance", "ence", "ure", "logy", "ics", "cy", "age")
_GLUE = frozenset((" ", "-", "\n", "\u2011", "\u00a0"))


class Phrase(NamedTuple):
    """A phrase: its comparison key, how specific its words are (0 to 1) and its places in reading order."""

    key: tuple[str, ...]
    specificity: float
    places: tuple[Span, ...]
    sentences: tuple[int, ...]
    """The index (into the sentences given) of the sentence of each place."""
    name_like: float
    """Share of its places written as a name: capitals that the start of a sentence does not explain."""


def keyphrases(reading: Reading, sentences: Sequence[Sentence]) -> list[Phrase]:
    """Every phrase of one to four words of these sentences, in order of first occurrence."""
    places: dict[tuple[str, ...], list[tuple[Span, int, bool]]] = defaultdict(list)
    for at, sentence in enumerate(sentences):
        words = reading.words_of(sentence)
        for first, last in _runs(reading.text, words):
            capital = [word.text[0].isupper() and (i > 0 or word.text[1:2].isupper()) for i, word in enumerate(words[first:last], first)]
            forms = [stem(word.folded) for word in words[first:last]]
            for one, other in _parts(words, first, last):
                key = tuple(forms[one - first : other - first])
                named = all(capital[one - first : other - first])
                places[key].append((Span(words[one].start, words[other - 1].end), at, named))
    return [
        Phrase(
            key,
            _specificity(reading.text[held[0][0].start : held[0][0].end]),
            tuple(span for span, _, _ in held),
            tuple(at for _, at, _ in held),
            sum(named for _, _, named in held) / len(held),
        )
        for key, held in places.items()
    ]


def _runs(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Runs of words that a noun phrase may hold, as word indexes."""
    first = -1
    for at, word in enumerate(words):
        # A figure may be part of a name: `GPT 5.2`, `BIP 8`.
        fits = _may_hold(word.folded) if not word.text[0].isdigit() else at > 0 and words[at - 1].text[0].isupper()
        if first >= 0 and not (fits and text[words[at - 1].end : word.start] in _GLUE):
            yield first, at
            first = -1
        if fits and first < 0:
            first = at
    if first >= 0:
        yield first, len(words)


@lru_cache(maxsize=1 << 16)
def _may_hold(form: str) -> bool:
    if form in STOPWORDS or "'" in form.removesuffix("'s"):
        return False
    return not form.endswith("ly") or len(form) < 5 or form in COMMONNESS


def _parts(words: Sequence[Word], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The phrases inside a run whose first and last word can begin and end one."""
    for one in range(first, last):
        if not _may_begin(words, one):
            continue
        for other in range(one + 1, min(last, one + LONGEST) + 1):
            if _may_end(words, one, other - 1):
                yield one, other


def _may_begin(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    form = word.folded
    if form[0].isdigit() or (len(form) < 2):
        return False
    if form in _NEVER_FIRST:
        return False
    if word.text[0].isupper() and at:
        return True
    before = words[at - 1].folded if at else ""
    if before in _BEFORE_VERB:
        return False
    if form in VERBS or form.endswith(("ing", "ed")):
        return before in _BEFORE_NOUN
    return True


def _may_end(words: Sequence[Word], first: int, at: int) -> bool:
    word = words[at]
    form = word.folded
    if form[0].isdigit():
        return at > first
    if form in WEAK_WORDS or form in _LOOSE_WORDS or len(form) < 2 or (len(form) == 2 and not word.text.isupper()):
        return False
    if form.endswith(("ive", "ous", "ful", "able", "ible", "ical", "less", "ish")) and not word.text[0].isupper():
        return form in (
            "objective",
            "perspective",
            "initiative",
            "incentive",
            "archive",
            "native",
            "collective",
            "executive",
            "variable",
            "table",
            "vegetable",
        )
    if at == first and not word.text[0].isupper() and not _is_noun(words, at):
        return False
    after = words[at + 1].folded if at + 1 < len(words) else ""
    if form.endswith("ed") and not form.endswith("eed") and not word.text[0].isupper():
        return False
    if form in VERBS or form.endswith("ing"):
        return after not in _AFTER_VERB and (at > first or words[at - 1].folded in _BEFORE_NOUN if at else False)
    return True


def _is_noun(words: Sequence[Word], at: int) -> bool:
    """What a lone word must show: a noun's ending, the plural, or an article before it."""
    form = words[at].folded
    plural = form.endswith("s") and not form.endswith(("ss", "us", "is"))
    return plural or form.endswith(_NOUN_ENDINGS) or (at > 0 and words[at - 1].folded in _BEFORE_NOUN)


def _specificity(words: str) -> float:
    """1 for words no other talk has, near 0 for words every talk has."""
    forms = words.casefold().replace("-", " ").split()
    total = 0.0
    for form in forms:
        plain = form.removesuffix("'s").removesuffix("’s")
        common = (
            1.0 if plain in VAGUE_WORDS or plain in FUNCTION_WORDS else max(COMMONNESS.get(plain, 0.0), COMMONNESS.get(stem(plain), 0.0))
        )
        total += 1.0 - 0.9 * common
    return total / max(1, len(forms))
