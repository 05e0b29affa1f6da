"""Who speaks, by channel: one voice on two channels is two speakers, panned ones too; mono, music and a wandering voice are nobody's."""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.speech.recordings_made import wav, white
from tests.speech.test_diarize import LOW, LoudIsSpeech, diarizer, said

from earwitness.config import Settings
from earwitness.extensions import EngineFacts
from earwitness.model.speech import Hints, RecognizedWord, SpokenWord, Utterance, VoiceTurn
from earwitness.network import model_files
from earwitness.speech import recordings
from earwitness.speech.audio.decoding import AudioBlock, Decoding, Recording
from earwitness.speech.diarization.channels import NAME, Channels
from earwitness.speech.diarization.clustering import VoiceprintDiarizer, voices_warning
from earwitness.speech.transcription import SpeechTools, transcribe_recording

np = pytest.importorskip("numpy")
EXAMPLE = Path(__file__).parents[2] / "examples" / "two-voices.mp3"
TURN_MS, PAUSE_MS = 4_000, 500


def panned(pieces: Sequence[bytes], gains: Sequence[tuple[float, float]]) -> bytes:
    """The pieces one after another with a pause, each with its share of left and right, interleaved."""
    result = array("h")
    for piece, (left, right) in zip(pieces, gains, strict=True):
        samples = np.frombuffer(piece, dtype="<i2").astype(np.float64)
        both = np.stack([samples * left, samples * right], axis=1).round().astype("<i2")
        result.frombytes(both.tobytes() + bytes(4 * 16 * PAUSE_MS))
    return result.tobytes()


def words_of(turns: int) -> list[RecognizedWord]:
    """Ten words a turn."""
    return [
        RecognizedWord(f"w{turn}{at}", turn * (TURN_MS + PAUSE_MS) + 400 * at, turn * (TURN_MS + PAUSE_MS) + 400 * at + 360, 0.9)
        for turn in range(turns)
        for at in range(10)
    ]


def one_voice(turns: int) -> list[bytes]:
    return [said(LOW, TURN_MS / 1000, seed) for seed in range(turns)]


def heard(sound: bytes, words: Sequence[RecognizedWord], block: int = 1 << 16) -> tuple[VoiceTurn, ...]:
    channels = Channels()
    mixed = b"".join(channels.mixed(sound[at : at + block] for at in range(0, len(sound), block)))
    assert len(mixed) == len(sound) // 2
    return channels.turns(words)


