"""Rule-based punctuation and capitalisation, for engines that return bare lower-case words.

The words, their order and their times stay as they were heard. What an engine has marked itself is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from earwitness.model.speech import RecognizedWord
from earwitness.speech.transcript_building import UNSPACED
from earwitness.text.folding import fold

_FEWEST_WORDS = 20
"""Fewer words may well be one sentence that somebody broke off."""
_BARE_ENDS, _BARE_CAPITALS = 0.01, 0.005
"""Share of words with a sentence end (people: one in 8 to 20), of words with a capital: below, the engine writes none."""
_END_MS, _LIKELY_MS, _COMMA_MS, _BREATH_MS = 500, 320, 250, 100
_WAITED_MS, _LONG_PAUSE_MS = 800, 1_800
_SHORTEST, _FULL = 3, 7
_LONGEST_NAME = 5


def _words(lines: str) -> frozenset[str]:
    return frozenset(map(fold, lines.split()))


_HANGING = _words("a an the and or but of if than because which whose my your his her its our their am very every each no")
"""No sentence ends behind one of these, however long the speaker thinks."""
_WAITING = _words("to in on at for from with by so as that is are was were be been more most not into about over under i we they he she")
"""A sentence may end behind one of these (`what did you look at`), but after a longer pause."""
_OPENING = _words(
    """
    so and but well now okay yes no yeah right then because i i'm i've we we're they they're you you're he he's she she's it it's there
    there's this that's what how why when where who let the a in if
    """
)
_TURNING = _words("so thank thanks okay")
"""Said first in a sentence more often than anywhere: after a clause a breath before one is enough."""
_ASIDE = _words("uh um eh er erm uhm mm hmm")
"""Set between commas. Their share of the commas of spoken English as people write it down is large: they are pauses with a voice."""
_RELATIVE = _words("which but including")
"""A comma stands before these more often than not, with or without a breath."""
_CLAUSE = _words("we i you it there we're i'm it's there's because so if when")
"""Begin a clause behind a breath."""
_JOINING = _words("and but so because which where when although while or then")
_AUXILIARY = _words("do does did is are was were can could would will should have has had don't doesn't didn't isn't aren't can't won't")
_SUBJECT = _words("i you we they he she it this that these those there the a an your my our their his her people anyone anybody")
_ASKING = _words("what why how who whom whose where when which")
_CONTRACTED = _words("what's how's where's who's why's")
_MANNER = _words("many much long often far old big come about")
_FIRST_PERSON: Mapping[str, str] = {"i": "I", "i'm": "I'm", "i've": "I've", "i'll": "I'll", "i'd": "I'd"}
_ALWAYS: Mapping[str, str] = {
    word: word.capitalize()
    for word in _words(
        """
        monday tuesday wednesday thursday friday saturday sunday january february april june july august september october november
        december english german french spanish british american european chinese japanese indian europe america britain germany france
        china india africa london
        """
    )
}


class Restored(NamedTuple):
    """The words with what the rules added, and what a reader of the audit must know of it."""

    words: tuple[RecognizedWord, ...]
    warnings: tuple[str, ...]


def restore(words: Sequence[RecognizedWord], *, language: str | None, names: Iterable[str] = ()) -> Restored:
    """The words with sentence ends and capitals where the engine wrote none. `names` are written as they are given."""
    tongue = (language or "").partition("-")[0]
    if len(words) < _FEWEST_WORDS or tongue in UNSPACED:
        return Restored(tuple(words), ())
    texts = [word.text for word in words]
    ends = sum(text.rstrip("\"'”’)").endswith((".", "?", "!", "…", ":")) for text in texts)
    has_ends = ends >= _BARE_ENDS * len(words)
    has_capitals = sum(any(symbol.isupper() for symbol in text) for text in texts) >= _BARE_CAPITALS * len(words)
    if has_ends and has_capitals:
        return Restored(tuple(words), ())
    marked = texts if has_ends else list(_punctuated(words, english=tongue in ("en", "")))
    if not has_capitals:
        marked = _capitalised(marked, names, english=tongue in ("en", ""))
    added = " and ".join(name for name, there in (("punctuation", has_ends), ("capitals", has_capitals)) if not there)
    result = tuple(word._replace(text=text) for word, text in zip(words, marked, strict=True))
    lacks = added.replace(" and ", " or ")
    return Restored(result, (f"the recogniser writes no {lacks}: {added} were added by rules, from pauses and known names",))


def _punctuated(words: Sequence[RecognizedWord], *, english: bool) -> Iterator[str]:
    begun = clause = 0
    for at, (word, after) in enumerate(pairwise(words)):
        source_text, pause = at + 1 - begun, after.start_ms - word.end_ms
        if _ends(word.text, after.text, pause, source_text):
            yield word.text + ("?" if english and _asks([w.text for w in words[begun : at + 1]]) else ".")
            begun = clause = at + 1
        elif english and _parts(fold(word.text), fold(after.text), pause, at + 1 - clause):
            yield word.text + ","
            clause = at + 1
        else:
            yield word.text
    yield words[-1].text + ("?" if english and _asks([w.text for w in words[begun:]]) else ".")


def _parts(form: str, after: str, pause_ms: int, said: int) -> bool:
    """True where a comma stands in English: around fillers, before a relative, and before a clause behind a breath."""
    if (form in _ASIDE) != (after in _ASIDE):
        return said >= 2 or form in _ASIDE
    if said < _SHORTEST or form in _HANGING | _WAITING | _AUXILIARY | _ASKING:
        return False
    return after in _RELATIVE or (after in _CLAUSE and pause_ms >= _BREATH_MS) or (after in _JOINING and pause_ms >= _COMMA_MS)


def _ends(word: str, after: str, pause_ms: int, said: int) -> bool:
    form = fold(word)
    if pause_ms >= _LONG_PAUSE_MS:
        return True
    if form in _HANGING:
        return False
    if said < _SHORTEST:
        return pause_ms >= 2 * _END_MS
    if form in _WAITING:
        return pause_ms >= _WAITED_MS
    likely = _BREATH_MS if fold(after) in _TURNING else _LIKELY_MS if fold(after) in _OPENING else _END_MS
    return pause_ms >= _END_MS or (pause_ms >= likely and said >= _FULL)


def _asks(sentence: Sequence[str]) -> bool:
    """True for a question by its first words: `do you`, `what is`, `how many`, also behind `and` or `so`."""
    forms = [fold(word) for word in sentence]
    while forms and forms[0] in ("and", "so", "but", "well", "okay", "now"):
        forms.pop(0)
    if len(forms) < 2:
        return bool(forms) and forms[0] in ("why", "how", "what", "really")
    first, second = forms[0], forms[1]
    if first in _CONTRACTED:
        return True
    if first in _AUXILIARY:
        return second in _SUBJECT
    return first in _ASKING and (second in _AUXILIARY or (first in ("how", "what", "which") and second in _MANNER))


def _capitalised(texts: Sequence[str], names: Iterable[str], *, english: bool) -> list[str]:
    result = list(texts)
    forms = [fold(text) for text in texts]
    written: dict[tuple[str, ...], list[str]] = {}
    for name in names:
        parts = [part for part in name.split() if fold(part)]
        key = tuple(fold(part) for part in parts)
        if key and len(key) <= _LONGEST_NAME and any(symbol.isupper() for symbol in name) and (len(key) > 1 or len(key[0]) > 2):
            written[key] = parts
    for at, form in enumerate(forms):
        if english and (known := _FIRST_PERSON.get(texts[at].rstrip(".,?")) or _ALWAYS.get(form)):
            result[at] = known + texts[at][len(known) :]
        for length in range(min(_LONGEST_NAME, len(forms) - at), 0, -1):
            if given := written.get(tuple(forms[at : at + length])):
                for step, part in enumerate(given):
                    result[at + step] = part + _signs(texts[at + step])
                break
    opens = True
    for at, text in enumerate(result):
        if opens and text[:1].islower():
            result[at] = text[0].upper() + text[1:]
        opens = text.endswith((".", "?", "!"))
    return result


def _signs(text: str) -> str:
    """The marks behind a word."""
    last = next((at for at in range(len(text), 0, -1) if text[at - 1].isalnum()), len(text))
    return text[last:]
