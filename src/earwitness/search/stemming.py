"""English stems by Snowball's Porter algorithm, computed here so that both databases and the highlights agree on them."""

from __future__ import annotations

import threading
from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("porter")
_LOCK = threading.Lock()
"""A stemmer keeps the word it works on; two threads must not use it at once."""
_SHORTEST, _LONGEST = 3, 64


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the stem of a lower-case word; a word with characters other than a to z is returned unchanged.

    >>> [stem(word) for word in ("digests", "predicted", "organization")]
    ['digest', 'predict', 'organ']
    """
    if not (_SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha()):
        return word
    with _LOCK:
        return str(_STEMMER.stemWord(word))
