"""What may be ignored when words are compared, and what never.

Folded away: Unicode compatibility forms (NFKC), case, punctuation and runs of white space. Kept: letters, digits, symbols such
as `$ % +`, the decimal point between digits and a minus sign before a number, because `3.5 %` is not `35 %` and `-5` is not `5`.
"""

from __future__ import annotations

import unicodedata

_SEPARATORS = frozenset("-‐‑‒–—―/\\_|")
"""Punctuation that parts words: folded to a space, so that `open-source` equals `open source`."""

_KEPT = frozenset("%‰#@&")
"""Characters of category P that carry meaning: `5 %` is not `5`, `AT&T` is not `att`, `C#` is not `C`."""


def fold(text: str) -> str:
    """The folded form of `text`; two texts say the same words when their folded forms are equal.

    >>> fold("“It’s  OPEN-source!”")
    'its open source'
    >>> fold("3.5%") == fold("35%")
    False
    """
    return fold_with_places(text)[0]


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded form and, for each of its characters, the code point of `text` it comes from."""
    out: list[str] = []
    places: list[int] = []
    pending_space = False
    length = len(text)
    for at, char in enumerate(text):
        kept = _fold_char(text, at, char, length)
        if kept == " ":
            pending_space = bool(out)
            continue
        if not kept:
            continue
        if pending_space:
            out.append(" ")
            places.append(at)
            pending_space = False
        for piece in kept:
            out.append(piece)
            places.append(at)
    return "".join(out), places


def _fold_char(text: str, at: int, char: str, length: int) -> str:
    if char.isascii() and char.isalnum():
        return char.lower()
    if char.isspace():
        return " "
    if char in ".," and 0 < at < length - 1 and text[at - 1].isdigit() and text[at + 1].isdigit():
        return "." if char == "." or not _is_thousands(text, at, length) else ""
    if char in "-−–" and at + 1 < length and text[at + 1].isdigit() and (at == 0 or text[at - 1].isspace() or text[at - 1] in "(["):
        return "-"
    if char in _SEPARATORS:
        return " "
    if char in _KEPT:
        return char
    category = unicodedata.category(char)
    if category[0] == "P" or category in ("Cc", "Cf", "Mn", "Sk"):
        return "" if category != "Mn" else char
    folded = unicodedata.normalize("NFKC", char).casefold()
    return "".join(" " if piece.isspace() else piece for piece in folded).strip() or ""


def _is_thousands(text: str, at: int, length: int) -> bool:
    """True for the comma in `1,000`: exactly three digits follow."""
    following = text[at + 1 : at + 4]
    return len(following) == 3 and following.isdigit() and (at + 4 >= length or not text[at + 4].isdigit())
