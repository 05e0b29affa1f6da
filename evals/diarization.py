"""Diarization: who speaks when, against reference turns (RTTM). Diarization error rate without collar, overlapped speech scored.

The rate is (missed + false alarm + confusion) / reference speech, in frames of 10 ms, under the mapping of voices to speakers with the
least confusion (found by dynamic programming over the few voices there are), as in NIST md-eval. The baseline says that one person speaks
wherever the same voice detector hears somebody: what diarization adds is the difference between the two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from earwitness.audio.decode import Decoding, Recording
from earwitness.audio.diarize import VoiceprintDiarizer
from earwitness.audio.voice import voice_detector
from earwitness.audio.voiceprints import HOP_MS, voiceprints
from earwitness.model.speech import VoiceTurn

FRAME_MS = 10
Turns = Sequence[tuple[int, int, str]]


def run(data: Path) -> dict[str, object]:
    folder = data / "audio_diarization"
    figures: dict[str, object] = {}
    sums = {"ours": [0, 0, 0, 0], "one speaker": [0, 0, 0, 0]}
    right = clips = 0
    for path in sorted((folder / "rttm").glob("*.rttm")):
        reference = _reference(path)
        sound = _sound(folder / "audio" / f"{path.stem}.wav")
        speech = [(a * HOP_MS, b * HOP_MS, "0") for a, b in voiceprints([sound], voice_detector()).regions]
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
    figures["n"] = f"{clips} clips, {sums['ours'][3] * FRAME_MS / 1000:.0f} s of reference speech"
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
    speech = [(a * HOP_MS, b * HOP_MS) for a, b in voiceprints([sound], voice_detector()).regions]
    inside = [(max(a, c), min(b, d), who) for a, b, who in reference for c, d in speech if max(a, c) < min(b, d)]
    _, _, confused, total = errors(inside, turns)
    return {
        "one reader alone, voices found": ", ".join(map(str, alone)),
        "two readers in turn, voices found": len({turn[2] for turn in turns}),
        "two readers in turn, confused %": f"{100 * confused / total:.1f} of {total * FRAME_MS / 1000:.0f} s",
    }


def errors(reference: Turns, hypothesis: Turns) -> tuple[int, int, int, int]:
    """Frames missed, falsely heard, given to the wrong speaker, and frames of reference speech (each speaker's counted)."""
    said, heard = _frames(reference), _frames(hypothesis)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for at, speakers in said.items():
        for speaker in speakers:
            for voice in heard.get(at, ()):
                shared[speaker, voice] += 1
    total = sum(map(len, said.values()))
    missed = sum(max(0, len(speakers) - len(heard.get(at, ()))) for at, speakers in said.items())
    false = sum(max(0, len(voices) - len(said.get(at, ()))) for at, voices in heard.items())
    both = sum(min(len(speakers), len(heard.get(at, ()))) for at, speakers in said.items())
    return missed, false, both - _best(shared), total


def _best(shared: dict[tuple[str, str], int]) -> int:
    """The most frames that a one-to-one mapping of voices to speakers gets right."""
    speakers = sorted({speaker for speaker, _ in shared})
    voices = sorted({voice for _, voice in shared})

    @cache
    def from_voice(at: int, taken: int) -> int:
        if at == len(voices):
            return 0
        options = [from_voice(at + 1, taken)]
        options += [
            shared.get((speaker, voices[at]), 0) + from_voice(at + 1, taken | 1 << place)
            for place, speaker in enumerate(speakers)
            if not taken >> place & 1
        ]
        return max(options)

    return from_voice(0, 0)


def _frames(turns: Turns) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for start, end, who in turns:
        for at in range(start // FRAME_MS, end // FRAME_MS):
            found[at].add(who)
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
