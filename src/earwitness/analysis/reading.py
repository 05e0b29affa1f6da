"""Prepares a transcript for analysis: words and sentences with their offsets."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence

from earwitness.analysis.sentence_boundaries import Cut, sentence_spans
from earwitness.model.media import Item
from earwitness.model.reading import Reading, Sentence, Word
from earwitness.model.transcript import Segment, Span, Transcript
from earwitness.text.words import WORD, word_form


def read(item: Item, transcript: Transcript) -> Reading:
    """The reading of a transcript: every word and sentence that somebody said or wrote, in order."""
    words = tuple(_words(transcript))
    starts = [word.start for word in words]
    promoted = _promotion(transcript)
    language = transcript.language or item.language or "en"
    sentences: list[Sentence] = []
    for group in _groups(transcript.segments):
        firsts = [segment.start for _, segment in group]
        cut = Cut(group[0][1].start, group[-1][1].end, tuple(segment for _, segment in group))
        for whole in sentence_spans(transcript.text, cut, language):
            for part in _without(promoted, whole):
                start, end = _trim(transcript, part)
                first, last = bisect.bisect_left(starts, start), bisect.bisect_left(starts, end)
                if first < last:
                    index, segment = group[max(0, bisect.bisect_right(firsts, start) - 1)]
                    sentences.append(_sentence(transcript, (index, segment), Span(start, end), (first, last)))
    return Reading(item=item, transcript=transcript, words=words, sentences=tuple(sentences))


def _words(transcript: Transcript) -> Iterator[Word]:
    """Words outside every unspoken mark; segments without marks, nearly all of them, are not asked word by word."""
    text, forms = transcript.text, dict[str, str]()
    for segment in transcript.segments:
        marks = iter(transcript.unspoken_in(segment.start, segment.end))
        mark = next(marks, None)
        for match in WORD.finditer(text, segment.start, segment.end):
            start, end = match.span()
            while mark is not None and mark.end <= start:
                mark = next(marks, None)
            if mark is not None and mark.start < end:
                continue
            word = match.group()
            form = forms.get(word)
            if form is None:
                form = forms[word] = word_form(word)
            yield Word(start, end, word, form)


def _groups(segments: Sequence[Segment]) -> Iterator[list[tuple[int, Segment]]]:
    """Runs of cues of one voice, since captions cut sentences anywhere; every other block stands alone."""
    group: list[tuple[int, Segment]] = []
    for at, segment in enumerate(segments):
        if group and not _same_voice(group[-1][1], segment):
            yield group
            group = []
        group.append((at, segment))
    if group:
        yield group


def _same_voice(one: Segment, other: Segment) -> bool:
    return one.kind == other.kind == "speech" and one.speaker == other.speaker and one.turn == other.turn


def _promotion(transcript: Transcript) -> list[Span]:
    """Merged promotion spans, in order."""
    merged: list[Span] = []
    for mark in transcript.marks:
        if mark.kind != "promotion":
            continue
        if merged and mark.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, mark.end))
        else:
            merged.append(Span(mark.start, mark.end))
    return merged


def _without(promoted: list[Span], span: Span) -> Iterator[Span]:
    """What `span` holds outside promotion: a sentence never runs on behind an advertisement."""
    start = span.start
    at = bisect.bisect_right(promoted, start, key=lambda mark: mark.end)
    while at < len(promoted) and promoted[at].start < span.end:
        if start < promoted[at].start:
            yield Span(start, promoted[at].start)
        start = promoted[at].end
        at += 1
    if start < span.end:
        yield Span(start, span.end)


def _trim(transcript: Transcript, span: Span) -> Span:
    """The span without white space and unspoken marks at its ends."""
    text, (start, end) = transcript.text, span
    marks = transcript.unspoken_in(start, end)
    first, last = 0, len(marks) - 1
    while start < end:
        if text[start].isspace():
            start += 1
        elif first <= last and marks[first].start <= start:
            start = max(start, marks[first].end)
            first += 1
        else:
            break
    while start < end:
        if text[end - 1].isspace():
            end -= 1
        elif first <= last and marks[last].end >= end:
            end = min(end, marks[last].start)
            last -= 1
        else:
            break
    return Span(start, max(start, end))


def _sentence(transcript: Transcript, place: tuple[int, Segment], span: Span, words: tuple[int, int]) -> Sentence:
    index, segment = place
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
