"""Finds speakers written inside cue texts: `>> NAME:`, `- `, `NAME:`, `[Name]`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from earwitness.documents.noise import is_noise
from earwitness.documents.speaker_labels import is_role, looks_like_name, tidy
from earwitness.model.media import Person

_CHEVRONS = re.compile(r"(?:(?<=\s)|^)(?:>>>?|＞＞)(?=[\s\w\"“'‘\[(♪-]|$)", re.MULTILINE)
_DASH = re.compile(r"^[-–]\s{0,3}(?=[^\W\d_]|[\"“'‘\[(¿¡♪])", re.MULTILINE)
_NAMED = re.compile(r"\s{0,3}(?:\[([^\[\]:\n]{1,50})\]|\(([^():\n]{1,50})\)|([^\s\[\](:>\-][^\[\]:\n]{0,49}))(\s{0,2}:)?(?=\s|$)")
_COLON_NAME = re.compile(r"\s{0,3}([^\s\[\](:>\-][^\[\]:\n]{0,49}):(?=\s)")
_LABEL = 60
"""Characters in which the colon of a label stands: three spaces, fifty of a name."""
_MIN_TURNS = 2


class CuePart(NamedTuple):
    """`[start, end)` of one cue's text in one voice; what lies before `words_start` is a label or a turn mark."""

    cue: int
    start: int
    end: int
    words_start: int
    label: str | None = None
    label_inline: bool = False
    turns: bool = False
    """True where the source itself says that the voice changes here."""


def split_voices(texts: Sequence[str], speakers: Sequence[str | None], declared: Iterable[Person] = ()) -> list[CuePart]:
    """The parts of all cues, in order. Labels count only when they recur as speech labels do."""
    known = {part.casefold() for person in declared for part in (person.name, *person.name.split())}
    has_voices = any(speakers)
    dashes = sum(_DASH.match(text) is not None for text in texts) >= max(_MIN_TURNS, len(texts) // 100)
    cuts = [[] if has_voices and speakers[at] else list(_cuts(text, dashes=dashes)) for at, text in enumerate(texts)]
    accepted = _accepted(texts, cuts, known) if not has_voices else frozenset()
    parts: list[CuePart] = []
    for at, text in enumerate(texts):
        if speakers[at]:
            parts.append(CuePart(at, 0, len(text), 0, speakers[at]))
            continue
        borders = sorted({0, *(start for start, _ in cuts[at])})
        marked = dict(cuts[at])
        for start, end in zip(borders, [*borders[1:], len(text)], strict=True):
            words, turns = marked.get(start, start), start in marked
            label = _label_at(text[:end], words) if accepted else None
            inline = label is not None and label[0] in accepted
            stop = len(text[:end].rstrip())
            if stop <= start:
                continue
            begin = label[1] if label and inline else words
            begin += len(text[begin:stop]) - len(text[begin:stop].lstrip())
            parts.append(CuePart(at, start, stop, min(begin, stop), label[0] if label and inline else None, inline, turns or inline))
    return parts


def _cuts(text: str, *, dashes: bool) -> Iterator[tuple[int, int]]:
    """Where a voice changes: start of the mark and of the words behind it; line starts with a label are cuts of width 0."""
    if ">>" in text or "＞＞" in text:
        for match in _CHEVRONS.finditer(text):
            yield match.start(), match.end()
        return
    if dashes:
        found = list(_DASH.finditer(text))
        if found:
            yield from ((match.start(), match.end()) for match in found)
            return
    at = text.find("\n")
    while at >= 0:
        if _label_at(text, at + 1):
            yield at + 1, at + 1
        at = text.find("\n", at + 1)


def _label_at(text: str, at: int) -> tuple[str, int] | None:
    """The label that begins at `at` and where the words begin behind it."""
    if text.find(":", at, at + _LABEL) < 0 and not text[at : at + 4].lstrip().startswith(("[", "(")):
        return None
    match = _COLON_NAME.match(text, at)
    if match and looks_like_name(tidy(match.group(1))):
        return match.group(1), match.end()
    match = _NAMED.match(text, at)
    if match is None or match.group(3):
        return None
    label = match.group(1) or match.group(2)
    if is_noise(label) or not looks_like_name(tidy(label)):
        return None
    if match.group(4) or is_role(label) or (match.group(1) and len(label.split()) > 1):
        return label, match.end()
    return None


def _accepted(texts: Sequence[str], cuts: Sequence[Sequence[tuple[int, int]]], known: set[str]) -> frozenset[str]:
    """Labels to believe: declared people, roles, behind `>>`, in capitals, or names that recur while others alternate with them."""
    seen: Counter[str] = Counter()
    sure: set[str] = set()
    for text, marks in zip(texts, cuts, strict=True):
        for words in sorted({0, *(end for _, end in marks)}):
            if (found := _label_at(text, words)) is None:
                continue
            label = found[0]
            seen[label] += 1
            chevron = text[:words].rstrip().endswith((">", "＞"))
            if chevron or tidy(label).casefold() in known or is_role(label) or (label.isupper() and len(label) > 2):
                sure.add(label)
    recurring = {label for label, count in seen.items() if count >= _MIN_TURNS}
    if len(recurring) > 1 or sure:
        sure |= recurring
    return frozenset(sure)
