"""Builds a transcript from blocks, for every reader of written documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from earwitness.model.transcript import Mark, MarkKind, Segment, SegmentKind, Transcript

_URL = re.compile(r"https?://[^\s<>\"”“)\]]{3,2000}")
SEPARATOR = "\n\n"
"""Between two blocks of a canonical text that we build."""


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item, quotation or piece of code.

    `text` is the block as it stands in the canonical text; `start` is where, for documents whose text is kept as it came.
    `first` and `last` bound the words (bullets, labels and heading signs lie outside); `marks` count from the block's start.
    """

    text: str
    kind: SegmentKind = "paragraph"
    level: int = 0
    speaker: str | None = None
    start: int = 0
    first: int = 0
    last: int = -1
    marks: tuple[Mark, ...] = ()

    @property
    def words(self) -> str:
        """The words of the block, without what lies before and after them."""
        return self.text[self.first : self.end]

    @property
    def end(self) -> int:
        """End of the words, counted from the block's start."""
        return len(self.text) if self.last < 0 else self.last

    def marked(self, start: int, end: int, kind: MarkKind, value: str = "") -> Block:
        """The block with one more mark, places counted from its start."""
        return replace(self, marks=(*self.marks, Mark(start=start, end=end, kind=kind, value=value)))

    def trimmed(self, first: int, last: int, kind: MarkKind = "syntax", value: str = "") -> Block:
        """The block with its words cut to `[first, last)`; what is cut off becomes marks of `kind`."""
        block = replace(self, first=first, last=last)
        if self.text[self.first : first].strip():
            block = block.marked(self.first, _right(self.text, self.first, first), kind, value)
        if self.text[last : self.end].strip():
            block = block.marked(_left(self.text, last, self.end), self.end, kind, value)
        return block


def build(blocks: Iterable[Block], *, language: str | None = None, warnings: tuple[str, ...] = ()) -> Transcript:
    """A transcript whose canonical text is made of the blocks, a blank line between two."""
    placed: list[Block] = []
    at = 0
    for block in blocks:
        placed.append(replace(block, start=at))
        at += len(block.text) + len(SEPARATOR)
    return keep(SEPARATOR.join(block.text for block in placed), placed, language=language, warnings=warnings)


def keep(
    text: str,
    blocks: Sequence[Block],
    *,
    marks: Sequence[Mark] = (),
    language: str | None = None,
    warnings: tuple[str, ...] = (),
) -> Transcript:
    """A transcript over a text that stays as it came; each block knows its place. `marks` lie outside the blocks."""
    segments = [
        Segment(start=b.start + b.first, end=b.start + b.end, kind=b.kind, level=b.level, speaker=b.speaker)
        for b in blocks
        if b.first < b.end
    ]
    placed = list(marks)
    for block in blocks:
        shift = block.start
        placed.extend(Mark(start=m.start + shift, end=m.end + shift, kind=m.kind, value=m.value) for m in block.marks)
    placed.sort(key=lambda mark: (mark.start, mark.end, mark.kind))
    return Transcript(text=text, segments=tuple(turns(segments)), marks=tuple(placed), language=language, warnings=warnings)


def with_bare_links(block: Block) -> Block:
    """The block with a link mark over every address that stands in its words as it is."""
    if "://" not in block.text:
        return block
    used = sorted((mark.start, mark.end) for mark in block.marks if mark.kind in ("syntax", "link"))
    found: list[Mark] = []
    at = 0
    for match in _URL.finditer(block.text):
        end = match.end()
        while block.text[end - 1] in ".,;:!?'’*_":
            end -= 1
        while at < len(used) and used[at][1] <= match.start():
            at += 1
        if at == len(used) or used[at][0] >= end:
            found.append(Mark(start=match.start(), end=end, kind="link", value=block.text[match.start() : end]))
    return replace(block, marks=(*block.marks, *found))


def turns(segments: Iterable[Segment]) -> Iterable[Segment]:
    """The segments with `turn` counting every change of speaker or between the author's words and a quotation."""
    turn, voice = 0, None
    for segment in segments:
        now = (segment.speaker, segment.kind == "quote")
        if voice is not None and now != voice:
            turn += 1
        voice = now
        yield segment.model_copy(update={"turn": turn}) if turn else segment


def _right(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _left(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start
