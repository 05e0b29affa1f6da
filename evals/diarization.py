"""Diarization: who speaks when, against reference turns (RTTM). Diarization error rate without collar, overlapped speech scored.

The rate is (missed + false alarm + confusion) / reference speech as pyannote.metrics counts it, under the mapping of voices to speakers
with the least confusion. Speech is where the pipeline takes it to be: the cutter's stretches with the margin it keeps around them. The
baseline says that one person speaks all of it: what diarization adds is the difference between the two.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from earwitness.model.speech import VoiceTurn
from earwitness.speech.audio.chunks import Cutter
from earwitness.speech.audio.decoding import Decoding, Recording
from earwitness.speech.audio.voice_activity import voice_detector
from earwitness.speech.diarization.clustering import VoiceprintDiarizer

Turns = Sequence[tuple[int, int, str]]


def run(data: Path) -> dict[str, object]:
    folder = data / "audio_diarization"
    figures: dict[str, object] = {}
    sums = {"ours": [0, 0, 0, 0], "one speaker": [0, 0, 0, 0]}
    right = clips = 0
    for path in sorted((folder / "rttm").glob("*.rttm")):
        reference = _reference(path)
        sound = _sound(folder / "audio" / f"{path.stem}.wav")
        speech = [(a, b, "0") for a, b in _speech(sound)]
        turns = VoiceprintDiarizer().turns([sound], ())
        ours = _cut(speech, turns)
        for name, hypothesis in (("ours", ours), ("one speaker", speech)):
            sums[name] = [a + b for a, b in zip(sums[name], errors(reference, hypothesis), strict=True)]
        found, spoken = len({turn[2] for turn in ours}), len({turn[2] for turn in reference})
        right += found == spoken
        clips += 1
        figures[f"{path.stem}: voices found / in the reference"] = f"{found} / {spoken}"
    for name, (missed, false, confused, total) in sums.items():
        figures[f"{name}: DER %"] = round(100 * (missed + false + confused) / total, 1)
        figures[f"{name}: missed, false, confused %"] = ", ".join(f"{100 * part / total:.1f}" for part in (missed, false, confused))
    figures["n"] = f"{clips} clips, {sums['ours'][3] / 1000:.0f} s of reference speech"
    figures["number of voices right"] = f"{right} of {clips}"
    figures |= _readers(data / "audio_asr" / "audio")
    return figures


def _readers(folder: Path) -> dict[str, object]:
    """One reader must stay one voice; two readers in turn must become two, and change where they change."""
    one = [_sound(path) + bytes(32_000) for path in sorted(folder.glob("LJ*.wav"))]
    other = _sound(folder / "two_cities_16k.wav") + bytes(32_000)
    diarizer = VoiceprintDiarizer()
    alone = [len({turn.voice for turn in diarizer.turns([sound], ())}) or 1 for sound in (b"".join(one), other)]
    reference: list[tuple[int, int, str]] = []
    sound = b""
    half = len(other) // 4 * 2
    for name, piece in (("a", b"".join(one[:3])), ("b", other[:half]), ("a", b"".join(one[3:6])), ("b", other[half:])):
        begun = len(sound) // 32
        sound += piece
        reference.append((begun, len(sound) // 32, name))
    turns = [(turn.start_ms, turn.end_ms, str(turn.voice)) for turn in diarizer.turns([sound], ())]
    speech = _speech(sound)
    inside = [(max(a, c), min(b, d), who) for a, b, who in reference for c, d in speech if max(a, c) < min(b, d)]
    _, _, confused, total = errors(inside, turns)
    return {
        "one reader alone, voices found": ", ".join(map(str, alone)),
        "two readers in turn, voices found": len({turn[2] for turn in turns}),
        "two readers in turn, confused %": f"{100 * confused / total:.1f} of {total / 1000:.0f} s",
    }


def errors(reference: Turns, hypothesis: Turns) -> tuple[int, int, int, int]:
    """Milliseconds missed, falsely heard, given to the wrong speaker, and of reference speech (each speaker's counted)."""
    from pyannote.core import Segment, Timeline  # noqa: PLC0415 - for developers, and a second to import

    whole = Timeline([Segment(0, max((end for _, end, _ in (*reference, *hypothesis)), default=1) / 1000)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parts = _rate()(_annotation(reference), _annotation(hypothesis), uem=whole, detailed=True)
    names = ("missed detection", "false alarm", "confusion", "total")
    missed, false, confused, total = (round(1000 * parts[name]) for name in names)
    return missed, false, confused, total


@cache
def _rate() -> Any:
    from pyannote.metrics.diarization import DiarizationErrorRate  # noqa: PLC0415

    return DiarizationErrorRate(collar=0.0, skip_overlap=False)


def _annotation(turns: Turns) -> Any:
    from pyannote.core import Annotation, Segment  # noqa: PLC0415

    result = Annotation()
    for at, (start, end, who) in enumerate(turns):
        result[Segment(start / 1000, end / 1000), at] = who
    return result


def _speech(sound: bytes) -> list[tuple[int, int]]:
    """Where the pipeline takes somebody to speak."""
    cutter = Cutter(voice_detector())
    found: list[tuple[int, int]] = []
    for chunk in cutter.cut([sound]):
        for first, last in chunk.speech:
            start, end = chunk.in_recording(first) - cutter.cutting.pad, chunk.in_recording(last, ends=True) + cutter.cutting.pad
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], end)
            else:
                found.append((max(0, start), end))
    return found


def _cut(speech: Turns, turns: Sequence[VoiceTurn]) -> Turns:
    """The stretches of speech with the voices of the turns; all one voice where there are no turns."""
    if not turns:
        return speech
    return [
        (max(a, turn.start_ms), min(b, turn.end_ms), str(turn.voice))
        for a, b, _ in speech
        for turn in turns
        if max(a, turn.start_ms) < min(b, turn.end_ms)
    ]


def _reference(path: Path) -> Turns:
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("SPEAKER")]
    return [(round(float(row[3]) * 1000), round((float(row[3]) + float(row[4])) * 1000), row[7]) for row in rows]


def _sound(path: Path) -> bytes:
    with Decoding(Recording(path.name, path)) as decoding:
        return b"".join(decoding.blocks())
