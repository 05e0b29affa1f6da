"""The user's glossary: corrects recurrent recognition errors; every word keeps its time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from earwitness.model.speech import RecognizedWord
from earwitness.text.clock import clock
from earwitness.text.folding import fold

_LONGEST = 6
"""Words of a heard form."""
_SHOWN = 5


class Corrected(NamedTuple):
    """The words as the glossary writes them, and what a reader of the audit must know of it."""

    words: tuple[RecognizedWord, ...]
    warnings: tuple[str, ...]


def apply_glossary(words: Sequence[RecognizedWord], glossary: Mapping[str, str], ordinary: Iterable[str] = ()) -> Corrected:
    """The words with every heard form of the glossary replaced; forms that are `ordinary` words too are left as heard, and named.

    The longest heard form wins. Punctuation around a form stays.
    """
    written = {
        tuple(fold(transcribed).split()): instead.split()
        for transcribed, instead in glossary.items()
        if fold(transcribed) and instead.split()
    }
    doubtful = {tuple(fold(form).split()) for form in ordinary}
    if not written:
        return Corrected(tuple(words), ())
    forms = [fold(word.text) for word in words]
    result: list[RecognizedWord] = []
    changed: list[tuple[Sequence[RecognizedWord], Sequence[str]]] = []
    left: list[tuple[Sequence[RecognizedWord], Sequence[str]]] = []
    at = 0
    while at < len(words):
        key = _longest(forms, at, written)
        transcribed = words[at : at + len(key)]
        if key in doubtful:
            left.append((transcribed, written[key]))
        elif key and not _stands(transcribed, written[key]):
            changed.append((transcribed, written[key]))
            result += _timed(transcribed, written[key])
            at += len(key)
            continue
        result += transcribed or words[at : at + 1]
        at += max(1, len(key))
    return Corrected(tuple(result), tuple(_warnings(changed, left)))


def _longest(forms: Sequence[str], at: int, written: Mapping[tuple[str, ...], Sequence[str]]) -> tuple[str, ...]:
    """The longest heard form that begins at a word; empty where none does."""
    for length in range(min(_LONGEST, len(forms) - at), 0, -1):
        key = tuple(forms[at : at + length])
        if key in written:
            return key
    return ()


def _stands(heard: Sequence[RecognizedWord], instead: Sequence[str]) -> bool:
    """True when the recogniser wrote it as it should be already."""
    return _core(" ".join(word.text for word in heard))[1] == " ".join(instead)


def _timed(heard: Sequence[RecognizedWord], instead: Sequence[str]) -> Iterator[RecognizedWord]:
    """The written words in the time of the heard ones: one for one, or by their share of the letters."""
    before = _core(heard[0].text)[0]
    after = _core(heard[-1].text)[2]
    texts = [*instead]
    texts[0] = before + texts[0]
    texts[-1] += after
    if len(heard) == len(instead):
        for word, text in zip(heard, texts, strict=True):
            yield word._replace(text=text)
        return
    start, end = heard[0].start_ms, heard[-1].end_ms
    total, done = sum(map(len, instead)), 0
    least = min(word.confidence for word in heard)
    doubt = next((word.doubt for word in heard if word.doubt), "")
    for text, bare in zip(texts, instead, strict=True):
        begin = start + (end - start) * done // total
        done += len(bare)
        yield RecognizedWord(text, begin, start + (end - start) * done // total, least, doubt)


def _core(text: str) -> tuple[str, str, str]:
    """Signs before, the words themselves, signs after."""
    first = next((at for at, symbol in enumerate(text) if symbol.isalnum()), len(text))
    last = next((at for at in range(len(text), first, -1) if text[at - 1].isalnum()), first)
    return text[:first], text[first:last], text[last:]


def _warnings(
    changed: Sequence[tuple[Sequence[RecognizedWord], Sequence[str]]], left: Sequence[tuple[Sequence[RecognizedWord], Sequence[str]]]
) -> Iterator[str]:
    if changed:
        yield f"changed by the glossary ({len(changed)}): {_places(changed, 'written')}"
    if left:
        yield f"left as heard because the glossary calls it an ordinary word ({len(left)}): {_places(left, 'perhaps')}"


def _places(places: Sequence[tuple[Sequence[RecognizedWord], Sequence[str]]], how: str) -> str:
    shown = [
        f"{clock(transcribed[0].start_ms)} “{_core(' '.join(word.text for word in transcribed))[1]}”, {how} “{' '.join(instead)}”"
        for transcribed, instead in places[:_SHOWN]
    ]
    more = len(places) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more > 0 else "")
