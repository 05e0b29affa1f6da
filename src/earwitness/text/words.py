"""Tokenises text into words with their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*\d*|[^\W_]+")
"""A number with its inner points and commas, or letters with inner apostrophes (and digits behind them: `GPT5`, `1H27` is two words)."""


def words_with_places(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, str]]:
    """Start, end and characters of each word of `text[start:end]`, places counted in `text`."""
    for match in WORD.finditer(text, start, len(text) if end is None else end):
        yield match.start(), match.end(), match.group()


def word_form(word: str) -> str:
    """The form in which words are compared: case folded, with the plain apostrophe."""
    return word.casefold().replace("’", "'")


def single_line(text: str) -> str:
    """`text` with every run of white space as one space: how a quotation is printed on a page."""
    return " ".join(text.split())
