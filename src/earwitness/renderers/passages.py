"""Splits the transcript into numbered passages, which evidence links to where there is no player."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from earwitness.model.transcript import Segment, SegmentKind, Span, Transcript

LONG = 700
"""Characters after which a passage of speech ends at the next sentence end; about 45 seconds of talk."""

_HARD = 1_400
_SENTENCE_END = re.compile(r"[.?!…][\"”’')\]]*\s")


class PrintedPassage(NamedTuple):
    """`[start, end)` of the text, printed as one paragraph."""

    number: int
    start: int
    end: int
    kind: SegmentKind
    speaker: str | None
    t0_ms: int | None

    @property
    def anchor(self) -> str:
        """`p12`."""
        return f"p{self.number}"


@dataclass(frozen=True)
class Passages:
    """All passages of a transcript, in order; they never overlap."""

    all: tuple[PrintedPassage, ...]

    def at(self, position: int) -> PrintedPassage:
        """The passage that holds `position`, else the nearest before it, else the first."""
        return self.all[max(0, bisect.bisect_right(self.all, position, key=lambda passage: passage.start) - 1)]


def passages_of(transcript: Transcript, cited: Iterable[Span] = ()) -> Passages:
    """The transcript's passages. Text outside all segments becomes one where something in `cited` points at it."""
    spans = sorted(cited)
    intervals: list[tuple[int, int, Segment | None]] = []
    for group in _groups(transcript):
        end = max(group[-1].end, group[0].start)
        previous = intervals[-1][1] if intervals else 0
        _add_uncovered(intervals, spans, Span(previous, group[0].start))
        intervals.extend((start, stop, group[0]) for start, stop in _cuts(transcript.text, group[0].start, end))
    _add_uncovered(intervals, spans, Span(intervals[-1][1] if intervals else 0, len(transcript.text)))
    return Passages(tuple(_passage(transcript, number, *interval) for number, interval in enumerate(intervals, 1)))


def _passage(transcript: Transcript, number: int, start: int, end: int, segment: Segment | None) -> PrintedPassage:
    when = transcript.time_of(start, end) if segment is not None else None
    return PrintedPassage(
        number, start, end, segment.kind if segment else "paragraph", segment.speaker if segment else None, when.t0_ms if when else None
    )


def _groups(transcript: Transcript) -> Iterable[list[Segment]]:
    """Consecutive cues of one turn together; every other segment by itself."""
    group: list[Segment] = []
    for segment in transcript.segments:
        if group and not _continues(transcript.text, group, segment):
            yield group
            group = []
        group.append(segment)
    if group:
        yield group


def _continues(text: str, group: Sequence[Segment], segment: Segment) -> bool:
    last = group[-1]
    same = last.kind == segment.kind == "speech" and (last.speaker, last.turn) == (segment.speaker, segment.turn)
    if not same or segment.start - last.end > 200:
        return False
    length = last.end - group[0].start
    return length < LONG or (length < _HARD and text[last.start : last.end].rstrip()[-1:] not in ".?!…")


def _cuts(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    """`[start, end)` in pieces of about `LONG` characters that end with a sentence where one ends in time."""
    while end - start > _HARD:
        match = _SENTENCE_END.search(text, start + LONG, min(end, start + _HARD))
        at = match.end() if match else text.rfind(" ", start + LONG, start + _HARD) + 1
        at = at if at > start else start + _HARD
        yield start, at
        start = at
    yield start, end


def _add_uncovered(stretches: list[tuple[int, int, Segment | None]], spans: Sequence[Span], gap: Span) -> None:
    """Adds the part of `gap` that evidence begins in: nothing cited may be missing from the page."""
    first = bisect.bisect_left(spans, (gap.start, 0))
    inside = [span for span in spans[first : bisect.bisect_left(spans, (gap.end, 0))] if span.start < gap.end]
    if inside:
        stretches.append((inside[0].start, gap.end, None))
