"""Diarization by channel, for two microphones of a stereo recording or voices panned left and right.

Every word has a difference of level between left and right. Where the differences of all words lie in two groups far apart, these are two
places, and so two people or groups; in a mono recording, or one mixed to the middle, they lie in one, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from earwitness.model.speech import RecognizedWord, VoiceTurn
from earwitness.speech.audio.samples import RATE

NAME = "channels"
_FRAME_MS = 20
_FRAME = RATE * _FRAME_MS // 1000
_FLOOR = 30.0**2
"""Power of the hiss below which a channel is silent, in squared steps of 16 bits."""
_MOST_DB = 30.0
_APART_DB = 6.0
"""The least distance of two places: a voice moving at a stereo microphone wanders by two or three decibels."""
_CLEAR = 2.0
"""Distance over the sum of both spreads (one more decibel): halves of one bell curve come to 1.3, of an even spread to 1.7."""
_SPREAD_DB = 3.0
_UNCLEAR_SHARE = 0.2
_FEWEST_WORDS, _FEWEST_MS = 8, 2_000
_CHANGE, _CHANGE_AT_PAUSE, _PAUSE_MS = 4.0, 1.0, 300
"""Log-likelihood a change of voice costs between two words: one word on the other channel is a cross-talk, at a pause it is an answer."""
_SUREST = 0.99


class _Places(NamedTuple):
    """Two places between left and right, as differences of level in decibels."""

    means: tuple[float, float]
    spreads: tuple[float, float]


class Channels:
    """The levels of both channels of a recording, gathered while its mix is read."""

    def __init__(self) -> None:
        self._power: list[Any] = []

    def mixed(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The mix of both channels, block by block. `blocks` holds left and right interleaved."""
        import numpy as np  # noqa: PLC0415 - part of the speech extra

        rest = np.zeros((0, 2), np.int16)
        for block in blocks:
            samples = np.frombuffer(block, dtype="<i2").reshape(-1, 2)
            yield ((samples[:, 0].astype(np.int32) + samples[:, 1]) >> 1).astype("<i2").tobytes()
            rest = np.concatenate([rest, samples])
            whole = len(rest) - len(rest) % _FRAME
            self._power.append((rest[:whole].reshape(-1, _FRAME, 2).astype(np.float32) ** 2).mean(axis=1))
            rest = rest[whole:]

    def turns(self, words: Sequence[RecognizedWord]) -> tuple[VoiceTurn, ...]:
        """Who speaks when, by where each word is heard; empty where all words come from one place."""
        import numpy as np  # noqa: PLC0415

        power = np.concatenate(self._power) if self._power else np.zeros((0, 2), np.float32)
        source_text = [word for word in words if not word.doubt and _loud(power, word)]
        if len(source_text) < 2 * _FEWEST_WORDS:
            return ()
        levels = np.array([_difference(power, word) for word in source_text])
        lasts = np.array([max(1, word.end_ms - word.start_ms) for word in source_text])
        places = _places(levels, lasts)
        if places is None:
            return ()
        likely = np.stack([_log_likelihood(levels, at, places) for at in (0, 1)], axis=1)
        path = _path(source_text, likely)
        if len(set(path)) < 2:
            return ()
        sure = 1 / (1 + np.exp(-np.clip(likely[:, 0] - likely[:, 1], -30, 30)))
        return tuple(_turns(source_text, path, [float(p if at == 0 else 1 - p) for p, at in zip(sure, path, strict=True)]))


def _frames(power: Any, word: RecognizedWord) -> Any:
    first = word.start_ms // _FRAME_MS
    return power[first : max(first + 1, word.end_ms // _FRAME_MS)]


def _loud(power: Any, word: RecognizedWord) -> bool:
    frames = _frames(power, word)
    return len(frames) > 0 and float(frames.sum(axis=1).mean()) > 4 * _FLOOR


def _difference(power: Any, word: RecognizedWord) -> float:
    """How much louder the left channel is in a word, in decibels."""
    import numpy as np  # noqa: PLC0415

    left, right = _frames(power, word).mean(axis=0)
    return float(np.clip(10 * np.log10((left + _FLOOR) / (right + _FLOOR)), -_MOST_DB, _MOST_DB))


def _places(levels: Any, lasts: Any) -> _Places | None:
    """The two places the words come from (two means, begun at both ends); None where they are not clearly two."""
    import numpy as np  # noqa: PLC0415

    low, high = np.quantile(levels, [0.05, 0.95])
    for _ in range(20):
        right = levels > (low + high) / 2
        if right.all() or not right.any():
            return None
        low, high = np.average(levels[~right], weights=lasts[~right]), np.average(levels[right], weights=lasts[right])
    spreads = (float(levels[~right].std()), float(levels[right].std()))
    apart = float(high - low)
    unclear = np.abs(levels - (low + high) / 2) < apart / 4
    few = min(right.sum(), (~right).sum()) < _FEWEST_WORDS or min(lasts[right].sum(), lasts[~right].sum()) < _FEWEST_MS
    if few or apart < _APART_DB or apart / (sum(spreads) + 1) < _CLEAR or unclear.mean() > _UNCLEAR_SHARE:
        return None
    return _Places((float(low), float(high)), (max(_SPREAD_DB, spreads[0]), max(_SPREAD_DB, spreads[1])))


def _log_likelihood(levels: Any, at: int, places: _Places) -> Any:
    import numpy as np  # noqa: PLC0415

    spread = places.spreads[at]
    return -0.5 * ((levels - places.means[at]) / spread) ** 2 - np.log(spread)


def _path(words: Sequence[RecognizedWord], likely: Any) -> list[int]:
    """The likeliest place of every word when changes have their price (Viterbi over two states)."""
    best = [float(likely[0][0]), float(likely[0][1])]
    back: list[tuple[int, int]] = []
    for at, (before, word) in enumerate(pairwise(words), 1):
        cost = _CHANGE_AT_PAUSE if word.start_ms - before.end_ms >= _PAUSE_MS else _CHANGE
        came = (0 if best[0] >= best[1] - cost else 1, 1 if best[1] >= best[0] - cost else 0)
        best = [best[came[to]] - (cost if came[to] != to else 0.0) + float(likely[at][to]) for to in (0, 1)]
        back.append(came)
    path = [0 if best[0] >= best[1] else 1]
    for came in reversed(back):
        path.append(came[path[-1]])
    return path[::-1]


def _turns(words: Sequence[RecognizedWord], path: Sequence[int], sure: Sequence[float]) -> Iterator[VoiceTurn]:
    """Words of one place in a row as turns, counted from 1 in order of appearance; a turn goes on to the middle of the gap behind it."""
    numbers: dict[int, int] = {}
    first, begins = 0, words[0].start_ms
    for at in range(1, len(words) + 1):
        if at < len(words) and path[at] == path[first]:
            continue
        ends = (words[at - 1].end_ms + words[at].start_ms) // 2 if at < len(words) else words[-1].end_ms
        confidence = min(_SUREST, sum(sure[first:at]) / (at - first))
        yield VoiceTurn(begins, ends, numbers.setdefault(path[first], len(numbers) + 1), round(confidence, 3))
        first, begins = at, ends
