"""Combines a published transcript with a recording: the words of the transcript, the times of the recording."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from earwitness.model.documents import ItemDraft, ParsedDocument
from earwitness.model.speech import RecognizedWord
from earwitness.speech.alignment.drift import Drift, measure
from earwitness.speech.alignment.retiming import Retimed, retimed
from earwitness.speech.audio.decoding import Decoding, Recording
from earwitness.speech.audio.media_info import MediaInfo
from earwitness.speech.second_pass import Interval, transcribe_intervals
from earwitness.speech.transcription import Progress, SpeechTools, transcribe_recording

SAMPLE_MS, EVERY_MS = 24_000, 120_000
"""A quick comparison hears so much, so often: an advertisement is shorter than the second, and a border is then looked for."""
_TILE_MS = 26_000
_SAME_MS = 800


class Published(NamedTuple):
    """A published transcript beside its recording."""

    document: ParsedDocument
    """With the recording's times."""
    retimed: Retimed
    info: MediaInfo
    listened: float
    """The part of the recording that was heard for it."""


def transcribe_with_published(
    recording: Recording,
    published: ParsedDocument,
    tools: SpeechTools,
    *,
    about: ItemDraft | None = None,
    quick: bool = False,
    progress: Progress | None = None,
) -> Published:
    """The published transcript with the recording's times: all of it is heard, or where `quick` samples and what lies around jumps.

    Raises `InputError` for what is no recording, `NoText` when nobody speaks in it.
    """
    with Decoding(recording, limits=tools.limits) as decoding:
        info = decoding.info
    words, second_pass = None, 1.0
    if quick and info.duration_ms and not measure(published.transcript, ()).coarse:
        words, second_pass = _sampled(recording, published, tools, info.duration_ms)
    if words is None:
        alone = replace(tools, diarizer=None, glossary={}, ordinary_words=())
        known = (about or ItemDraft()).model_copy(update={"language": published.transcript.language})
        transcribed = transcribe_recording(recording, alone, about=known, progress=progress)
        words, info = transcribed.words, transcribed.info
    result = retimed(published.transcript, words, by=tools.engine.name, listened=second_pass)
    draft = published.draft
    draft = draft.model_copy(
        update={
            "title": draft.title or info.title,
            "source": draft.source or info.show,
            "kind": "video" if info.has_video else "podcast",
            "published": draft.published or info.published,
            "duration_ms": info.duration_ms or draft.duration_ms,
        }
    )
    return Published(ParsedDocument(draft, result.transcript), result, info, second_pass)


def _sampled(
    recording: Recording, published: ParsedDocument, tools: SpeechTools, duration_ms: int
) -> tuple[Sequence[RecognizedWord] | None, float]:
    """The words of some seconds every two minutes, then of all that lies between samples that disagree; None for what is too short."""
    samples = list(_samples(duration_ms))
    if len(samples) < 4:
        return None, 1.0
    language = published.transcript.language
    first = transcribe_intervals(recording, tools.engine, samples, language=language, limits=tools.limits)
    words = [word for transcribed in first for word in transcribed]
    drift = measure(published.transcript, words, listened=len(samples) * SAMPLE_MS / duration_ms)
    offsets = [_offset_in(drift, sample) for sample in samples]
    between = [
        tile
        for (one, before), (other, after) in pairwise(zip(samples, offsets, strict=True))
        if before is None or after is None or abs(before - after) > _SAME_MS
        for tile in _tiles(one.end_ms, other.start_ms)
    ]
    for transcribed in transcribe_intervals(recording, tools.engine, between, language=language, limits=tools.limits) if between else ():
        words += transcribed
    second_pass = sum(interval.end_ms - interval.start_ms for interval in (*samples, *between)) / duration_ms
    return sorted(words, key=lambda word: word.start_ms), min(1.0, second_pass)


def _samples(duration_ms: int) -> Iterator[Interval]:
    last = max(0, duration_ms - SAMPLE_MS)
    count = max(1, round(last / EVERY_MS))
    for at in range(count + 1):
        start = last * at // count
        yield Interval(start, start + SAMPLE_MS)


def _tiles(start_ms: int, end_ms: int) -> Iterator[Interval]:
    count = -(-(end_ms - start_ms) // _TILE_MS)
    for at in range(count):
        yield Interval(start_ms + (end_ms - start_ms) * at // count, start_ms + (end_ms - start_ms) * (at + 1) // count)


def _offset_in(drift: Drift, sample: Interval) -> float | None:
    """The median offset of the words heard in a sample; None where it has too few."""
    found = [
        timed.heard.start_ms - timed.ms
        for timed in drift.words
        if timed.ms is not None and sample.start_ms <= timed.heard.start_ms < sample.end_ms
    ]
    return median(found) if len(found) >= 8 else None
