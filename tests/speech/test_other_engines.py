"""onnx-asr and the endpoint: one contract for every engine, and what is special to each."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.speech.recordings_made import silence, tone, wav
from tests.speech.speech_server import Answer, Sent, serving

from earwitness.config import Settings
from earwitness.errors import FetchFailed, InputError, UsageError
from earwitness.extensions import SpeechEngine
from earwitness.model.speech import Hints, SpokenWord
from earwitness.network import model_files
from earwitness.network.client import HttpClient
from earwitness.speech import recordings
from earwitness.speech.engines.onnx_asr import OnnxAsr
from earwitness.speech.engines.openai_endpoint import OpenAiEndpoint
from earwitness.speech.engines.word_times import parted, spread

pytest.importorskip("numpy")
PCM = tone(2).tobytes() + silence(2).tobytes() + tone(2).tobytes()
"""Six seconds, silent from 2 to 4."""
EXAMPLE = Path(__file__).parents[2] / "examples" / "two-voices.mp3"


@dataclass
class Result:
    """As onnx-asr 0.12 gives it."""

    text: str
    timestamps: list[float] | None = None
    tokens: list[str] | None = None
    logprobs: list[float] | None = None


class Recogniser:
    def __init__(self, result: Result) -> None:
        self.result = result
        self.told: list[Mapping[str, object]] = []

    def with_timestamps(self) -> Recogniser:
        return self

    def recognize(self, waveform: object, *, sample_rate: int, **told: object) -> Result:
        if told.get("language") == "tlh":
            raise KeyError("<|tlh|>")
        self.told.append(told)
        assert sample_rate == 16_000
        assert str(waveform.dtype) == "float32"  # type: ignore[attr-defined]
        return self.result


TRANSDUCER = Result(
    "It costs 9,000 “euros”.",
    [0.16, 0.48, 0.64, 0.96, 1.04, 1.12, 4.4, 4.48, 4.64, 4.8, 9.0],
    [" It", " cost", "s", " 9", ",", "000", " “", "eu", "ros", " ”", "."],
    [-0.1, -0.2, -0.4, -0.1, -0.1, -0.1, -0.3, -0.3, -0.3, -0.3, -0.3],
)
AED = Result("Two words.", None, [" Two", " wor", "ds", ".", "<|endoftext|>"], [-0.1, -0.2, -0.4, 0.5, -0.1])
WHISPER = Result("Only text here.")


def _onnx(result: Result, model: str = "nemo-parakeet-tdt-0.6b-v2") -> OnnxAsr:
    return OnnxAsr(model, None, workers=2, loaded=Recogniser(result))


def _endpoint(answer: object, seen: list[Mapping[str, object]] | None = None) -> OpenAiEndpoint:
    def ask(fields: Mapping[str, str | Sequence[str]], sound: bytes) -> bytes:
        assert sound.startswith(b"RIFF")
        if seen is not None:
            seen.append(fields)
        return answer if isinstance(answer, bytes) else json.dumps(answer).encode()

    return OpenAiEndpoint("big", ask, host="speech.example")


WORDS = [{"word": "It", "start": 0.2, "end": 0.4}, {"word": "costs", "start": 0.4, "end": 0.9}, {"word": "9", "start": 1.0, "end": 1.1}]
WORDS += [{"word": "000", "start": 1.1, "end": 1.5}, {"word": "euros", "start": 4.5, "end": 5.0}]
TIMED = {
    "text": " It costs 9,000 “euros”.",
    "words": WORDS,
    "segments": [
        {"start": 0, "end": 2, "text": " It costs 9,000", "avg_logprob": -0.25, "no_speech_prob": 0.1},
        {"start": 4, "end": 6, "text": " “euros”.", "avg_logprob": -0.5, "no_speech_prob": 0.7},
    ],
}
SEGMENTS = {"text": TIMED["text"], "segments": TIMED["segments"]}
HOSTILE = {
    "text": "back forth wide late",
    "words": [
        {"word": "late", "start": 70, "end": 71},
        {"word": "forth", "start": 5, "end": 1},
        {"word": "back", "start": 3, "end": 3.5},
        {"word": " \x00\x1b ", "start": 3, "end": 3.5},
        {"word": "wi\nde", "start": 5, "end": 80},
    ],
}
ENGINES: dict[str, Callable[[], SpeechEngine]] = {
    "transducer": lambda: _onnx(TRANSDUCER),
    "attention decoder": lambda: _onnx(AED, "nemo-canary-1b-v2"),
    "whisper": lambda: _onnx(WHISPER, "whisper-base"),
    "nothing heard": lambda: _onnx(Result("", [], [], [])),
    "endpoint, words": lambda: _endpoint(TIMED),
    "endpoint, segments": lambda: _endpoint(SEGMENTS),
    "endpoint, text": lambda: _endpoint({"text": "no times at all"}),
    "endpoint, hostile": lambda: _endpoint(HOSTILE),
    "endpoint, nothing": lambda: _endpoint({"text": "", "segments": [], "words": []}),
}


def _heard(engine: SpeechEngine, pcm: bytes = PCM) -> list[SpokenWord]:
    return [word for utterance in engine.transcribe(pcm, language=None, hints=Hints()) for word in utterance.words]


@pytest.mark.parametrize("kind", [*ENGINES, "faster-whisper"])
@pytest.mark.parametrize("pcm", [PCM, PCM[: 32 * 900], PCM[:322], b""], ids=["six seconds", "cut short", "ten ms", "no sound"])
def test_every_engine_keeps_the_contract(kind: str, pcm: bytes, tmp_path: Path) -> None:
    if kind == "faster-whisper":
        pytest.importorskip("faster_whisper")
        if pcm is not PCM or model_files.place(tmp_path, model_files.model("tiny.en")).folder is None:
            pytest.skip("needs the model of the speech extra, and hears one sound only")
        engine = recordings.speech_tools(Settings(home=tmp_path)).engine
    else:
        engine = ENGINES[kind]()
    transcribed = engine.transcribe(pcm, language=None, hints=Hints())
    assert transcribed == engine.transcribe(pcm, language=None, hints=Hints())
    words = [word for utterance in transcribed for word in utterance.words]
    assert all(utterance.words for utterance in transcribed)
    assert all(word.text and word.text == " ".join(word.text.split()) and word.text.isprintable() for word in words)
    starts = [word.start_ms for word in words]
    assert starts == sorted(starts)
    assert all(0 <= word.start_ms <= word.end_ms <= len(pcm) // 32 for word in words)
    assert all(0 <= word.confidence <= 1 for word in words)
    assert all(utterance.log_probability <= 0 and 0 <= utterance.no_speech <= 1 for utterance in transcribed)
    assert engine.facts().parallel >= 1
    assert "/" in engine.name


def test_tokens_become_words_with_their_own_times() -> None:
    engine = _onnx(TRANSDUCER)
    assert _heard(engine) == [
        SpokenWord("It", 160, 280, round(math.exp(-0.1), 4)),
        SpokenWord("costs", 480, 720, round(math.exp(-0.3), 4)),
        SpokenWord("9,000", 960, 1300, round(math.exp(-0.1), 4)),
        SpokenWord("“euros”.", 4400, 6000, round(math.exp(-0.3), 4)),
    ]
    assert engine.facts() == (("en",), False, 2, True)


def test_a_model_without_times_spreads_its_words_over_the_sound_and_says_so() -> None:
    engine = _onnx(AED, "nemo-canary-1b-v2")
    assert engine.facts().own_times
    two, words = _heard(engine)
    assert (two.text, two.start_ms, words.text, words.end_ms) == ("Two", 0, "words.", 6000)
    assert words.confidence == pytest.approx(math.exp(-0.2), abs=1e-4)
    assert not engine.facts().own_times


def test_the_language_goes_only_to_models_that_take_one() -> None:
    for model, reported in (
        ("nemo-parakeet-tdt-0.6b-v3", {}),
        ("nemo-canary-1b-v2", {"language": "de"}),
        ("whisper-base", {"language": "de"}),
    ):
        recogniser = Recogniser(WHISPER)
        OnnxAsr(model, None, workers=1, loaded=recogniser).transcribe(PCM, language="de", hints=Hints())
        assert recogniser.told == [reported]
    with pytest.raises(InputError, match="does not know the language 'tlh'"):
        _onnx(WHISPER, "whisper-base").transcribe(PCM, language="tlh", hints=Hints())


def test_the_library_itself_gives_what_the_stand_in_gives() -> None:
    adapters = pytest.importorskip("onnx_asr.adapters")
    from onnx_asr.asr import TimestampedResult  # noqa: PLC0415 - not installed everywhere
    from onnx_asr.preprocessors.resampler import Resampler  # noqa: PLC0415

    class Net:
        def recognize_batch(self, waveforms, lengths, /, **told):
            assert waveforms.shape == (1, 96_000)
            assert told["need_logprobs"] == "yes"
            yield TimestampedResult(TRANSDUCER.text, TRANSDUCER.timestamps, TRANSDUCER.tokens, TRANSDUCER.logprobs)

    adapter = adapters.TextResultsAsrAdapter(Net(), Resampler(16_000, {}))
    assert _heard(OnnxAsr("x", None, workers=1, loaded=adapter)) == _heard(_onnx(TRANSDUCER))


def test_a_model_that_is_not_here_is_never_fetched(tmp_path: Path) -> None:
    pytest.importorskip("onnx_asr")
    settings = Settings(home=tmp_path, speech_engine="onnx-asr", speech_model="nemo-parakeet-tdt-0.6b-v2")
    with pytest.raises(InputError, match=r"is not here; earwitness models pull nemo-parakeet-tdt-0\.6b-v2"):
        recordings.speech_tools(settings)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="cannot be loaded"):
        OnnxAsr("nemo-parakeet-tdt-0.6b-v2", tmp_path / "empty", workers=1)
    found = model_files.model("nemo-parakeet-tdt-0.6b-v2")
    client = HttpClient(max_bytes=1000, resolve=lambda host, port: [])
    with pytest.raises(Exception, match=r"cannot be downloaded from here.*encoder-model\.int8\.onnx.*then pull again"):
        model_files.pull(tmp_path, found, client)


def test_without_the_package_the_command_that_installs_it_is_named() -> None:
    code = (
        "import sys; sys.modules['onnx_asr'] = None; from earwitness.speech.engines.onnx_asr import OnnxAsr; OnnxAsr('m', None, workers=1)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert "MissingExtra: onnx-asr: is not installed; pip install 'earwitness[parakeet]'" in done.stderr


def test_files_put_there_by_hand_are_taken_with_their_checksums(tmp_path: Path) -> None:
    wanted = model_files.model("nemo-parakeet-tdt-0.6b-v3")
    folder = tmp_path / "models" / "onnx-asr" / wanted.name
    folder.mkdir(parents=True)
    for name in wanted.files:
        (folder / name).write_bytes(name.encode())
    pulled = model_files.pull(tmp_path, wanted, HttpClient(max_bytes=1000, resolve=lambda host, port: []))
    assert (pulled.state, model_files.verify(pulled)) == ("pulled", ())


def test_bare_words_are_written_as_the_text_has_them() -> None:
    first, second = _endpoint(TIMED).transcribe(PCM, language=None, hints=Hints())
    assert (first.text, second.text) == ("It costs 9,000", "“euros”.")
    assert first.words[2] == SpokenWord("9,000", 1000, 1500, round(math.exp(-0.25), 4))
    assert (second.no_speech, second.log_probability) == (0.7, -0.5)


def test_pieces_of_words_inside_segments_are_joined() -> None:
    pieces = [(" That", 0.1, 0.3, 0.4), ("'s", 0.3, 0.5, 0.8), (" one", 0.6, 0.8, 0.9), (",", 0.8, 0.8, 0.7), (" two", 1.0, 1.2, 0.6)]
    words = [{"word": text, "start": start, "end": end, "probability": sure} for text, start, end, sure in pieces]
    engine = _endpoint({"text": " That's one, two\n", "segments": [{"start": 0, "end": 2, "text": " That's one, two", "words": words}]})
    assert _heard(engine) == [SpokenWord("That's", 100, 500, 0.4), SpokenWord("one,", 600, 800, 0.9), SpokenWord("two", 1000, 1200, 0.6)]
    assert engine.facts().own_times


def test_segment_times_hold_where_no_word_has_one() -> None:
    engine = _endpoint(SEGMENTS)
    words = _heard(engine)
    assert [word.text for word in words] == ["It", "costs", "9,000", "“euros”."]
    assert words[2].end_ms <= 2000
    assert words[3].start_ms >= 4000
    assert not engine.facts().own_times


def test_estimated_words_stand_where_somebody_is_loud() -> None:
    words = spread(["one", "two", "six", "ten"], PCM, 0, 6000)
    assert [(word.start_ms, word.end_ms) for word in words] == [(0, 1000), (1000, 2000), (4000, 5000), (5000, 6000)]
    assert parted("日本 語", "ja") == ["日", "本", "語"]


def test_language_and_hints_are_passed_on() -> None:
    seen: list[Mapping[str, object]] = []
    engine = _endpoint(TIMED, seen)
    engine.transcribe(PCM, language="de", hints=Hints(hotwords="Ines Okafor"))
    engine.transcribe(PCM, language=None, hints=Hints())
    assert seen == [{"model": "big", "temperature": "0", "language": "de", "prompt": "Ines Okafor"}, {"model": "big", "temperature": "0"}]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>", "is no transcription"),
        (b"", "is no transcription"),
        (b"\xff\xfe", "is no transcription"),
        (b"[" * 100_000, "is no transcription"),
        (b"[]", "is no transcription"),
        (b"{}", "text: Field required"),
        ({"text": "x" * 30_000}, "not to be believed"),
        ({"text": "x", "words": [{"word": "x", "start": -1, "end": 1}]}, "words.0.start"),
        (b'{"text": "x", "words": [{"word": "x", "start": NaN, "end": 1}]}', "answer is no"),
        (b'{"text": "x", "words": [{"word": "x", "start": 1e999, "end": 1}]}', "answer is no"),
        ({"text": "x", "words": [{"word": "x", "start": 0, "end": 1}] * 3000}, "not to be believed"),
        ({"text": "x", "segments": [{"start": 0, "end": 1, "text": "x", "avg_logprob": 5}]}, "avg_logprob|segments.0"),
    ],
)
def test_an_answer_that_is_none_is_refused_in_one_line(body: object, words: str) -> None:
    with pytest.raises(FetchFailed, match=words) as caught:
        _heard(_endpoint(body))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.enable_socket
def test_a_recording_is_transcribed_by_a_server(tmp_path: Path) -> None:
    pytest.importorskip("av")

    def hear(sent: Sent) -> Answer:
        seconds = len(sent.sound) / 32_000
        words = [{"word": f"word{at}", "start": at, "end": at + 0.8} for at in range(int(seconds))]
        return Answer(json.dumps({"text": " ".join(word["word"] for word in words) + ".", "words": words}).encode())

    with serving(hear) as server:
        settings = Settings(home=tmp_path, speech_engine="openai", speech_url=server.url, speech_model="large", diarizer="none")
        found = recordings.recording_at(str(EXAMPLE), settings)
        assert found is not None
        transcribed = recordings.transcribe(found, recordings.speech_tools(settings))
    assert transcribed.document.transcript.origin == "asr:openai/large"
    assert len(transcribed.words) > 50
    assert {tuple(sent.fields["model"]) for sent in server.sent} == {("large",)}
    assert not [warning for warning in transcribed.document.transcript.warnings if "estimated" in warning]
    with serving(lambda sent: Answer(json.dumps({"text": "So many words and no time for any."}).encode())) as server:
        loose = recordings.transcribe(found, recordings.speech_tools(settings.model_copy(update={"speech_url": server.url})))
    assert any("times are estimated" in warning for warning in loose.document.transcript.warnings)


def test_engines_and_models_are_matched(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    for choice, words in (
        (recordings.EngineChoice("openai"), "speech_url: is not set"),
        (recordings.EngineChoice("onnx-asr"), "tiny.en is none of onnx-asr's; choose with --model from nemo-parakeet"),
        (recordings.EngineChoice("faster-whisper", "whisper-base"), "is none of faster-whisper's"),
        (recordings.EngineChoice("cassette"), "choose from faster-whisper, onnx-asr, openai"),
    ):
        with pytest.raises(UsageError, match=words):
            recordings.speech_tools(settings, choice)
    named = settings.model_copy(update={"speech_url": "http://127.0.0.1:9/v1"})
    assert recordings.speech_tools(named, recordings.EngineChoice("openai", "m")).engine.name == "openai/m"
    assert recordings.speech_tools(named, recordings.EngineChoice("openai")).engine.name == "openai/whisper-1"


def test_silence_sent_to_a_server_is_still_no_transcript(tmp_path: Path) -> None:
    recording = tmp_path / "quiet.wav"
    recording.write_bytes(wav(silence(4)))
    settings = Settings(home=tmp_path, speech_engine="openai", speech_url="http://127.0.0.1:9/v1")
    pytest.importorskip("av")
    found = recordings.recording_at(str(recording), settings)
    assert found is not None
    with pytest.raises(InputError, match="has no speech"):
        recordings.transcribe(found, recordings.speech_tools(settings))
