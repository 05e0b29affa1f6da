"""`earwitness align`: move a published transcript's times to those of a recording."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from earwitness import pipeline, plugins
from earwitness.archive import single
from earwitness.cli.output import file_stem, output_folder, print_text
from earwitness.cli.transcribe import SUFFIXES, open_recording, transcription_bar, write_captions
from earwitness.config import load_settings
from earwitness.errors import UsageError
from earwitness.renderers.captions import FORMATS, captions_text
from earwitness.speech import recordings
from earwitness.speech.alignment.drift import jumps
from earwitness.speech.published_transcripts import Published
from earwitness.text.clock import clock


@Parameter(name="*")
@dataclass(frozen=True)
class How:
    """How the recording is heard and what is written."""

    engine: str | None = None
    """faster-whisper, onnx-asr, or openai for a server at speech_url (default: speech_engine of the settings)."""
    model: str | None = None
    """Its model (default: speech_model of the settings); `earwitness models` lists them."""
    quick: bool = False
    """Hear 24 seconds every two minutes, and all that lies between samples that disagree, instead of the whole recording."""
    format_: Annotated[str, Parameter(name="--format")] = "vtt"
    """vtt, srt, json (as podcasts publish it), txt, or transcript (what `earwitness verify` reads)."""
    out: Path | None = None
    """Folder to write to instead of the terminal."""
    json_: Annotated[bool, Parameter(name="--json")] = False
    """The comparison as JSON on stdout; the captions go to --out."""


def align(recording: str, transcript: str, *, how: How | None = None, home: Path | None = None) -> int:
    """Compare a published transcript with a recording and give it the recording's times.

    Advertisements shift what was said: the recording is heard, the words both have in common tell by how much each part
    moved. What was put in or cut is reported; words the recording does not have lose their times and are left out of captions.

    Examples:
      earwitness align episode.mp3 episode.vtt
      earwitness align episode.mp3 episode.srt --format srt --out captions
      earwitness align episode.mp3 transcript.txt --format vtt
      earwitness align episode.mp3 https://example.com/episode.vtt --quick --json

    Parameters
    ----------
    recording
        Audio or video file, or its web address.
    transcript
        Its published transcript in any format `earwitness digest` reads, or its web address.
    how
        How the recording is heard and what is written.
    home
        Folder with earwitness.toml and models (default ~/.earwitness, or EARWITNESS_HOME).
    """
    how = how or How()
    if how.format_ not in FORMATS:
        raise UsageError("--format", f"there is no format {how.format_!r}", f"choose from {', '.join(FORMATS)}")
    settings = load_settings(home)
    document = single.open_source(transcript, settings)
    opened = open_recording(recording, settings)
    tools = recordings.speech_tools(settings, recordings.EngineChoice(how.engine, how.model))
    with transcription_bar(recording) as progress:
        published = pipeline.parse(document, plugins.readers())
        result = recordings.align(opened, published, tools, quick=how.quick, progress=progress)
    text = captions_text(result.document.transcript, how.format_)
    figures = {"recording": recording, "transcript": transcript, "engine": tools.engine.name, **figures_of(result)}
    if how.out is not None:
        name = file_stem(Path(document.name).stem, set()) + SUFFIXES.get(how.format_, f".{how.format_}")
        figures["file"] = str(write_captions(output_folder(how.out) / name, text))
    if how.json_:
        print(json.dumps(figures, ensure_ascii=False))
        return 0
    if how.out is not None:
        print(figures["file"])
    else:
        print_text(text)
    for warning in result.document.transcript.warnings:
        print(f"earwitness: {transcript}: {warning}", file=sys.stderr)
    return 0


def figures_of(made: Published) -> dict[str, Any]:
    """The comparison as plain values: stretches of one offset, what lies between them, what was not found."""
    drift = made.retimed.drift
    return {
        "words": drift.total,
        "heard_share": round(drift.share, 3),
        "listened_share": round(made.listened, 3),
        "had_times": not drift.coarse,
        "stretches": [
            {
                "start_ms": interval.start_ms,
                "end_ms": interval.end_ms,
                "recording_start_ms": interval.heard_start_ms,
                "recording_end_ms": interval.heard_end_ms,
                "offset_ms": interval.offset_ms,
                "end_offset_ms": interval.end_offset_ms,
                "words": interval.words,
            }
            for interval in drift.stretches
        ],
        "jumps": [{"recording_ms": before.heard_end_ms, "more_ms": more_ms} for before, _, more_ms in jumps(drift)],
        "without_time": [
            {"at": clock(segment.start_ms) if segment.start_ms is not None else None, "start": segment.start, "end": segment.end}
            for segment in made.retimed.lost
        ],
        "warnings": list(made.document.transcript.warnings),
    }
