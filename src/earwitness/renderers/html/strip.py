"""The timeline strip: chapters as links, what was read, what is cited, advertisements, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from earwitness.model.digest import Digest, Range, VerifiedChapter
from earwitness.model.transcript import Transcript
from earwitness.renderers.html.elements import Elements
from earwitness.renderers.html.transcript import Cited
from earwitness.renderers.labels import counted, duration, percent, read_share
from earwitness.renderers.writing import escape_html
from earwitness.text.clock import clock
from earwitness.text.words import single_line

WIDTH = 1_000
"""Units of the drawing; a stretch shorter than one of them is drawn as one."""
HOURS_MARKED = 4
"""Parts of the axis with a time under each end."""


class StripInterval(NamedTuple):
    """`[start, end)` on the axis."""

    start: int
    end: int


@dataclass(frozen=True)
class Axis:
    """Milliseconds where the item has times, else characters."""

    length: int
    timed: bool

    @classmethod
    def of(cls, digest: Digest, transcript: Transcript) -> Axis:
        """The axis of an item."""
        last = max((segment.end_ms or 0 for segment in transcript.segments), default=0)
        if last:
            return cls(max(last, digest.item.duration_ms or 0), timed=True)
        return cls(max(1, digest.transcript.characters), timed=False)

    def stretch(self, part: Range | Cited | VerifiedChapter) -> StripInterval | None:
        """Where something lies; None for what has no time on an axis of times."""
        if not self.timed:
            return StripInterval(part.start, part.end)
        return None if part.t0_ms is None else StripInterval(part.t0_ms, max(part.t0_ms, part.t1_ms or 0))

    def stretches(self, parts: Iterable[Range | Cited | VerifiedChapter]) -> list[StripInterval]:
        """Where several things lie."""
        return [found for part in parts if (found := self.stretch(part)) is not None]

    def words(self, amount: int) -> str:
        """So much of the axis for people: `3 min`, or a share of the text."""
        return duration(amount) if self.timed else f"{percent(amount / self.length)} of the text"


def strip(digest: Digest, elements: Elements, cited: Sequence[Cited]) -> str:
    """The drawing with its scale and its key, without style attributes. Its content in words is the list of chapters."""
    axis = Axis.of(digest, elements.transcript)
    promotion, unread = gaps_of(digest, axis)
    read = axis.stretches(digest.coverage.read) or [StripInterval(0, axis.length)]
    stated = axis.stretches(one for one in cited if not one.name)
    drawn = (
        _rects(read, axis, "r", 14, 26)
        + _rects(unread, axis, "g", 14, 26)
        + _rects(promotion, axis, "ad", 14, 26)
        + _rects(stated, axis, "c", 2, 9)
        + f'<rect class="f" x="0" y="14" width="{WIDTH}" height="26"/>'
        + "".join(_chapter(chapter, interval, axis, elements) for chapter, interval in _chapters(digest, axis))
        + '<rect class="head" x="-9" y="0" width="2" height="44"/>'
    )
    label = f"{'Chapters over time' if axis.timed else 'The text from left to right'}. {_summary(digest)}"
    return (
        f'<figure class="map"><svg class="strip" viewBox="0 0 {WIDTH} 44" preserveAspectRatio="none" role="group" '
        f'aria-label="{escape_html(label)}" data-length="{axis.length if axis.timed else 0}">{drawn}</svg>'
        f"{_scale(axis)}<figcaption>{_key(digest, axis)}</figcaption></figure>"
    )


def gaps_of(digest: Digest, axis: Axis) -> tuple[list[StripInterval], list[StripInterval]]:
    """Advertisements and promotion, and what else was not read."""
    gaps = digest.coverage.gaps
    return (
        axis.stretches(gap for gap in gaps if gap.why == "promotion"),
        axis.stretches(gap for gap in gaps if gap.why != "promotion"),
    )


def chapter_note(chapter: VerifiedChapter, digest: Digest, axis: Axis, cited: Sequence[Cited]) -> str:
    """What was read and cited of a chapter, in words: `12 min · 5 cited · 1 min advertisements`."""
    interval = axis.stretch(chapter)
    if interval is None:
        return ""
    promotion, unread = (_inside(parts, interval) for parts in gaps_of(digest, axis))
    statements = sum(1 for one in cited if not one.name and chapter.start <= one.start < chapter.end)
    parts = [duration(interval.end - interval.start) if axis.timed else "", f"{statements} cited" if statements else "nothing cited"]
    parts.append(f"{axis.words(promotion)} advertisements" if promotion else "")
    parts.append(f"{axis.words(unread)} not read" if unread * 20 > interval.end - interval.start else "")
    return " · ".join(part for part in parts if part)


def _inside(parts: Iterable[StripInterval], whole: StripInterval) -> int:
    return sum(max(0, min(part.end, whole.end) - max(part.start, whole.start)) for part in parts)


def _chapters(digest: Digest, axis: Axis) -> list[tuple[VerifiedChapter, StripInterval]]:
    """Each chapter up to the next: no blank between them is anybody's."""
    placed = [(chapter, found) for chapter in digest.chapters if (found := axis.stretch(chapter)) is not None]
    starts = [interval.start for _, interval in placed]
    ends = [*(max(one, other) for one, other in pairwise(starts)), axis.length]
    return [(chapter, StripInterval(interval.start, end)) for (chapter, interval), end in zip(placed, ends, strict=False)]


