"""`earwitness transcribe`: speech to captions, text or a transcript."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

from cyclopts import Parameter

from earwitness.cli.digest import PARTLY_DONE
from earwitness.cli.output import file_stem, output_folder, print_text, write_file
from earwitness.config import Settings, load_settings
from earwitness.errors import EarwitnessError, InputError, NotFound, SourceError, UsageError
from earwitness.model.documents import ItemDraft
from earwitness.model.media import Person
from earwitness.model.transcript import Transcript
from earwitness.renderers.captions import FORMATS, captions_text
from earwitness.speech import recordings
from earwitness.speech.audio.decoding import Recording
from earwitness.speech.transcription import TranscribedRecording
from earwitness.text.clock import clock
from earwitness.text.words import words_with_places

SUFFIXES = {"transcript": ".transcript.json"}


@Parameter(name="*")
@dataclass(frozen=True)
class KnownContext:
    """What is known before listening."""

    engine: str | None = None
    """faster-whisper, onnx-asr, or openai for a server at speech_url (default: speech_engine of the settings)."""
    model: str | None = None
    """Its model (default: speech_model of the settings); `earwitness models` lists them."""
    language: str | None = None
    """Language spoken, as en or de, for models that know several."""
    title: str | None = None
    """Title of the item; names in it are hints to the engine."""
    speakers: str | None = None
    """Names of the speakers, separated by commas: hints to the engine."""


@Parameter(name="*")
@dataclass(frozen=True)
class CaptionOutput:
    """What is written and where."""

    format_: Annotated[str, Parameter(name="--format")] = "vtt"
    """vtt, srt, json (as podcasts publish it), txt, or transcript (what `earwitness verify` reads)."""
    out: Path | None = None
    """Folder to write to instead of the terminal."""
    stats: bool = False
    """Words, minutes and speed, on stderr."""
    json_: Annotated[bool, Parameter(name="--json")] = False
    """One line of figures for each recording on stdout; the captions go to --out."""


def transcribe(*audio: str, listening: KnownContext | None = None, output: CaptionOutput | None = None, home: Path | None = None) -> int:
    """Transcribe recordings on this machine, with word times, on several threads.

    Examples:
      earwitness transcribe episode.mp3
      earwitness transcribe talk.m4a --format txt --stats
      earwitness transcribe *.mp3 --format srt --out captions
      earwitness transcribe episode.mp3 --title "The grid" --speakers "Ines Okafor, Tom Reyes"
      earwitness transcribe episode.mp3 --engine onnx-asr --model nemo-parakeet-tdt-0.6b-v3

    Parameters
    ----------
    audio
        Audio or video files, or their web addresses.
    listening
        What is known before listening.
    output
        What is written and where.
    home
        Folder with earwitness.toml and models (default ~/.earwitness, or EARWITNESS_HOME).
    """
    if not audio:
        raise UsageError("transcribe", "nothing to transcribe", "give an audio or video file")
    hear, give = listening or KnownContext(), output or CaptionOutput()
    if give.format_ not in FORMATS:
        raise UsageError("--format", f"there is no format {give.format_!r}", f"choose from {', '.join(FORMATS)}")
    settings = load_settings(home)
    people = tuple(Person(name=name.strip(), why="option") for name in (hear.speakers or "").split(",") if name.strip())
    about = ItemDraft(title=hear.title, people=people)
    tools = recordings.speech_tools(settings, recordings.EngineChoice(hear.engine, hear.model))
    used: set[str] = set()
    failed = 0
    for source in audio:
        try:
            begun = perf_counter()
            with transcription_bar(source) as progress:
                transcribed = recordings.transcribe(
                    open_recording(source, settings), tools, about=about, language=hear.language, progress=progress
                )
            figures = {"audio": source, "engine": tools.engine.name, **_figures(transcribed, perf_counter() - begun)}
            text = captions_text(transcribed.document.transcript, give.format_)
            if give.out is not None:
                name = file_stem(Path(source).stem, used) + SUFFIXES.get(give.format_, f".{give.format_}")
                figures["file"] = str(write_captions(output_folder(give.out) / name, text))
            _report(figures, text, give)
        except EarwitnessError as error:
            if len(audio) == 1:
                raise
            failed += 1
            print(f"earwitness: {error}", file=sys.stderr)
    if failed:
        return EarwitnessError.exit_code if failed == len(audio) else PARTLY_DONE
    return 0


def open_recording(source: str, settings: Settings) -> Recording:
    """The recording at a path or address. Raises `InputError` or `SourceError`."""
    found = recordings.recording_at(source, settings)
    if found is not None:
        return found
    if source.startswith(("http://", "https://")):
        raise InputError(source, "is no audio or video file", "give the address of the recording itself")
    path = Path(source)
    if not path.exists():
        raise NotFound(source, "no such file", "check the path")
    if path.is_dir():
        raise SourceError(source, "is a folder, not a file", "give one file")
    return Recording(path.name, path)  # the decoder says what is wrong with it


def write_captions(path: Path, text: str) -> Path:
    """The file with the captions in it. Raises `SourceError`, also for a full disk."""
    write_file(path, text)
    return path


def _figures(heard: TranscribedRecording, seconds: float) -> dict[str, Any]:
    words = [word for word in heard.words if not word.doubt]
    minutes = heard.speech_ms / 60_000
    return {
        "duration_ms": heard.duration_ms,
        "speech_ms": heard.speech_ms,
        "words": len(words),
        "doubtful_words": len(heard.words) - len(words),
        "words_per_minute": round(len(words) / minutes) if minutes else 0,
        "speakers": _speakers(heard.document.transcript),
        "confidence": round(sum(word.confidence for word in words) / max(1, len(words)), 3),
        "seconds": round(seconds, 2),
        "times_real_time": round(heard.duration_ms / 1000 / max(seconds, 0.001), 1),
        "chapters": [chapter._asdict() for chapter in heard.info.chapters],
        "warnings": list(heard.document.transcript.warnings),
    }


def _speakers(transcript: Transcript) -> list[dict[str, Any]]:
    """Words, seconds and speed of each speaker, in order of appearance; nothing where nobody was told apart."""
    words: dict[str, int] = {}
    spoken_ms: dict[str, int] = {}
    for segment in transcript.segments:
        if segment.speaker and segment.start_ms is not None and segment.end_ms is not None:
            count = sum(1 for _ in words_with_places(transcript.text, segment.start, segment.end))
            words[segment.speaker] = words.get(segment.speaker, 0) + count
            spoken_ms[segment.speaker] = spoken_ms.get(segment.speaker, 0) + segment.end_ms - segment.start_ms
    return [
        {"speaker": name, "words": count, "ms": spoken_ms[name], "words_per_minute": round(60_000 * count / max(1, spoken_ms[name]))}
        for name, count in words.items()
    ]


def _report(figures: dict[str, Any], text: str, give: CaptionOutput) -> None:
    if give.json_:
        print(json.dumps(figures, ensure_ascii=False))
        return
    if give.out is not None:
        print(figures["file"])
    else:
        print_text(text)
    for warning in figures["warnings"]:
        print(f"earwitness: {figures['audio']}: {warning}", file=sys.stderr)
    if give.stats:
        print(
            f"{figures['audio']}: {figures['words']} words in {clock(figures['speech_ms'])} of speech "
            f"({clock(figures['duration_ms'])} in all), {figures['words_per_minute']} a minute, confidence {figures['confidence']:.2f}; "
            f"{figures['engine']} took {figures['seconds']:.1f} s, {figures['times_real_time']:.1f} times real time",
            file=sys.stderr,
        )
        for one in figures["speakers"]:
            print(f"  {one['speaker']}: {one['words']} words in {clock(one['ms'])}, {one['words_per_minute']} a minute", file=sys.stderr)


@contextmanager
def transcription_bar(source: str) -> Iterator[Callable[[int, int | None], None] | None]:
    """A bar on a terminal, nothing otherwise."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(Path(source).name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
