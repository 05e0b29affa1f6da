"""Captions written as blocks of lines: WebVTT, SubRip (SRT) and SubViewer (SBV).

Own parsers: on 167 VTT and SRT files of the vtt.js, webvtt-py and pysrt test suites, webvtt-py and pysubs2 together refused 26 of 334
readings, each the whole file for one bad line or byte, and neither gives inline word times; a digest wants every word that can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from earwitness.documents.captions.cue_text import read_cue_text
from earwitness.documents.captions.cues import Cue, cues_of, parse_cues, require_readable
from earwitness.documents.front_matter import draft_of
from earwitness.model.documents import DecodedDocument, ItemDraft, ParsedDocument

_TIMING = re.compile(r"^[ \t]{0,20}([\d:.,]{1,20}[^\s\-]{0,4})?[ \t]{0,20}--?>[ \t]{0,20}([\d:.,]{1,20})?(?=[^\d:.,]|$)")
_STRICT_TIMING = re.compile(r"^[ \t]{0,8}\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,3})?[ \t]{0,8}-->[ \t]{0,8}\d{1,3}:\d{1,2}", re.MULTILINE)
_SBV_TIMING = re.compile(r"^(\d{1,2}:\d{2}:\d{2}\.\d{3}),(\d{1,2}:\d{2}:\d{2}\.\d{3})[ \t]{0,8}$", re.MULTILINE)
_EXACT = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{3}) --> (?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{3})(?:[ \t]|$)")
"""A line of times as the standards write it: read at once, without asking what else it could be."""
_TIME = re.compile(r"^(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:[.,:](\d{1,9}))?")
_INDEX = re.compile(r"^\s{0,4}#?\d{1,7}\s{0,4}$")
_NOT_CUES = re.compile(r"^(?:NOTE|STYLE|REGION)(?:\s|$)|^(?:Style|Region):\s{0,4}$")
_HEAD_FIELD = re.compile(r"^([A-Za-z][A-Za-z ]{1,24})\s{0,2}:\s{0,2}(\S[^\n]{0,300})$")
_HEAD = 20_000


class CueBlock(NamedTuple):
    """Raw lines of one cue with its times; both None for text that stands without any."""

    start_ms: int | None
    end_ms: int | None
    lines: tuple[str, ...]


class WebVttReader:
    """Reads WebVTT: voices, inline word times, classes, notes, styles, regions."""

    name = "webvtt"

    def recognises(self, document: DecodedDocument) -> float:
        """Certain when the file opens as the standard demands."""
        return 1.0 if document.text[:200].lstrip().startswith("WEBVTT") else 0.0

    def read(self, document: DecodedDocument) -> ParsedDocument:
        """Cues in file order; head and notes before the first may say what the item is. Raises `NoText` when no cue has words."""
        lines = document.text.lstrip().split("\n")
        first_cue = next((at for at, line in enumerate(lines) if "-->" in line), len(lines))
        head = next((at for at, line in enumerate(lines[:first_cue]) if not line.strip()), first_cue)
        fields = {m.group(1).casefold(): m.group(2) for line in lines[1:first_cue] if (m := _HEAD_FIELD.match(line.strip()))}
        first = lines[0].removeprefix("WEBVTT").strip(" \t-–—")
        if first and any(map(str.isalpha, first)) and len(first) < 200:
            fields.setdefault("title", first)
        return _parse(document, blocks(_draining(lines, head)), draft_of(fields))


class SubRipReader:
    """Reads SRT, with or without its numbers and blank lines, and WebVTT that lost its first line."""

    name = "srt"

    def recognises(self, document: DecodedDocument) -> float:
        """Sure when timing lines stand as densely as captions have them."""
        head = document.text[:_HEAD]
        timings = len(_STRICT_TIMING.findall(head))
        if not timings:
            return 0.0
        lines = sum(1 for line in head.split("\n") if line.strip())
        opened = _STRICT_TIMING.match(head.lstrip().partition("\n")[2]) or _STRICT_TIMING.match(head.lstrip())
        return 0.97 if opened else 0.9 if timings >= 2 and timings > 0.1 * lines else 0.0

    def read(self, document: DecodedDocument) -> ParsedDocument:
        """Cues in file order. Raises `NoText` when no cue has words."""
        return _parse(document, blocks(_draining(document.text.split("\n"))), ItemDraft())


class SubViewerReader:
    """Reads SBV, YouTube's own export."""

    name = "sbv"

    def recognises(self, document: DecodedDocument) -> float:
        """Sure when the first line is a pair of times."""
        return 0.97 if _SBV_TIMING.match(document.text.lstrip()[:80].partition("\n")[0]) else 0.0

    def read(self, document: DecodedDocument) -> ParsedDocument:
        """Cues in file order. Raises `NoText` when no cue has words."""
        lines = _SBV_TIMING.sub(r"\1 --> \2", document.text).replace("[br]", "\n").split("\n")
        return _parse(document, blocks(_draining(lines)), ItemDraft())


