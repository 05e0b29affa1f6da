"""Moves a published transcript to the times of a recording, by stretches of equal offset or by recognised words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from earwitness.model.speech import RecognizedWord
from earwitness.model.transcript import Segment, Transcript, WordTimes
from earwitness.speech.alignment.drift import AlignedInterval, Drift, TimedWord, jumps, measure
from earwitness.text.clock import clock

_LONG_GAP_MS = 8_000
"""Published time between two stretches of different offsets from which it is not said which of the two its words follow."""
_EDGE_MS = 30_000
"""Published time before the first stretch and behind the last one that still goes with it: music, a greeting half heard."""
_MS_A_CHARACTER = 65
"""Pace of speech: where a turn's first or last words were not heard, they take this long."""
_SLACK_MS = 500
_SHOWN = 8
_NOTICED_MS = 300


class Retimed(NamedTuple):
    """The transcript with the recording's times, and what was found."""

    transcript: Transcript
    drift: Drift
    lost: tuple[Segment, ...]
    """Segments, as published, whose words the recording does not have where they should be: their times were taken away."""


def retimed(published: Transcript, heard: Sequence[RecognizedWord], *, by: str, listened: float = 1.0) -> Retimed:
    """The published transcript with the times of the recording in which `by` heard these words, in the part of it it `listened` to.

    A transcript that is not that of the recording (`drift.fits` is false) keeps its times, with a warning.
    """
    drift = measure(published, heard, listened=listened)
    if not drift.fits:
        warning = (
            f"only {drift.share:.0%} of its words were heard in the recording by {by}: it is probably another's, its times were left alone"
        )
        return Retimed(published.model_copy(update={"warnings": (*published.warnings, warning)}), drift, ())
    last_ms = max(word.end_ms for word in heard) + _EDGE_MS
    segments, words = _from_heard(published, drift) if drift.coarse else _moved(published, drift, last_ms)
    placed = _rising(segments)
    lost = tuple(s for s in published.segments if _has_no_time(s, placed, published, coarse=drift.coarse))
    warnings = (*published.warnings, *_warnings(drift, lost, published, by))
    result = published.model_copy(update={"segments": tuple(placed), "word_times": words, "warnings": warnings})
    return Retimed(result, drift, lost)


def _moved(published: Transcript, drift: Drift, last_ms: int) -> tuple[list[Segment], WordTimes | None]:
    """Every segment moved by the offset of its stretch, cut in two where the recording has something between its words."""
    borders = {after.span.start: (before, after) for before, after, _ in jumps(drift)}
    cuts = sorted(borders)
    segments: list[Segment] = []
    for segment in published.segments:
        at, parts = segment.start, []
        inside = cuts[bisect_right(cuts, segment.start) : bisect_right(cuts, segment.end - 1)]
        for cut in inside:
            end = len(published.text[:cut].rstrip())
            if end > at and segment.start_ms is not None:
                parts.append(segment.model_copy(update={"start": at, "end": end}))
                at = cut
        parts.append(segment.model_copy(update={"start": at}))
        segments += [_placed(part, segment, published, drift, last_ms) for part in parts]
    return segments, _words_moved(published.word_times, drift, last_ms)


def _placed(part: Segment, whole: Segment, published: Transcript, drift: Drift, last_ms: int) -> Segment:
    if whole.start_ms is None or whole.end_ms is None:
        return part
    start = whole.start_ms if part.start == whole.start else published.time_of(part.start, part.start + 1).t0_ms or whole.start_ms
    end = whole.end_ms if part.end == whole.end else published.time_of(part.end - 1, part.end).t1_ms or whole.end_ms
    first, last = _home(drift.stretches, part.start, start), _home(drift.stretches, part.end - 1, end)
    first, last = first or last, last or first
    if first is None or last is None:
        return part.model_copy(update={"start_ms": None, "end_ms": None})
    begins, ends = first.moved(start), last.moved(end)
    if part.start != whole.start:
        begins = first.heard_start_ms
    if part.end != whole.end:
        ends = last.heard_end_ms
    if not _possible(start, first, last_ms):
        return part.model_copy(update={"start_ms": None, "end_ms": None})
    return part.model_copy(update={"start_ms": begins, "end_ms": max(begins, ends)})


def _possible(ms: int, stretch: AlignedInterval, last_ms: int) -> bool:
    """False for what would lie before the recording's beginning or far behind its last word."""
    offset = stretch.offset_ms if ms <= stretch.start_ms else stretch.end_offset_ms
    return -_SLACK_MS <= ms + offset <= last_ms


def _home(stretches: Sequence[AlignedInterval], position: int, ms: int) -> AlignedInterval | None:
    """The stretch a place of the transcript moves with; None where nobody can say."""
    at = bisect_right([interval.span.start for interval in stretches], position) - 1
    before = stretches[at] if at >= 0 else None
    after = stretches[at + 1] if at + 1 < len(stretches) else None
    if before is not None and position < before.span.end:
        return before
    if before is None or after is None:
        only = before or after
        away = min(abs(ms - only.start_ms), abs(ms - only.end_ms)) if only else 0
        return only if away <= _EDGE_MS else None
    if after.start_ms - before.end_ms < _LONG_GAP_MS:
        return before if ms - before.end_ms <= after.start_ms - ms else after
    return None


