"""Reads transcripts in text or Markdown with speaker turns. Text stays as written; non-speech is marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from earwitness.documents.captions.timeline import interpolate
from earwitness.documents.front_matter import FrontMatter, split_front_matter
from earwitness.documents.speaker_labels import Speakers, name_speakers
from earwitness.documents.turn_labels import (
    Label,
    believed_names,
    chevrons,
    find_label,
    is_chevron_transcript,
    is_named_transcript,
    is_production,
    is_timed_transcript,
    labels_behind_chevrons,
)
from earwitness.documents.weakness import weaknesses
from earwitness.errors import NoText
from earwitness.model.documents import DecodedDocument, ParsedDocument
from earwitness.model.transcript import Mark, Segment, Transcript

_SAMPLE = 300_000
"""Characters looked at to recognise the format."""
_HEADING = re.compile(r"(#{1,6})[ \t]{1,8}(\S[^\n]*)")
_NOT_BLANK = re.compile(r"\S")
_RULE = re.compile(r"[ \t]{0,3}(?:[-*_=][ \t]?){3,80}[ \t]{0,8}$")
_INLINE_TIME = re.compile(r"\\?[\[(](\d{1,3}:\d{2}(?::\d{2})?)\\?[\])]:?")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\](\(https?://[^\s()<>]{1,600}\))")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]{1,400})(?<=[^\s*])\1(?![\w*])")
_MARKUP_FILE = ("<!doctype", "<html", "<?xml", "<head", "<body", "{")


class Manner(NamedTuple):
    """How a text tells its turns apart."""

    labels: tuple[Label, ...]
    named: bool
    timed: bool
    chevrons: bool


class TurnsReader:
    """Reads `**Name:** ...`, `Name (00:12:34):`, `[00:12:34] NAME: ...`, `>> ...`, `Q:`/`A:` and their kin."""

    name = "turns"

    def recognises(self, document: DecodedDocument) -> float:
        """Sure when labels, times or turn marks repeat as speech does; zero otherwise."""
        text = document.text[:_SAMPLE]
        if text[:200].lstrip().lower().startswith(_MARKUP_FILE):
            return 0.0
        body = split_front_matter(text).body
        manner = _manner(text, body)
        if manner.named:
            return 0.9
        return 0.88 if manner.chevrons or manner.timed else 0.0

    def read(self, document: DecodedDocument) -> ParsedDocument:
        """Turns in file order; offsets hold in the user's own file. Raises `NoText`."""
        text = document.text
        front = split_front_matter(text)
        manner = _manner(text, front.body)
        believed = believed_names(manner.labels, front.draft.people) if manner.named or manner.chevrons else frozenset()
        speakers = name_speakers([label.name for label in manner.labels if label.name in believed], front.draft.people)
        walk = _Walk(text, {label.start: label for label in _usable(manner, believed)}, speakers, chevrons=manner.chevrons)
        walk.head(front)
        walk.body(front.body)
        if not walk.segments:
            raise NoText(document.raw.name, "has turns without any words")
        segments, warnings = _with_times(walk.segments, walk.anchors, front.draft.duration_ms)
        marks = tuple(sorted(walk.marks, key=lambda mark: (mark.start, mark.end)))
        found = (*front.warnings, *warnings, *weaknesses(text[front.body :], segments))
        origin = "captions" if manner.chevrons else "text"
        transcript = Transcript(text=text, segments=segments, marks=marks, origin=origin, language=front.draft.language, warnings=found)
        kind = front.draft.kind or ("video" if manner.chevrons and not manner.named else "podcast")
        return ParsedDocument(front.draft.model_copy(update={"kind": kind, "people": speakers.people}), transcript)


def _manner(text: str, body: int) -> Manner:
    labels: list[Label] = []
    lines = 0
    for start, end in _lines(text, body):
        lines += 1
        if (label := find_label(text, start, min(end, start + 600))) is not None:
            labels.append(label)
    named = is_named_transcript(text[body:], [label._replace(start=label.start - body) for label in labels], lines)
    marked = is_chevron_transcript(text[body:])
    if marked:
        labels += labels_behind_chevrons(text, body)
    timed = is_timed_transcript(text, labels)
    return Manner(tuple(labels), named, timed, marked)


