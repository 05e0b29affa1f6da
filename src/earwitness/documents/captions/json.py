"""Reads transcripts in JSON: podcast namespace, Whisper and relatives, YouTube json3, and speech services."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeGuard

from earwitness.documents.captions.cue_text import CueWord, clean
from earwitness.documents.captions.cues import Cue, parse_cues
from earwitness.documents.front_matter import draft_of
from earwitness.errors import InputError, NoText
from earwitness.model.documents import DecodedDocument, ItemDraft, ParsedDocument

_OPENING = re.compile(r"\A\s{0,1000}(?:\{\s{0,1000}[\"}]|\[\s{0,1000}[\[{\]])")
_CUT_OFF = re.compile(r"\A\s{0,1000}[\[{]\s{0,1000}(?:\{\s{0,1000})?\"[\w.-]{1,60}\"\s{0,100}:")
_SEGMENT_KEYS = (
    "segments",
    "utterances",
    "transcription",
    "chunks",
    "captions",
    "cues",
    "audio_segments",
    "paragraphs",
    "transcript",
    "items",
    "words",
)
_WRAPPERS = ("results", "result", "transcript", "transcription", "data", "response", "channels", "alternatives", "paragraphs")
_TEXT = ("body", "text", "transcript", "content", "punctuated_word", "word", "caption", "sentence", "line")
_START = ("startTime", "start", "start_time", "begin", "startMs", "start_ms", "offset", "from", "tStartMs")
_END = ("endTime", "end", "end_time", "endMs", "end_ms", "to")
_LENGTH = ("duration", "dur", "durationMs", "dDurationMs")
_SPEAKER = ("speaker", "speakerName", "speaker_name", "speaker_label", "speakerId", "speaker_id", "speakerTag")
_CLOCK = re.compile(r"^(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,9}))?$")
_WORDS_A_CUE, _MAX_PAUSE_MS = 14, 2000
_MS_A_CHARACTER = 3
"""Seconds a character from which on whole numbers must be milliseconds: people speak about 15 characters a second."""


class TranscriptJsonReader:
    """Reads every JSON transcript that is a list of timed pieces of text."""

    name = "transcript-json"

    def recognises(self, document: DecodedDocument) -> float:
        """Sure of JSON; a JSON file without a transcript inside is refused by `read` with one clear line."""
        text = document.text
        if not _OPENING.match(text):
            return 0.0
        return 0.96 if text[-1000:].rstrip().endswith(("}", "]")) else 0.9 if _CUT_OFF.match(text) else 0.0

    def read(self, document: DecodedDocument) -> ParsedDocument:
        """Segments in file order, with word times and confidence where given. Raises `InputError`."""
        name = document.raw.name
        try:
            content = json.loads(document.text)
        except (ValueError, RecursionError) as error:
            raise InputError(name, "looks like JSON but is not valid JSON", "check that the file is complete") from error
        pieces = _json3(content) or [cue for piece in find_pieces(content) if (cue := _cue(piece)) is not None]
        if not pieces:
            known = "known are podcast-namespace, Whisper, faster-whisper, WhisperX, YouTube json3 and the like"
            raise NoText(name, "is JSON without a transcript in it", known)
        draft = (
            draft_of({k: v for k, v in content.items() if k in ("title", "url", "language", "duration")})
            if _is_object(content)
            else ItemDraft()
        )
        draft = draft.model_copy(update={"kind": draft.kind or "podcast"})
        return parse_cues(document, _joined(_in_milliseconds(pieces)), draft, origin=_origin(content))


def find_pieces(content: Any, depth: int = 0) -> list[Mapping[str, Any]]:
    """The list of timed pieces inside whatever a program wrapped around it."""
    if depth > 6:
        return []
    if isinstance(content, list):
        pieces = [item for item in content if _is_object(item) and (_first(item, _TEXT) is not None or "elements" in item)]
        if pieces:
            return [flat for piece in pieces for flat in _flattened(piece, depth)]
        return [found for item in content[:10_000] for found in find_pieces(item, depth + 1)]
    if not _is_object(content):
        return []
    if "monologues" in content:
        return [_monologue(item) for item in content["monologues"] if _is_object(item)] if isinstance(content["monologues"], list) else []
    for key in _SEGMENT_KEYS:
        if isinstance(content.get(key), list) and (found := find_pieces(content[key], depth + 1)):
            return found
    for key in _WRAPPERS:
        if isinstance(content.get(key), list | dict) and (found := find_pieces(content[key], depth + 1)):
            return found
    return []


def _flattened(piece: Mapping[str, Any], depth: int) -> list[Mapping[str, Any]]:
    """Google's and Deepgram's results hold the timed words one level down."""
    if _number(piece, _START) is None and "timestamps" not in piece and "timestamp" not in piece and "elements" not in piece:
        inner = piece.get("words")
        if isinstance(inner, list) and inner and depth <= 6:
            return [item for item in inner if _is_object(item) and _first(item, _TEXT) is not None]
    return [piece]


def _monologue(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Rev.ai: a speaker and elements, punctuation among them."""
    elements = [e for e in item.get("elements", ()) if _is_object(e)] if isinstance(item.get("elements"), list) else []
    timed = [
        {"word": e.get("value"), "start": e.get("ts"), "end": e.get("end_ts"), "confidence": e.get("confidence")}
        for e in elements
        if "ts" in e
    ]
    text = "".join(str(e.get("value") or "") for e in elements)
    start, end = (timed[0]["start"], timed[-1]["end"]) if timed else (None, None)
    return {"text": text, "start": start, "end": end, "speaker": item.get("speaker"), "words": timed}


