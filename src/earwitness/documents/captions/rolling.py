"""Removes the repeats of roll-up captions, which show each line two or three times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

_MIN_SHARE = 0.3
"""Share of neighbouring cues that repeat each other. Roll-up captions have .6 and more; speech written once has below .02."""
_MIN_HITS = 3
_MIN_JOINED = 3
"""Words that must repeat where no line end shows the border, as in files converted to one line a cue."""


def is_rolling(cues: Iterable[Sequence[str]], *, inline_times: bool) -> bool:
    """True when the cues (each its lines) repeat their predecessors as roll-up captions do."""
    pairs = hits = 0
    for before, now in pairwise(cues):
        if before and now:
            pairs += 1
            hits += repeated_words(before, now) > 0 and (len(now) > 1 or inline_times or len(now[0].split()) > 1)
    return hits >= (1 if inline_times else _MIN_HITS) and hits >= _MIN_SHARE * pairs


def repeated_words(before: Sequence[str], now: Sequence[str]) -> int:
    """How many words at the start of a cue were already shown by the cue before it.

    >>> repeated_words(["so today we"], ["so today we", "look at trees"])
    3
    """
    old, new = " ".join(before).split(), " ".join(now).split()
    if not new or new[0] not in old:
        return 0
    shared = _overlap(old, new)
    borders, count = set(), 0
    for line in now:
        count += len(line.split())
        borders.add(count)
    while shared:
        if shared == len(old) or shared in borders or shared >= _MIN_JOINED:
            return shared
        shared = _overlap(old[-shared + 1 :] if shared > 1 else [], new)
    return 0


def _overlap(old: Sequence[str], new: Sequence[str]) -> int:
    """Length of the longest end of `old` that is a beginning of `new` (Knuth, Morris and Pratt: linear)."""
    if not old or not new:
        return 0
    fail = [0] * len(new)
    length = 0
    for at in range(1, len(new)):
        while length and new[at] != new[length]:
            length = fail[length - 1]
        length += new[at] == new[length]
        fail[at] = length
    state = 0
    for word in old[-len(new) :]:
        while state and (state == len(new) or word != new[state]):
            state = fail[state - 1]
        state += word == new[state]
    return state
