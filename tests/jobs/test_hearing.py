"""Episodes of sound alone are fetched, heard and let go of; where nothing can hear them, the reason says what to install."""

import json
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from threading import Event

import pytest
from evals._durable import follow, open_archive
from evals._loopback import Asked, Loopback, answer
from tests.jobs.test_stages import _item, _job
from tests.jobs.workbench import UNTRANSCRIBED, services, step

from earwitness.config import Settings
from earwitness.errors import NotFound, SourceError
from earwitness.extensions import EngineFacts
from earwitness.jobs import workflow
from earwitness.jobs.audio import AudioTranscriber, recording_name
from earwitness.jobs.sync import open_services
from earwitness.model.speech import Hints, SpokenWord, Utterance
from earwitness.network.client import Downloaded
from earwitness.speech import recordings
from earwitness.speech.transcription import SpeechTools
from earwitness.storage.findings import get_digest
from earwitness.storage.items import find_items

EXAMPLE = Path(__file__).parents[2] / "examples" / "two-voices.mp3"
SAID = "The ferry to Lerwick sailed at six and 90 people were on board today"
needs_speech = pytest.mark.skipif(any(find_spec(name) is None for name in ("av", "onnxruntime")), reason="needs the speech extra")
needs_model = pytest.mark.skipif(bool(recordings.speech_unavailable(Settings())), reason="needs the speech extra with its model")


class Ear:
    """Hears the same words in whatever it is given first, and remembers its hints."""

    name = "fake/1"

    def __init__(self) -> None:
        self.hints: list[Hints] = []

    def facts(self) -> EngineFacts:
        return EngineFacts(languages=("en",), honours_hints=True)

    def transcribe(self, pcm: bytes, *, language: str | None, hints: Hints) -> tuple[Utterance, ...]:
        self.hints.append(hints)
        if len(self.hints) > 1:
            return ()
        return (Utterance(tuple(SpokenWord(word, 500 + 200 * at, 680 + 200 * at, 0.9) for at, word in enumerate(SAID.split()))),)


class FileDoor:
    """Downloads the bundled recording, or fails."""

    def __init__(self, error: SourceError | None = None) -> None:
        self.error = error
        self.places: list[Path] = []

    def download(self, url: str, path: Path) -> Downloaded:
        self.places.append(path)
        if self.error:
            raise self.error
        path.write_bytes(EXAMPLE.read_bytes())
        return Downloaded(url, "audio/mpeg", path, path.stat().st_size, "")


@needs_speech
@pytest.mark.parametrize("keep", [False, True])
def test_an_episode_is_fetched_heard_and_let_go_of(database, tmp_path, *, keep) -> None:
    job, client, ear = _job(database, UNTRANSCRIBED), FileDoor(), Ear()
    transcriber = AudioTranscriber(Settings(home=tmp_path, keep_media=keep), client, Event(), lambda _settings: SpeechTools(ear))
    bench = services(database, tmp_path, hear=transcriber)
    assert workflow.transcribe_item(bench, job, step).verdict == "digested"
    archived = _item(database, job)
    assert (archived.state, archived.item.title, archived.item.recording) == ("digested", "The ferry", "ep2.mp3")
    with database.read() as connection:
        result = get_digest(connection, job.item_id)
    assert result.transcript.origin == "asr:fake/1"
    assert any(number.value == 90 for number in result.numbers)
    assert client.places == [tmp_path / "media" / f"{job.item_id}.mp3"]
    assert client.places[0].exists() is keep
    assert len(ear.hints) >= 1


def test_what_cannot_be_fetched_fails_with_its_reason_and_leaves_nothing(database, tmp_path) -> None:
    job, client = _job(database, UNTRANSCRIBED), FileDoor(NotFound("https://media.example/ep2.mp3", "the server says 404"))
    bench = services(database, tmp_path, hear=AudioTranscriber(Settings(home=tmp_path), client, Event()))
    assert workflow.transcribe_item(bench, job, step).verdict == "failed"
    assert "404" in _item(database, job).reason
    assert list((tmp_path / "media").iterdir()) == []


def test_an_episode_that_nothing_can_hear_says_what_to_install(database, tmp_path) -> None:
    job = _job(database, UNTRANSCRIBED)
    assert workflow.read_item(services(database, tmp_path), job, step).verdict == "speech"
    archived = _item(database, job)
    assert (archived.state, "pip install 'earwitness[speech]'" in archived.reason) == ("waiting for speech", True)


@needs_speech
def test_stopping_ends_the_hearing_and_blames_nobody(database, tmp_path) -> None:
    job, stopping = _job(database, UNTRANSCRIBED), Event()
    stopping.set()
    transcriber = AudioTranscriber(Settings(home=tmp_path), FileDoor(), stopping, lambda _settings: SpeechTools(Ear()))
    with pytest.raises(workflow.Stopped):
        workflow.transcribe_item(services(database, tmp_path, hear=transcriber, stopping=stopping), job, step)
    assert _item(database, job).state == "new"


def test_hearing_can_be_turned_off(tmp_path) -> None:
    with open_services(Settings(home=tmp_path, transcribe_recordings=False, processes=1)) as result:
        assert result.hear is None
        assert "transcribe_recordings" in result.deaf


def test_names_of_recordings_are_names() -> None:
    assert recording_name("https://a.example/x/../../%2e%2e/ep%201.mp3#t=1") == "ep 1.mp3"
    assert recording_name("https://a.example/") == "recording"


class Show:
    """A podcast with one episode of sound alone."""

    def __init__(self) -> None:
        self.loopback = Loopback(self._respond)

    def _respond(self, asked: Asked) -> Iterable[bytes]:
        base = f"http://127.0.0.1:{self.loopback.port}"
        if asked.path == "/pumps.mp3":
            return [answer(EXAMPLE.read_bytes(), Content_Type="audio/mpeg")]
        body = (
            '<rss version="2.0"><channel><title>Boring Machines</title><item><guid>one</guid><title>Heat pumps in old houses</title>'
            f'<enclosure url="{base}/pumps.mp3" type="audio/mpeg" length="9"/></item></channel></rss>'
        )
        return [answer(body.encode(), Content_Type="application/rss+xml")]


@needs_model
@pytest.mark.enable_socket
def test_a_podcast_without_transcripts_is_heard_by_sync(tmp_path) -> None:
    show, home = Show(), tmp_path / "home"
    with show.loopback:
        follow(home, f"http://127.0.0.1:{show.loopback.port}/show.xml")
        (home / "earwitness.toml").write_text('private_hosts = ["127.0.0.1"]\nprocesses = 1\n')
        command = [sys.executable, "-m", "earwitness", "sync", "--once", "--json", "--home", str(home)]
        ran = subprocess.run(command, capture_output=True, check=False, timeout=300)
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)
    assert (report["digested"], report["failed_items"]) == (1, [])
    archive = open_archive(home)
    with archive.read() as connection:
        [archived] = find_items(connection, limit=2)
        result = get_digest(connection, archived.item.id)
    archive.close()
    shown = subprocess.run(
        [*command[:3], "show", archived.item.id, "--format", "html", "--home", str(home)], capture_output=True, check=True
    )
    assert f'<audio controls preload="none" src="{archived.enclosure_url}"></audio>'.encode() in shown.stdout
    assert archived.item.recording == "pumps.mp3"
    assert any(number.value == 400 for number in result.numbers)
    assert all(quote.evidence[0].time == "word" for quote in result.quotes)
    assert list((home / "media").iterdir()) == []