def _cue(piece: Mapping[str, Any]) -> Cue | None:
    raw = _first(piece, _TEXT)
    text = clean(str(raw)) if raw is not None else ""
    if not text:
        return None
    start, end = _times(piece)
    return Cue(text, start, end, _speaker(piece), _words(piece.get("words"), text))


def _times(piece: Mapping[str, Any]) -> tuple[int | None, int | None]:
    offsets, stamp = piece.get("offsets"), piece.get("timestamp")
    if _is_object(offsets):  # whisper.cpp, milliseconds
        return _ms(offsets.get("from"), 1), _ms(offsets.get("to"), 1)
    if isinstance(stamp, list) and len(stamp) == 2:  # Hugging Face, seconds
        return _ms(stamp[0]), _ms(stamp[1])
    start, end, length = _number(piece, _START), _number(piece, _END), _number(piece, _LENGTH)
    return start, end if end is not None else start + length if start is not None and length is not None else None


def _words(words: Any, text: str) -> tuple[CueWord, ...]:
    """Word times placed in the segment's text; a word that is not there, or has no time, is passed over."""
    if not isinstance(words, list):
        return ()
    placed: list[CueWord] = []
    at = 0
    for word in words:
        if not _is_object(word) or (raw := _first(word, ("punctuated_word", "word", "text"))) is None:
            continue
        spoken = clean(str(raw))
        found = text.find(spoken, at, at + 400) if spoken else -1
        start, end = _times(word)
        if found < 0 or start is None:
            continue
        at = found + len(spoken)
        sure = next((value for key in ("probability", "confidence", "score") if isinstance(value := word.get(key), int | float)), None)
        placed.append(
            CueWord(found, at, start, end if end is not None else start, min(1.0, max(0.0, float(sure))) if sure is not None else None)
        )
    return tuple(placed)


def _json3(content: Any) -> list[Cue]:
    """YouTube's own format: events of segments, each with its offset."""
    if not _is_object(content) or not isinstance(content.get("events"), list):
        return []
    cues: list[Cue] = []
    for event in content["events"]:
        if not _is_object(event) or not isinstance(event.get("segs"), list) or event.get("aAppend"):
            continue
        start = _ms(event.get("tStartMs"), 1) or 0
        end = start + (_ms(event.get("dDurationMs"), 1) or 0)
        parts = [part for part in event["segs"] if _is_object(part) and isinstance(part.get("utf8"), str)]
        text = clean("".join(part["utf8"] for part in parts))
        timed = [{"word": part["utf8"], "offsets": {"from": start + (_ms(part.get("tOffsetMs"), 1) or 0)}} for part in parts]
        words = _words(timed, text) if len(parts) > 1 else ()
        words = tuple(w._replace(t1_ms=later.t0_ms) for w, later in pairwise(words)) + words[-1:]
        cues.append(Cue(text.replace("\n", " "), start, end, None, words))
    return [cue for cue in cues if cue.text]


