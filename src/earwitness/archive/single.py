"""Digests or transcribes one item without an archive: a file, a URL or standard input."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from earwitness import pipeline
from earwitness.config import Settings
from earwitness.errors import InputError
from earwitness.model.documents import ItemDraft
from earwitness.model.media import Person, RawDocument
from earwitness.model.transcript import Transcript
from earwitness.pipeline import Digested
from earwitness.sources.files import read_file, read_stdin
from earwitness.speech import recordings
from earwitness.speech.audio.decoding import Recording


def digest(source: str | Path, *, about: ItemDraft | None = None, settings: Settings | None = None) -> Digested:
    """Return the digest of a file, a URL or `-` for standard input, with the transcript its evidence points into.

    Raises `InputError` for what cannot be digested and `SourceError` for what cannot be reached.
    """
    settings = settings or Settings()
    return digest_opened(open_item(str(source), settings), pipeline.Tools.standard(), settings, about=about)


def open_item(source: str, settings: Settings) -> RawDocument | Recording:
    """Return the document or recording behind a path, a URL or `-`. Raises `SourceError` or `TooLarge`."""
    recording = recordings.recording_at(source, settings) if source != "-" else None
    if recording is not None:
        return recording
    document = open_source(source, settings)
    return recordings.recording_in(document) or document


def digest_opened(
    opened: RawDocument | Recording,
    tools: pipeline.Tools,
    settings: Settings,
    *,
    about: ItemDraft | None = None,
    beside: recordings.PublishedFiles | None = None,
) -> Digested:
    """Return the digest of what `open_item` gave: a recording is transcribed first, or its published transcript is aligned with it.

    Raises `InputError`, or `MissingExtra` for a recording.
    """
    if isinstance(opened, Recording):
        return recordings.digest(opened, settings, tools, about=about, beside=beside)
    return pipeline.digest(opened, tools, about=about)


def open_source(source: str, settings: Settings) -> RawDocument:
    """Return the bytes behind a path, a URL or `-`. Raises `SourceError` or `TooLarge`."""
    if source == "-":
        return read_stdin(max_bytes=settings.max_bytes)
    if not source.startswith(("http://", "https://")):
        return read_file(Path(source), max_bytes=settings.max_bytes)
    from earwitness.network.client import HttpClient, split_login  # noqa: PLC0415 - the HTTP client costs a quarter second, files need none

    address, login = split_login(source)
    fetched = HttpClient.from_settings(settings).fetch(address, login=login)
    parts = urlsplit(fetched.url)
    name = unquote(parts.path).rstrip("/").rpartition("/")[2] or parts.hostname or "page"
    return RawDocument(fetched.content, name, url=fetched.url, media_type=fetched.media_type)


def transcribe(recording: str | Path, *, settings: Settings | None = None, speakers: tuple[str, ...] = ()) -> Transcript:
    """Return the transcript of a recording: a file or a URL, with word times and speakers.

    `speakers` are names that may be heard. Raises `MissingExtra` without the speech extra and `InputError` for what is no recording.
    """
    settings = settings or Settings()
    opened = open_item(str(recording), settings)
    if not isinstance(opened, Recording):
        raise InputError(str(recording), "is no recording", "give an audio or video file; earwitness.digest reads documents")
    about = ItemDraft(people=tuple(Person(name=name, why="option") for name in speakers))
    return recordings.transcribe(opened, recordings.speech_tools(settings), about=about).document.transcript
