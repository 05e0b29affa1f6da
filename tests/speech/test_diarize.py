"""Who speaks when: two made voices are two, one is none to tell apart, silence and noise are nobody."""

from __future__ import annotations

import math
import random
from array import array
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from evals.diarization import errors

from earwitness.config import Settings
from earwitness.errors import InputError, MissingExtra, UsageError
from earwitness.extensions import Context
from earwitness.model.speech import RecognizedWord, VoiceTurn
from earwitness.speech import recordings
from earwitness.speech.audio.decoding import Decoding, Recording
from earwitness.speech.audio.voice_activity import FRAME_BYTES
from earwitness.speech.diarization.clustering import VoiceprintDiarizer, voices_warning
from earwitness.speech.diarization.sherpa import EMBEDDING, SEGMENTATION, SherpaDiarizer

pytest.importorskip("numpy")
RATE = 16_000
LOW, HIGH = (110.0, (500, 1400, 2500)), (210.0, (750, 1800, 3000))
DIALOGUE = Path(__file__).parents[2] / "examples" / "two-voices.mp3"


class LoudIsSpeech:
    """A detector that takes every frame that is not silent for speech."""

    def probabilities(self, pcm: bytes) -> list[float]:
        frames = (array("h", pcm[at : at + FRAME_BYTES]) for at in range(0, len(pcm), FRAME_BYTES))
        return [float(max(frame) > 500) for frame in frames]