def _joined(cues: Sequence[Cue]) -> list[Cue]:
    """Pieces of one or two words joined to cues, their own times kept as word times."""
    if not cues or sum(len(cue.text.split()) for cue in cues) > 2.5 * len(cues) or len(cues) < 5:
        return list(cues)
    joined: list[Cue] = []
    for cue in cues:
        last = joined[-1] if joined else None
        word = CueWord(0, len(cue.text), cue.start_ms or 0, cue.end_ms or cue.start_ms or 0)
        if last is None or cue.start_ms is None or not _continues(last, cue):
            joined.append(cue._replace(words=(word,) if cue.start_ms is not None else ()))
            continue
        gap = "" if not any(map(str.isalnum, cue.text)) else " "
        at = len(last.text) + len(gap)
        words = (*last.words, word._replace(start=at, end=at + len(cue.text)))
        joined[-1] = last._replace(text=last.text + gap + cue.text, end_ms=cue.end_ms or last.end_ms, words=words)
    return joined


def _continues(last: Cue, cue: Cue) -> bool:
    if last.speaker != cue.speaker or last.start_ms is None or cue.start_ms is None:
        return False
    if not any(map(str.isalnum, cue.text)):
        return True
    pause = cue.start_ms - (last.end_ms or last.start_ms)
    return len(last.words) < _WORDS_A_CUE and last.text[-1] not in ".?!" and -1000 < pause < _MAX_PAUSE_MS


def _in_milliseconds(cues: Sequence[Cue]) -> list[Cue]:
    """Cues whose whole-number times turn out to be milliseconds, not seconds, scaled back."""
    timed = [cue for cue in cues if cue.start_ms is not None and cue.end_ms is not None]
    characters = sum(len(cue.text) for cue in timed)
    spoken = sum((cue.end_ms or 0) - (cue.start_ms or 0) for cue in timed) / 1000
    if len(timed) < 2 or spoken < _MS_A_CHARACTER * characters or any((cue.start_ms or 0) % 1000 for cue in timed):
        return list(cues)
    return [
        cue._replace(
            start_ms=None if cue.start_ms is None else cue.start_ms // 1000,
            end_ms=None if cue.end_ms is None else cue.end_ms // 1000,
            words=tuple(word._replace(t0_ms=word.t0_ms // 1000, t1_ms=word.t1_ms // 1000) for word in cue.words),
        )
        for cue in cues
    ]


def _number(piece: Mapping[str, Any], keys: Sequence[str]) -> int | None:
    for key in keys:
        if (value := _ms(piece.get(key), 1 if key.endswith(("Ms", "_ms")) else 1000)) is not None:
            return value
    return None


def _ms(value: Any, scale: int = 1000) -> int | None:
    """Milliseconds of a number, `"12.5"`, `"12.5s"` or a clock time; None for anything else, below zero or beyond 1,000 hours."""
    if isinstance(value, str):
        text = value.strip()
        if clock := _CLOCK.match(text):
            hours, minutes, seconds, fraction = clock.groups()
            return (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + int((fraction or "0")[:3].ljust(3, "0"))
        try:
            value = float(text.removesuffix("s"))
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value * scale <= 3_600_000_000:
        return None
    return round(value * scale)


def _speaker(piece: Mapping[str, Any]) -> str | None:
    value = _first(piece, _SPEAKER)
    if _is_object(value):
        value = _first(value, ("name", "label", "id"))
    if isinstance(value, int) and not isinstance(value, bool):
        return f"SPEAKER_{value:02}"
    if not isinstance(value, str) or not (name := clean(value).replace("\n", " ")[:80]):
        return None
    return f"Speaker {name}" if len(name) <= 2 and (name.isdigit() or name.isalpha()) else name


def _first(piece: Mapping[str, Any], keys: Sequence[str]) -> Any:
    return next((piece[key] for key in keys if isinstance(piece.get(key), str | int | float | dict)), None)


def _is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _origin(content: Any) -> str:
    pieces = content.get("segments") if _is_object(content) else None
    first = pieces[0] if isinstance(pieces, list) and pieces else None
    return "asr:whisper" if _is_object(first) and ("avg_logprob" in first or "no_speech_prob" in first) else "captions"
