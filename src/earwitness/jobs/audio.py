"""Audio-only episodes: downloaded into the home folder unless they are local, transcribed with the configured engine, then removed."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from threading import Event
from typing import Protocol
from urllib.parse import unquote, urlsplit

from earwitness.config import Settings
from earwitness.errors import SourceError
from earwitness.jobs.entries import describe
from earwitness.model.archive import ArchivedItem, Source, SourceEntry
from earwitness.model.documents import ItemDraft, ParsedDocument
from earwitness.model.transcript import Transcript
from earwitness.network.client import Downloaded
from earwitness.sources.content import ContentCandidate
from earwitness.sources.locations import local_path
from earwitness.speech import recordings
from earwitness.speech.audio.decoding import Recording
from earwitness.speech.transcription import SpeechTools


class Downloads(Protocol):
    """The part of the door to the network that fetches whole files."""

    def download(self, url: str, path: Path) -> Downloaded:
        """The file at an address. Raises `SourceError` or `TooLarge`."""


class AudioTranscriber:
    """Hears one episode after another; the engine is loaded at the first, and once."""

    def __init__(
        self, settings: Settings, door: Downloads, stopping: Event, tools: Callable[[Settings], SpeechTools] = recordings.speech_tools
    ) -> None:
        self._settings = settings
        self._door = door
        self._stopping = stopping
        self._make = tools
        self._guard = threading.Lock()
        self._one_at_a_time = threading.Lock()
        self._made: SpeechTools | None = None

    def __call__(self, archived: ArchivedItem, entry: SourceEntry, candidate: ContentCandidate) -> Transcript:
        """The transcript of the candidate's sound. Raises `SourceError` or `InputError`; what was fetched for it is gone afterwards."""
        with self._fetched(archived, candidate) as recording:
            about = self._about(recording, archived, entry)
            return recordings.transcribe(recording, self._tools(), about=about, progress=self._go_on).document.transcript

    def align(self, archived: ArchivedItem, entry: SourceEntry, candidate: ContentCandidate, transcript: Transcript) -> Transcript:
        """A published transcript with the times of the candidate's sound, heard in samples. Raises `SourceError` or `InputError`."""
        with self._one_at_a_time, self._fetched(archived, candidate) as recording:
            self._go_on(0, None)
            about = self._about(recording, archived, entry)
            published = ParsedDocument(about, transcript)
            return recordings.align(recording, published, self._tools(), about=about, quick=True, progress=self._go_on).document.transcript

    @contextmanager
    def _fetched(self, archived: ArchivedItem, candidate: ContentCandidate) -> Iterator[Recording]:
        """The candidate's sound as a file; what was fetched for it is gone afterwards."""
        url = candidate.url or ""
        if url.startswith("file:"):
            path = local_path(url)
            yield Recording(path.name, path, url=url)
            return
        name = recording_name(url)
        path = self._settings.home / "media" / f"{archived.item.id}{_suffix(name)}"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            self._door.download(url, path)
            yield Recording(name, path, url=url)
        finally:
            if not self._settings.keep_media:
                path.unlink(missing_ok=True)

    def _about(self, recording: Recording, archived: ArchivedItem, entry: SourceEntry) -> ItemDraft:
        return describe(entry, Source(id=archived.source_id, url=recording.url or "", kind="feed", title=archived.item.source or ""))

    def _tools(self) -> SpeechTools:
        with self._guard:
            self._made = self._made or self._make(self._settings)
            return self._made

    def _go_on(self, _done_ms: int, _total_ms: int | None) -> None:
        if self._stopping.is_set():
            raise SourceError("sync", "was stopped while this was being heard", "the next earwitness sync hears it from its beginning")


def lacks_disk_space(error: BaseException) -> bool:
    """True where the disk was full: no fault of the item's, and over once somebody makes room."""
    return isinstance(error.__cause__, OSError) and error.__cause__.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def recording_name(url: str) -> str:
    """The file name in an enclosure's address.

    >>> recording_name("https://media.example/a/Episode%201.mp3?token=1")
    'Episode 1.mp3'
    """
    return PurePosixPath(unquote(urlsplit(url).path)).name or "recording"


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix.casefold()
    return suffix if suffix in recordings.SUFFIXES else ".sound"