@pytest.mark.parametrize(
    ("first", "second"),
    [((1.0, 0.0), (0.0, 1.0)), ((1.0, 0.25), (0.25, 1.0)), ((0.9, 0.5), (0.5, 0.9)), ((1.0, 0.2), (0.7, 0.7))],
    ids=["two channels", "cross-talk", "panned a little", "left and middle"],
)
def test_the_same_voice_on_two_channels_is_two_speakers(first: tuple[float, float], second: tuple[float, float]) -> None:
    sound = panned(one_voice(4), [first, second, first, second])
    if 20 * np.log10(first[0] * second[1] / (first[1] * second[0] + 1e-9)) < 6:
        pytest.fail("the test's own places are too near")
    turns = heard(sound, words_of(4))
    assert [turn.voice for turn in turns] == [1, 2, 1, 2]
    for at, turn in enumerate(turns[:-1], 1):
        assert abs(turn.end_ms - (at * (TURN_MS + PAUSE_MS) - PAUSE_MS // 2)) < 200
    assert all(0.9 < turn.confidence <= 0.99 for turn in turns)


def test_mono_the_middle_and_a_wandering_voice_are_one_place() -> None:
    pieces, words = one_voice(6), words_of(6)
    assert heard(panned(pieces, [(1.0, 1.0)] * 6), words) == ()
    assert heard(panned(pieces, [(1.0, 0.0)] * 6), words) == ()
    draw = random.Random(1)
    wandering = [(1.0, draw.uniform(0.75, 1.3)) for _ in pieces]
    assert heard(panned(pieces, wandering), words) == ()
    noise = [white(TURN_MS / 1000, seed).tobytes() for seed in range(12)]
    wide = b"".join(
        np.stack([np.frombuffer(a, "<i2"), np.frombuffer(b, "<i2")], axis=1).tobytes() for a, b in zip(noise[:6], noise[6:], strict=True)
    )
    assert heard(wide, words_of(5)) == ()
    assert heard(b"", ()) == ()


def test_somebody_who_only_nods_on_the_other_channel_is_nobody() -> None:
    sound = panned(one_voice(4), [(1.0, 0.0)] * 4)
    words = words_of(4)
    samples = array("h", sound)
    at = words[12].start_ms * 16 * 2
    for place in range(at, at + 320 * 16 * 2, 2):
        samples[place], samples[place + 1] = samples[place + 1], samples[place]
    assert heard(samples.tobytes(), words) == ()


def test_the_warning_says_that_channels_told_them_apart() -> None:
    [warning] = voices_warning(NAME, (VoiceTurn(0, 1_000, 1, 0.9), VoiceTurn(1_000, 2_000, 2, 0.9)))
    assert "2 voices were told apart by the channel" in warning
    assert "share a channel" in warning


class Ear:
    """Writes ten words in every four seconds of its first chunk of sound."""

    name = "fake/1"

    def __init__(self) -> None:
        self.asked = 0

    def facts(self) -> EngineFacts:
        return EngineFacts(languages=("en",))

    def transcribe(self, pcm: bytes, *, language: str | None, hints: Hints) -> Iterator[Utterance]:
        self.asked += 1
        words = words_of(4) if self.asked == 1 else []
        return tuple([Utterance(tuple(SpokenWord(w.text, w.start_ms, w.end_ms, 0.9) for w in words))] if words else ())


def test_a_stereo_recording_keeps_its_channels_and_mono_falls_back_on_voices() -> None:
    pytest.importorskip("av")
    pytest.importorskip("onnxruntime")
    with Decoding(Recording("x", EXAMPLE), part=AudioBlock(0, 18_000)) as decoding:
        mono = b"".join(decoding.blocks())
    gains = [(1.0, 0.1), (0.1, 1.0), (1.0, 0.1), (0.1, 1.0)]
    pieces = [mono[at * 32 * 4_500 : (at + 1) * 32 * 4_500] for at in range(4)]
    stereo = array("h")
    for piece, (left, right) in zip(pieces, gains, strict=True):
        samples = np.frombuffer(piece, dtype="<i2").astype(np.float64)
        stereo.frombytes(np.stack([samples * left, samples * right], axis=1).round().astype("<i2").tobytes())
    tools = SpeechTools(Ear(), diarizer=VoiceprintDiarizer(LoudIsSpeech))
    result = transcribe_recording(Recording("two.wav", content=wav(stereo, channels=2)), tools)
    assert any("by the channel" in warning for warning in result.document.transcript.warnings)
    assert {segment.speaker for segment in result.document.transcript.segments} == {"Speaker 1", "Speaker 2"}
    tools = SpeechTools(Ear(), diarizer=VoiceprintDiarizer(LoudIsSpeech))
    result = transcribe_recording(Recording("one.wav", content=wav(array("h", mono))), tools)
    assert not any("by the channel" in warning for warning in result.document.transcript.warnings)
    assert diarizer().name == "voiceprints"


def test_the_bundled_dialogue_on_two_channels_has_every_word_on_its_side() -> None:
    pytest.importorskip("faster_whisper")
    home = Path("/nonexistent")
    if model_files.place(home, model_files.model(model_files.DEFAULT)).folder is None:
        pytest.skip("needs the model of the speech extra")
    tools = recordings.speech_tools(Settings(home=home))
    plain = recordings.transcribe(Recording(EXAMPLE.name, EXAMPLE), tools).document.transcript
    with Decoding(Recording("x", EXAMPLE)) as decoding:
        samples = np.frombuffer(b"".join(decoding.blocks()), dtype="<i2").astype(np.float64)
    names = sorted({segment.speaker for segment in plain.segments})
    left = np.full(len(samples), 0.5)
    for segment in plain.segments:
        left[segment.start_ms * 16 : segment.end_ms * 16] = 0.85 if segment.speaker == names[0] else 0.25
    stereo = np.stack([samples * left, samples * (1.1 - left)], axis=1).round().astype("<i2")
    content = wav(array("h", stereo.tobytes()), channels=2)
    result = recordings.transcribe(Recording("two.wav", content=content), tools).document.transcript
    assert any("by the channel" in warning for warning in result.warnings)
    moments = [(s.speaker, (s.start_ms + s.end_ms) // 2) for s in plain.segments]
    right = [any(s.speaker == who and s.start_ms <= ms < s.end_ms for s in result.segments) for who, ms in moments]
    assert sum(right) >= 0.95 * len(right)