def blocks(lines: Iterable[str]) -> Iterator[CueBlock]:
    """The cues of a file, lenient: text is never dropped for a bad number, time or missing blank line; notes and styles are."""
    collected: list[str] = []
    times: tuple[int | None, int | None] | None = None
    for line in lines:
        shown = _times_in(line) if "->" in line else None
        if shown is not None:
            if times is None:
                collected = collected[:-1]  # a cue's identifier
            elif collected and _INDEX.match(collected[-1]):
                collected.pop()
            if collected or times is not None:
                yield _block(times, collected)
            times, collected = shown, []
        elif line.strip() or (line and times is not None):
            collected.append(line)
        elif collected:
            yield _block(times, collected)
            times, collected = None, []
    if collected:
        yield _block(times, collected)


def _block(times: tuple[int | None, int | None] | None, lines: Sequence[str]) -> CueBlock:
    if times is None and lines and (_NOT_CUES.match(lines[0]) or (len(lines) == 1 and _INDEX.match(lines[0]))):
        lines = ()
    if times is None and len(lines) > 1 and _INDEX.match(lines[0]):
        lines = lines[1:]
    return CueBlock(*(times or (None, None)), tuple(lines))


def _times_in(line: str) -> tuple[int | None, int | None] | None:
    """Start and end of a line of times; None for other lines."""
    if exact := _EXACT.match(line):
        h0, m0, s0, f0, h1, m1, s1, f1 = exact.groups("0")
        return (
            (int(h0) * 3600 + int(m0) * 60 + int(s0)) * 1000 + int(f0),
            (int(h1) * 3600 + int(m1) * 60 + int(s1)) * 1000 + int(f1),
        )
    timing = _TIMING.match(line)
    return (_time(timing.group(1)), _time(timing.group(2))) if timing is not None and _is_timing(timing, line) else None


def _is_timing(match: re.Match[str], line: str) -> bool:
    """True for a line of times, damaged ones too; False for words with an arrow."""
    return bool(match.group(1) and _TIME.match(match.group(1))) or line.lstrip()[:1].isdigit()


def _time(text: str | None) -> int | None:
    found = _TIME.match(text) if text else None
    if found is None:
        return None
    hours, minutes, seconds, fraction = found.groups()
    return (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + int((fraction or "0")[:3].ljust(3, "0"))


def _draining(lines: list[str], start: int = 0) -> Iterator[str]:
    """The lines from `start` on, each let go of as soon as it is read: a hundred hours of captions are half a million."""
    lines.reverse()
    del lines[len(lines) - start :]
    while lines:
        yield lines.pop()


def _parse(document: DecodedDocument, found: Iterable[CueBlock], draft: ItemDraft) -> ParsedDocument:
    require_readable(document, document.text.count("-->"))
    cues: list[Cue] = []
    untimed = 0
    for block in found:
        new = cues_of(read_cue_text("\n".join(block.lines)), block.start_ms, block.end_ms)
        untimed += block.start_ms is None and bool(new)
        cues.extend(new)
    warnings: tuple[str, ...] = ()
    if untimed and untimed < len(cues):
        warnings = (f"{untimed:,} of {len(cues):,} cues have no readable time: estimated from their neighbours",)
    return parse_cues(document, cues, draft, warnings=warnings)
