"""Voice features per frame: mel-frequency cepstral coefficients and pitch, computed with numpy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from earwitness.speech.audio.samples import RATE
from earwitness.speech.audio.voice_activity import FRAME_BYTES, FRAME_MS, VoiceDetector

HOP_MS = 16
"""Two frames for every one of the voice detector."""
_HOP = RATE * HOP_MS // 1000
_WINDOW, _PITCH_WINDOW = 512, 1024
_BANDS, _CEPSTRA = 26, 19
_LOWEST, _HIGHEST = 80.0, 7600.0
_SHORTEST_PERIOD, _LONGEST_PERIOD = 40, 250
"""Samples of one period: 400 to 64 Hz, the range of talking men, women and children."""
_PERIODIC = 0.6
"""Autocorrelation above which a frame is taken for a voiced sound; noise and hissing consonants lie below 0.4."""
_PITCH_WEIGHT = 3.0
"""Multiplies the logarithm of the pitch, so that the smoothing of covariances treats it like a cepstral coefficient."""
_SPEECH = 0.5
_STEP = 1 << 19
"""Bytes worked on at once: 16 seconds."""


class Voiceprints(NamedTuple):
    """`frames[i]` is the sound at `i * HOP_MS` (19 cepstra and the pitch); only rows in `voiced` carry a voice."""

    frames: Any
    voiced: Any
    regions: tuple[tuple[int, int], ...]
    """Stretches of speech in frames, `[start, end)`."""


def voiceprints(blocks: Iterable[bytes], detector: VoiceDetector, *, pause_ms: int = 256) -> Voiceprints:
    """The voice in every frame of the sound, read once, a few seconds at a time: about 90 bytes are kept for each 16 ms."""
    import numpy as np  # noqa: PLC0415 - part of the speech extra

    shapes: list[Any] = []
    voiced: list[Any] = []
    probabilities: list[float] = []
    for pcm in _steps(blocks):
        transcribed = detector.probabilities(pcm)
        probabilities += transcribed
        samples = np.append(np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768.0, np.zeros(_PITCH_WINDOW, np.float32))
        spoken = np.flatnonzero(np.repeat(np.array(transcribed) > _SPEECH, FRAME_MS // HOP_MS))
        shape = np.zeros((len(pcm) // 2 // _HOP, _CEPSTRA + 1), np.float32)
        has_voice = np.zeros(len(shape), bool)
        if len(spoken):
            shape[spoken, :-1] = _cepstra(samples, spoken)
            pitch, strength = _pitch(samples, spoken)
            shape[spoken, -1] = _PITCH_WEIGHT * np.log(pitch)
            has_voice[spoken] = strength > _PERIODIC
        shapes.append(shape)
        voiced.append(has_voice)
    if not shapes:
        return Voiceprints(np.zeros((0, _CEPSTRA + 1), np.float32), np.zeros(0, bool), ())
    return Voiceprints(np.concatenate(shapes), np.concatenate(voiced), tuple(_regions(probabilities, pause_ms)))


def _steps(blocks: Iterable[bytes]) -> Iterable[bytes]:
    """The sound in pieces of whole frames of the voice detector, the last one filled up with silence."""
    held = bytearray()
    for block in blocks:
        held += block
        while len(held) >= _STEP:
            yield bytes(held[:_STEP])
            del held[:_STEP]
    if held:
        yield bytes(held) + bytes(-len(held) % FRAME_BYTES)


def _cepstra(samples: Any, frames: Any) -> Any:
    """Mel cepstrum without its first coefficient, which is loudness: it belongs to the seat at the microphone, not to the voice."""
    import numpy as np  # noqa: PLC0415

    emphasised = np.append(samples[:1], samples[1:] - 0.97 * samples[:-1])
    windows = np.lib.stride_tricks.sliding_window_view(emphasised, _WINDOW)[frames * _HOP] * np.hamming(_WINDOW)
    power = np.abs(np.fft.rfft(windows)) ** 2
    mel = np.log(power @ _filters().T + 1e-8)
    turns = np.cos(np.pi * np.arange(1, _CEPSTRA + 1)[:, None] * (np.arange(_BANDS) + 0.5) / _BANDS) * np.sqrt(2 / _BANDS)
    return mel @ turns.T


def _filters() -> Any:
    """Triangles evenly spaced in mel (2595 log10(1 + f / 700), O'Shaughnessy 1987)."""
    import numpy as np  # noqa: PLC0415

    ends = 2595 * np.log10(1 + np.array([_LOWEST, _HIGHEST]) / 700)
    points = 700 * (10 ** (np.linspace(ends[0], ends[1], _BANDS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(_WINDOW, 1 / RATE)[None]
    low, middle, high = points[:-2, None], points[1:-1, None], points[2:, None]
    return np.maximum(0, np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle)))


def _pitch(samples: Any, frames: Any) -> tuple[Any, Any]:
    """Hertz and strength of the first strong period of each frame: autocorrelation below 1 kHz over that of the window (Boersma 1993)."""
    import numpy as np  # noqa: PLC0415

    window = np.hanning(_PITCH_WINDOW)
    of_window = np.fft.irfft(np.abs(np.fft.rfft(window, 2 * _PITCH_WINDOW)) ** 2)[:_LONGEST_PERIOD]
    windows = np.lib.stride_tricks.sliding_window_view(samples, _PITCH_WINDOW)[np.minimum(frames * _HOP, len(samples) - _PITCH_WINDOW)]
    power = np.abs(np.fft.rfft((windows - windows.mean(1, keepdims=True)) * window, 2 * _PITCH_WINDOW)) ** 2
    power[:, np.fft.rfftfreq(2 * _PITCH_WINDOW, 1 / RATE) >= 1000] = 0
    likeness = np.fft.irfft(power)[:, :_LONGEST_PERIOD]
    likeness = likeness / (likeness[:, :1] + 1e-9) / (of_window / of_window[0])
    likeness = likeness[:, _SHORTEST_PERIOD:]
    strength = likeness.max(1)
    # The shortest of the strong periods is the true one; its multiples are as strong. Take the top of the first hill.
    hill = likeness >= 0.9 * strength[:, None]
    top = np.ones_like(hill)
    top[:, :-1] = likeness[:, :-1] >= likeness[:, 1:]
    period = np.argmax(hill & top, axis=1) + _SHORTEST_PERIOD
    return RATE / period, strength


def _regions(probabilities: list[float], pause_ms: int) -> Iterable[tuple[int, int]]:
    """Speech between pauses, in frames of `HOP_MS`; blips shorter than 200 ms are left out."""
    each = FRAME_MS // HOP_MS
    start = last = -1
    for at, probability in enumerate([*probabilities, *[0.0] * (pause_ms // FRAME_MS + 2)]):
        if probability > _SPEECH:
            start, last = (at if start < 0 else start), at
        elif start >= 0 and (at - last) * FRAME_MS > pause_ms:
            if (last + 1 - start) * FRAME_MS >= 200:
                yield start * each, (last + 1) * each
            start = -1
