"""A full disk is one clear line and leaves nothing half written; what was to be heard is tried again when there is room."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from tests.jobs.test_hearing import Ear, FileDoor, needs_speech
from tests.jobs.test_stages import _item, _job
from tests.jobs.workbench import UNTRANSCRIBED, services, step

from earwitness.cli.output import write_file
from earwitness.config import Settings
from earwitness.errors import InputError, SourceError
from earwitness.jobs import workflow
from earwitness.jobs.audio import AudioTranscriber
from earwitness.model.speech import Hints, Utterance
from earwitness.network.client import Downloaded
from earwitness.speech import recordings
from earwitness.speech.audio.decoding import Recording
from earwitness.speech.transcription import SpeechTools

EXAMPLE = Path(__file__).parents[2] / "examples" / "two-voices.mp3"


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow beyond a kilobyte: the kernel refuses the write as it does when the disk is full.

    Around the one call only: the tests' own report may go to a file too.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_that_does_not_fit_is_a_clear_error_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be written: File too large; free some space"), full_disk():
        write_file(tmp_path / "captions.vtt", "x" * 100_000)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_to_a_full_disk_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text("Ann: We built 40 houses in 2019, and it cost 3 million euros.\n")
    command = [sys.executable, "-m", "earwitness", "digest", str(tmp_path / "talk.txt"), "--home", str(tmp_path)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.strip() == "earwitness: stdout: cannot be written: No space left on device; free some disk space"


class Full(Ear):
    """An engine whose temporary file finds no room."""

    def transcribe(self, pcm: bytes, *, language: str | None, hints: Hints) -> tuple[Utterance, ...]:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@needs_speech
def test_no_room_while_hearing_names_the_recording_and_the_mend() -> None:
    with pytest.raises(InputError, match=r"two-voices\.mp3: could not be transcribed: No space left on device; free some disk space"):
        recordings.transcribe(Recording(EXAMPLE.name, EXAMPLE), SpeechTools(Full()))


class FullDoor(FileDoor):
    """A download that does not fit, the first time."""

    def download(self, url: str, path: Path) -> Downloaded:
        if not self.places:
            self.places.append(path)
            cause = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            raise SourceError(str(path), "cannot be written (No space left on device)", "make room or check the folder") from cause
        return super().download(url, path)


@needs_speech
def test_an_episode_that_does_not_fit_waits_and_is_heard_when_there_is_room(database, tmp_path: Path) -> None:
    job, client = _job(database, UNTRANSCRIBED), FullDoor()
    bench = services(
        database, tmp_path, hear=AudioTranscriber(Settings(home=tmp_path), client, Event(), lambda _settings: SpeechTools(Ear()))
    )
    assert workflow.transcribe_item(bench, job, step).verdict == "again"
    waiting = _item(database, job)
    assert waiting.state != "failed"
    assert "to be tried again" in waiting.reason
    assert "No space left" in waiting.reason
    assert workflow.transcribe_item(bench, job._replace(tries=1), step).verdict == "digested"
