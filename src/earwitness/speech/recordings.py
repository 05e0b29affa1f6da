"""Recordings as items: detected by content, transcribed with the configured engine and model, then digested like any document."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from earwitness import pipeline, plugins
from earwitness.config import Settings
from earwitness.documents.chapter_marks import read_chapters, with_chapters
from earwitness.errors import InputError, UsageError
from earwitness.extensions import Context, Diarizer, SpeechEngine
from earwitness.model.documents import ItemDraft, ParsedDocument
from earwitness.model.media import PublishedChapter, RawDocument
from earwitness.network import model_files
from earwitness.speech import transcription
from earwitness.speech.audio.decoding import DecodingLimits, Recording
from earwitness.speech.audio.media_info import is_media
from earwitness.speech.diarization.sherpa import models_present
from earwitness.speech.engines.faster_whisper import FasterWhisper
from earwitness.speech.published_transcripts import Published, transcribe_with_published
from earwitness.speech.second_pass import run_second_pass
from earwitness.speech.transcription import Progress, SpeechTools, TranscribedRecording

HEAD = 4096
SUFFIXES = frozenset(
    (".mp3", ".m4a", ".m4b", ".mp4", ".aac", ".opus", ".ogg", ".oga", ".flac", ".wav", ".webm", ".mkv", ".mov", ".aiff", ".wma", ".amr")
)
_MAX_WORKERS = 8
"""More threads than this gain nothing: cutting and decoding feed about eight."""

_ENDPOINT_MODEL = "whisper-1"
"""What a server is asked for when nobody named a model: the name OpenAI gave its first one, which local servers take for theirs."""


class PublishedFiles(NamedTuple):
    """What was published beside a recording: it is preferred to what can be heard, its times are checked."""

    transcript: RawDocument | None = None
    chapters: RawDocument | None = None
    """A podcast chapters file; without one the chapters inside the recording are used."""


class EngineChoice(NamedTuple):
    """What the user chose instead of the settings' engine and model."""

    engine: str | None = None
    model: str | None = None
    diarizer: Diarizer | None = None


def recording_at(source: str, settings: Settings) -> Recording | None:
    """The recording behind a path or address; None when it is something else. A file is known by its content, an address by its ending."""
    if source.startswith(("http://", "https://")):
        return _downloaded(source, settings)
    path = Path(source)
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return Recording(path.name, path) if is_media(file.read(HEAD)) else None
    except OSError:
        return None  # whoever reads it as a document says what is wrong


def recording_in(document: RawDocument) -> Recording | None:
    """The recording that some bytes are; None when they are something else."""
    return Recording(document.name, content=document.content, url=document.url) if is_media(document.content[:HEAD]) else None


def speech_tools(settings: Settings, choice: EngineChoice | None = None) -> SpeechTools:
    """The engine with its model loaded. Raises `UsageError`, `MissingExtra`, or `InputError` when the model is not here."""
    chosen = choice or EngineChoice()
    return SpeechTools(
        _engine(settings, chosen),
        diarizer=chosen.diarizer or diarizer(settings),
        glossary=settings.glossary,
        ordinary_words=settings.ordinary_words,
        limits=DecodingLimits(hours=settings.max_audio_hours),
    )


def speech_unavailable(settings: Settings) -> str:
    """What is missing before recordings can be heard, with the command that mends it; empty when nothing is."""
    if not all(find_spec(package) for package in ("av", "onnxruntime")):
        return "needs the speech extra: pip install 'earwitness[speech]'"
    try:
        model = model_files.model(settings.speech_model)
        if settings.speech_engine == model.engine and model_files.place(settings.home, model).folder is None:
            return f"needs the model {model.name}: earwitness models pull {model.name}"
    except (InputError, UsageError) as error:
        return str(error)
    return ""


def _engine(settings: Settings, chosen: EngineChoice) -> SpeechEngine:
    named = chosen.engine or settings.speech_engine
    if named == plugins.ENDPOINT_ENGINE:
        own = settings.speech_model if "speech_model" in settings.model_fields_set else _ENDPOINT_MODEL
        return _endpoint(settings, chosen.model or own)
    workers = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, _MAX_WORKERS)
    foreign = plugins.engine_of_model(chosen.model) if chosen.model and not chosen.engine else None
    if foreign or named not in plugins.SPEECH_ENGINES:  # an engine of another package knows its models itself
        wanted = chosen.model or settings.speech_model
        folder = settings.home / "models" / wanted
        return plugins.speech_engine(foreign or named, wanted, folder if folder.is_dir() else None, workers=workers)
    model = model_files.model(chosen.model or settings.speech_model)
    engine = model.engine if chosen.model and not chosen.engine and named in plugins.SPEECH_ENGINES else named
    if engine in plugins.SPEECH_ENGINES and model.engine != engine:
        fit = ", ".join(known.name for known in model_files.MODELS if known.engine == engine)
        raise UsageError("model", f"{model.name} is none of {engine}'s", f"choose with --model from {fit}")
    found = model_files.place(settings.home, model)
    return plugins.speech_engine(engine, model.name, found.folder, workers=workers)