def _chapter(chapter: VerifiedChapter, stretch: StripInterval, axis: Axis, elements: Elements) -> str:
    left, right = _units(stretch, axis)
    when = f"{clock(stretch.start)} " if axis.timed else ""
    title = escape_html(f"{when}{single_line(chapter.title)}")
    target = elements.passages.at(chapter.start).anchor
    shape = f'<rect class="ch" x="{left}" y="14" width="{right - left}" height="26"/>'
    return f'<a href="#{target}"><title>{title}</title>{shape}</a>'


def _rects(parts: Iterable[StripInterval], axis: Axis, kind: str, top: int, height: int) -> str:
    """Merged rectangles: never more of them than the drawing has units."""
    merged: list[list[int]] = []
    for part in sorted(parts):
        left, right = _units(part, axis)
        if merged and left <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], right)
        else:
            merged.append([left, right])
    return "".join(f'<rect class="{kind}" x="{left}" y="{top}" width="{right - left}" height="{height}"/>' for left, right in merged)


def _units(part: StripInterval, axis: Axis) -> tuple[int, int]:
    left = min(WIDTH - 1, part.start * WIDTH // axis.length)
    return left, min(WIDTH, max(left + 1, -(-part.end * WIDTH // axis.length)))


def _scale(axis: Axis) -> str:
    if not axis.timed:
        return '<p class="scale" aria-hidden="true"><span>beginning</span><span>end</span></p>'
    marks = "".join(f"<span>{clock(axis.length * at // HOURS_MARKED)}</span>" for at in range(HOURS_MARKED + 1))
    return f'<p class="scale" aria-hidden="true">{marks}</p>'


def _key(digest: Digest, axis: Axis) -> str:
    promotion, unread = gaps_of(digest, axis)
    entries = [("c", "cited here"), ("r", "read")]
    if promotion:
        entries.append(("ad", f"advertisements and promotion: {axis.words(sum(one.end - one.start for one in promotion))}"))
    if unread:
        length = sum(one.end - one.start for one in unread)
        entries.append(("g", f"not read: {axis.words(length) if length else counted(len(unread), 'short place')}"))
    return " ".join(f'<span class="key"><i class="{kind}"></i>{escape_html(words)}</span>' for kind, words in entries)


def _summary(digest: Digest) -> str:
    chapters = f"{counted(len(digest.chapters), 'chapter')}, " if digest.chapters else ""
    return f"{chapters}{percent(read_share(digest.coverage, digest.transcript.characters))} of the text read"
