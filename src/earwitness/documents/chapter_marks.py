"""Adds a publisher's chapters, from a file's tags or a podcast chapters file, to a transcript as marks.

A mark keeps the publisher's title with the stretch it names, inside the transcript and under its fingerprint, so that a page's chapter
can be re-checked like everything else: the title is the publisher's, the words are those of the stretch.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Sequence

from earwitness.errors import InputError
from earwitness.model.media import PublishedChapter
from earwitness.model.transcript import Mark, Transcript
from earwitness.text.words import single_line

_NEAR_MS = 2_500
"""A chapter begins where a sentence begins within this of its time, else at the next word."""
_LONGEST_TITLE = 200
_MOST = 500
_LATEST_S = 360_000
_FEWEST = 2
"""One chapter over all is no division."""


def with_chapters(transcript: Transcript, chapters: Sequence[PublishedChapter]) -> Transcript:
    """The transcript with a mark for every chapter that has words; without times, or with fewer than two such chapters, as it was."""
    titled = [
        (chapter.start_ms, title)
        for chapter in sorted(chapters, key=lambda chapter: chapter.start_ms)[:_MOST]
        if (title := single_line(chapter.title)[:_LONGEST_TITLE].strip())
    ]
    places = [(_place(transcript, start), title) for start, title in titled]
    begun = [(place, title) for place, title in places if place is not None]
    marks: list[Mark] = []
    for at, (start, title) in enumerate(begun):
        end = begun[at + 1][0] if at + 1 < len(begun) else len(transcript.text)
        end = len(transcript.text[:end].rstrip())
        if start < end and any(symbol.isalnum() for symbol in transcript.text[start:end]):
            marks.append(Mark(start=start, end=end, kind="chapter", value=title))
    if len(marks) < _FEWEST:
        return transcript
    retained = [mark for mark in transcript.marks if mark.kind != "chapter"]
    every = sorted((*retained, *marks), key=lambda mark: (mark.start, mark.end, mark.kind, mark.value))
    return transcript.model_copy(update={"marks": tuple(every)})


def read_chapters(content: bytes, name: str) -> tuple[PublishedChapter, ...]:
    """The chapters of a podcast chapters file (JSON 1.x) without those hidden from the table of contents. Raises `InputError`."""
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        found = None
    rows = found.get("chapters") if isinstance(found, dict) else None
    if not isinstance(rows, list):
        raise InputError(name, "is no podcast chapters file", "give JSON with a list of chapters, each with startTime and title")
    return tuple(chapter for row in rows[: 4 * _MOST] if (chapter := _chapter(row)) is not None)


def _chapter(row: object) -> PublishedChapter | None:
    """A row of the file; None for one that is hidden or makes no sense."""
    if not isinstance(row, dict) or row.get("toc") is False:
        return None
    start, title = row.get("startTime"), row.get("title")
    if not isinstance(start, int | float) or isinstance(start, bool) or not isinstance(title, str) or not 0 <= start < _LATEST_S:
        return None
    return PublishedChapter(round(start * 1000), title)


def _place(transcript: Transcript, start_ms: int) -> int | None:
    """Where the words of a chapter begin."""
    timed = [(s.start_ms, s.start) for s in transcript.segments if s.start_ms is not None]
    if not timed:
        return None
    near = min(timed, key=lambda place: (abs(place[0] - start_ms), place))
    if abs(near[0] - start_ms) <= _NEAR_MS:
        return near[1]
    if transcript.word_times is not None:
        at = bisect_left(transcript.word_times.t0_ms, start_ms)
        return transcript.word_times.start[at] if at < len(transcript.word_times.start) else None
    return next((place for begins, place in timed if begins >= start_ms), None)