def _usable(manner: Manner, believed: frozenset[str]) -> Iterator[Label]:
    """The labels to obey: believed names, and times where times part the text; a disbelieved name behind a time is the turn's words."""
    for label in manner.labels:
        if label.name in believed:
            yield label
        elif is_production(label) and manner.named:
            yield label._replace(name=None, time=None, time_ms=None, words=label.label[1] if label.label else label.words)
        elif label.time is not None and (label.label is None or label.time[0] < label.label[0]) and (manner.named or manner.timed):
            words = label.words if label.label is None else label.label[0]
            yield label._replace(name=None, label=None, words=words)
        elif label.chevron and manner.chevrons:
            yield label._replace(name=None, label=None, time=None, time_ms=None, words=label.start)


def _lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Start and end of each line that holds anything."""
    at = start
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text[at:end].strip():
            yield at, end
        at = end + 1


class _Walk:
    """Goes through the lines once and gathers segments, marks and the places where times are known."""

    def __init__(self, text: str, labels: dict[int, Label], speakers: Speakers, *, chevrons: bool) -> None:
        self.text, self.labels, self.speakers, self.chevrons = text, labels, speakers, chevrons
        self.segments: list[Segment] = []
        self.marks: list[Mark] = []
        self.anchors: list[tuple[int, int]] = []
        self.speaker: str | None = None
        self.turn = 0
        self.speech = chevrons
        self._last_end = -1
        self._fresh = True

    def head(self, front: FrontMatter) -> None:
        """The title line as heading, what is about the item as mark-up."""
        self.marks.extend(Mark(start=start, end=end, kind="syntax") for start, end in front.heads)
        if front.title is not None:
            start, end = front.title
            self.marks.append(Mark(start=self.text.rfind("#", 0, start), end=start, kind="syntax"))
            self.segments.append(Segment(start=start, end=end, kind="heading", level=1))

    def body(self, start: int) -> None:
        """Every line from `start` on."""
        for at, end in _lines(self.text, start):
            first = at + len(self.text[at:end]) - len(self.text[at:end].lstrip())
            if heading := _HEADING.match(self.text, first, end):
                self._heading(heading)
            elif _RULE.match(self.text, at, end):
                self.marks.append(Mark(start=first, end=end, kind="syntax"))
            elif (label := self.labels.get(first)) is not None:
                self._label(label)
                self._words(label.words, end, new=True)
            else:
                self._words(first, end, new=self.text[self._last_end : at].count("\n") > 1)

    def _heading(self, match: re.Match[str]) -> None:
        self._fresh = True
        end = match.start(2) + len(match.group(2).rstrip(" #\t"))
        self.marks.append(Mark(start=match.start(1), end=match.start(2), kind="syntax"))
        if end > match.start(2):
            self.segments.append(Segment(start=match.start(2), end=end, kind="heading", level=len(match.group(1)), turn=self.turn))

    def _label(self, label: Label) -> None:
        self._fresh = True
        changes = label.chevron and not self.chevrons
        if label.name is not None:
            speaker = self.speakers.name_of[label.name]
            changes = changes or speaker != self.speaker
            self.speaker = speaker
        if label.label is not None:
            start, end = label.label
            if label.time is not None and start <= label.time[0] < end:
                outside = [(start, label.time[0]), (label.time[1], end)]
            else:
                outside = [(start, end)]
            for start, end in outside:
                piece = self.text[start:end]
                if piece.strip():
                    begin = start + len(piece) - len(piece.lstrip())
                    self.marks.append(
                        Mark(start=begin, end=begin + len(piece.strip()), kind="label", value=(self.speaker or "") if label.name else "")
                    )
        if label.time is not None and label.time_ms is not None:
            stop = label.time[1] + (self.text[label.time[1] : label.time[1] + 1] == ":" and label.label is None)
            self.marks.append(Mark(start=label.time[0], end=stop, kind="time", value=str(label.time_ms)))
            self.anchors.append((_behind_blank(self.text, label.words), label.time_ms))
        if label.chevron and label.words > label.start:
            end = label.start + (3 if self.text.startswith(">>>", label.start) else 2)
            self.marks.append(Mark(start=label.start, end=end, kind="turn"))
        self.turn += bool(changes and self.speech and self.segments) or bool(label.chevron and self.chevrons and label.words > label.start)
        self.speech = True

    def _words(self, start: int, end: int, *, new: bool) -> None:
        """The words of a line, cut at turn marks and at times inside it."""
        cuts: list[tuple[int, int, Mark]] = []
        if self.chevrons:
            cuts += [
                (m.start(), m.end(), Mark(start=m.start(), end=m.end(), kind="turn")) for m in _CHEVRON_CUT.finditer(self.text, start, end)
            ]
        for match in _INLINE_TIME.finditer(self.text, start, end):
            minutes = [int(part) for part in match.group(1).split(":")]
            value = sum(part * scale for part, scale in zip(reversed(minutes), (1, 60, 3600), strict=False)) * 1000
            cuts.append((match.start(), match.end(), Mark(start=match.start(), end=match.end(), kind="time", value=str(value))))
        at = start
        for begin, stop, mark in sorted(cuts):
            self._segment(at, begin, new=new)
            self.marks.append(mark)
            new, at = True, stop
            if mark.kind == "time":
                self.anchors.append((_behind_blank(self.text, stop), int(mark.value)))
            else:
                at = self._turn(stop, end)
        self._segment(at, end, new=new)
        self._markup(start, end)
        self._last_end = end

    def _turn(self, at: int, end: int) -> int:
        """A `>>` inside a line: the voice changes, and may be named right behind it."""
        self.turn += 1
        self.speaker = None
        label = find_label(self.text, at, min(end, at + 120))
        if label is not None and label.name is not None and label.name in self.speakers.name_of and label.label is not None:
            self.speaker = self.speakers.name_of[label.name]
            self.marks.append(Mark(start=label.label[0], end=label.label[1], kind="label", value=self.speaker))
            return label.words
        return at

    def _segment(self, start: int, end: int, *, new: bool) -> None:
        """Adds words as a segment, or to the one before when a paragraph only goes on in the next line."""
        piece = self.text[start:end]
        start, end = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        if start >= end:
            return
        last = self.segments[-1] if self.segments else None
        kind = "speech" if self.speech else "paragraph"
        if not (new or self._fresh) and last is not None and last.kind == kind and last.speaker == self.speaker and last.turn == self.turn:
            self.segments[-1] = last.model_copy(update={"end": end})
        else:
            self.segments.append(Segment(start=start, end=end, kind=kind, speaker=self.speaker if self.speech else None, turn=self.turn))
        self._fresh = False

    def _markup(self, start: int, end: int) -> None:
        for match in _LINK.finditer(self.text, start, end):
            self.marks.append(Mark(start=match.start(), end=match.start() + 1, kind="syntax"))
            self.marks.append(Mark(start=match.start(1), end=match.end(1), kind="link", value=match.group(2)[1:-1]))
            self.marks.append(Mark(start=match.end(1), end=match.end(), kind="syntax"))
        for match in _EMPHASIS.finditer(self.text, start, end):
            self.marks.append(Mark(start=match.start(1), end=match.end(1), kind="syntax"))
            self.marks.append(Mark(start=match.end(2), end=match.end(), kind="syntax"))


_CHEVRON_CUT = re.compile(next(chevrons(">> a")).re.pattern)


def _behind_blank(text: str, at: int) -> int:
    """The next character that is no white space: where the words a time belongs to begin."""
    found = _NOT_BLANK.search(text, at)
    return found.start() if found else len(text)


def _with_times(
    segments: Sequence[Segment], anchors: Sequence[tuple[int, int]], duration_ms: int | None
) -> tuple[tuple[Segment, ...], tuple[str, ...]]:
    """Segments with the times that the stamps allow: at a stamp its own, between two in proportion to the characters."""
    if not anchors:
        return tuple(segments), ()
    starts, warnings = interpolate(anchors, [segment.start for segment in segments] + [segments[-1].end], duration_ms)
    return (
        tuple(
            segment.model_copy(update={"start_ms": start, "end_ms": end})
            for segment, start, end in zip(segments, starts, starts[1:], strict=False)
        ),
        warnings,
    )
