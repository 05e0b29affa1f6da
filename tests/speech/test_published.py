"""The real engine: a published transcript is brought to the times of a recording with 20 s more in it; chapters of a file's tags."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from tests.speech.recordings_made import tone, wav

from earwitness import pipeline
from earwitness.cli.app import main
from earwitness.config import Settings
from earwitness.errors import InputError
from earwitness.model.documents import ParsedDocument
from earwitness.model.media import RawDocument
from earwitness.network import model_files
from earwitness.renderers.captions import web_vtt
from earwitness.speech import recordings
from earwitness.speech.alignment.drift import jumps
from earwitness.speech.audio.decoding import Decoding, Recording
from earwitness.speech.audio.samples import offset
from earwitness.speech.transcription import SpeechTools

pytest.importorskip("faster_whisper")
av = pytest.importorskip("av")
EXAMPLE = Path(__file__).parents[2] / "examples" / "two-voices.mp3"
BORDER_MS, MORE_MS = 61_100, 20_000
"""The border lies in a pause between two people, as an advertisement does."""


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> SpeechTools:
    home = tmp_path_factory.mktemp("home")
    if model_files.place(home, model_files.model(model_files.DEFAULT)).folder is None:
        pytest.skip("needs the model of the speech extra")
    return recordings.speech_tools(Settings(home=home, diarizer="none"))


@pytest.fixture(scope="module")
def sound() -> bytes:
    with Decoding(Recording("x", EXAMPLE)) as decoding:
        return b"".join(decoding.blocks())


@pytest.fixture(scope="module")
def captions(tools: SpeechTools) -> RawDocument:
    transcribed = recordings.transcribe(Recording(EXAMPLE.name, EXAMPLE), tools)
    return RawDocument(web_vtt(transcribed.document.transcript).encode(), "show.vtt")


def with_more(sound: bytes, more: bytes) -> Recording:
    samples = type(tone(0))("h", sound[: offset(BORDER_MS)] + more + sound[offset(BORDER_MS) :])
    return Recording("with-more.wav", content=wav(samples))


@pytest.mark.parametrize("what", ["tone", "speech said elsewhere too"])
def test_times_are_right_to_a_third_of_a_second_behind_20_s_put_in(
    tools: SpeechTools, sound: bytes, captions: RawDocument, what: str
) -> None:
    more = tone(MORE_MS / 1000).tobytes() if what == "tone" else sound[offset(90_000) : offset(90_000 + MORE_MS)]
    published = [s.start_ms or 0 for s in parsed(captions).transcript.segments]
    result = recordings.align(with_more(sound, more), parsed(captions), tools)
    found = [s.start_ms or 0 for s in result.document.transcript.segments]
    truth = [ms if ms < BORDER_MS else ms + MORE_MS for ms in published]
    assert max(abs(a - b) for a, b in zip(published, truth, strict=True)) == MORE_MS
    assert len(found) == len(truth)
    assert max(abs(a - b) for a, b in zip(found, truth, strict=True)) <= 300
    [(_, _, more_ms)] = jumps(result.retimed.drift)
    assert abs(more_ms - MORE_MS) <= 300


def parsed(document: RawDocument) -> ParsedDocument:
    return pipeline.parse(document, pipeline.Tools.standard().readers)


def test_a_transcript_of_something_else_is_refused(tools: SpeechTools) -> None:
    other = RawDocument(b"WEBVTT\n\n00:00.000 --> 00:09.000\nThe ferry to Lerwick sailed at six with ninety people on it.\n", "ferry.vtt")
    with pytest.raises(InputError, match=r"is not that of two-voices\.mp3"):
        recordings.align(Recording(EXAMPLE.name, EXAMPLE), parsed(other), tools)


def tagged(chapters: list[tuple[int, int, str]]) -> bytes:
    """The bundled recording with an ID3 tag that holds these chapters."""

    def frame(name: bytes, body: bytes) -> bytes:
        return name + struct.pack(">IH", len(body), 0) + body

    frames = b""
    for at, (start, end, title) in enumerate(chapters):
        times = struct.pack(">IIII", start, end, 0xFFFFFFFF, 0xFFFFFFFF)
        frames += frame(b"CHAP", f"c{at}".encode() + b"\0" + times + frame(b"TIT2", b"\x00" + title.encode("latin-1")))
    size = len(frames)
    safe = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    content = EXAMPLE.read_bytes()
    old = content[6:10]
    begin = 10 + ((old[0] << 21) | (old[1] << 14) | (old[2] << 7) | old[3]) if content.startswith(b"ID3") else 0
    return b"ID3\x03\x00\x00" + safe + frames + content[begin:]


def test_a_published_transcript_and_the_files_chapters_make_the_digest(tmp_path: Path, captions: RawDocument) -> None:
    (tmp_path / "show.vtt").write_bytes(captions.content)
    (tmp_path / "show.mp3").write_bytes(tagged([(0, 33_000, "Who they are"), (33_000, 122_000, "Money & pipes")]))
    options = [
        "--transcript",
        str(tmp_path / "show.vtt"),
        "--format",
        "json,md,html",
        "--out",
        str(tmp_path / "out"),
        "--home",
        str(tmp_path),
    ]
    assert main(["digest", str(tmp_path / "show.mp3"), *options]) == 0
    assert main(["verify", str(tmp_path / "out")]) == 0
    result = (tmp_path / "out" / "show.json").read_text()
    assert '"Who they are"' in result
    assert '"Money & pipes"' in result
    assert '"publisher"' in result
    assert '"origin": "captions"' in result
    (tmp_path / "out" / "show.json").write_text(result.replace("Money & pipes", "Money & lies"))
    assert main(["verify", str(tmp_path / "out" / "show.json")]) == 1


def test_a_transcript_goes_with_one_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Ann: We built it.\n")
    assert main(["digest", str(tmp_path / "a.txt"), "--transcript", str(tmp_path / "a.txt"), "--home", str(tmp_path)]) == 2
    assert "goes with a recording" in capsys.readouterr().err
    assert main(["digest", str(EXAMPLE), str(EXAMPLE), "--transcript", "x.vtt", "--home", str(tmp_path)]) == 2
    assert "one recording" in capsys.readouterr().err
