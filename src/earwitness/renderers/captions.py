"""A transcript as WebVTT, SubRip, podcast JSON or plain text. Cues break at words that have times, never inside one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from earwitness.errors import UsageError
from earwitness.model.transcript import Segment, Transcript
from earwitness.renderers.transcript_file import transcript_json
from earwitness.text.words import words_with_places

LINE, LINES = 42, 2
"""Characters in a line and lines in a cue, as broadcasters and the big platforms ask for."""
_LONGEST_MS = 7_000


class Caption(NamedTuple):
    """Words shown together. `text` has no line breaks."""

    start_ms: int
    end_ms: int
    text: str
    speaker: str | None


def captions_text(transcript: Transcript, form: str) -> str:
    """The transcript as `vtt`, `srt`, `json`, `txt` or `transcript`. Raises `UsageError` for another, or for captions without times."""
    match form:
        case "txt":
            return plain_text(transcript)
        case "transcript":
            return transcript_json(transcript)
        case "vtt":
            return web_vtt(transcript)
        case "srt":
            return sub_rip(transcript)
        case "json":
            return podcast_json(transcript)
    raise UsageError("--format", f"there is no format {form!r}", f"choose from {', '.join(FORMATS)}")


FORMATS = ("vtt", "srt", "json", "txt", "transcript")


def web_vtt(transcript: Transcript) -> str:
    """WebVTT with a voice tag in front of named speakers."""
    blocks = ["WEBVTT"]
    for caption in captions(transcript):
        voice = f"<v {_escaped(caption.speaker).replace('&gt;', '')}>" if caption.speaker else ""
        text = "\n".join(_escaped(line) for line in _wrapped(caption.text))
        blocks.append(f"{_clock(caption.start_ms, '.')} --> {_clock(caption.end_ms, '.')}\n{voice}{text}")
    return "\n\n".join(blocks) + "\n"


def sub_rip(transcript: Transcript) -> str:
    """SubRip; a speaker stands before the first cue of a turn."""
    blocks: list[str] = []
    source_text: str | None = None
    for number, caption in enumerate(captions(transcript), 1):
        label = f"{caption.speaker}: " if caption.speaker and caption.speaker != source_text else ""
        source_text = caption.speaker
        text = "\n".join(_wrapped(label + caption.text)).replace("-->", "→")
        blocks.append(f"{number}\n{_clock(caption.start_ms, ',')} --> {_clock(caption.end_ms, ',')}\n{text}")
    return "\n\n".join(blocks) + "\n" if blocks else ""


def podcast_json(transcript: Transcript) -> str:
    """The transcript as Podcasting 2.0 defines it: version 1.0.0, times in seconds."""
    segments = [
        {
            **({"speaker": caption.speaker} if caption.speaker else {}),
            "startTime": caption.start_ms / 1000,
            "endTime": caption.end_ms / 1000,
            "body": caption.text,
        }
        for caption in captions(transcript)
    ]
    return json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, indent=1) + "\n"


def plain_text(transcript: Transcript) -> str:
    """The words alone, a paragraph for every turn, speakers in front; what counts as noise is left out."""
    lines: list[str] = []
    speaker: str | None = None
    last: Segment | None = None
    for segment in transcript.segments:
        words = _spoken(transcript, segment.start, segment.end)
        if not words:
            continue
        if last is None or segment.turn != last.turn or "\n" in transcript.text[last.end : segment.start]:
            label = f"{segment.speaker}: " if segment.speaker and segment.speaker != speaker else ""
            lines.append(label + words)
        else:
            lines[-1] += " " + words
        speaker, last = segment.speaker, segment
    return "\n\n".join(lines) + "\n" if lines else ""


def captions(transcript: Transcript) -> Iterator[Caption]:
    """The transcript in cues of at most two lines and seven seconds. Raises `UsageError` when it carries no times."""
    if all(segment.start_ms is None for segment in transcript.segments):
        raise UsageError("--format", "captions need times, and this transcript has none", "choose txt or transcript")
    for segment in transcript.segments:
        if segment.start_ms is None:
            continue  # not in the recording these captions are for
        start = end = None
        for a, b, _ in words_with_places(transcript.text, segment.start, segment.end):
            b = _with_signs(transcript.text, b, segment.end)  # noqa: PLW2901  punctuation stays with its word
            if transcript.is_unspoken(a, b):
                continue
            if start is not None and end is not None and _is_full(transcript, start, end, b):
                yield _caption(transcript, segment, start, end)
                start = None
            start, end = (a if start is None else start), b
        if start is not None and end is not None:
            yield _caption(transcript, segment, _with_opening(transcript.text, start, segment.start), end)


def _is_full(transcript: Transcript, start: int, end: int, longer: int) -> bool:
    if longer - start > LINE * LINES:
        return True
    held = transcript.time_of(start, longer)
    return held.t0_ms is not None and held.t1_ms is not None and held.t1_ms - held.t0_ms > _LONGEST_MS and end > start


def _caption(transcript: Transcript, segment: Segment, start: int, end: int) -> Caption:
    held = transcript.time_of(start, end)
    t0 = held.t0_ms or 0
    return Caption(t0, max(held.t1_ms or 0, t0 + 1), " ".join(transcript.text[start:end].split()), segment.speaker)


def _spoken(transcript: Transcript, start: int, end: int) -> str:
    retained: list[str] = []
    at = start
    for a, b in (*transcript.unspoken_in(start, end), (end, end)):
        retained.append(transcript.text[at : max(a, at)])
        at = max(at, b)
    return " ".join("".join(retained).split())


def _with_signs(text: str, at: int, end: int) -> int:
    while at < end and not text[at].isspace():
        at += 1
    return at


def _with_opening(text: str, at: int, start: int) -> int:
    while at > start and not text[at - 1].isspace():
        at -= 1
    return at


def _wrapped(text: str) -> list[str]:
    """One line, or two of about the same length."""
    if len(text) <= LINE:
        return [text]
    spaces = [at for at, symbol in enumerate(text) if symbol == " "]
    if not spaces:
        return [text]
    at = min(spaces, key=lambda at: abs(at - len(text) / 2))
    return [text[:at], text[at + 1 :]]


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(ms: int, point: str) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{point}{ms % 1000:03}"
