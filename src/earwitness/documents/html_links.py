"""Restores the links and headings of the page in the blocks of an extracted article.

The extractor judges text with many links as navigation and drops paragraphs of news for it (on the 87 pages of html_aeb: recall
.954 with links, .969 without) and most headings too, so the article is extracted without links, and both are found again on the
page itself.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace

from earwitness.documents.blocks import Block
from earwitness.model.transcript import Mark

_BUDGET = 50
"""Times the page's text may be searched through in all: repeated failures on a hostile page stay linear."""


_DEEPEST = 3
"""Page headings deeper than `h3` are rarely sections of the article itself."""


def with_page_links(blocks: Sequence[Block], page: Sequence[Block]) -> list[Block]:
    """The blocks with the page's links, and its headings where one stands right before a block; white space is not compared."""
    pieces: list[str] = []
    links: list[tuple[int, int, str]] = []
    starts: list[int] = []
    length = 0
    for block in page:
        starts.append(length)
        places = _places(block.text)
        for mark in block.marks:
            if mark.kind == "link":
                start, end = bisect.bisect_left(places, mark.start), bisect.bisect_left(places, mark.end)
                links.append((length + start, length + end, mark.value))
        pieces.append("".join(block.text.split()))
        length += len(places)
    links.sort()
    found = _linked(blocks, "".join(pieces), links)
    return _headed(found, page, starts)


def _headed(found: Sequence[tuple[Block, int]], page: Sequence[Block], starts: Sequence[int]) -> list[Block]:
    """The blocks, each with the page's headings directly before it that the extractor left out."""
    have = {"".join(block.text.split()) for block, _ in found}
    out: list[Block] = []
    for number, (block, at) in enumerate(found):
        if at >= 0 and number:
            index = bisect.bisect_right(starts, at) - 1
            first = index
            while first > 0 and index - first < 3 and page[first - 1].kind == "heading":
                first -= 1
            for heading in page[first:index]:
                key = "".join(heading.text.split())
                if key not in have and 2 <= heading.level <= _DEEPEST:
                    have.add(key)
                    out.append(heading)
        out.append(block)
    return out


def _linked(blocks: Sequence[Block], page: str, links: Sequence[tuple[int, int, str]]) -> list[tuple[Block, int]]:
    """The blocks with their links, and where each stands on the page (-1: not found)."""
    starts = [start for start, _, _ in links]
    found: list[tuple[Block, int]] = []
    cursor, budget = 0, _BUDGET * len(page)
    for block in blocks:
        words = "".join(block.text.split())
        at = page.find(words, cursor) if budget > 0 else -1
        budget -= (at if at >= 0 else len(page)) - cursor
        if at < 0 and cursor and budget > 0:
            at = page.find(words, 0, cursor)
            budget -= at if at >= 0 else cursor
        if at < 0 or not words:
            found.append((block, -1))
            continue
        cursor = max(cursor, at + len(words))
        places = _places(block.text)
        marks = [
            Mark(start=places[max(start, at) - at], end=places[min(end, at + len(words)) - at - 1] + 1, kind="link", value=url)
            for start, end, url in links[max(0, bisect.bisect_left(starts, at) - 1) : bisect.bisect_left(starts, at + len(words))]
            if end > at and start < end
        ]
        found.append((replace(block, marks=(*block.marks, *marks)), at))
    return found


def _places(text: str) -> list[int]:
    """Where the characters of a text stand that are no white space."""
    return [at for at, char in enumerate(text) if not char.isspace()]
