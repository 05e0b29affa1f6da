"""The words of a text as search compares them: one rule for both databases, queries and highlights.

A word is folded as evidence is (`text.folding`: NFKC, case, thousands commas), loses its accents, a genitive `'s` and the signs around
it, and is reduced to its English stem. `C++`, `C#`, `AT&T` and `3.5` are words; writing without spaces (Chinese, Japanese, Thai ...)
is cut into characters, so that a run of them is found as a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from earwitness.search.stemming import stem
from earwitness.text.folding import folded_words

VERSION = f"2/{unicodedata.unidata_version}"
"""An index made by other rules, or by another edition of Unicode, is rebuilt when it is opened."""

LONGEST = 64
"""Characters of a word that count: nobody types more, and both databases have a limit."""

_CHUNK = re.compile(r"\S+")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PART = re.compile(
    rf"[{_UNSPACED}]"  # one character of a script without spaces
    r"|(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2})"  # the point of example.com, not of U.S. or 3.5
    r"|(?<!\d),|,(?!\d)"
    r'|[:;!?…()\[\]{}<>=*~^|"“”„«»]'
)
_GENITIVE = re.compile(r"['’ʼ＇][sSｓＳ]$")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_INNER = frozenset("&+#.⁄")
_PLAIN = re.compile(r"[a-z0-9]+")


class IndexToken(NamedTuple):
    """A word of a text: where it stands, its folded form, and the stem by which it is found."""

    start: int
    end: int
    form: str
    stem: str


def tokens(text: str) -> list[IndexToken]:
    """The words of `text` in order.

    >>> [token.stem for token in tokens("Ada's mills, closed in 1,987?")]
    ['ada', 'mill', 'close', 'in', '1987']
    """
    found: list[IndexToken] = []
    for match in _CHUNK.finditer(text):
        at = match.start()
        found.extend(IndexToken(at + start, at + end, form, stem) for start, end, form, stem in _chunk(match.group()))
    return found


def index_text(text: str) -> str:
    """The stems of `text`, parted by single spaces: what goes into an index."""
    return " ".join(token.stem for match in _CHUNK.finditer(text) for token in _chunk(match.group()))


def plain(text: str) -> str:
    """The folded forms of `text` without accents, parted by single spaces: how names are compared.

    >>> plain("  José  O'Hara")
    'jose ohara'
    """
    return " ".join(token.form for token in tokens(text))


def _chunk(chunk: str) -> tuple[IndexToken, ...]:
    return _known(chunk) if len(chunk) <= LONGEST else _read(chunk)


def _read(chunk: str) -> tuple[IndexToken, ...]:
    """The words of a run of characters without white space, places counted in it."""
    if chunk.isascii() and chunk.isalpha():
        form = chunk.lower()[:LONGEST]
        return (IndexToken(0, len(chunk), form, stem(form)),)
    found: list[IndexToken] = []
    at = 0
    for match in _PART.finditer(chunk):
        found += _part(chunk, at, match.start())
        if match.group().isalnum():
            found += _part(chunk, match.start(), match.end())
        at = match.end()
    found += _part(chunk, at, len(chunk))
    return tuple(found)


_known = lru_cache(maxsize=1 << 16)(_read)  # words repeat: 4 million words a second instead of 0.1


def _part(chunk: str, start: int, end: int) -> list[IndexToken]:
    found: list[IndexToken] = []
    if start == end:
        return found
    for word in folded_words(chunk[start:end]):
        first, last = start + word.start, start + word.end
        form = _settled(word.form)
        if len(form) > 2 and form.endswith("s") and _GENITIVE.search(chunk, first, last):
            form, last = form[:-1], last - 2
        if form:
            found.append(IndexToken(first, last, form, stem(form)))
    return found


def _settled(form: str) -> str:
    """A folded form without accents, control characters and the signs around it; empty when nothing is left."""
    if not _PLAIN.fullmatch(form):
        form = "".join(char for char in _ACCENTS.sub("", form) if char.isalnum() or char in _INNER or unicodedata.category(char)[0] == "M")
        form = form.lstrip("&+#.").rstrip("&.")
        if not any(char.isalnum() for char in form):
            return ""
    return form[:LONGEST]
