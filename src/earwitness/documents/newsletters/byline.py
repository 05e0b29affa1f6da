"""Parses the byline under a title: `By Jane Doe · 8 May 2026 · The Weekly`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from earwitness.documents.blocks import Block
from earwitness.documents.front_matter import iso_date

_BY = re.compile(r"^[Bb]y\s+([A-Z][^\W\d_]*(?:[ .'’-]{1,2}[A-Z][^\W\d_]*){1,4})$")
_PARTS = re.compile(r"\s+[·•|—–]\s+|,\s+(?=[A-Z]?[a-z]{2,8}\s\d|\d)")
_LONGEST = 200
_AMONG = 5
"""Blocks at the top in which a byline stands."""


class Byline(NamedTuple):
    """What a byline says; None where it does not."""

    author: str | None
    published: str | None


def read_byline(words: str) -> Byline | None:
    """The byline in a line of words, or None when it is a sentence like any other.

    >>> read_byline("By Jane Doe · 8 May 2026 · The Weekly")
    Byline(author='Jane Doe', published='2026-05-08')
    >>> read_byline("By the river we sat down.") is None
    True
    """
    if len(words) > _LONGEST:
        return None
    parts = [part.strip() for part in _PARTS.split(" ".join(words.split()))]
    author = next((match[1] for part in parts if (match := _BY.match(part))), None)
    published = next((date for part in parts if (date := iso_date(part)) is not None), None)
    return Byline(author, published) if author else None


def extract_byline(blocks: Sequence[Block]) -> tuple[list[Block], Byline | None]:
    """The blocks with the byline near the top made a label, nobody's sentence, and what it says."""
    used = list(blocks)
    for at, block in enumerate(used[:_AMONG]):
        found = read_byline(block.words) if block.kind == "paragraph" else None
        if found is not None:
            name = block.text.find(found.author or "", block.first)
            marked = block.marked(block.first, name, "syntax").marked(name, name + len(found.author or ""), "label", found.author or "")
            used[at] = replace(marked.marked(name + len(found.author or ""), block.end, "syntax"), last=block.first)
            return used, found
    return used, None
