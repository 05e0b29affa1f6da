"""The quick comparison: samples every two minutes find the offset, and only what lies around an advertisement is heard in full."""

from __future__ import annotations

import random
from array import array
from itertools import pairwise

import pytest
from tests.speech.recordings_made import wav

from earwitness.extensions import EngineFacts
from earwitness.model.documents import ItemDraft, ParsedDocument
from earwitness.model.speech import Hints, SpokenWord, Utterance
from earwitness.model.transcript import Segment, Transcript
from earwitness.speech.alignment.drift import jumps
from earwitness.speech.audio.decoding import Recording
from earwitness.speech.published_transcripts import transcribe_with_published
from earwitness.speech.transcription import SpeechTools

np = pytest.importorskip("numpy")
pytest.importorskip("av")
SECONDS, BORDER, MORE = 1_200, 500, 30
STEP = 20
"""The level of the sound says which second of the show it is: silence is an advertisement."""


def words_of() -> list[str]:
    draw = random.Random(5)
    return [f"w{draw.randrange(800)}" for _ in range(2 * SECONDS)]


class Reader:
    """Reads the level of every whole second it is given, and says the two words of that second of the show."""

    name = "fake/1"

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.heard_ms = 0

    def facts(self) -> EngineFacts:
        return EngineFacts(languages=("en",))

    def transcribe(self, pcm: bytes, *, language: str | None, hints: Hints) -> tuple[Utterance, ...]:
        self.heard_ms += len(pcm) // 32
        levels = np.frombuffer(pcm, dtype="<i2").astype(int)
        edges = [0, *(np.flatnonzero(np.diff(levels)) + 1).tolist(), len(levels)]
        source_text: list[SpokenWord] = []
        for first, last in pairwise(edges):
            second = levels[first] // STEP - 1 if last > first else -1
            if last - first == 16_000 and second >= 0:
                source_text += [
                    SpokenWord(self.words[2 * second + at], first // 16 + 500 * at, first // 16 + 500 * at + 400, 0.9) for at in (0, 1)
                ]
        return (Utterance(tuple(source_text)),) if source_text else ()


def published(words: list[str]) -> ParsedDocument:
    text, segments = "", []
    for at in range(0, len(words), 8):
        start, text = len(text), text + " ".join(words[at : at + 8])
        segments.append(Segment(start=start, end=len(text), start_ms=500 * at, end_ms=500 * at + 4_000))
        text += " "
    return ParsedDocument(ItemDraft(), Transcript(text=text.rstrip(), segments=tuple(segments), origin="captions", language="en"))


def test_an_advertisement_is_found_by_hearing_a_part() -> None:
    words = words_of()
    seconds = [*range(BORDER), *[-1] * MORE, *range(BORDER, SECONDS)]
    sound = np.repeat(np.array([STEP * (second + 1) for second in seconds], dtype="<i2"), 16_000)
    content = wav(array("h", sound.tobytes()))
    reader = Reader(words)
    result = transcribe_with_published(Recording("show.wav", content=content), published(words), SpeechTools(reader), quick=True)
    assert result.retimed.drift.fits
    [(_, _, more_ms)] = jumps(result.retimed.drift)
    assert abs(more_ms - 1000 * MORE) <= 300
    truth = [s.start_ms if s.start_ms < 1000 * BORDER else s.start_ms + 1000 * MORE for s in published(words).transcript.segments]
    found = [s.start_ms for s in result.document.transcript.segments]
    assert len(found) == len(truth)
    assert max(abs(a - b) for a, b in zip(found, truth, strict=True)) <= 300
    assert result.listened < 0.4
    assert reader.heard_ms < 0.4 * 1000 * len(seconds)
