"""Proposes chapters: the publisher's, else the source's headings, else segments of speech on one subject."""

from __future__ import annotations

import bisect
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence

from earwitness.analysis.chapters.segmentation import Scored, choose, score, split_long
from earwitness.analysis.chapters.titles import titles
from earwitness.model.findings import Chapter, Finding
from earwitness.model.reading import Reading, Sentence
from earwitness.model.transcript import Segment, Span
from earwitness.text.words import single_line

_SHORTEST = 12
"""Words below which a heading's own text is no chapter of its own but a label of the next (`Liberty Labs` above its first story)."""
_NESTED_FROM = 250
"""Words from which a nested heading becomes a chapter of its own."""
_MEETING = 2.2
"""How much longer a subject is in a meeting than in an episode (median words: qmsum 1,745 to 2,950, chapters_btc 554)."""
_DECORATION = re.compile(r"[^\w\"'“”‘’$€£¥%()\[\]?!.,:;…&+#/-]+")
_TITLE_WORD = re.compile(r"[\"'“‘$€£(\[]*\w+[\"'”’)\]?!.%…]*")
_EDGES = " -–—|·:#*_>"


class ChapterAnalyzer:
    """Chapters with titles; every title's words stand in its spans."""

    name = "chapters"
    requires: frozenset[str] = frozenset()
    provides = frozenset({"chapter"})

    def propose(self, reading: Reading, found: Sequence[Finding]) -> Iterable[Finding]:
        """The chapters in order; together they cover all that was read, without overlap."""
        if not reading.prose:
            return ()
        if published := list(_published(reading)):
            return published
        headings = _headings(reading)
        if len(headings) >= 2 or (headings and not _is_speech(reading)):
            return _from_headings(reading, headings)
        return _from_speech(reading)


def _published(reading: Reading) -> Iterator[Finding]:
    """The chapters the publisher has made; each points at its first sentence, since its title need not be said."""
    sentences = reading.prose
    starts = [sentence.start for sentence in sentences]
    for mark in reading.transcript.marks:
        if mark.kind == "chapter":
            at = bisect.bisect_left(starts, mark.start)
            first = sentences[at] if at < len(sentences) else None
            if first is not None and first.end <= mark.end:
                result = _chapter(reading, mark.value, (Span(first.start, first.end),), (mark.start, mark.end))
                yield result.model_copy(update={"origin": "publisher", "confidence": 0.95, "reasons": ("the publisher's own chapter",)})


def _is_speech(reading: Reading) -> bool:
    spoken = sum(sentence.kind == "speech" for sentence in reading.sentences)
    return spoken * 2 > len(reading.sentences)


def _headings(reading: Reading) -> list[tuple[Segment, int]]:
    """Headings that open a chapter, with the number of words up to the next heading; the document's own title is none."""
    segments = [segment for segment in reading.transcript.segments if segment.kind == "heading"]
    if segments and _is_title(reading, segments[0]):
        segments = segments[1:]
    if not segments:
        return []
    ends = [*(segment.start for segment in segments[1:]), len(reading.text)]
    sized = [(segment, _words_between(reading, segment.end, end)) for segment, end in zip(segments, ends, strict=True)]
    with_text = [pair for pair in sized if pair[1] >= _SHORTEST and _title(reading, pair[0])]
    if not with_text:
        return []
    top = min(segment.level for segment, _ in with_text)
    return [pair for pair in with_text if pair[0].level <= top or pair[1] >= _NESTED_FROM or _stands_alone(pair, with_text, top)]


def _stands_alone(pair: tuple[Segment, int], kept: Sequence[tuple[Segment, int]], top: int) -> bool:
    """True for a nested heading whose parent was a bare label, so that it is the first to speak."""
    before = [segment for segment, _ in kept if segment.start < pair[0].start]
    return not any(segment.level <= top for segment in before)


def _is_title(reading: Reading, segment: Segment) -> bool:
    plain = re.sub(r"\W+", " ", reading.text[segment.start : segment.end]).strip().casefold()
    first = all(other.start >= segment.start for other in reading.transcript.segments if other.kind != "code")
    title = re.sub(r"\W+", " ", reading.item.title).strip().casefold()
    return plain == title or (first and segment.level == 1 and (plain in title or title in plain))