def _endpoint(settings: Settings, model: str) -> SpeechEngine:
    """The engine behind `speech_url`. An address of this machine or of a private network written there is meant; a name is judged."""
    from earwitness.network.client import HttpClient  # noqa: PLC0415 - the HTTP client costs a quarter second, local engines need none
    from earwitness.speech.engines.endpoint_client import KEY_VARIABLE, SpeechEndpoint  # noqa: PLC0415
    from earwitness.speech.engines.openai_endpoint import OpenAiEndpoint  # noqa: PLC0415

    if settings.speech_url is None:
        raise UsageError("speech_url", "is not set, and the engine openai needs it", "write speech_url in earwitness.toml")
    try:
        host = urlsplit(settings.speech_url).hostname or ""
    except ValueError as error:
        raise UsageError("speech_url", "is no web address", "write http://HOST:PORT/v1") from error
    client = HttpClient.from_settings(settings)
    if _is_literal(host):
        client = replace(client, private_hosts=(*client.private_hosts, host))
    ask = SpeechEndpoint.at(settings.speech_url, client, os.environ.get(KEY_VARIABLE))
    return OpenAiEndpoint(model, ask, host=host)


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host == "localhost"
    return True


def diarizer(settings: Settings) -> Diarizer | None:
    """Who tells the voices of recordings apart, as the settings say. Raises `UsageError`, `MissingExtra` or `InputError`."""
    folder = settings.home / "models" / "diarization"
    match settings.diarizer:
        case "none":
            return None
        case "auto":
            is_here = find_spec("sherpa_onnx") and models_present(folder)
            return plugins.diarizer("sherpa-onnx" if is_here else "voiceprints", Context(settings))
        case name:
            return plugins.diarizer(name, Context(settings))


def second_pass_engine(settings: Settings, engine: SpeechEngine) -> SpeechEngine | None:
    """Who hears again what a digest prints. Raises `UsageError` for what is no listener, `InputError` when its model is not here."""
    match settings.second_pass_engine:
        case "none":
            return None
        case "greedy":
            if not isinstance(engine, FasterWhisper):
                raise UsageError("second_pass_engine", f"{engine.name} has no greedy decoding", "name another model, or none")
            return engine.greedy()
        case name:
            known = next((model.engine for model in model_files.MODELS if model.name == name), None)
            return _engine(settings, EngineChoice(known, name))


def transcribe(
    recording: Recording,
    tools: SpeechTools,
    *,
    about: ItemDraft | None = None,
    language: str | None = None,
    progress: Progress | None = None,
) -> TranscribedRecording:
    """What is said in a recording. Raises `InputError`, and one as well when the disk has no room for what must be kept meanwhile."""
    with _room(recording):
        return transcription.transcribe_recording(recording, tools, about=about, language=language, progress=progress)


def align(
    recording: Recording,
    published: ParsedDocument,
    tools: SpeechTools,
    *,
    about: ItemDraft | None = None,
    quick: bool = False,
    progress: Progress | None = None,
) -> Published:
    """A published transcript with the times of a recording. Raises `InputError`, also when it is not the transcript of the recording."""
    with _room(recording):
        result = transcribe_with_published(recording, published, tools, about=about, quick=quick, progress=progress)
    if not result.retimed.drift.fits:
        found = f"only {result.retimed.drift.share:.0%} of its words were heard"
        raise InputError("transcript", f"is not that of {recording.name}: {found}", "give the transcript of this recording")
    return result


def digest(
    recording: Recording,
    settings: Settings,
    tools: pipeline.Tools,
    *,
    about: ItemDraft | None = None,
    beside: PublishedFiles | None = None,
    progress: Progress | None = None,
) -> pipeline.Digested:
    """The digest of a recording, with the transcript its evidence points into: the published one, where there is one."""
    about, beside = about or ItemDraft(), beside or PublishedFiles()
    speech = speech_tools(settings)
    transcriber = second_pass_engine(settings, speech.engine)
    chapters = read_chapters(beside.chapters.content, beside.chapters.name) if beside.chapters else ()
    document: ParsedDocument
    if beside.transcript is not None:
        read = pipeline.parse(beside.transcript, plugins.readers())
        read = read._replace(transcript=with_chapters(read.transcript, chapters))  # both have the times of the show's own recording
        published = align(recording, read, speech, about=about, progress=progress)
        document = published.document
        inside = [PublishedChapter(chapter.start_ms, chapter.title) for chapter in published.info.chapters]
        if not any(mark.kind == "chapter" for mark in document.transcript.marks):
            document = document._replace(transcript=with_chapters(document.transcript, chapters or inside))
    else:
        document = transcribe(recording, speech, about=about, progress=progress).document
        document = document._replace(transcript=with_chapters(document.transcript, chapters))
    item = pipeline.identify(document, RawDocument(b"", recording.name, url=about.url or recording.url), about)
    item = item.model_copy(update={"recording": recording.name})
    result = pipeline.Digested(pipeline.digest_transcript(item, document.transcript, tools), document.transcript)
    return run_second_pass(recording, transcriber, result, limits=speech.limits) if transcriber else result


@contextmanager
def _room(recording: Recording) -> Iterator[None]:
    """Turns operating-system errors while a recording is read into one that names the recording and the fix."""
    try:
        yield
    except OSError as error:
        raise InputError(
            recording.name, f"could not be transcribed: {error.strerror or error}", "free some disk space or memory"
        ) from error


def _downloaded(url: str, settings: Settings) -> Recording | None:
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    if Path(name).suffix.casefold() not in SUFFIXES:
        return None
    from earwitness.network.client import HttpClient, split_login  # noqa: PLC0415 - the HTTP client costs a quarter second, files need none

    folder = Path(tempfile.mkdtemp(prefix="earwitness-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "recording"
    address, login = split_login(url)
    HttpClient.from_settings(settings).download(address, path, login=login)
    with path.open("rb") as file:
        return Recording(name, path, url=address) if is_media(file.read(HEAD)) else None
