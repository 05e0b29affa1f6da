"""What a show publishes beside an episode: chapters become the digest's, times are compared with the recording where that is asked for."""

from __future__ import annotations

import json
from importlib.util import find_spec
from threading import Event

import pytest
from tests.jobs.test_hearing import Ear, FileDoor
from tests.jobs.test_stages import _item, _job
from tests.jobs.workbench import SPOKEN, VTT, FakeDoor, services, step

from earwitness.config import Settings
from earwitness.errors import NotFound
from earwitness.extensions import EngineFacts
from earwitness.jobs import workflow
from earwitness.jobs.audio import AudioTranscriber
from earwitness.model.archive import ArchivedItem, SourceEntry
from earwitness.model.speech import Hints, SpokenWord, Utterance
from earwitness.model.transcript import Transcript
from earwitness.sources.content import ContentCandidate
from earwitness.speech.transcription import SpeechTools
from earwitness.storage.findings import get_digest

TRANSCRIPT_URL, CHAPTERS_URL = "https://quay.example/1.vtt", "https://quay.example/1.json"
CHAPTERS = json.dumps({"version": "1.2.0", "chapters": [{"startTime": 0, "title": "The fire"}, {"startTime": 6, "title": "The new mill"}]})
WITH_CHAPTERS = SPOKEN.model_copy(update={"chapters_url": CHAPTERS_URL})
needs_speech = pytest.mark.skipif(any(find_spec(name) is None for name in ("av", "onnxruntime")), reason="needs the speech extra")


def _digest(database, job):
    with database.read() as connection:
        return get_digest(connection, job.item_id)


def test_the_entrys_chapters_are_the_digests(database, tmp_path) -> None:
    job = _job(database, WITH_CHAPTERS)
    client = FakeDoor({TRANSCRIPT_URL: VTT.encode(), CHAPTERS_URL: CHAPTERS.encode()})
    assert workflow.read_item(services(database, tmp_path, door=client), job, step).verdict == "digested"
    result = _digest(database, job)
    assert [(c.title, c.origin, c.t0_ms) for c in result.chapters] == [("The fire", "publisher", 0), ("The new mill", "publisher", 6_000)]


@pytest.mark.parametrize("answer", [b"<html>gone</html>", NotFound(CHAPTERS_URL, "the server says 404")])
def test_chapters_that_cannot_be_had_are_a_warning(database, tmp_path, answer) -> None:
    job = _job(database, WITH_CHAPTERS)
    client = FakeDoor({TRANSCRIPT_URL: VTT.encode(), CHAPTERS_URL: answer})
    assert workflow.read_item(services(database, tmp_path, door=client), job, step).verdict == "digested"
    result = _digest(database, job)
    assert all(chapter.origin == "rule" for chapter in result.chapters)
    assert any("publisher's chapters could not be used" in warning for warning in result.audit.warnings)


class Mover:
    """Moves every segment by ten seconds, or fails."""

    def __init__(self, error: NotFound | None = None) -> None:
        self.error = error
        self.asked: list[str | None] = []

    def __call__(self, archived: ArchivedItem, entry: SourceEntry, candidate: ContentCandidate, transcript: Transcript) -> Transcript:
        self.asked.append(candidate.url)
        if self.error:
            raise self.error
        moved = [s.model_copy(update={"start_ms": s.start_ms + 10_000, "end_ms": s.end_ms + 10_000}) for s in transcript.segments]
        return transcript.model_copy(update={"segments": tuple(moved)})


@pytest.mark.parametrize(("asked_for", "begins"), [(True, 10_000), (False, 0)])
def test_times_are_compared_where_the_settings_ask_for_it(database, tmp_path, asked_for, begins) -> None:
    job, mover = _job(database, SPOKEN), Mover()
    bench = services(
        database,
        tmp_path,
        door=FakeDoor({TRANSCRIPT_URL: VTT.encode()}),
        align=mover,
        settings=Settings(home=tmp_path, processes=1, align_transcripts=asked_for),
    )
    assert workflow.read_item(bench, job, step).verdict == "digested"
    assert _digest(database, job).coverage.read[0].t0_ms == begins
    assert mover.asked == ([SPOKEN.enclosures[0].url] if asked_for else [])


def test_a_recording_that_cannot_be_had_leaves_the_transcript_and_a_warning(database, tmp_path) -> None:
    job = _job(database, SPOKEN)
    bench = services(
        database,
        tmp_path,
        door=FakeDoor({TRANSCRIPT_URL: VTT.encode()}),
        align=Mover(NotFound("https://media.example/ep1.mp3", "the server says 404")),
        settings=Settings(home=tmp_path, processes=1, align_transcripts=True),
    )
    assert workflow.read_item(bench, job, step).verdict == "digested"
    assert any("could not be compared with the recording" in warning for warning in _digest(database, job).audit.warnings)
    assert _item(database, job).state == "digested"


class Repeating(Ear):
    """Hears the transcript's words, ten seconds later than it says, in the first sound it is given."""

    def facts(self) -> EngineFacts:
        return EngineFacts(languages=("en",))

    def transcribe(self, pcm: bytes, *, language: str | None, hints: Hints) -> tuple[Utterance, ...]:
        self.hints.append(hints)
        source_text = "The mill at Norrby closed in 1987, and 412 people lost their work. We will open a new one by 2031, and it will cost $40 million."
        words = [SpokenWord(word, 10_000 + 450 * at, 10_300 + 450 * at, 0.9) for at, word in enumerate(source_text.split())]
        return (Utterance(tuple(words)),) if len(self.hints) == 1 else ()


@needs_speech
def test_the_listener_fetches_hears_and_lets_go(database, tmp_path) -> None:
    job, client = _job(database, SPOKEN), FileDoor()
    settings = Settings(home=tmp_path, processes=1, align_transcripts=True)
    transcriber = AudioTranscriber(settings, client, Event(), lambda _settings: SpeechTools(Repeating()))
    bench = services(database, tmp_path, door=FakeDoor({TRANSCRIPT_URL: VTT.encode()}), align=transcriber.align, settings=settings)
    assert workflow.read_item(bench, job, step).verdict == "digested"
    result = _digest(database, job)
    assert 9_500 < (result.coverage.read[0].t0_ms or 0) < 11_000
    assert any("compared with the recording" in warning for warning in result.audit.warnings)
    assert client.places == [tmp_path / "media" / f"{job.item_id}.mp3"]
    assert not client.places[0].exists()
