"""The transcript: one canonical text, the segments that structure it and the marks that qualify parts of it."""

from __future__ import annotations

import bisect
import hashlib
import json
from functools import cached_property
from typing import Literal, NamedTuple

from pydantic import Field

from earwitness.model.base import Frozen

SegmentKind = Literal["speech", "paragraph", "heading", "quote", "list_item", "code"]
MarkKind = Literal["noise", "promotion", "label", "time", "turn", "link", "syntax", "chapter"]
TimeMethod = Literal["word", "interpolated", "none"]

UNSPOKEN: frozenset[MarkKind] = frozenset({"noise", "promotion", "label", "time", "turn", "syntax"})
"""Marks whose characters are nobody's words: kept in the text, never quoted, counted or summarised."""


class Span(NamedTuple):
    """Half-open `[start, end)` in code points of the canonical text."""

    start: int
    end: int

    def overlaps(self, other: tuple[int, int]) -> bool:
        """True when the two spans share at least one character."""
        return self.start < other[1] and other[0] < self.end

    def contains(self, other: tuple[int, int]) -> bool:
        """True when `other` lies wholly inside this span."""
        return self.start <= other[0] and other[1] <= self.end


class TimeRange(NamedTuple):
    """When a span was said: milliseconds from the start, half-open, and how we know."""

    t0_ms: int | None
    t1_ms: int | None
    method: TimeMethod


class Segment(Frozen):
    """A turn, cue or block: `[start, end)` of the text, in order and never overlapping.

    `start` and `end` enclose the words themselves; a speaker label, list bullet or heading sign before them lies outside.
    """

    start: int
    end: int
    kind: SegmentKind = "speech"
    speaker: str | None = None
    """A name only with evidence (caption label, byline, quoted author); else `Speaker 2`, or None where nothing separates the voices."""
    turn: int = 0
    """Counts changes of speaker, so that unnamed voices can be told apart where the source marks turns."""
    start_ms: int | None = None
    end_ms: int | None = None
    level: int = 0
    """Depth of a heading (1 is highest) or of a list item; 0 elsewhere."""


class Mark(Frozen):
    """Something true of `[start, end)` of the text. `value`: a link's URL, a label's name, a time's milliseconds, a chapter's title."""

    start: int
    end: int
    kind: MarkKind
    value: str = ""


class WordTimes(Frozen):
    """Word times as parallel arrays, ordered by `start`; `confidence` is empty or as long as the others."""

    start: tuple[int, ...]
    end: tuple[int, ...]
    t0_ms: tuple[int, ...]
    t1_ms: tuple[int, ...]
    confidence: tuple[float, ...] = ()


_AT_ONCE = 1000


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


class Transcript(Frozen):
    """One canonical Unicode text plus what is known of its parts. All positions are code points of `text`."""

    text: str
    segments: tuple[Segment, ...] = ()
    marks: tuple[Mark, ...] = ()
    """Ordered by `start`."""
    word_times: WordTimes | None = None
    origin: str = Field(default="text", description="captions, publisher, asr:<engine>/<model> or text")
    language: str | None = None
    warnings: tuple[str, ...] = ()
    """Repairs and doubts from reading the source; printed in the audit."""

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the canonical text in UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def fingerprint(self) -> str:
        """Hex digest over text, segments, marks and word times: changes when a time or a speaker moves."""
        known = hashlib.sha256(b"{")
        for name in ("marks", "segments"):  # in portions: those of a hundred hours at once would take 100 MiB
            parts: tuple[Frozen, ...] = getattr(self, name)
            known.update(f'"{name}":['.encode())
            for at in range(0, len(parts), _AT_ONCE):
                portion = _canonical([part.model_dump(mode="json") for part in parts[at : at + _AT_ONCE]])[1:-1]
                known.update(f"{',' if at else ''}{portion}".encode())
            known.update(b"],")
        times = self.word_times.model_dump(mode="json") if self.word_times else None
        known.update(f'"text":{_canonical(self.text)},"word_times":{_canonical(times)}}}'.encode())
        return known.hexdigest()

    @cached_property
    def _segment_starts(self) -> list[int]:
        return [segment.start for segment in self.segments]

    @cached_property
    def unspoken(self) -> tuple[Span, ...]:
        """Merged spans of all marks in `UNSPOKEN`, in order."""
        merged: list[Span] = []
        for mark in sorted((m for m in self.marks if m.kind in UNSPOKEN), key=lambda m: (m.start, m.end)):
            if merged and mark.start <= merged[-1].end:
                merged[-1] = Span(merged[-1].start, max(merged[-1].end, mark.end))
            else:
                merged.append(Span(mark.start, mark.end))
        return tuple(merged)

    @cached_property
    def _unspoken_starts(self) -> list[int]:
        return [span.start for span in self.unspoken]

    def is_unspoken(self, start: int, end: int) -> bool:
        """True when any character of `[start, end)` is noise, promotion, a label, a time stamp or mark-up."""
        at = bisect.bisect_left(self._unspoken_starts, end)
        return at > 0 and self.unspoken[at - 1].end > start

    def unspoken_in(self, start: int, end: int) -> tuple[Span, ...]:
        """The unspoken spans that share a character with `[start, end)`."""
        last = bisect.bisect_left(self._unspoken_starts, end)
        first = last
        while first > 0 and self.unspoken[first - 1].end > start:
            first -= 1
        return self.unspoken[first:last]

    def segment_at(self, position: int) -> Segment | None:
        """The segment that holds `position`, else the nearest one before it, else None."""
        at = bisect.bisect_right(self._segment_starts, position) - 1
        return self.segments[at] if at >= 0 else None

    def segments_in(self, start: int, end: int) -> tuple[Segment, ...]:
        """The segments that share a character with `[start, end)`."""
        first = max(0, bisect.bisect_right(self._segment_starts, start) - 1)
        last = bisect.bisect_left(self._segment_starts, end)
        return tuple(s for s in self.segments[first:last] if s.end > start)

    def time_of(self, start: int, end: int) -> TimeRange:
        """When `[start, end)` was said: from word times, else linear in characters inside its first and last segment."""
        if self.word_times is not None and (found := _from_words(self.word_times, start, end)):
            return found
        held = [s for s in self.segments_in(start, end) if s.start_ms is not None and s.end_ms is not None]
        if not held:
            return TimeRange(None, None, "none")
        t0 = _inside(held[0], start)
        return TimeRange(t0, max(t0, _inside(held[-1], end)), "interpolated")

    def speaker_of(self, start: int, end: int) -> str | None:
        """The one speaker of `[start, end)`; None when nobody is named or several share it."""
        names = {segment.speaker for segment in self.segments_in(start, end)}
        return names.pop() if len(names) == 1 else None


def _from_words(words: WordTimes, start: int, end: int) -> TimeRange | None:
    first = bisect.bisect_right(words.end, start)
    last = bisect.bisect_left(words.start, end) - 1
    if first > last or first >= len(words.start):
        return None
    return TimeRange(words.t0_ms[first], max(words.t0_ms[first], words.t1_ms[last]), "word")


def _inside(segment: Segment, position: int) -> int:
    """Milliseconds at a character position, linear between the segment's ends."""
    t0, t1 = segment.start_ms or 0, segment.end_ms or 0
    share = (min(max(position, segment.start), segment.end) - segment.start) / max(1, segment.end - segment.start)
    return round(t0 + share * (t1 - t0))
