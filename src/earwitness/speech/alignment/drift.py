"""Measures how far a published transcript's times differ from a recording's: stretches of agreement and their offsets.

Podcasts get other advertisements with every download: what was said at 12:03 when the show made its transcript is said at 12:33 in the
file a listener has. The words tell: those both have in common give an offset each, and the offset jumps where something was put in or cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from earwitness.model.speech import RecognizedWord
from earwitness.model.transcript import Span, Transcript
from earwitness.speech.alignment.anchors import common_words
from earwitness.text.folding import FoldedWord, folded_words

_NOT_SAID = frozenset({"noise", "label", "time", "turn", "syntax"})
"""Marks of what nobody says aloud; promotion is read out like everything else."""
_LOOSE_MS, _TIGHT_MS = 1_500, 700
"""How far one word's offset may lie from its neighbours': places inside a cue are estimated, word times are not."""
_COARSE_MS = 15_000
"""A transcript whose segments are longer than this has times of turns, not of cues: a word's place in one says little."""
_FEWEST = 8
"""Words that must agree on an offset before it is one."""
_RECENT = 15
_SAME_MS = 300
"""Offsets nearer than this are one: recognisers are that unsure of where a word begins."""
_LEAN_MS = 400
"""Change of the offset over a stretch from which clocks are taken to run apart."""
_OPENING = 5
"""First words of segments that are enough to go by them alone: a word's place inside one is estimated, 0.1 s late on average."""
_LONGEST_WORD_MS = 1_500
"""Whisper lets the last word before music or a pause last until the next one."""
_HEAD = 40
"""Characters at the beginning or end of a segment that go with the rest of it when they were not heard."""
_FITS, _ENOUGH = 0.3, 0.6
"""Share of the words found from which a transcript is that of the recording: of at least `_MANY` words, of fewer."""
_MANY = 40


class AlignedInterval(NamedTuple):
    """A part of the transcript whose words were heard in order, moved by one offset."""

    span: Span
    """From its first to its last word heard, in the transcript."""
    start_ms: int
    end_ms: int
    """When these words are said, by the transcript; by the recording where the transcript has no times."""
    heard_start_ms: int
    heard_end_ms: int
    offset_ms: int
    """To be added to the transcript's times at `start_ms`."""
    end_offset_ms: int
    """The same at `end_ms`: another where the clocks run apart."""
    words: int
    """Words both have."""

    def moved(self, ms: int) -> int:
        """The moment of the recording behind a moment of the transcript."""
        lasts = max(1, self.end_ms - self.start_ms)
        share = (min(max(ms, self.start_ms), self.end_ms) - self.start_ms) / lasts
        return max(0, ms + round(self.offset_ms + share * (self.end_offset_ms - self.offset_ms)))


class TimedWord(NamedTuple):
    """A word of the transcript that was heard: its characters, its time by the transcript, and what was heard."""

    span: Span
    ms: int | None
    heard: RecognizedWord
    opens: bool = False
    """True for the first word of a segment, whose time is the segment's own and not estimated inside it."""


class Drift(NamedTuple):
    """What a comparison found."""

    stretches: tuple[AlignedInterval, ...]
    words: tuple[TimedWord, ...]
    """Every word of the stretches that was heard, in order."""
    total: int
    """Words of the transcript that can be heard."""
    coarse: bool
    """True where the transcript has no times, or only those of long turns."""
    listened: float = 1.0
    """The part of the recording that was listened to."""

    @property
    def share(self) -> float:
        """The part of the transcript's words that was heard, of those that could be."""
        return min(1.0, len(self.words) / (self.total * self.listened)) if self.total and self.listened else 0.0

    @property
    def fits(self) -> bool:
        """True when the transcript is that of the recording."""
        return bool(self.stretches) and self.share >= (_FITS if self.total >= _MANY else _ENOUGH)


def measure(published: Transcript, heard: Sequence[RecognizedWord], *, listened: float = 1.0) -> Drift:
    """How the transcript's times lie against the words heard in the recording."""
    ours = list(_said(published))
    spoken = [(folded.form, word) for word in heard if not word.doubt for folded in folded_words(word.text)]
    pairs = common_words([word.form for word in ours], [form for form, _ in spoken])
    coarse = _is_coarse(published)
    opening = {segment.start for segment in published.segments}
    found: list[TimedWord] = []
    for one, other in pairs:
        span = Span(ours[one].start, ours[one].end)
        opens = span.start in opening
        found.append(TimedWord(span, None if coarse else published.time_of(*span).t0_ms, spoken[other][1], opens))
    if coarse:
        groups = [found] if len(found) >= min(_FEWEST, len(ours)) else []
    else:
        near = _TIGHT_MS if published.word_times else _LOOSE_MS
        groups = list(_joined(_runs([timed for timed in found if timed.ms is not None], near)))
    intervals = tuple(map(_stretch, groups))
    if not coarse:
        intervals = tuple(_widened(intervals, published))
    return Drift(intervals, tuple(timed for group in groups for timed in group), len(ours), coarse, listened)


