"""Estimates word times for engines that return none, from the loudness of the segment and the length of the words."""

from __future__ import annotations

from collections.abc import Sequence

from earwitness.model.speech import SpokenWord
from earwitness.speech.transcript_building import UNSPACED

_FRAME_MS = 20
_SAMPLES = 16 * _FRAME_MS
_LOUD = 0.1
"""Share of the loud frames' level from which a frame counts as speech: 20 dB below, where breaths and rooms lie."""


def parted(text: str, language: str | None) -> list[str]:
    """The words of a text, characters where a language writes no spaces; nothing unprintable in them."""
    shown = "".join(char if char.isprintable() else " " for char in text)
    if (language or "").partition("-")[0] in UNSPACED:
        return [char for char in shown if not char.isspace()]
    return shown.split()


def spread(texts: Sequence[str], pcm: bytes, start_ms: int, end_ms: int, confidence: float = 1.0) -> list[SpokenWord]:
    """The words in order between two moments of the sound, none where the sound is far quieter than its loud parts."""
    loud = _loud_frames(pcm, start_ms, end_ms) or [(start_ms, max(start_ms, end_ms))]
    total = sum(end - start for start, end in loud)
    messages = sum(len(text) for text in texts)
    words: list[SpokenWord] = []
    done = 0
    for text in texts:
        first = _moment(loud, total * done // messages)
        done += len(text)
        words.append(SpokenWord(text, first, max(first, _moment(loud, total * done // messages, ends=True)), confidence))
    return words


def _moment(loud: Sequence[tuple[int, int]], spoken_ms: int, *, ends: bool = False) -> int:
    """The moment by which so much of the loud time has passed; at a gap its far side, or its near one for the end of a word."""
    for start, end in loud:
        if spoken_ms < end - start or (ends and spoken_ms == end - start):
            return start + spoken_ms
        spoken_ms -= end - start
    return loud[-1][1]


def _loud_frames(pcm: bytes, start_ms: int, end_ms: int) -> list[tuple[int, int]]:
    import numpy as np  # noqa: PLC0415 - part of the speech extras

    samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2")[start_ms * 16 : max(start_ms, end_ms) * 16].astype(np.float32)
    whole = len(samples) // _SAMPLES
    if not whole:
        return []
    level = np.sqrt((samples[: whole * _SAMPLES].reshape(whole, _SAMPLES) ** 2).mean(axis=1))
    transcribed = level > _LOUD * float(np.quantile(level, 0.95))
    runs: list[tuple[int, int]] = []
    for at in np.flatnonzero(transcribed).tolist():
        begin = start_ms + at * _FRAME_MS
        if runs and runs[-1][1] == begin:
            runs[-1] = (runs[-1][0], begin + _FRAME_MS)
        else:
            runs.append((begin, begin + _FRAME_MS))
    return runs
