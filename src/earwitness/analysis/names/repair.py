"""Corrects misrecognised names: phonetic similarity of spellings, and which known name is meant.

Repair needs two witnesses: the sound, and something else in the text (a given name that fits, the person taking part, the
subject). Where two known names fit equally well nothing is repaired.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

_SOUNDS = (
    (re.compile(r"^(?:kn|gn|wr|ps)"), lambda m: m.group()[1]),
    (re.compile(r"sch|sh|tch|ch|cz"), lambda _: "x"),
    (re.compile(r"ph|gh(?=t)"), lambda _: "f"),
    (re.compile(r"ck|q|c(?![eiy])"), lambda _: "k"),
    (re.compile(r"c(?=[eiy])|z"), lambda _: "s"),
    (re.compile(r"tz|ts"), lambda _: "s"),
    (re.compile(r"dg|j"), lambda _: "g"),
    (re.compile(r"[wh]"), lambda _: ""),
    (re.compile(r"v"), lambda _: "f"),
    (re.compile(r"d"), lambda _: "t"),
    (re.compile(r"b"), lambda _: "p"),
)
_VOWELS = re.compile(r"[aeiouy]+")


def plain(name: str) -> str:
    """The letters of a name without accents, folded."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in decomposed if c.isalpha() and c.isascii())


@lru_cache(maxsize=8192)
def skeleton(name: str) -> str:
    """The consonants of a name as they sound, doubles once: equal for `Emad`, `Ahmad`, `Emod` and `Amad`.

    >>> skeleton("Emad"), skeleton("Ahmad"), skeleton("Goertzel")
    ('mt', 'mt', 'grsl')
    """
    sound = plain(name)
    for pattern, replacement in _SOUNDS:
        sound = pattern.sub(replacement, sound)
    sound = _VOWELS.sub("", sound)
    return re.sub(r"(.)\1+", r"\1", sound)


def alike(heard: str, name: str) -> float:
    """0 to 1: how likely `heard` is a hearing of `name`, by its letters and by its sound.

    >>> alike("Girtzil", "Goertzel") > 0.8, alike("Smith", "Goertzel") < 0.5
    (True, True)
    """
    one, other = plain(heard), plain(name)
    if not one or not other:
        return 0.0
    messages = JaroWinkler.normalized_similarity(one, other)
    first, second = skeleton(one), skeleton(other)
    if not first or not second:
        return messages * 0.8
    sound = JaroWinkler.normalized_similarity(first, second)
    return (messages + 2 * sound) / 3 if first[0] == second[0] else (messages + sound) / 2.5


def closest(heard: str, names: Iterable[str], least: float, lead: float = 0.03) -> str | None:
    """The name most like `heard`, when it is at least `least` alike and clear of the runner-up by `lead`; else None."""
    scored = sorted(((alike(heard, name), name) for name in dict.fromkeys(names)), key=lambda pair: (-pair[0], pair[1]))
    if not scored or scored[0][0] < least:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < lead:
        return None
    return scored[0][1]