def _said(transcript: Transcript) -> Iterator[FoldedWord]:
    at = 0
    for mark in transcript.marks:
        if mark.kind in _NOT_SAID:
            if at < mark.start:
                yield from folded_words(transcript.text, at, mark.start)
            at = max(at, mark.end)
    yield from folded_words(transcript.text, at)


def _is_coarse(transcript: Transcript) -> bool:
    if transcript.word_times is not None:
        return False
    lengths = [s.end_ms - s.start_ms for s in transcript.segments if s.start_ms is not None and s.end_ms is not None]
    return len(lengths) * 2 < len(transcript.segments) or not lengths or median(lengths) > _COARSE_MS


def _offset(timed: TimedWord) -> int:
    return timed.heard.start_ms - (timed.ms or 0)


def _runs(found: Sequence[TimedWord], near: int) -> Iterator[list[TimedWord]]:
    """Words in a row that agree on their offset; a few that do not are left out, many of them are a new run."""
    run: list[TimedWord] = []
    away: list[TimedWord] = []
    for timed in found:
        if run and abs(_offset(timed) - median(map(_offset, run[-_RECENT:]))) <= near:
            run.append(timed)
            away = []
            continue
        if away and abs(_offset(timed) - median(map(_offset, away))) > near:
            away = []
        away.append(timed)
        if len(away) >= _FEWEST:
            if len(run) >= _FEWEST:
                yield run
            run, away = away, []
    if len(run) >= _FEWEST:
        yield run


def _joined(runs: Iterator[list[TimedWord]]) -> Iterator[list[TimedWord]]:
    """Neighbouring runs of one offset as one: what lay between them was misheard."""
    last: list[TimedWord] = []
    for run in runs:
        if last and abs(median(map(_offset, last[-_RECENT:])) - median(map(_offset, run[:_RECENT]))) <= _SAME_MS:
            last = last + run
            continue
        if last:
            yield last
        last = run
    if last:
        yield last


def _stretch(group: Sequence[TimedWord]) -> AlignedInterval:
    first, last = group[0], group[-1]
    start = first.ms if first.ms is not None else first.heard.start_ms
    end = last.ms if last.ms is not None else last.heard.start_ms
    begins, ends = _offsets(group) if first.ms is not None else (0, 0)
    span = Span(first.span.start, last.span.end)
    heard_end = min(last.heard.end_ms, last.heard.start_ms + _LONGEST_WORD_MS)
    return AlignedInterval(span, start, end, first.heard.start_ms, heard_end, begins, ends, len(group))


def _widened(stretches: Sequence[AlignedInterval], published: Transcript) -> Iterator[AlignedInterval]:
    """The stretches with the rest of the segments they begin and end in, when those few words are nobody else's."""
    for at, interval in enumerate(stretches):
        before = stretches[at - 1].span.end if at else 0
        after = stretches[at + 1].span.start if at + 1 < len(stretches) else len(published.text)
        first, last = published.segment_at(interval.span.start), published.segment_at(interval.span.end - 1)
        if first and first.start_ms is not None and before <= first.start < interval.span.start <= first.start + _HEAD:
            earlier = max(0, interval.start_ms - first.start_ms)
            interval = interval._replace(  # noqa: PLW2901
                span=Span(first.start, interval.span.end),
                start_ms=interval.start_ms - earlier,
                heard_start_ms=max(0, interval.heard_start_ms - earlier),
            )
        if last and interval.span.end < last.end <= min(after, interval.span.end + _HEAD):
            interval = interval._replace(span=Span(interval.span.start, last.end))  # noqa: PLW2901
        yield interval


def _offsets(group: Sequence[TimedWord]) -> tuple[int, int]:
    """The offset at both ends: one and the same unless the first and last third of the words differ by more than chance."""
    opening = [timed for timed in group if timed.opens]
    if len(opening) >= _OPENING:
        return _offsets_of(opening, group)
    return _offsets_of(group, group)


def _offsets_of(group: Sequence[TimedWord], whole: Sequence[TimedWord]) -> tuple[int, int]:
    third = max(1, len(group) // 3)
    early, late = median(map(_offset, group[:third])), median(map(_offset, group[-third:]))
    if len(group) < 3 * _FEWEST or abs(late - early) < _LEAN_MS:
        one = round(median(map(_offset, group)))
        return one, one
    begun, ended = median(t.ms or 0 for t in group[:third]), median(t.ms or 0 for t in group[-third:])
    lean = (late - early) / max(1.0, ended - begun)
    return round(early - lean * (begun - (whole[0].ms or 0))), round(late + lean * ((whole[-1].ms or 0) - ended))


def jumps(drift: Drift) -> Iterator[tuple[AlignedInterval, AlignedInterval, int]]:
    """Each border at which the offset jumps, with how many milliseconds the recording has more (less where negative)."""
    for before, after in pairwise(drift.stretches):
        yield before, after, after.offset_ms - before.end_offset_ms
