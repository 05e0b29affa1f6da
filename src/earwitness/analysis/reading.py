"""Makes a transcript ready for analysis: words and sentences with their places."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence

import sentencex

from earwitness.model.media import Item
from earwitness.model.reading import Reading, Sentence, Word
from earwitness.model.transcript import Segment, Span, Transcript
from earwitness.text.words import word_form, words_with_places


def read(item: Item, transcript: Transcript) -> Reading:
    """The reading of a transcript: every word and sentence that somebody said or wrote, in order."""
    words = tuple(_words(transcript))
    starts = [word.start for word in words]
    sentences: list[Sentence] = []
    for group in _groups(transcript.segments):
        for start, end in _sentence_spans(transcript, group):
            first, last = bisect.bisect_left(starts, start), bisect.bisect_left(starts, end)
            if first < last:
                sentences.append(_sentence(transcript, group, Span(start, end), (first, last)))
    return Reading(item=item, transcript=transcript, words=words, sentences=tuple(sentences))


def _words(transcript: Transcript) -> Iterator[Word]:
    for segment in transcript.segments:
        for start, end, word in words_with_places(transcript.text, segment.start, segment.end):
            if not transcript.is_unspoken(start, end):
                yield Word(start, end, word, word_form(word))


def _groups(segments: Sequence[Segment]) -> Iterator[list[tuple[int, Segment]]]:
    """Runs of cues of one voice, since captions cut sentences anywhere; every other block stands alone."""
    group: list[tuple[int, Segment]] = []
    for at, segment in enumerate(segments):
        if group and not (segment.kind == "speech" and _same_voice(group[-1][1], segment)):
            yield group
            group = []
        group.append((at, segment))
    if group:
        yield group


def _same_voice(one: Segment, other: Segment) -> bool:
    return one.kind == other.kind == "speech" and one.speaker == other.speaker and one.turn == other.turn


def _sentence_spans(transcript: Transcript, group: list[tuple[int, Segment]]) -> Iterator[Span]:
    start, end = group[0][1].start, group[-1][1].end
    for boundary in sentencex.get_sentence_boundaries(transcript.language or "en", transcript.text[start:end]):
        span = _trim(transcript, start + boundary["start_index"], start + boundary["end_index"])
        if span.start < span.end:
            yield span


def _trim(transcript: Transcript, start: int, end: int) -> Span:
    """The span without white space and unspoken marks at its ends."""
    text, changed = transcript.text, True
    while changed and start < end:
        changed = False
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        for mark in transcript.unspoken_in(start, end):
            if mark.start <= start < mark.end:
                start, changed = mark.end, True
            elif mark.start < end <= mark.end:
                end, changed = mark.start, True
    return Span(start, max(start, end))


def _sentence(transcript: Transcript, group: list[tuple[int, Segment]], span: Span, words: tuple[int, int]) -> Sentence:
    at = bisect.bisect_right([segment.start for _, segment in group], span.start) - 1
    index, segment = group[max(0, at)]
    return Sentence(
        start=span.start,
        end=span.end,
        segment=index,
        kind=segment.kind,
        speaker=segment.speaker,
        turn=segment.turn,
        first_word=words[0],
        last_word=words[1],
        broken=transcript.is_unspoken(span.start, span.end),
    )