def said(voice: tuple[float, tuple[int, ...]], seconds: float, seed: int) -> bytes:
    """A buzz with the given pitch and formants, both wandering a little, as in speech."""
    pitch, formants = voice
    draw = random.Random(seed)
    samples = array("h")
    phase = 0.0
    for _ in range(round(seconds * 20)):
        hertz = pitch * draw.uniform(0.92, 1.08)
        shape = [formant * draw.uniform(0.85, 1.15) for formant in formants]
        weights = [sum(1 / (1 + ((k * hertz - f) / 150) ** 2) for f in shape) for k in range(1, 30)]
        for _ in range(RATE // 20):
            phase += 2 * math.pi * hertz / RATE
            samples.append(round(1500 * sum(w * math.sin(k * phase) for k, w in enumerate(weights, 1)) + draw.gauss(0, 20)))
    return samples.tobytes()


def pause(ms: int = 400) -> bytes:
    return bytes(ms * 32)


def diarizer() -> VoiceprintDiarizer:
    return VoiceprintDiarizer(LoudIsSpeech)


@pytest.fixture(scope="module")
def two() -> bytes:
    voices = (LOW, HIGH, LOW, HIGH)
    return b"".join(said(voice, 4.0, seed) + pause() for seed, voice in enumerate(voices))


def test_two_voices_become_two_and_change_where_they_change(two: bytes) -> None:
    turns = diarizer().turns([two], ())
    assert [turn.voice for turn in turns] == [1, 2, 1, 2]
    for at, (turn, after) in enumerate(pairwise(turns), 1):
        assert abs(turn.end_ms - (4_400 * at - 200)) < 300
        assert turn.end_ms <= after.start_ms
        assert turn.confidence > 0.9


def test_blocks_of_any_size_give_the_same_turns(two: bytes) -> None:
    assert diarizer().turns([two[at : at + 9_998] for at in range(0, len(two), 9_998)], ()) == diarizer().turns([two], ())


def test_one_voice_silence_and_nothing_are_nobody_to_tell_apart() -> None:
    one = b"".join(said(LOW, 3.0, seed) + pause() for seed in range(10, 14))
    assert diarizer().turns([one], ()) == ()
    assert diarizer().turns([bytes(32_000 * 5)], ()) == ()
    assert diarizer().turns([], ()) == ()


def test_a_change_lies_in_the_gap_between_sentences(two: bytes) -> None:
    words = [RecognizedWord("so.", 3_000, 3_700, 1.0), RecognizedWord("and", 3_740, 4_350, 1.0), RecognizedWord("then", 4_460, 5_000, 1.0)]
    assert diarizer().turns([two], words)[0].end_ms == 3_720
    far = [RecognizedWord("so.", 1_000, 1_700, 1.0), RecognizedWord("and", 1_740, 2_350, 1.0)]
    assert abs(diarizer().turns([two], far)[0].end_ms - 4_200) < 300


def test_the_warning_says_how_sure_and_by_what() -> None:
    turns = (VoiceTurn(0, 3_000, 1, 1.0), VoiceTurn(3_000, 4_000, 2, 0.6))
    (warning,) = voices_warning("voiceprints", turns)
    assert "2 voices" in warning
    assert "without a trained model (90% sure" in warning
    assert voices_warning("voiceprints", ()) == ()


def test_the_settings_choose_the_diarizer(tmp_path: Path) -> None:
    assert recordings.diarizer(Settings(home=tmp_path, diarizer="none")) is None
    chosen = recordings.diarizer(Settings(home=tmp_path))
    assert chosen is not None
    assert chosen.name == "voiceprints"
    with pytest.raises(UsageError, match="no diarizer 'loud'"):
        recordings.diarizer(Settings(home=tmp_path, diarizer="loud"))


class FakeSherpa:
    """The part of the sherpa_onnx module that is used, with what it was told."""

    def __init__(self, found: list[tuple[float, float, int]]) -> None:
        self.found = found
        self.samples = 0

    def __getattr__(self, name: str) -> object:
        return lambda **given: SimpleNamespace(kind=name, validate=lambda: True, **given)

    def OfflineSpeakerDiarization(self, config: object) -> SimpleNamespace:  # noqa: N802 - sherpa's name
        return SimpleNamespace(process=self.process)

    def process(self, samples: object) -> SimpleNamespace:
        self.samples = len(samples)  # type: ignore[arg-type]
        rows = [SimpleNamespace(start=a, end=b, speaker=who) for a, b, who in sorted(self.found)]
        return SimpleNamespace(sort_by_start_time=lambda: rows)


def test_sherpa_turns_are_counted_in_order_of_appearance(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "diarization"
    folder.mkdir(parents=True)
    for name in (SEGMENTATION, EMBEDDING):
        (folder / name).write_bytes(b"model")
    package = FakeSherpa([(2.0, 3.5, 0), (0.5, 2.0, 3)])
    result = SherpaDiarizer(Context(Settings(home=tmp_path)), package=package)
    assert result.turns([bytes(64), bytes(32)], ()) == (VoiceTurn(500, 2_000, 1), VoiceTurn(2_000, 3_500, 2))
    assert package.samples == 48
    assert SherpaDiarizer(Context(Settings(home=tmp_path)), package=FakeSherpa([(0.0, 9.0, 0)])).turns([bytes(32)], ()) == ()


def test_sherpa_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"segmentation\.onnx: is not in"):
        SherpaDiarizer(Context(Settings(home=tmp_path)), package=FakeSherpa([]))


@pytest.mark.skipif(recordings.find_spec("sherpa_onnx") is not None, reason="sherpa-onnx is installed")
def test_sherpa_names_the_install_command(tmp_path: Path) -> None:
    with pytest.raises(MissingExtra, match="pip install sherpa-onnx"):
        SherpaDiarizer(Context(Settings(home=tmp_path)))


def test_the_bundled_dialogue_has_two_voices() -> None:
    pytest.importorskip("av")
    pytest.importorskip("onnxruntime")
    with Decoding(Recording(DIALOGUE.name, DIALOGUE)) as decoding:
        turns = VoiceprintDiarizer().turns(decoding.blocks(), ())
    assert [turn.voice for turn in turns] == [1, 2] * 9 + [1]


def test_errors_are_counted_under_the_best_mapping() -> None:
    reference = [(0, 1_000, "a"), (1_000, 2_000, "b")]
    assert errors(reference, [(0, 1_000, "2"), (1_000, 2_000, "1")]) == (0, 0, 0, 2_000)
    assert errors(reference, [(0, 2_000, "1")]) == (0, 0, 1_000, 2_000)
    assert errors(reference, [(500, 1_000, "1"), (2_000, 2_500, "1")]) == (1_500, 500, 0, 2_000)
