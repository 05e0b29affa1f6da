"""English stems after M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, with the two rules he changed later.

The same stems SQLite's `porter` tokenizer makes (a test compares them), here so that both databases, and the highlights, agree.
"""

from __future__ import annotations

import re
from functools import lru_cache

_MEASURE = re.compile(r"[aeiou]+[^aeiou]+")
_STEP_2 = (
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("logi", "log"),
    ("bli", "ble"),
    ("alli", "al"),
    ("entli", "ent"),
    ("eli", "e"),
    ("ousli", "ous"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
)
_STEP_3 = (("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""))
_STEP_4 = ("ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "al", "er", "ic", "ou")
_SHORTEST, _LONGEST = 3, 64


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of a lower-case word; words with other signs than a to z are left as they are.

    >>> [stem(word) for word in ("digests", "predicted", "organization")]
    ['digest', 'predict', 'organ']
    """
    if not (_SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha()):
        return word
    for step in (_plurals, _past, _final_y, _double_suffixes, _long_suffixes, _bare_suffixes, _tidy):
        word = step(word)
    return word


def _shape(word: str) -> str:
    """The word with its vowels as `a` and its consonants as `b`; `y` is a vowel behind a consonant."""
    shape = ""
    for at, char in enumerate(word):
        vowel = char in "aeiou" or (char == "y" and at > 0 and shape[-1] == "b")
        shape += "a" if vowel else "b"
    return shape


def _measure(word: str) -> int:
    """How often a run of consonants follows a run of vowels."""
    return len(_MEASURE.findall(_shape(word)))


def _has_vowel(word: str) -> bool:
    return "a" in _shape(word)


def _is_short(word: str) -> bool:
    """Ends consonant, vowel, consonant, the last none of w, x, y."""
    return len(word) > 2 and _shape(word)[-3:] == "bab" and word[-1] not in "wxy"


def _plurals(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    cut = 2 if word.endswith("ed") else 3 if word.endswith("ing") else 0
    if not cut or not _has_vowel(word[:-cut]):
        return word
    word = word[:-cut]
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if len(word) > 1 and word[-1] == word[-2] and _shape(word)[-1] == "b" and word[-1] not in "lsz":
        return word[:-1]
    return word + "e" if _measure(word) == 1 and _is_short(word) else word


def _final_y(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and _has_vowel(word[:-1]) else word


def _double_suffixes(word: str) -> str:
    return _replaced(word, _STEP_2)


def _long_suffixes(word: str) -> str:
    return _replaced(word, _STEP_3)


def _replaced(word: str, table: tuple[tuple[str, str], ...]) -> str:
    for suffix, other in table:
        if word.endswith(suffix):
            rest = word[: -len(suffix)]
            return rest + other if _measure(rest) > 0 else word
    return word


def _bare_suffixes(word: str) -> str:
    for suffix in _STEP_4:
        if word.endswith(suffix):
            rest = word[: -len(suffix)]
            return rest if _measure(rest) > 1 else word
    if word.endswith(("sion", "tion")) and _measure(word[:-3]) > 1:
        return word[:-3]
    return word


def _tidy(word: str) -> str:
    if word.endswith("e"):
        rest = word[:-1]
        measure = _measure(rest)
        if measure > 1 or (measure == 1 and not _is_short(rest)):
            word = rest
    if word.endswith("ll") and _measure(word) > 1:
        word = word[:-1]
    return word
