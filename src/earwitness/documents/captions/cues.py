"""Builds a transcript from cues: repeats removed, times made monotonic, speakers separated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from earwitness.documents.captions.cue_speakers import CuePart, split_voices
from earwitness.documents.captions.cue_text import CueWord, Voice
from earwitness.documents.captions.rolling import is_rolling, repeated_words
from earwitness.documents.captions.timeline import rise
from earwitness.documents.speaker_labels import name_speakers
from earwitness.documents.weakness import weaknesses
from earwitness.errors import NoText, TooLarge
from earwitness.model.documents import DecodedDocument, ItemDraft, ParsedDocument
from earwitness.model.media import Person
from earwitness.model.transcript import Mark, Segment, Transcript, WordTimes

MOST_CUES = 150_000
"""More than a hundred hours of speech have, a cue every two and a half seconds; a file may hold many more that say nothing."""
_WORD = re.compile(r"\S+")


class Cue(NamedTuple):
    """Words shown or said in one stretch of time. `text` has no mark-up; its lines are parted by LF."""

    text: str
    start_ms: int | None
    end_ms: int | None = None
    speaker: str | None = None
    words: tuple[CueWord, ...] = ()


def require_readable(document: DecodedDocument, cues: int) -> None:
    """Raises `TooLarge` for more cues than any item has, before anything is made of them."""
    if cues > MOST_CUES:
        raise TooLarge(document.raw.name, f"holds {cues:,} cues, more than {MOST_CUES:,}", "split it where it pauses")


def cues_of(voices: Sequence[Voice], start_ms: int | None, end_ms: int | None) -> list[Cue]:
    """One cue a voice; voices that share a cue share its time in proportion to their characters."""
    if len(voices) == 1:
        voice = voices[0]
        return [Cue(voice.text, start_ms, end_ms, voice.speaker, _inline_words(voice, start_ms, end_ms))]
    total = sum(len(voice.text) for voice in voices) or 1
    cues: list[Cue] = []
    passed = 0
    for voice in voices:
        t0, t1 = start_ms, end_ms
        if len(voices) > 1 and start_ms is not None and end_ms is not None and end_ms > start_ms:
            t0 = start_ms + (end_ms - start_ms) * passed // total
            t1 = start_ms + (end_ms - start_ms) * (passed + len(voice.text)) // total
        passed += len(voice.text)
        cues.append(Cue(voice.text, t0, t1, voice.speaker, _inline_words(voice, t0, t1)))
    return cues


def parse_cues(
    document: DecodedDocument, cues: Sequence[Cue], draft: ItemDraft, *, origin: str = "captions", warnings: tuple[str, ...] = ()
) -> ParsedDocument:
    """The document that the cues make. Raises `NoText` when none of them has a word."""
    cues = _without_repeats([cue for cue in cues if cue.text])
    if not any(any(map(str.isalnum, cue.text)) for cue in cues):
        raise NoText(document.raw.name, "has captions without any words", "check the file or its language track")
    timed = rise([cue.start_ms for cue in cues], [cue.end_ms for cue in cues], [len(cue.text) for cue in cues])
    parts = split_voices([cue.text for cue in cues], [cue.speaker for cue in cues], draft.people)
    speakers = name_speakers([part.label for part in parts if part.label], draft.people)
    built = _Builder(cues, timed.starts, timed.ends)
    for part in parts:
        built.add(part, speakers.name_of.get(part.label) if part.label else None)
    text = "".join(built.pieces)
    segments = tuple(built.segments)
    has_times = any(cue.start_ms is not None for cue in cues)
    if not has_times:
        segments = tuple(segment.model_copy(update={"start_ms": None, "end_ms": None}) for segment in segments)
    found = (*warnings, *(timed.warnings if has_times else ("the captions carry no times",)), *weaknesses(text, segments))
    transcript = Transcript(
        text=text,
        segments=segments,
        marks=tuple(sorted(built.marks, key=lambda mark: (mark.start, mark.end))),
        word_times=built.word_times(),
        origin=origin,
        language=draft.language,
        warnings=found,
    )
    people: tuple[Person, ...] = speakers.people
    ends = [segment.end_ms for segment in segments if segment.end_ms is not None]
    known = {"people": people, "kind": draft.kind or "video", "duration_ms": draft.duration_ms or max(ends, default=None)}
    return ParsedDocument(draft.model_copy(update=known), transcript)


class _Builder:
    """Gathers text, segments, marks and word times, part by part."""

    def __init__(self, cues: Sequence[Cue], starts: Sequence[int], ends: Sequence[int]) -> None:
        self.cues, self.starts, self.ends = cues, starts, ends
        self.structured = any(cue.speaker for cue in cues)
        """Where the format names voices, a cue without one has no known speaker; a label in the text holds until the next."""
        self.pieces: list[str] = []
        self.segments: list[Segment] = []
        self.given = {"start", "end", "speaker", "turn", "start_ms", "end_ms"}
        self.marks: list[Mark] = []
        self.words: list[tuple[int, int, int, int, float | None]] = []
        self.at = 0
        self.turn = 0
        self.speaker: str | None = None

    def add(self, part: CuePart, speaker: str | None) -> None:
        """Appends one part: on a new line when the voice changes, after a space when it goes on."""
        cue, t0, t1 = self.cues[part.cue], self.starts[part.cue], self.ends[part.cue]
        changes = bool(self.segments) and (part.turns or (speaker != self.speaker and (speaker is not None or self.structured)))
        if speaker is not None or part.turns or self.structured:
            self.speaker = speaker
        self.turn += changes
        if self.pieces:
            self._put("\n" if changes else " ")
        label_at = self.at
        whole = cue.text[part.start : part.end].replace("\n", " ")
        self._put(whole)
        words_at = label_at + part.words_start - part.start
        if part.words_start > part.start:
            label_end = label_at + len(whole[: part.words_start - part.start].rstrip())
            kind = "label" if part.label_inline else "turn"
            self.marks.append(Mark(start=label_at, end=label_end, kind=kind, value=(self.speaker or "") if part.label_inline else ""))
        if words_at < self.at:
            share = (t1 - t0) / max(1, len(cue.text))
            segment = Segment(
                start=words_at,
                end=self.at,
                speaker=self.speaker,
                turn=self.turn,
                start_ms=round(t0 + share * part.start),
                end_ms=round(t0 + share * part.end),
            )
            # Which fields were given is the same for all: one set instead of 728 bytes each, two thirds of what a segment takes.
            object.__setattr__(segment, "__pydantic_fields_set__", self.given)
            self.segments.append(segment)
            self._add_words(cue, part, label_at - part.start, (t0, t1))

    def _add_words(self, cue: Cue, part: CuePart, shift: int, limits: tuple[int, int]) -> None:
        for word in cue.words:
            if part.words_start <= word.start and word.end <= part.end:
                t0 = min(max(word.t0_ms, limits[0]), limits[1])
                t0 = max(t0, self.words[-1][2]) if self.words else t0
                self.words.append((word.start + shift, word.end + shift, t0, max(t0, min(word.t1_ms, limits[1])), word.confidence))

    def _put(self, piece: str) -> None:
        self.pieces.append(piece)
        self.at += len(piece)

    def word_times(self) -> WordTimes | None:
        """The word times, when most of the text has them: a few stray ones would time the rest wrongly."""
        covered = sum(end - start for start, end, *_ in self.words)
        if covered < 0.5 * sum(segment.end - segment.start for segment in self.segments):
            return None
        start, end, t0, t1, confidence = zip(*self.words, strict=True)
        known = tuple(round(value, 4) for value in confidence if value is not None)
        return WordTimes(start=start, end=end, t0_ms=t0, t1_ms=t1, confidence=known if len(known) == len(start) else ())


def _inline_words(voice: Voice, start_ms: int | None, end_ms: int | None) -> tuple[CueWord, ...]:
    """Word times from inline time stamps; words between two stamps share their time by length."""
    if not voice.starts or start_ms is None or end_ms is None:
        return ()
    borders = [(0, start_ms), *voice.starts, (len(voice.text), end_ms)]
    words: list[CueWord] = []
    for (at, time), (until, following) in pairwise(borders):
        later = max(time, following)
        shown = voice.text.rfind("\n", 0, until) + 1 if at == 0 else at  # lines above the one being timed stand there from before
        words += [CueWord(m.start(), m.end(), time, time) for m in _WORD.finditer(voice.text, at, shown)]
        at = shown  # noqa: PLW2901  the words below begin there
        size = max(1, until - at)
        place = at
        for piece in voice.text[at:until].split():
            place = voice.text.index(piece, place)
            t0 = time + (later - time) * (place - at) // size
            t1 = time + (later - time) * (place + len(piece) - at) // size
            words.append(CueWord(place, place + len(piece), t0, t1))
            place += len(piece)
    return tuple(words)


def _without_repeats(cues: Sequence[Cue]) -> list[Cue]:
    inline = sum(bool(cue.words) for cue in cues) > 0.2 * len(cues)
    if not is_rolling((cue.text.split("\n") for cue in cues), inline_times=inline):
        return list(cues)
    lines = [cue.text.split("\n") for cue in cues]
    retained: list[Cue] = []
    for at, cue in enumerate(cues):
        drop = repeated_words(lines[at - 1], lines[at]) if at else 0
        if drop == 0:
            retained.append(cue)
        elif rest := _behind_words(cue, drop):
            retained.append(rest)
    return retained


def _behind_words(cue: Cue, drop: int) -> Cue | None:
    """The cue without its first words."""
    at = 0
    for piece in cue.text.split()[:drop]:
        at = cue.text.index(piece, at) + len(piece)
    at += len(cue.text[at:]) - len(cue.text[at:].lstrip())
    if at >= len(cue.text):
        return None
    words = tuple(word._replace(start=word.start - at, end=word.end - at) for word in cue.words if word.start >= at)
    return cue._replace(text=cue.text[at:], words=words)
