"""The real engine on the bundled recording: skipped, and counted, without the speech extra."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.speech.recordings_made import music, tone, wav, white

from earwitness.archive import single
from earwitness.config import Settings
from earwitness.errors import EarwitnessError, InputError, NoText, SourceError, UsageError
from earwitness.model.speech import Hints
from earwitness.network import model_files
from earwitness.network.client import HttpClient
from earwitness.speech import recordings
from earwitness.speech.audio.chunks import Cutter, Cutting
from earwitness.speech.audio.decoding import AudioBlock, Decoding, Recording
from earwitness.speech.audio.voice_activity import voice_detector
from earwitness.speech.stitching import stitch
from earwitness.speech.transcription import SpeechTools, _hear

pytest.importorskip("faster_whisper")
pytest.importorskip("av")
EXAMPLE = Path(__file__).parents[2] / "examples" / "two-voices.mp3"


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> SpeechTools:
    home = tmp_path_factory.mktemp("home")
    if model_files.place(home, model_files.model(model_files.DEFAULT)).folder is None:
        pytest.skip("needs the model of the speech extra")
    return recordings.speech_tools(Settings(home=home))


def test_a_recording_is_digested_with_quotes_that_point_at_seconds(tmp_path: Path) -> None:
    result = single.digest(EXAMPLE, settings=Settings(home=tmp_path))
    assert (result.digest.item.kind, result.digest.item.title, result.digest.item.source) == (
        "podcast",
        "Heat pumps in old houses",
        "Boring Machines",
    )
    assert result.transcript.origin == "asr:faster-whisper/tiny.en"
    assert result.digest.quotes
    assert all(quote.evidence[0].time == "word" for quote in result.digest.quotes)
    at = result.transcript.text.index("measure the house before you sell")
    moment = result.transcript.time_of(at, at + 20)
    assert moment.method == "word"
    assert 70_000 < (moment.t0_ms or 0) < 80_000
    assert len(result.digest.numbers) >= 4


def test_cuts_at_other_places_lose_and_double_nothing(tools: SpeechTools) -> None:
    part = AudioBlock(0, 22_000)
    reported: list[str] = []
    for longest in (9_000, 13_000):
        with Decoding(Recording("x", EXAMPLE), part=part) as decoding:
            chunks = list(Cutter(voice_detector(), Cutting(longest=longest)).cut(decoding.blocks()))
        words = stitch([_hear(tools.engine, chunk, language="en", hints=Hints()) for chunk in chunks])
        reported.append(" ".join(word.text.strip(".,?!").casefold() for word in words))
    for text in reported:
        assert text.count("clara weston") == 1
        assert text.count("my name is martin hale") == 1
        assert text.count("how many of these houses") == 1
        assert 38 <= len(text.split()) <= 60


def test_hints_change_what_is_heard_where_the_engine_says_they_do(tools: SpeechTools) -> None:
    assert tools.engine.facts().honours_hints
    with Decoding(Recording("x", EXAMPLE), part=AudioBlock(0, 7_000)) as decoding:
        pcm = b"".join(decoding.blocks())
    plain, hinted = (
        " ".join(utterance.text for utterance in tools.engine.transcribe(pcm, language="en", hints=Hints(hotwords=hotwords)))
        for hotwords in ("", "Klara Westen, Boering Masheens")
    )
    assert "Klara" not in plain
    assert "Klara" in hinted


def test_nothing_is_invented_where_nobody_speaks(tools: SpeechTools) -> None:
    for samples in (white(8, 3), tone(8), music(16)):
        with pytest.raises(NoText, match="no speech"):
            recordings.transcribe(Recording("noise.wav", content=wav(samples)), tools)


@pytest.mark.data
def test_another_language_is_not_made_english(tools: SpeechTools) -> None:
    folder = Path(os.environ.get("EARWITNESS_DATA") or Path(__file__).parents[3] / "shared" / "data") / "audio_asr" / "audio"
    if not folder.is_dir():
        pytest.skip("needs the shared data")
    with pytest.raises(NoText, match="another language"):
        recordings.transcribe(Recording("es.opus", folder / "mfa_13697_11991_000000.opus"), tools)


def test_models_are_checked_by_their_checksums(tmp_path: Path) -> None:
    tiny = model_files.model("tiny.en")
    assert model_files.verify(model_files.place(tmp_path, tiny)) == ()
    folder = tmp_path / "models" / "faster-whisper" / "tiny.en"
    folder.mkdir(parents=True)
    for name in (*tiny.files, model_files.MANIFEST):
        (folder / name).write_text("{}")
    found = model_files.place(tmp_path, tiny)
    assert found.state == "pulled"
    assert len(model_files.verify(found)) == len(tiny.files)
    with pytest.raises(InputError, match="was changed"):
        model_files.pull(tmp_path, tiny, HttpClient(max_bytes=1))


def test_a_model_that_cannot_be_downloaded_says_what_to_do(tmp_path: Path) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError(f"no such host: {host}:{port}")

    with pytest.raises(EarwitnessError) as refused:
        model_files.pull(tmp_path, model_files.model("small.en"), HttpClient(max_bytes=1, resolve=nowhere))
    assert isinstance(refused.value, SourceError | OSError)
    assert "then pull again" in refused.value.hint
    with pytest.raises(UsageError, match=r"tiny\.en"):
        model_files.model("enormous")
    with pytest.raises(InputError, match=r"models pull small\.en"):
        recordings.speech_tools(Settings(home=tmp_path, speech_model="small.en"))
