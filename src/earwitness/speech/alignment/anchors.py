"""The common words of two transcripts of one talk, in order: rare runs first, then what lies between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from earwitness.documents.captions.timeline import longest_rising

_RUNS = (5, 4, 3, 2)
"""Words in a run that can be an anchor: it must occur once on both sides, which makes a coincidence unlikely."""
_SURE_RUN = 3
_SMALL = 250_000
"""Product of two sides small enough to be compared word by word (500 words each take about a millisecond)."""
_LONE = 3
"""Equal words in a row that count although no anchor touches them."""


class Pair(NamedTuple):
    """Places of one word on both sides."""

    one: int
    other: int


class _Box(NamedTuple):
    """What is still to be compared: `[a, b)` of the one side with `[c, d)` of the other; `held` when anchors bound it on both sides."""

    a: int
    b: int
    c: int
    d: int
    held: bool = False


def common_words(one: Sequence[str], other: Sequence[str]) -> tuple[Pair, ...]:
    """Pairs of equal words, rising on both sides.

    >>> common_words("so we built a mill".split(), "well we built the mill".split())
    (Pair(one=1, other=1), Pair(one=2, other=2), Pair(one=4, other=4))
    """
    pairs: list[Pair] = []
    boxes = [_Box(0, len(one), 0, len(other))]
    while boxes:
        box = boxes.pop()
        if box.a >= box.b or box.c >= box.d:
            continue
        anchors = _anchors(one, other, box)
        if anchors:
            pairs += anchors
            boxes += _between(box, anchors)
        elif (box.b - box.a) * (box.d - box.c) <= _SMALL:
            pairs += _small(one, other, box)
    return tuple(sorted(pairs))


def _anchors(one: Sequence[str], other: Sequence[str], box: _Box) -> list[Pair]:
    """Words of runs that occur once on both sides, without those that would cross others."""
    for size in _RUNS:
        if size < _SURE_RUN and not box.held:
            return []
        ours, theirs = _once(one, box.a, box.b, size), _once(other, box.c, box.d, size)
        found = sorted((at, theirs[run]) for run, at in ours.items() if run in theirs)
        retained = [Pair(*pair) for pair, rising in zip(found, longest_rising([place for _, place in found]), strict=True) if rising]
        if retained:
            return _grown(one, other, box, retained, size)
    return []


def _once(words: Sequence[str], first: int, last: int, size: int) -> dict[tuple[str, ...], int]:
    """Runs of words that occur once in `[first, last)`, and where."""
    places: dict[tuple[str, ...], int] = {}
    for at in range(first, last - size + 1):
        run = tuple(words[at : at + size])
        places[run] = at if run not in places else -1
    return {run: at for run, at in places.items() if at >= 0}


def _grown(one: Sequence[str], other: Sequence[str], box: _Box, starts: Sequence[Pair], size: int) -> list[Pair]:
    """The anchors with every equal word that touches them."""
    pairs: list[Pair] = []
    a, c = box.a, box.c
    for start in starts:
        if start.one + size <= a or start.other + size <= c:
            continue
        at, place = max(start.one, a), max(start.other, c)
        if at - start.one != place - start.other:
            shift = max(at - start.one, place - start.other)
            at, place = start.one + shift, start.other + shift
        while at > a and place > c and one[at - 1] == other[place - 1]:
            at, place = at - 1, place - 1
        while at < box.b and place < box.d and one[at] == other[place]:
            pairs.append(Pair(at, place))
            at, place = at + 1, place + 1
        a, c = max(a, at), max(c, place)
    return pairs


def _between(box: _Box, anchors: Sequence[Pair]) -> Iterator[_Box]:
    before = Pair(box.a - 1, box.c - 1)
    held = box.held
    for pair in anchors:
        if pair.one - before.one > 1 and pair.other - before.other > 1:
            yield _Box(before.one + 1, pair.one, before.other + 1, pair.other, held)
        before, held = pair, True
    yield _Box(before.one + 1, box.b, before.other + 1, box.d, box.held)


def _small(one: Sequence[str], other: Sequence[str], box: _Box) -> Iterator[Pair]:
    """Equal words of a small box: runs of three, and shorter ones where anchors hold it on both sides."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415  loads in 80 ms

    for op in Indel.opcodes(one[box.a : box.b], other[box.c : box.d]):
        if op.tag == "equal" and (box.held or op.src_end - op.src_start >= _LONE):
            for step in range(op.src_end - op.src_start):
                yield Pair(box.a + op.src_start + step, box.c + op.dest_start + step)