def _words_moved(words: WordTimes | None, drift: Drift, last_ms: int) -> WordTimes | None:
    if words is None:
        return None
    retained: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, (place, t0, t1) in enumerate(zip(words.start, words.t0_ms, words.t1_ms, strict=True)):
        interval = _home(drift.stretches, place, t0)
        if interval is not None and _possible(t0, interval, last_ms):
            start = max(interval.moved(t0), starts[-1] if starts else 0)
            retained.append(at)
            starts.append(start)
            ends.append(max(start, interval.moved(t1)))
    return WordTimes(
        start=tuple(words.start[at] for at in retained),
        end=tuple(words.end[at] for at in retained),
        t0_ms=tuple(starts),
        t1_ms=tuple(ends),
        confidence=tuple(words.confidence[at] for at in retained) if words.confidence else (),
    )


def _from_heard(published: Transcript, drift: Drift) -> tuple[list[Segment], WordTimes]:
    """Times from the words heard, for a transcript that has none or only those of long turns."""
    starts = [timed.span.start for timed in drift.words]
    segments: list[Segment] = []
    for segment in published.segments:
        inside = drift.words[bisect_right(starts, segment.start - 1) : bisect_right(starts, segment.end - 1)]
        if inside:
            before, behind = inside[0].span.start - segment.start, segment.end - inside[-1].span.end
            start = max(0, inside[0].heard.start_ms - _MS_A_CHARACTER * min(before, 60))
            end = inside[-1].heard.end_ms + _MS_A_CHARACTER * min(behind, 60)
            segments.append(segment.model_copy(update={"start_ms": start, "end_ms": max(start, end)}))
        else:
            segments.append(segment.model_copy(update={"start_ms": None, "end_ms": None}))
    return segments, _word_times(drift.words)


def _word_times(found: Sequence[TimedWord]) -> WordTimes:
    reached, starts, ends = 0, [], []
    for timed in found:
        reached = max(reached, timed.heard.start_ms)
        starts.append(reached)
        ends.append(max(reached, timed.heard.end_ms))
    return WordTimes(
        start=tuple(timed.span.start for timed in found),
        end=tuple(timed.span.end for timed in found),
        t0_ms=tuple(starts),
        t1_ms=tuple(ends),
        confidence=tuple(timed.heard.confidence for timed in found),
    )


def _rising(segments: Sequence[Segment]) -> list[Segment]:
    """The segments with starts that never fall, each ended where the next begins at the latest."""
    out: list[Segment] = []
    reached = 0
    for segment in segments:
        if segment.start_ms is not None and segment.end_ms is not None:
            start = max(reached, segment.start_ms)
            segment = segment.model_copy(update={"start_ms": start, "end_ms": max(start, segment.end_ms)})  # noqa: PLW2901
            reached = start
        out.append(segment)
    timed = [at for at, segment in enumerate(out) if segment.start_ms is not None]
    for at, after in pairwise(timed):
        end, later = out[at].end_ms or 0, out[after].start_ms or 0
        out[at] = out[at].model_copy(update={"end_ms": min(end, max(later, out[at].start_ms or 0))})
    return out


def _has_no_time(segment: Segment, placed: Sequence[Segment], published: Transcript, *, coarse: bool) -> bool:
    if not coarse and segment.start_ms is None:
        return False
    at = bisect_right([one.start for one in placed], segment.start) - 1
    words = any(symbol.isalnum() for symbol in published.text[segment.start : segment.end])
    return words and placed[at].start_ms is None and not published.is_unspoken(segment.start, segment.end)


def _warnings(drift: Drift, lost: Sequence[Segment], published: Transcript, by: str) -> Iterator[str]:
    found = f"{drift.share:.0%} of its {drift.total:,} words were heard by {by}"
    if drift.coarse:
        yield f"the published transcript had no times of its words: they were taken from the recording ({found})"
    else:
        most = max((interval.offset_ms for interval in drift.stretches), key=abs)
        moved = f"moved by up to {_seconds(most)}" if abs(most) > _NOTICED_MS else "they agree"
        yield f"times of the published transcript were compared with the recording: {moved} ({found})"
        yield from _jumps(drift)
    if lost:
        places = "; ".join(_place(segment, published) for segment in lost[:_SHOWN])
        more = f"; and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
        yield f"not heard in the recording, so without a time ({len(lost)}): {places}{more}"


def _jumps(drift: Drift) -> Iterator[str]:
    for before, after, more_ms in jumps(drift):
        if more_ms > 0:
            yield (
                f"the recording has {_seconds(more_ms)} more than the transcript at {clock(before.heard_end_ms)} "
                f"(an advertisement?): times behind it were moved by {_seconds(after.offset_ms)}"
            )
        else:
            yield (
                f"the recording lacks {_seconds(-more_ms)} of the transcript at {clock(before.heard_end_ms)} "
                f"(something was cut): times behind it were moved by {_seconds(after.offset_ms)}"
            )


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.1f} s"


def _place(segment: Segment, published: Transcript) -> str:
    words = " ".join(published.text[segment.start : segment.end].split())
    shown = f"{words[:60].rstrip()}…" if len(words) > 60 else words
    return f"“{shown}”" if segment.start_ms is None else f"{clock(segment.start_ms)} “{shown}”"
