"""Makes cue times monotonic: backward times are replaced within the limits of their neighbours, and reported."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import NamedTuple

from earwitness.text.clock import clock

_DESIGNED_OVERLAP = 0.5
"""From this share on, overlapping is how the format rolls its lines (YouTube) and no fault."""
_MIN_JUDGED = 20
_MS_A_CHARACTER = 65
"""Pace of speech, 15 characters a second: used only where the source gives no later time."""


class TimedCue(NamedTuple):
    """Start and end of each cue, rising, with what had to be mended."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    warnings: tuple[str, ...]


def longest_rising(times: Sequence[int | None]) -> list[bool]:
    """True for the times to believe: the longest run that never falls. One wild time then spoils nothing but itself.

    >>> longest_rising([1, 2, 90, 3, 4])
    [True, True, False, True, True]
    """
    tails: list[int] = []
    holders: list[int] = []
    before: list[int] = [-1] * len(times)
    for at, time in enumerate(times):
        if time is None:
            continue
        place = bisect.bisect_right(tails, time)
        before[at] = holders[place - 1] if place else -1
        if place == len(tails):
            tails.append(time)
            holders.append(at)
        else:
            tails[place], holders[place] = time, at
    retained = [False] * len(times)
    at = holders[-1] if holders else -1
    while at >= 0:
        retained[at] = True
        at = before[at]
    return retained


def rise(starts: Sequence[int | None], ends: Sequence[int | None], sizes: Sequence[int]) -> TimedCue:
    """Rising starts and ends for cues of the given sizes (characters), gaps filled in proportion to size."""
    retained = longest_rising(starts)
    rising = _fill(starts, retained, sizes)
    warnings: list[str] = []
    fallen = [at for at, time in enumerate(starts) if time is not None and not retained[at]]
    if fallen:
        first = fallen[0]
        warnings.append(
            f"times run backwards or jump at {_many(len(fallen), 'cue')} (first at cue {first + 1}, {clock(starts[first] or 0)}): "
            "the text keeps the order of the file, these times are estimated from their neighbours"
        )
    finished: list[int] = []
    later: int | None = None
    overlaps: list[int] = []
    for at in range(len(rising) - 1, -1, -1):
        if at + 1 < len(rising) and rising[at + 1] > rising[at]:
            later = rising[at + 1]
        end = ends[at] if retained[at] else None
        if end is not None and end < rising[at]:
            end = None
        if end is not None and later is not None and end > later:
            overlaps.append(at)
        given = end if end is not None else later if later is not None else rising[at] + _MS_A_CHARACTER * sizes[at]
        finished.append(max(rising[at], given if later is None else min(given, later)))
    finished.reverse()
    if overlaps and (len(rising) < _MIN_JUDGED or len(overlaps) < _DESIGNED_OVERLAP * len(rising)):
        first = overlaps[-1]
        warnings.append(
            f"{_many(len(overlaps), 'cue')} overlap{'s' if len(overlaps) == 1 else ''} the next in time "
            f"(first at cue {first + 1}, {clock(rising[first])}): ended where the next begins"
        )
    return TimedCue(tuple(rising), tuple(finished), tuple(warnings))


def _fill(starts: Sequence[int | None], kept: Sequence[bool], sizes: Sequence[int]) -> list[int]:
    """Believed times as they are, the others placed between them by the characters that lie between."""
    rising: list[int] = [0] * len(starts)
    pending: list[int] = []
    last, last_at = 0, -1
    for at, time in enumerate(starts):
        if not kept[at] or time is None:
            pending.append(at)
            continue
        total = sum(sizes[i] for i in range(max(0, last_at), at)) or 1
        passed = sizes[last_at] if last_at >= 0 else 0
        for i in pending:
            rising[i] = last + (time - last) * passed // total
            passed += sizes[i]
        rising[at], last, last_at, pending = time, time, at, []
    passed = sizes[last_at] if last_at >= 0 else 0
    for i in pending:
        rising[i] = last + _MS_A_CHARACTER * passed
        passed += sizes[i]
    return rising


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def interpolate(
    anchors: Sequence[tuple[int, int]], places: Sequence[int], duration_ms: int | None = None
) -> tuple[list[int], tuple[str, ...]]:
    """The time at each place (rising positions in the text), from anchors `(place, time)` in text order; backward anchors are reported.

    Behind the last anchor speech goes on at the pace so far, but not beyond the duration.
    """
    retained = longest_rising([time for _, time in anchors])
    fallen = [at for at, good in enumerate(retained) if not good]
    warnings: tuple[str, ...] = ()
    if fallen:
        verb = "runs backwards or jumps" if len(fallen) == 1 else "run backwards or jump"
        where = clock(anchors[fallen[0]][1])
        reported = (
            f"{_many(len(fallen), 'time stamp')} {verb} (first {where}): not believed, times there are estimated from their neighbours"
        )
        warnings = (reported,)
    good = [anchor for anchor, true in zip(anchors, retained, strict=True) if true]
    if good[0][1] > 0 and good[0][0] > 0:
        good.insert(0, (0, 0))
    (first, begin), (last, finish) = good[0], good[-1]
    rate = (finish - begin) / (last - first) if last > first and finish > begin else float(_MS_A_CHARACTER)
    rate = min(max(rate, 20.0), 200.0)
    marks = [place for place, _ in good]
    times: list[int] = []
    for place in places:
        at = bisect.bisect_right(marks, place) - 1
        if at < 0:
            times.append(good[0][1])
        elif at + 1 == len(good):
            time = finish + round(rate * (place - last))
            times.append(max(finish, min(time, duration_ms)) if duration_ms else time)
        else:
            (here, now), (there, then) = good[at], good[at + 1]
            times.append(now + (then - now) * (place - here) // max(1, there - here))
    return times, warnings