def _words_between(reading: Reading, start: int, end: int) -> int:
    inside = [sentence for sentence in reading.prose if start <= sentence.start < end]
    return sum(sentence.last_word - sentence.first_word for sentence in inside)


def _title(reading: Reading, segment: Segment) -> str:
    """The heading's words without emoji and signs."""
    words = _DECORATION.sub(" ", reading.text[segment.start : segment.end])
    return single_line(words).strip(_EDGES)


def _from_headings(reading: Reading, headings: Sequence[tuple[Segment, int]]) -> list[Finding]:
    """A chapter for each heading; what stands before the first one, when it is long enough, gets a title of its own."""
    chapters: list[Finding] = []
    first = reading.prose[0].start
    before = [sentence for sentence in reading.prose if sentence.end <= headings[0][0].start]
    if sum(sentence.last_word - sentence.first_word for sentence in before) >= 4 * _SHORTEST:
        title = titles(reading, before, [0])[0]
        chapters.append(_chapter(reading, title.text, title.spans, (first, headings[0][0].start)))
    ends = [*(segment.start for segment, _ in headings[1:]), reading.sentences[-1].end]
    for (segment, _), end in zip(headings, ends, strict=True):
        interval = (segment.start, max(end, segment.end))
        chapters.append(_chapter(reading, _title(reading, segment), (_title_span(reading, segment),), interval, heading=True))
    return chapters


def _title_span(reading: Reading, segment: Segment) -> Span:
    """From the heading's first word to its last sign that belongs to words."""
    text, start, end = reading.text, segment.start, segment.end
    found = [match.span() for match in _TITLE_WORD.finditer(text, start, end)]
    return Span(found[0][0], found[-1][1]) if found else Span(start, end)


def _from_speech(reading: Reading) -> list[Finding]:
    sentences = reading.prose
    words = sentences[-1].last_word - sentences[0].first_word
    spacing = _spacing(words) * (_MEETING if _is_meeting(sentences) else 1)
    opens = [0]
    if words >= 1.5 * spacing:
        scored = score(reading, sentences)
        least = int(spacing * 0.3)
        opens += choose(scored, sentences, count=_count(words / spacing - 1, scored), least_words=least)
        opens = split_long(opens, scored, sentences, most_words=2 * int(spacing), least_words=least)
    ends = [*(sentences[at].start for at in opens[1:]), sentences[-1].end]
    result = titles(reading, sentences, opens)
    return [
        _chapter(reading, title.text, title.spans, (sentences[at].start, end)) for title, at, end in zip(result, opens, ends, strict=True)
    ]


def _is_meeting(sentences: Sequence[Sentence]) -> bool:
    """True for four or more named voices in turns of a line or two: nobody holds forth, and a subject takes many turns."""
    voices = {sentence.speaker for sentence in sentences}
    turns = sum((one.turn, one.speaker) != (other.turn, other.speaker) for one, other in itertools.pairwise(sentences)) + 1
    return len(voices) >= 4 and None not in voices and sentences[-1].last_word < 25 * turns


def _count(by_length: float, scored: Sequence[Scored]) -> int:
    """How many boundaries to set: the geometric mean of what the length asks for and what the scores expect, never far below the first."""
    expected = sum(1 / (1 + math.exp(-one.score)) for one in scored)
    return max(1, round(0.6 * by_length), round(math.sqrt(by_length * expected)))


def _spacing(words: int) -> float:
    """Words a chapter should have: people cut long talk more coarsely (chapters_btc: 350 words in short episodes, 900 in long ones)."""
    return min(1000.0, 350 + 0.028 * words)


def _chapter(reading: Reading, title: str, spans: tuple[Span, ...], stretch: tuple[int, int], *, heading: bool = False) -> Chapter:
    start, end = stretch
    time = reading.transcript.time_of(start, end)
    return Chapter(
        title=title,
        spans=spans,
        start=start,
        end=end,
        t0_ms=time.t0_ms,
        t1_ms=time.t1_ms,
        heading=heading,
        confidence=0.95 if heading else 0.5,
        reasons=("the source's own heading",) if heading else ("the subject changes here", "title from its most telling words"),
    )
